package dev.holdfast.database.crate.sql;

import dev.holdfast.database.crate.CrateDetails.Shard;
import dev.holdfast.database.crate.CrateDetails.Unassigned;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import tools.jackson.databind.JsonNode;

/**
 * All copies of all shards, and why some have no place.
 *
 * <p>{@code sys.shards} knows those that serve, by asking every node. One that does not serve yet, or has no place,
 * is there
 * a row that says neither where it is nor whether it is a primary; which it is the master tells in {@code
 * sys.allocations}. So the rows that tell nothing are put aside and the master is asked for them, if there are any.
 */
record Shards(List<Shard> copies, List<Unassigned> unassigned) {

    static final String SERVING = "select schema_name, table_name, partition_ident, id, \"primary\", routing_state,"
            + " node['name'], relocating_node, size, min_lucene_version from sys.shards";

    /** With more than these in flight there is no need to know each. */
    static final int MOST_IN_FLIGHT = 10_000;

    static final String IN_FLIGHT = "select table_schema, table_name, partition_ident, shard_id, \"primary\","
            + " current_state, node_id, explanation, decisions from sys.allocations"
            + " where current_state in ('UNASSIGNED', 'INITIALIZING') limit " + MOST_IN_FLIGHT;

    private static final String UNASSIGNED = "UNASSIGNED";

    Shards {
        copies = List.copyOf(copies);
        unassigned = List.copyOf(unassigned);
    }

    /**
     * Asks for them; empty if not all of it was answered.
     *
     * @param names of nodes by CrateDB's own id
     */
    static Optional<Shards> ask(Questions questions, SortedMap<String, String> names) {
        Optional<List<Shard>> listed = questions.rows("sys.shards", SERVING).map(rows -> serving(rows, names));
        if (listed.isEmpty()) {
            return Optional.empty();
        }
        List<Shard> copies = new ArrayList<>(listed.get());
        if (!copies.removeIf(copy -> copy.state().equals(UNASSIGNED))) {
            return Optional.of(new Shards(copies, List.of()));
        }
        Optional<List<Answer.Row>> inFlight =
                questions.rows("sys.allocations", IN_FLIGHT).filter(rows -> rows.size() < MOST_IN_FLIGHT);
        if (inFlight.isEmpty()) {
            return Optional.empty();
        }
        List<Unassigned> unassigned = new ArrayList<>();
        Set<Place> served = new HashSet<>();
        copies.forEach(copy -> served.add(Place.of(copy)));
        for (Answer.Row row : inFlight.get()) {
            Shard copy = inFlight(row, names);
            // One that began to serve a moment ago: its node knows it before the master does.
            if (!served.contains(Place.of(copy))) {
                copies.add(copy);
            }
            if (row.text(5).equals(UNASSIGNED)) {
                unassigned.add(explained(row));
            }
        }
        return Optional.of(new Shards(copies, unassigned));
    }

    private static List<Shard> serving(List<Answer.Row> rows, SortedMap<String, String> names) {
        List<Shard> shards = new ArrayList<>();
        for (Answer.Row row : rows) {
            String target = row.text(7);
            shards.add(new Shard(
                    table(row),
                    row.text(2),
                    row.integer(3),
                    row.flag(4),
                    row.text(5),
                    row.text(6),
                    names.getOrDefault(target, target),
                    row.number(8),
                    row.text(9)));
        }
        return shards;
    }

    private static Shard inFlight(Answer.Row row, SortedMap<String, String> names) {
        String node = row.text(6);
        return new Shard(
                table(row),
                row.text(2),
                row.integer(3),
                row.flag(4),
                row.text(5),
                names.getOrDefault(node, node),
                "",
                0,
                "");
    }

    /** No node holds two copies of a shard. */
    private record Place(String table, String partition, int id, String node) {
        static Place of(Shard copy) {
            return new Place(copy.table(), copy.partition(), copy.id(), copy.node());
        }
    }

    private static Unassigned explained(Answer.Row row) {
        return new Unassigned(
                table(row), row.text(2), row.integer(3), row.flag(4), row.text(7), decisions(row.json(8)));
    }

    private static String table(Answer.Row row) {
        return row.text(0) + "." + row.text(1);
    }

    private static List<String> decisions(JsonNode decisions) {
        List<String> lines = new ArrayList<>();
        for (JsonNode decision : decisions) {
            List<String> reasons = new ArrayList<>();
            decision.path("explanations").forEach(reason -> reasons.add(reason.asString("")));
            if (!reasons.isEmpty()) {
                lines.add(decision.path("node_name").asString("") + ": " + String.join("; ", reasons));
            }
        }
        return lines;
    }
}
