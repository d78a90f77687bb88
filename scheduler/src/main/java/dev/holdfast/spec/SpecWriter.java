package dev.holdfast.spec;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.regex.Pattern;

/** Writes a spec as canonical YAML: everything spelt out, in one order. Reading it back gives an equal spec. */
public final class SpecWriter {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_/][A-Za-z0-9_./+-]*( [A-Za-z0-9_./+-]+)*");

    private final StringBuilder out = new StringBuilder();

    private SpecWriter() {}

    public static String write(ClusterSpec spec) {
        SpecWriter writer = new SpecWriter();
        writer.cluster(spec);
        return writer.out.toString();
    }

    private void cluster(ClusterSpec spec) {
        line(0, "name", spec.name().value());
        line(0, "package", spec.packageName());
        line(0, "version", spec.version());
        if (!spec.user().isEmpty()) {
            line(0, "user", spec.user());
        }
        line(0, "role", spec.role());
        map(0, "settings", spec.settings());
        map(0, "options", spec.options());
        map(0, "artifacts", spec.artifacts());
        head(0, "groups");
        spec.groups().values().forEach(this::group);
    }

    private void group(GroupSpec group) {
        head(1, group.name());
        line(2, "count", Integer.toString(group.count()));
        line(2, "cpus", Sizes.cpusText(group.cpusMilli()));
        line(2, "memory", Sizes.text(group.memoryMegabytes()));
        line(2, "heap", Sizes.text(group.heapMegabytes()));
        if (group.diskKind().equals("root")) {
            line(2, "disk", Sizes.text(group.diskMegabytes()));
        } else {
            head(2, "disk");
            line(3, "size", Sizes.text(group.diskMegabytes()));
            line(3, "kind", group.diskKind());
        }
        list("jvm", group.jvmOptions());
        if (!group.constraint().isEmpty()) {
            line(2, "constraint", group.constraint());
        }
        if (!group.ports().isEmpty()) {
            head(2, "ports");
            group.ports()
                    .forEach((port, number) -> line(3, port, number == 0 ? GroupDraft.AUTO : Integer.toString(number)));
        }
        map(2, "settings", group.settings());
        if (!group.nodes().isEmpty()) {
            head(2, "nodes");
            for (Map.Entry<Integer, SortedMap<String, String>> node :
                    group.nodes().entrySet()) {
                head(3, Integer.toString(node.getKey()));
                map(4, "settings", node.getValue());
            }
        }
        list("released", group.released().stream().map(String::valueOf).toList());
    }

    private void map(int depth, String key, SortedMap<String, String> values) {
        if (!values.isEmpty()) {
            head(depth, key);
            values.forEach((name, value) -> line(depth + 1, name, value));
        }
    }

    private void list(String key, List<String> values) {
        if (!values.isEmpty()) {
            out.append("    ").append(key).append(": [");
            out.append(String.join(", ", values.stream().map(SpecWriter::scalar).toList()));
            out.append("]\n");
        }
    }

    private void head(int depth, String key) {
        out.append("  ".repeat(depth)).append(scalar(key)).append(":\n");
    }

    private void line(int depth, String key, String value) {
        out.append("  ".repeat(depth))
                .append(scalar(key))
                .append(": ")
                .append(scalar(value))
                .append('\n');
    }

    /** Plain where nothing can be misread, else in double quotes; {@code null} unquoted would read as nothing. */
    private static String scalar(String text) {
        if (PLAIN.matcher(text).matches() && !text.equals("null")) {
            return text;
        }
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\t' -> quoted.append("\\t");
                default -> {
                    boolean ascii = c >= ' ' && c < 0x7f;
                    boolean visible = ascii || Character.isLetter(c) || Character.isSurrogate(c);
                    quoted.append(visible ? Character.toString(c) : escaped(c));
                }
            }
        }
        return quoted.append('"').toString();
    }

    private static String escaped(char c) {
        String hex = Integer.toHexString(c);
        return "\\u" + "0".repeat(4 - hex.length()) + hex;
    }
}
