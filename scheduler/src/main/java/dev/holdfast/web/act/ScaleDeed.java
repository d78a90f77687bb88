package dev.holdfast.web.act;

import dev.holdfast.api.Refused;
import dev.holdfast.api.wire.Asks;
import dev.holdfast.spec.Descriptor;
import dev.holdfast.spec.GroupSpec;
import dev.holdfast.web.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Other counts of nodes. */
final class ScaleDeed implements Deed {

    @Override
    public String name() {
        return "scale";
    }

    @Override
    public String label() {
        return "Scale";
    }

    @Override
    public String about(Subject subject) {
        return "Changes how many nodes there are. Nodes that go are drained and proved empty first; data moves onto nodes that come where the"
                + " database or an option does that.";
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
        List<Field> fields = new ArrayList<>();
        for (GroupSpec group : subject.cluster().spec().groups().values()) {
            String name = group.name() + ".count";
            String value = inputs.has(name) ? inputs.text(name) : Integer.toString(group.count());
            fields.add(Field.of(Field.Kind.NUMBER, name, Words.capital(group.name()), value)
                    .hinted(hint(subject, group)));
        }
        return List.of(Section.of(fields));
    }

    private static String hint(Subject subject, GroupSpec group) {
        String allowed =
                subject.descriptor().group(group.name()).map(ScaleDeed::allowed).orElse("");
        return "now " + group.count() + (allowed.isEmpty() ? "" : "; " + allowed);
    }

    static String allowed(Descriptor.Group group) {
        return group.counts().isEmpty()
                ? "at most " + group.maxCount()
                : group.counts().stream().map(String::valueOf).collect(Collectors.joining(", ")) + " are possible";
    }

    @Override
    public Wish wish(Subject subject, Inputs inputs) {
        List<String> wishes = new ArrayList<>();
        for (GroupSpec group : subject.cluster().spec().groups().values()) {
            String name = group.name() + ".count";
            if (inputs.has(name) && !inputs.text(name).equals(Integer.toString(group.count()))) {
                wishes.add(group.name() + "=" + inputs.text(name));
            }
        }
        if (wishes.isEmpty()) {
            throw Refused.because(Refused.INVALID, "no count is changed", "give another for one of the groups");
        }
        return Wish.post(subject.path() + "/scale", new Asks.Scale(wishes));
    }
}
