package dev.holdfast.web.act;

import dev.holdfast.spec.Descriptor;
import dev.holdfast.spec.GroupSpec;
import dev.holdfast.spec.Sizes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What can be turned in a spec with a form: fields as they are, and what was changed as {@code key=value} assignments. */
final class Knobs {

    private static final String SETTINGS = "settings";

    private final Map<String, List<Field>> groups = new LinkedHashMap<>();
    private final List<Field> options = new ArrayList<>();
    private final SortedMap<String, String> settings;

    private Knobs(SortedMap<String, String> settings) {
        this.settings = new TreeMap<>(settings);
    }

    /** Of a new cluster: the package's defaults, counts and volumes too. */
    static Knobs of(Descriptor descriptor) {
        Knobs knobs = new Knobs(new TreeMap<>());
        descriptor.groups().values().forEach(group -> {
            List<Field> fields = new ArrayList<>();
            fields.add(Field.of(
                            Field.Kind.NUMBER, group.name() + ".count", "Nodes", Integer.toString(group.defaultCount()))
                    .hinted(ScaleDeed.allowed(group)));
            fields.addAll(sizes(group.name(), group.cpusMilli(), group.memoryMegabytes(), group.heapMegabytes()));
            fields.add(Field.of(Field.Kind.TEXT, group.name() + ".disk", "Volume", Sizes.text(group.diskMegabytes()))
                    .hinted("each node's; cannot change while it exists"));
            fields.add(constraint(group.name(), ""));
            knobs.groups.put(group.name(), fields);
        });
        knobs.options(descriptor, descriptor.options());
        return knobs;
    }

    /** Of a cluster there is: what can change in place. */
    static Knobs of(Deed.Subject subject) {
        Knobs knobs = new Knobs(subject.cluster().spec().settings());
        for (GroupSpec group : subject.cluster().spec().groups().values()) {
            List<Field> fields = new ArrayList<>(
                    sizes(group.name(), group.cpusMilli(), group.memoryMegabytes(), group.heapMegabytes()));
            fields.add(constraint(group.name(), group.constraint()));
            knobs.groups.put(group.name(), fields);
        }
        SortedMap<String, String> options = new TreeMap<>(subject.descriptor().options());
        options.putAll(subject.cluster().spec().options());
        knobs.options(subject.descriptor(), options);
        return knobs;
    }

    private static List<Field> sizes(String group, long cpus, long memory, long heap) {
        return List.of(
                Field.of(Field.Kind.TEXT, group + ".cpus", "CPUs", Sizes.cpusText(cpus)),
                Field.of(Field.Kind.TEXT, group + ".memory", "Memory", Sizes.text(memory)),
                Field.of(Field.Kind.TEXT, group + ".heap", "Heap", Sizes.text(heap)));
    }

    private static Field constraint(String group, String value) {
        return Field.of(Field.Kind.TEXT, group + ".constraint", "Placement", value)
                .hinted("empty: one node per agent, spread over zones; or as in @zone GROUP_BY:3");
    }

    private void options(Descriptor descriptor, SortedMap<String, String> values) {
        values.forEach((option, value) -> {
            String text = descriptor.optionTexts().getOrDefault(option, "");
            boolean yesNo = value.equals("true") || value.equals("false");
            Field field = Field.of(yesNo ? Field.Kind.CHOICE : Field.Kind.TEXT, "options." + option, option, value)
                    .hinted(text);
            options.add(
                    yesNo
                            ? field.choosing(
                                    List.of(new Field.Choice("true", "true"), new Field.Choice("false", "false")))
                            : field);
        });
    }

    /** As they were given, or else as they are. */
    List<Section> sections(Inputs inputs) {
        List<Section> sections = new ArrayList<>();
        groups.forEach((group, fields) -> sections.add(new Section(group, "", false, fields)));
        String lines = String.join(
                "\n",
                settings.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .toList());
        sections.add(new Section(
                "Settings of the database",
                "One key=value a line, under the names that the database itself has for them.",
                false,
                List.of(Field.of(Field.Kind.LINES, SETTINGS, "Settings", lines))));
        if (!options.isEmpty()) {
            sections.add(new Section("Options", "What Holdfast does with this database.", true, options));
        }
        return sections.stream()
                .map(section -> section.map(field -> given(field, inputs)))
                .toList();
    }

    private static Field given(Field field, Inputs inputs) {
        return inputs.has(field.name()) ? field.filled(inputs.raw(field.name()).strip()) : field;
    }

    /** What differs from what is. */
    List<String> assignments(Inputs inputs) {
        List<String> changes = new ArrayList<>();
        List<Field> fields = new ArrayList<>();
        groups.values().forEach(fields::addAll);
        fields.addAll(options);
        for (Field field : fields) {
            if (inputs.has(field.name()) && !inputs.text(field.name()).equals(field.value())) {
                changes.add(field.name() + "=" + inputs.text(field.name()));
            }
        }
        if (inputs.has(SETTINGS)) {
            changes.addAll(settingChanges(inputs.lines(SETTINGS)));
        }
        return changes;
    }

    private List<String> settingChanges(List<String> lines) {
        List<String> changes = new ArrayList<>();
        List<String> kept = new ArrayList<>();
        for (String line : lines) {
            int equals = line.indexOf('=');
            String key = equals < 0 ? line : line.substring(0, equals).strip();
            String value = equals < 0 ? "" : line.substring(equals + 1).strip();
            kept.add(key);
            if (equals < 0) {
                changes.add(line); // refused with its remedy where everything else is judged
            } else if (!value.equals(settings.get(key))) {
                changes.add((known(key) ? "" : "settings.") + key + "=" + value);
            }
        }
        settings.keySet().stream()
                .filter(key -> !kept.contains(key))
                .forEach(key -> changes.add("settings." + key + "="));
        return changes;
    }

    /** Written as on the command line, where a group's or a node's own settings are named by it. */
    private boolean known(String key) {
        int dot = key.indexOf('.');
        String first = dot < 0 ? key : key.substring(0, dot);
        String group = first.replaceFirst("-\\d+$", "");
        return groups.containsKey(group) && (key.startsWith(group + ".settings.") || !first.equals(group));
    }
}
