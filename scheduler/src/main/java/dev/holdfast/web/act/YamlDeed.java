package dev.holdfast.web.act;

import dev.holdfast.api.Route;
import dev.holdfast.spec.SpecWriter;
import java.util.List;
import java.util.Map;

/** The whole spec, as a text. */
final class YamlDeed implements Deed {

    static final String SPEC = "spec";

    @Override
    public String name() {
        return "edit";
    }

    @Override
    public String label() {
        return "Edit spec";
    }

    @Override
    public String title(Subject subject) {
        return label() + " of " + subject.name();
    }

    @Override
    public String about(Subject subject) {
        return "The spec in force, as YAML. What is changed here becomes the next target; what is refused changes nothing.";
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
        String text = inputs.has(SPEC)
                ? inputs.raw(SPEC)
                : SpecWriter.write(subject.cluster().spec());
        return List.of(Section.of(List.of(Field.of(Field.Kind.YAML, SPEC, "Spec", text))));
    }

    @Override
    public Wish wish(Subject subject, Inputs inputs) {
        return new Wish(Route.Method.PUT, subject.path(), Map.of(), inputs.raw(SPEC));
    }
}
