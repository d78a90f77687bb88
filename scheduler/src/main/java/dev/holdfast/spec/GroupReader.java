package dev.holdfast.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads one group's part of a spec. */
final class GroupReader {

    private static final List<String> KEYS = List.of(
            "count", "cpus", "memory", "heap", "disk", "jvm", "constraint", "ports", "settings", "nodes", "released");

    private final Fields fields;
    private final Findings findings;

    GroupReader(Fields fields, Findings findings) {
        this.fields = fields;
        this.findings = findings;
    }

    /** Writes what the text says of the group on top of what the draft has. */
    void read(GroupDraft draft, Descriptor.Group usual, Tree tree) {
        if (tree instanceof Tree.Text text && !text.isNothing()) {
            findings.add(draft.set("count", text.value()));
            return;
        }
        Map<String, Tree.Entry> entries = fields.mapping(draft.path, tree);
        entries.forEach((key, entry) -> {
            findings.stands(draft.path + "." + key, entry.line());
            field(draft, key, entry);
        });
        draft.balance(usual, entries.containsKey("memory"), entries.containsKey("heap"));
    }

    private void field(GroupDraft draft, String key, Tree.Entry entry) {
        String path = draft.path + "." + key;
        switch (key) {
            case "count", "cpus", "memory", "heap", "constraint" ->
                fields.text(path, entry.value()).ifPresent(text -> findings.add(draft.set(key, text)));
            case "disk" -> disk(draft, path, entry.value());
            case "jvm" -> jvm(draft, path, entry.value());
            case "ports" ->
                fields.texts(path, entry.value()).forEach((port, text) -> findings.add(draft.setPort(port, text)));
            case "settings" -> draft.settings.putAll(fields.texts(path, entry.value()));
            case "nodes" -> nodes(draft, path, entry.value());
            case "released" -> findings.add(draft.setReleased(fields.list(path, entry.value())));
            default ->
                findings.add(
                        path,
                        entry.line(),
                        "unknown key '" + key + "'",
                        key.contains(".") ? "database settings go under 'settings:'" : Closest.remedy(key, KEYS));
        }
    }

    private void disk(GroupDraft draft, String path, Tree value) {
        if (!(value instanceof Tree.Mapping)) {
            fields.text(path, value).ifPresent(text -> findings.add(draft.set("disk", text)));
            return;
        }
        SortedMap<String, String> parts = fields.texts(path, value);
        List<String> known = List.of("size", "kind");
        parts.forEach((key, text) -> {
            if (known.contains(key)) {
                findings.add(draft.set("disk." + key, text));
            } else {
                findings.add(Problem.of(path + "." + key, "unknown key '" + key + "'", Closest.remedy(key, known)));
            }
        });
    }

    private void jvm(GroupDraft draft, String path, Tree value) {
        if (value instanceof Tree.Items) {
            draft.jvmOptions = fields.list(path, value);
        } else {
            fields.text(path, value).ifPresent(text -> findings.add(draft.set("jvm", text)));
        }
    }

    private void nodes(GroupDraft draft, String path, Tree value) {
        fields.mapping(path, value).forEach((key, entry) -> {
            String place = path + "." + key;
            findings.stands(place, entry.line());
            OptionalInt index = Sizes.whole(key);
            if (index.isEmpty()) {
                findings.add(place, entry.line(), "'" + key + "' is no node's number", "write a number such as 0 or 2");
                return;
            }
            SortedMap<String, String> settings = new TreeMap<>();
            List<String> unknown = new ArrayList<>();
            fields.mapping(place, entry.value()).forEach((name, inner) -> {
                findings.stands(place + "." + name, inner.line());
                if (name.equals("settings")) {
                    settings.putAll(fields.texts(place + ".settings", inner.value()));
                } else {
                    unknown.add(name);
                }
            });
            for (String name : unknown) {
                findings.add(Problem.of(
                        place + "." + name,
                        "unknown key '" + name + "'",
                        "a single node can only have 'settings:'; everything else is the group's"));
            }
            draft.node(index.getAsInt()).putAll(settings);
        });
    }
}
