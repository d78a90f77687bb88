package dev.holdfast.database.crate.sql;

import dev.holdfast.database.crate.CrateDetails.Colour;
import dev.holdfast.database.crate.CrateDetails.Health;
import dev.holdfast.database.crate.CrateDetails.Table;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Asks for tables, and for the health of all of them. */
final class Tables {

    static final String CLUSTER_HEALTH =
            "select health, description, pending_tasks, missing_shards, underreplicated_shards from sys.cluster_health";
    /** Before 6.0. */
    static final String OLD_HEALTH = "select health, missing_shards, underreplicated_shards from sys.health";

    static final String HEALTH = "select table_schema, table_name, health from sys.health";
    static final String TABLES =
            "select table_schema, table_name, number_of_replicas, settings, version['created'] from"
                    + " information_schema.tables"
                    + " where table_type = 'BASE TABLE' and table_schema not in ('sys', 'information_schema', 'pg_catalog')";
    static final String PARTITIONS =
            "select table_schema, table_name, number_of_replicas, settings from information_schema.table_partitions";

    /** Among a table's settings: the version that made it; empty if not known. */
    static final String CREATED = "version.created";

    /** Of a table's settings, those that rules read. */
    private static final List<String> BEARING =
            List.of("routing.allocation.", "blocks.", "write.wait_for_active_shards");

    private Tables() {}

    static Optional<Health> health(Questions questions) {
        Answer answer = questions.ask(CLUSTER_HEALTH);
        if (answer instanceof Answer.Refused refused && refused.isUnknownRelation()) {
            return questions.rows("sys.health", OLD_HEALTH).map(Tables::worst);
        }
        return questions
                .rows("sys.cluster_health", answer)
                .filter(rows -> rows.size() == 1)
                .map(rows -> rows.get(0))
                .map(row -> new Health(colour(row.text(0)), row.text(1), row.number(2), row.number(3), row.number(4)));
    }

    private static Health worst(List<Answer.Row> rows) {
        Colour colour = Colour.GREEN;
        long missing = 0;
        long underreplicated = 0;
        for (Answer.Row row : rows) {
            colour = worse(colour, colour(row.text(0)));
            missing += row.number(1);
            underreplicated += row.number(2);
        }
        return new Health(colour, "", 0, missing, underreplicated);
    }

    /** A master is elected, but too few nodes are there to read the state from their disks. */
    static boolean isUnrecovered(Health health) {
        return health.description().startsWith("state not recovered");
    }

    static Optional<SortedMap<String, Table>> ask(Questions questions) {
        Optional<List<Answer.Row>> tables = questions.rows("tables", TABLES);
        Optional<List<Answer.Row>> partitions = questions.rows("partitions", PARTITIONS);
        Optional<List<Answer.Row>> health = questions.rows("sys.health", HEALTH);
        if (tables.isEmpty() || partitions.isEmpty() || health.isEmpty()) {
            return Optional.empty();
        }
        TreeMap<String, Table> read = new TreeMap<>();
        tables.get().forEach(row -> read.put(name(row), made(table(row), row.text(4))));
        // A partition whose table went in between is of a past that is over.
        partitions.get().forEach(row -> read.computeIfPresent(name(row), (name, table) -> with(table, table(row))));
        health.get()
                .forEach(row -> read.computeIfPresent(
                        name(row),
                        (name, table) -> new Table(
                                worse(table.colour(), colour(row.text(2))), table.replicas(), table.settings())));
        return Optional.of(read);
    }

    private static String name(Answer.Row row) {
        return row.text(0) + "." + row.text(1);
    }

    private static Table table(Answer.Row row) {
        SortedMap<String, String> settings = Settings.flat("", row.json(3));
        settings.keySet().removeIf(key -> BEARING.stream().noneMatch(key::startsWith));
        return new Table(Colour.GREEN, row.text(2), settings);
    }

    private static Table made(Table table, String version) {
        TreeMap<String, String> settings = new TreeMap<>(table.settings());
        settings.put(CREATED, version);
        return new Table(table.colour(), table.replicas(), settings);
    }

    /** What holds for any of a table's partitions holds for the table. */
    private static Table with(Table table, Table partition) {
        TreeMap<String, String> settings = new TreeMap<>(table.settings());
        partition.settings().forEach((key, value) -> {
            boolean blocked =
                    key.startsWith("blocks.") && settings.getOrDefault(key, "").equals("true");
            if (!blocked && !value.isEmpty()) {
                settings.put(key, value);
            }
        });
        String replicas = Comparator.comparingInt(Tables::copies).compare(partition.replicas(), table.replicas()) > 0
                ? partition.replicas()
                : table.replicas();
        return new Table(table.colour(), replicas, settings);
    }

    /** Upper end of a range. */
    private static int copies(String replicas) {
        String upper = replicas.substring(replicas.lastIndexOf('-') + 1);
        try {
            return upper.equals("all") ? Integer.MAX_VALUE : Integer.parseInt(upper);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    static Colour worse(Colour one, Colour other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    static Colour colour(String text) {
        return switch (text) {
            case "GREEN" -> Colour.GREEN;
            case "YELLOW" -> Colour.YELLOW;
            case "RED" -> Colour.RED;
            default -> Colour.UNKNOWN;
        };
    }
}
