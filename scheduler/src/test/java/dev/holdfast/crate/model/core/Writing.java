package dev.holdfast.crate.model.core;

import dev.holdfast.crate.model.sql.SqlException;
import dev.holdfast.crate.model.state.ClusterState;
import dev.holdfast.crate.model.state.Copy;
import dev.holdfast.crate.model.state.Json;
import dev.holdfast.crate.model.state.Member;
import dev.holdfast.crate.model.state.Settings;
import dev.holdfast.crate.model.state.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Inserts, updates and deletions: rows find their shards, shards their primaries; what cannot be done now is tried
 * until it times out.
 */
final class Writing {
    private static final long AGAIN_MS = 100;

    private final World world;
    private final Around around;

    Writing(World world, Around around) {
        this.world = world;
        this.around = around;
    }

    /** One shard's part of a statement. */
    private record Part(String table, String ident, int shard, String action, ObjectNode body) {}

    /** Counts what parts of a statement did, and ends it once. */
    private static final class Sum {
        private final Consumer<Sum> done;
        private final Consumer<SqlException> failed;
        private int open;
        private long made;
        private long duplicates;

        Sum(int parts, Consumer<Sum> done, Consumer<SqlException> failed) {
            this.open = parts;
            this.done = done;
            this.failed = failed;
        }

        void add(JsonNode answer) {
            made += answer.path("made").asLong();
            duplicates += answer.path("duplicates").asLong();
            if (--open == 0) {
                done.accept(this);
            }
        }

        void fail(SqlException error) {
            if (open > 0) {
                open = -1;
                failed.accept(error);
            }
        }
    }

    void insert(Table table, List<String> columns, List<List<JsonNode>> values, boolean skipDuplicates, Asked asked) {
        String statement = world.newId();
        TreeMap<String, List<JsonNode>> partitions = new TreeMap<>();
        TreeMap<String, Part> parts = new TreeMap<>();
        int number = 0;
        for (List<JsonNode> line : values) {
            ObjectNode row = row(table, columns, line);
            String id = table.key().isEmpty() ? statement + "-" + number : Rows.key(table, row);
            List<JsonNode> partition = Rows.partition(table, row);
            String ident = Rows.ident(partition);
            partitions.put(ident, partition);
            int shard = Rows.shard(table, row, id);
            ObjectNode op = Json.object().put("k", id).put("by", statement + number++);
            op.set("v", row);
            parts.computeIfAbsent(ident + "/" + shard, k -> new Part(table.fqn(), ident, shard, "write", body()))
                    .body()
                    .withArray("ops")
                    .add(op);
        }
        Sum sum = new Sum(
                parts.size(),
                all -> {
                    if (all.duplicates > 0 && !skipDuplicates) {
                        asked.fail()
                                .accept(new SqlException(
                                        409,
                                        4091,
                                        "DuplicateKeyException[A document with the same primary key exists already]"));
                    } else {
                        asked.changed(all.made);
                    }
                },
                asked.fail());
        if (parts.isEmpty()) {
            asked.changed(0);
            return;
        }
        withPartitions(table, partitions, () -> send(List.copyOf(parts.values()), sum), asked.fail());
    }

    private static ObjectNode body() {
        ObjectNode body = Json.object();
        body.putArray("ops");
        return body;
    }

    private static ObjectNode row(Table table, List<String> columns, List<JsonNode> line) {
        if (columns.size() != line.size()) {
            throw SqlException.parse(
                    "Invalid number of values: " + columns.size() + " columns, " + line.size() + " values");
        }
        ObjectNode row = Json.object();
        for (int i = 0; i < columns.size(); i++) {
            row.set(columns.get(i), Rows.typed(table, columns.get(i), line.get(i)));
        }
        for (String key : table.key()) {
            if (row.path(key).isMissingNode() || row.path(key).isNull()) {
                throw new SqlException(400, 4000, "SQLParseException[\"" + key + "\" must not be null]");
            }
        }
        return row;
    }

