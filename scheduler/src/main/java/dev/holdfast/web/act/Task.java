package dev.holdfast.web.act;

import java.util.List;
import java.util.Optional;

/**
 * A deed with all that a form for it needs.
 *
 * @param action address of its form
 * @param confirm what is to be typed where something is at stake
 * @param back where one came from, probably
 * @param after where its plan is seen
 * @param pointless why it makes no sense now
 */
record Task(
        String title,
        String button,
        String about,
        String action,
        Deed.Care care,
        boolean hasPreview,
        List<Section> sections,
        String confirm,
        String back,
        String after,
        Optional<String> pointless,
        Task.Asking asking) {

    Task {
        sections = List.copyOf(sections);
    }

    /** Makes the request of what was filled in. */
    @FunctionalInterface
    interface Asking {
        Wish wish();
    }

    boolean hasFields() {
        return sections.stream().anyMatch(section -> !section.fields().isEmpty());
    }

    static Task of(Deed deed, Deed.Subject subject, Inputs inputs) {
        String cluster = subject.cluster().name();
        String node = subject.node().isEmpty() ? "" : "?node=" + subject.node();
        String home = "/clusters/" + cluster;
        return new Task(
                deed.title(subject),
                deed.label(),
                deed.about(subject),
                home + "/do/" + deed.name() + node,
                deed.care(inputs),
                deed.hasPreview(),
                deed.sections(subject, inputs),
                subject.name(),
                home,
                home,
                deed.pointless(subject),
                () -> deed.wish(subject, inputs));
    }
}
