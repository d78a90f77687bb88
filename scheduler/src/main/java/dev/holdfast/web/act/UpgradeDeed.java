package dev.holdfast.web.act;

import dev.holdfast.api.wire.Asks;
import java.util.ArrayList;
import java.util.List;

/** Another version of the database. */
final class UpgradeDeed implements Deed {

    private static final String VERSION = "version";

    @Override
    public String name() {
        return "upgrade";
    }

    @Override
    public String label() {
        return "Upgrade";
    }

    @Override
    public String about(Subject subject) {
        return "Goes to another version of " + subject.descriptor().title()
                + ", node by node, each behind the rules of the database. Now: "
                + subject.cluster().version() + ".";
    }

    @Override
    public Care care(Inputs inputs) {
        return Care.BY_PLAN;
    }

    @Override
    public boolean hasPreview() {
        return true;
    }

    @Override
    public List<Section> sections(Subject subject, Inputs inputs) {
        List<String> versions = subject.descriptor().versions();
        String wanted = inputs.has(VERSION)
                ? inputs.text(VERSION)
                : newest(versions, subject.cluster().version());
        if (subject.descriptor().manner().anyVersion()) {
            return List.of(Section.of(List.of(Field.of(Field.Kind.TEXT, VERSION, "Version", wanted)
                    .hinted("known are " + String.join(", ", versions) + "; others where the spec says where they are")
                    .choosing(choices(versions)))));
        }
        return List.of(Section.of(
                List.of(Field.of(Field.Kind.CHOICE, VERSION, "Version", wanted).choosing(choices(versions)))));
    }

    private static List<Field.Choice> choices(List<String> versions) {
        return versions.stream()
                .map(version -> new Field.Choice(version, version))
                .toList();
    }

    private static String newest(List<String> versions, String now) {
        List<String> known = new ArrayList<>(versions);
        return known.isEmpty() ? now : known.get(known.size() - 1);
    }

    @Override
    public Wish wish(Subject subject, Inputs inputs) {
        return Wish.post(subject.path() + "/upgrade", new Asks.Upgrade(inputs.text(VERSION)));
    }
}