    private void withPartitions(
            Table table, SortedMap<String, List<JsonNode>> partitions, Runnable then, Consumer<SqlException> fail) {
        TreeSet<String> missing = new TreeSet<>(partitions.keySet());
        missing.removeAll(table.indices().keySet());
        if (table.partitionedBy().isEmpty() || missing.isEmpty()) {
            then.run();
            return;
        }
        TreeSet<String> open = new TreeSet<>(missing);
        for (String ident : missing) {
            ObjectNode body = Json.object().put("table", table.fqn()).put("ident", ident);
            body.set("values", Json.tree(partitions.getOrDefault(ident, List.of())));
            around.ask(
                    "add-partition",
                    body,
                    () -> {
                        open.remove(ident);
                        if (open.isEmpty()) {
                            then.run();
                        }
                    },
                    fail);
        }
    }

    /** An update or a deletion, on every shard. */
    void change(Table table, Asked asked) {
        List<Part> parts = new ArrayList<>();
        for (Table.Index index : table.indices().values()) {
            for (int shard = 0; shard < table.shards(); shard++) {
                parts.add(new Part(table.fqn(), index.ident(), shard, "change", asked.wire()));
            }
        }
        if (parts.isEmpty()) {
            asked.changed(0);
            return;
        }
        send(parts, new Sum(parts.size(), all -> asked.changed(all.made), asked.fail()));
    }

    private void send(List<Part> parts, Sum sum) {
        long until = world.now() + Settings.millis(around.state().setting("bulk.request_timeout"));
        parts.forEach(part -> send(part, until, sum));
    }

    private void send(Part part, long until, Sum sum) {
        ClusterState state = around.state();
        Table table = state.tables().get(part.table());
        Table.Index index = table == null ? null : table.indices().get(part.ident());
        if (table == null || index == null) {
            again(part, until, sum, SqlException.unknownRelation(part.table()));
            return;
        }
        Optional<SqlException> blocked = blocked(table, index);
        if (blocked.isPresent()) {
            sum.fail(blocked.get());
            return;
        }
        Optional<Member> primary =
                state.primary(index.uuid(), part.shard()).map(Copy::node).flatMap(state::member);
        if (primary.isEmpty() || !around.hasMaster()) {
            again(
                    part,
                    until,
                    sum,
                    new SqlException(
                            500,
                            5002,
                            "UnavailableShardsException[[" + part.table() + "] shard " + part.shard()
                                    + " is not available]"));
            return;
        }
        ObjectNode body = part.body().deepCopy().put("index", index.uuid()).put("shard", part.shard());
        around.one(primary.get(), part.action(), body, sum::add, error -> {
            boolean gone =
                    error.code() == Writes.RETRY || error.text().startsWith("NodeNotConnected") || error.code() == 5031;
            if (gone) {
                again(part, until, sum, error);
            } else {
                sum.fail(error);
            }
        });
    }

    private void again(Part part, long until, Sum sum, SqlException last) {
        if (world.now() < until) {
            world.after(AGAIN_MS, () -> send(part, until, sum));
        } else if (around.hasMaster()) {
            sum.fail(last.code() == Writes.RETRY ? SqlException.internal(last.text()) : last);
        } else {
            sum.fail(new SqlException(
                    503, 5031, "ClusterBlockException[blocked by: [MASTER_NOT_DISCOVERED/2/no master];]"));
        }
    }

    private static Optional<SqlException> blocked(Table table, Table.Index index) {
        if ("true".equals(index.settings().get(Watermarks.BLOCK))) {
            return Optional.of(new SqlException(
                    403,
                    4037,
                    "ClusterBlockException[blocked by: [RELATION_READ_DELETE_ONLY/12/index read-only / allow"
                            + " delete (api)];]"));
        }
        boolean closed = "true".equals(index.settings().get("blocks.write"))
                || "true".equals(index.settings().get("blocks.read_only"));
        return closed
                ? Optional.of(new SqlException(
                        400,
                        4007,
                        "OperationOnInaccessibleRelationException[The relation \"" + table.fqn()
                                + "\" doesn't support or allow INSERT operations]"))
                : Optional.empty();
    }
}
