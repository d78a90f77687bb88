package dev.holdfast.web.act;

import dev.holdfast.api.Refused;
import dev.holdfast.api.Route;
import dev.holdfast.api.wire.Asks;
import dev.holdfast.spec.Descriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A new cluster, from a form or from a text. */
final class Creating {

    static final String FORM = "/create";
    static final String YAML = "/create/yaml";

    private static final String NAME = "name";
    private static final String VERSION = "version";
    private static final String ABOUT =
            "A new cluster is reserved, placed and started node by node; it is ready when its database says so.";
    private static final Pattern NAME_LINE = Pattern.compile("(?m)^\\s*[\"']?name[\"']?\\s*:\\s*[\"']?([^\\s\"'#,}]+)");
    private static final String SAMPLE = """
            name: orders
            package: kafka
            groups:
              broker:
                count: 3
                memory: 1 GB
                disk: 10 GB
            """;

    private Creating() {}

    static Task form(Descriptor descriptor, Inputs inputs) {
        Knobs knobs = Knobs.of(descriptor);
        String name = inputs.has(NAME) ? inputs.text(NAME) : "";
        String version = inputs.has(VERSION) ? inputs.text(VERSION) : descriptor.defaultVersion();
        List<Field.Choice> versions = descriptor.versions().stream()
                .map(known -> new Field.Choice(known, known))
                .toList();
        boolean any = descriptor.manner().anyVersion();
        List<Section> sections = new ArrayList<>();
        sections.add(Section.of(List.of(
                Field.of(Field.Kind.TEXT, NAME, "Name", name)
                        .hinted("lower-case letters, digits and dashes, as in orders"),
                Field.of(any ? Field.Kind.TEXT : Field.Kind.CHOICE, VERSION, "Version", version)
                        .choosing(versions))));
        sections.addAll(knobs.sections(inputs));
        return task(descriptor.title(), FORM + "?package=" + descriptor.name(), sections, name, () -> {
            List<String> assignments = new ArrayList<>();
            if (!version.equals(descriptor.defaultVersion())) {
                assignments.add(VERSION + "=" + version);
            }
            assignments.addAll(knobs.assignments(inputs));
            return Wish.post("/v1/clusters", new Asks.Create(descriptor.name(), name, assignments));
        });
    }

    static Task yaml(Inputs inputs) {
        String text = inputs.has(YamlDeed.SPEC) ? inputs.raw(YamlDeed.SPEC) : SAMPLE;
        Matcher named = NAME_LINE.matcher(text);
        String name = named.find() ? named.group(1) : "";
        List<Section> sections = List.of(Section.of(List.of(Field.of(Field.Kind.YAML, YamlDeed.SPEC, "Spec", text))));
        return task("a cluster from YAML", YAML, sections, name, () -> {
            if (name.isEmpty()) {
                throw Refused.because(Refused.INVALID, "the spec names no cluster", "add a line as in name: orders");
            }
            return new Wish(Route.Method.PUT, "/v1/clusters/" + name, Map.of(), text);
        });
    }

    private static Task task(String what, String action, List<Section> sections, String name, Task.Asking asking) {
        return new Task(
                "Create " + what,
                "Create",
                ABOUT,
                action,
                Deed.Care.BY_PLAN,
                true,
                sections,
                name,
                "/",
                "/clusters/" + name,
                Optional.empty(),
                asking);
    }
}
