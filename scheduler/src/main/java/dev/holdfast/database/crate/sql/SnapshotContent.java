package dev.holdfast.database.crate.sql;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * What is in a snapshot, and what is there beside it now.
 *
 * @param state {@code SUCCESS}, or what else became of it; empty if there is no such snapshot
 * @param tables with schema, in order
 * @param partitioned those of them of which it has partitions
 * @param shards of all of them
 * @param there tables that the cluster has now
 * @param partitions of partitioned ones among them, as {@code doc.days (day=2)}
 */
public record SnapshotContent(
        String state,
        List<String> tables,
        List<String> partitioned,
        int shards,
        SortedSet<String> there,
        SortedSet<String> partitions) {

    private static final String FIND =
            "select state, tables, table_partitions, total_shards from sys.snapshots where repository = ? and name = ?";

    private static final String PARTITIONS =
            "select table_schema, table_name, \"values\" from information_schema.table_partitions";

    private static final String TABLES =
            "select table_schema, table_name from information_schema.tables where table_type = 'BASE TABLE'";

    public SnapshotContent {
        tables = List.copyOf(tables);
        there = Collections.unmodifiableSortedSet(new TreeSet<>(there));
        partitions = Collections.unmodifiableSortedSet(new TreeSet<>(partitions));
        partitioned = List.copyOf(partitioned);
    }

    public boolean isThere() {
        return !state.isEmpty();
    }

    static SnapshotContent ask(Session session, String repository, String snapshot) throws ChoreFailedException {
        List<Answer.Row> rows = session.run(FIND, repository, snapshot).rows();
        if (rows.isEmpty()) {
            return new SnapshotContent("", List.of(), List.of(), 0, new TreeSet<>(), new TreeSet<>());
        }
        Answer.Row row = rows.get(0);
        TreeSet<String> tables = new TreeSet<>();
        for (JsonNode table : row.json(1)) {
            tables.add(table.asString(""));
        }
        TreeSet<String> partitioned = new TreeSet<>();
        for (JsonNode partition : row.json(2)) {
            partitioned.add(partition.path("table_schema").asString("") + "."
                    + partition.path("table_name").asString(""));
        }
        return new SnapshotContent(
                row.text(0),
                new ArrayList<>(tables),
                new ArrayList<>(partitioned),
                row.integer(3),
                tables(session),
                partitions(session));
    }

    private static SortedSet<String> partitions(Session session) throws ChoreFailedException {
        TreeSet<String> there = new TreeSet<>();
        for (Answer.Row row : session.run(PARTITIONS).rows()) {
            TreeMap<String, String> values = new TreeMap<>();
            for (Map.Entry<String, JsonNode> value : row.json(2).properties()) {
                values.put(value.getKey(), value.getValue().asString(""));
            }
            there.add(partition(row.text(0) + "." + row.text(1), values));
        }
        return there;
    }

    /** As in {@link #partitions}, whatever the order of its columns. */
    public static String partition(String table, SortedMap<String, String> values) {
        return table + " "
                + values.entrySet().stream()
                        .map(value -> value.getKey() + "=" + value.getValue())
                        .collect(Collectors.joining(", ", "(", ")"));
    }

    /** All there are in the cluster. */
    static SortedSet<String> tables(Session session) throws ChoreFailedException {
        TreeSet<String> there = new TreeSet<>();
        session.run(TABLES).rows().forEach(row -> there.add(row.text(0) + "." + row.text(1)));
        return there;
    }
}
