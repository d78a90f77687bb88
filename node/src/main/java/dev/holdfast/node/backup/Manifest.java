package dev.holdfast.node.backup;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a node put into a backup: written last, so where it is everything is. As a text, a few {@code key=value} lines, an empty line, then a
 * line for each file: SHA-256, size in bytes, name.
 *
 * @param facts such as cluster, node, release, when, and {@code nodes}: all that belong to the backup
 * @param files by name below the node's part, {@code keyspace/table/nb-1-big-Data.db}
 */
record Manifest(SortedMap<String, String> facts, List<Entry> files) {

    static final String NAME = "manifest";
    static final String NODES = "nodes";

    private static final int FIELDS = 3;

    Manifest {
        facts = Collections.unmodifiableSortedMap(new TreeMap<>(facts));
        files = List.copyOf(files);
    }

    /** One file. */
    record Entry(String sha256, long bytes, String name) {

        String keyspace() {
            return part(0);
        }

        String table() {
            return part(1);
        }

        private String part(int index) {
            return name.split("/", -1)[index];
        }
    }

    long bytes() {
        return files.stream().mapToLong(Entry::bytes).sum();
    }

    String text() {
        StringBuilder text = new StringBuilder();
        facts.forEach((key, value) -> text.append(key).append('=').append(value).append('\n'));
        text.append('\n');
        files.forEach(entry -> text.append(entry.sha256)
                .append(' ')
                .append(entry.bytes)
                .append(' ')
                .append(entry.name)
                .append('\n'));
        return text.toString();
    }

    /** @throws RefusedException if this is no manifest */
    static Manifest parse(String where, String text) throws RefusedException {
        int gap = text.startsWith("\n") ? 0 : text.indexOf("\n\n") + 1;
        if (!text.endsWith("\n") || (gap == 0 && !text.startsWith("\n"))) {
            throw damaged(where);
        }
        TreeMap<String, String> facts = new TreeMap<>();
        for (String line : text.substring(0, gap).lines().toList()) {
            int equals = line.indexOf('=');
            if (equals < 0) {
                throw damaged(where);
            }
            facts.put(line.substring(0, equals), line.substring(equals + 1));
        }
        List<Entry> files = new ArrayList<>();
        for (String line : text.substring(gap + 1).lines().toList()) {
            files.add(entry(where, line));
        }
        return new Manifest(facts, files);
    }

    private static Entry entry(String where, String line) throws RefusedException {
        String[] fields = line.split(" ", FIELDS);
        if (fields.length != FIELDS || fields[2].split("/", -1).length != FIELDS) {
            throw damaged(where);
        }
        try {
            return new Entry(fields[0], Long.parseLong(fields[1]), fields[2]);
        } catch (NumberFormatException e) {
            throw damaged(where);
        }
    }

    private static RefusedException damaged(String where) {
        return new DamagedException(where);
    }
}
