package dev.holdfast.node.backup;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What makes a ring's keyspaces, in an order in which it can be executed. As a text it is CQL that a person can read, each part behind a line
 * that says what it is.
 */
record Schema(List<Part> parts) {

    private static final String HEAD = "-- holdfast: ";
    private static final Pattern HEADS = Pattern.compile("^" + HEAD, Pattern.MULTILINE);

    /** A column that was dropped is still named in older files, which cannot be read unless the table knows of it. */
    private static final Pattern DROPS = Pattern.compile(";\\s*\\n(?=ALTER TABLE )");

    /** A table gets an id of its own: one that was used before may have remains on disks. */
    private static final Pattern ID = Pattern.compile("WITH ID = [0-9a-f-]{36}\\s+AND ");

    private static final Pattern ONLY_ID = Pattern.compile("\\s*WITH ID = [0-9a-f-]{36}");
    private static final int FIELDS = 3;

    Schema {
        parts = List.copyOf(parts);
    }

    /**
     * One thing that is created.
     *
     * @param type {@code keyspace}, {@code type}, {@code table}, {@code index}, {@code materialized_view} …
     * @param create as Cassandra describes it, maybe several statements
     */
    record Part(String keyspace, String type, String name, String create) {

        boolean isTable() {
            return type.equals("table");
        }

        boolean isView() {
            return type.toLowerCase(Locale.ROOT).contains("view");
        }

        /** What to execute, in order. */
        List<String> statements() {
            List<String> statements = new ArrayList<>();
            for (String statement : DROPS.split(create, -1)) {
                String trimmed = statement.strip();
                if (trimmed.endsWith(";")) {
                    trimmed = trimmed.substring(0, trimmed.length() - 1);
                }
                if (!trimmed.isEmpty()) {
                    String rest = ID.matcher(trimmed).replaceFirst("WITH ");
                    statements.add(ONLY_ID.matcher(rest).replaceFirst(""));
                }
            }
            return statements;
        }
    }

    boolean isView(String keyspace, String table) {
        return parts.stream()
                .anyMatch(part -> part.isView()
                        && part.keyspace().equals(keyspace)
                        && part.name().equals(table));
    }

    String text() {
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            text.append(HEAD)
                    .append(part.type())
                    .append(' ')
                    .append(part.keyspace())
                    .append(' ')
                    .append(part.name())
                    .append('\n')
                    .append(part.create())
                    .append('\n');
        }
        return text.toString();
    }

    static Schema parse(String text) throws RefusedException {
        List<Part> parts = new ArrayList<>();
        for (String piece : HEADS.split(text, -1)) {
            if (piece.isBlank()) {
                continue;
            }
            int end = piece.indexOf('\n');
            String[] head = piece.substring(0, Math.max(0, end)).split(" ", FIELDS);
            if (head.length != FIELDS) {
                throw new RefusedException("the schema in the backup is damaged", "restore from another backup");
            }
            String create = piece.substring(end + 1);
            parts.add(new Part(
                    head[1],
                    head[0],
                    head[2],
                    create.endsWith("\n") ? create.substring(0, create.length() - 1) : create));
        }
        return new Schema(parts);
    }
}
