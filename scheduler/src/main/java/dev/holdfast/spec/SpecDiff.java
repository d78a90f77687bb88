package dev.holdfast.spec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What changes from one wish to another, leaf by leaf. */
public final class SpecDiff {

    private SpecDiff() {}

    /** In the order of a written spec; empty if both wish the same. */
    public static List<Change> between(ClusterSpec from, ClusterSpec to) {
        Map<String, String> before = leaves(from);
        Map<String, String> after = leaves(to);
        Set<String> paths = new LinkedHashSet<>(after.keySet());
        paths.addAll(before.keySet());
        List<Change> changes = new ArrayList<>();
        for (String path : paths) {
            String old = before.getOrDefault(path, "");
            String next = after.getOrDefault(path, "");
            if (!old.equals(next)) {
                changes.add(new Change(path, old, next));
            }
        }
        return changes;
    }

    private static Map<String, String> leaves(ClusterSpec spec) {
        Map<String, String> leaves = new LinkedHashMap<>();
        leaves.put("name", spec.name().value());
        leaves.put("package", spec.packageName());
        leaves.put("version", spec.version());
        leaves.put("user", spec.user());
        leaves.put("role", spec.role());
        putAll(leaves, "settings", spec.settings());
        putAll(leaves, "options", spec.options());
        putAll(leaves, "artifacts", spec.artifacts());
        spec.groups().values().forEach(group -> group(leaves, group));
        return leaves;
    }

    private static void group(Map<String, String> leaves, GroupSpec group) {
        String path = "groups." + group.name();
        leaves.put(path + ".count", Integer.toString(group.count()));
        leaves.put(path + ".cpus", Sizes.cpusText(group.cpusMilli()));
        leaves.put(path + ".memory", Sizes.text(group.memoryMegabytes()));
        leaves.put(path + ".heap", Sizes.text(group.heapMegabytes()));
        leaves.put(path + ".disk", Sizes.text(group.diskMegabytes()));
        leaves.put(path + ".disk.kind", group.diskKind());
        leaves.put(path + ".jvm", String.join(" ", group.jvmOptions()));
        leaves.put(path + ".constraint", group.constraint());
        group.ports()
                .forEach((port, number) ->
                        leaves.put(path + ".ports." + port, number == 0 ? GroupDraft.AUTO : Integer.toString(number)));
        putAll(leaves, path + ".settings", group.settings());
        group.nodes().forEach((index, settings) -> putAll(leaves, path + ".nodes." + index + ".settings", settings));
        leaves.put(
                path + ".released",
                String.join(", ", group.released().stream().map(String::valueOf).toList()));
    }

    /** An empty text is a value too, and must be told from none. */
    private static void putAll(Map<String, String> leaves, String path, Map<String, String> values) {
        values.forEach((key, value) -> leaves.put(path + "." + key, value.isEmpty() ? "\"\"" : value));
    }
}
