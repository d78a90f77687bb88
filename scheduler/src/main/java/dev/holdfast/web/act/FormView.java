package dev.holdfast.web.act;

import dev.holdfast.api.wire.PreviewInfo;
import dev.holdfast.api.wire.ProblemInfo;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A form as it is shown.
 *
 * @param tabs other forms of the same kind; empty if there are none
 * @param problems that are about no field in particular
 * @param csrf what the form must carry
 */
public record FormView(
        String title,
        String button,
        String about,
        String action,
        String back,
        List<FormView.Tab> tabs,
        List<Section> sections,
        List<ProblemInfo> problems,
        Optional<String> pointless,
        boolean hasPreview,
        String csrf,
        FormView.Outlook outlook) {

    /** Another form; {@code here} if it is this one. */
    public record Tab(String label, String href, boolean here) {}

    /**
     * What it would come to.
     *
     * @param preview empty while that is not known, or where it cannot be
     * @param text in place of a preview, such as that there is nothing to do
     * @param changed whether it would come to something else than what was last looked at
     * @param mightDo whether the button that does it is there
     * @param confirm what is to be typed before; empty for nothing
     * @param confirmProblem what is wrong with what was typed
     * @param seen tells this preview from another
     */
    public record Outlook(
            Optional<PreviewInfo> preview,
            String text,
            boolean changed,
            boolean mightDo,
            String confirm,
            String confirmProblem,
            String seen) {

        static final Outlook NONE = new Outlook(Optional.empty(), "", false, false, "", "", "");
    }

    public FormView {
        tabs = List.copyOf(tabs);
        sections = List.copyOf(sections);
        problems = List.copyOf(problems);
    }

    public boolean hasFieldProblems() {
        return sections.stream()
                .flatMap(section -> section.fields().stream())
                .anyMatch(field -> !field.problems().isEmpty());
    }

    /** Where the problems of each field stand, for who shows them while something is typed. */
    public String problemIds() {
        return sections.stream()
                .flatMap(section -> section.fields().stream())
                .map(field -> "#" + field.id() + "-problem")
                .collect(Collectors.joining(","));
    }
}
