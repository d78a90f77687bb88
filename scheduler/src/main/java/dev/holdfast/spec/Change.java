package dev.holdfast.spec;

/**
 * One difference between two wishes.
 *
 * @param path as in {@code groups.broker.memory}
 * @param from as a person would write it; empty for not set
 * @param to likewise
 */
public record Change(String path, String from, String to) {

    private static final String GROUPS = "groups.";

    /** One line for people: {@code broker memory: 1 GB -> 2 GB}. */
    @Override
    public String toString() {
        return words() + ": " + shown(from) + " -> " + shown(to);
    }

    /** {@code groups.broker.nodes.2.settings.x} is {@code broker-2 setting x}. */
    private String words() {
        if (!path.startsWith(GROUPS)) {
            return singular(path);
        }
        String inside = path.substring(GROUPS.length());
        int dot = inside.indexOf('.');
        if (dot < 0) {
            return "group " + inside;
        }
        String group = inside.substring(0, dot);
        String field = inside.substring(dot + 1);
        if (field.startsWith("nodes.")) {
            String node = field.substring("nodes.".length());
            int end = node.indexOf('.');
            return group + "-" + node.substring(0, end) + " " + singular(node.substring(end + 1));
        }
        return group + " " + singular(field);
    }

    private static String singular(String field) {
        return field.replaceFirst("^(setting|option|artifact|port)s\\.", "$1 ");
    }

    private static String shown(String value) {
        return value.isEmpty() ? "not set" : value;
    }
}
