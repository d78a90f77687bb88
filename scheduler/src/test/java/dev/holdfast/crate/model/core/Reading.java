package dev.holdfast.crate.model.core;

import dev.holdfast.crate.model.core.LocalCopy.Doc;
import dev.holdfast.crate.model.sql.Answer;
import dev.holdfast.crate.model.sql.Columns;
import dev.holdfast.crate.model.sql.Expr;
import dev.holdfast.crate.model.sql.Parser;
import dev.holdfast.crate.model.sql.Query;
import dev.holdfast.crate.model.sql.Relation;
import dev.holdfast.crate.model.sql.Session;
import dev.holdfast.crate.model.sql.SqlException;
import dev.holdfast.crate.model.sql.Statement;
import dev.holdfast.crate.model.state.ClusterState;
import dev.holdfast.crate.model.state.Copy;
import dev.holdfast.crate.model.state.Json;
import dev.holdfast.crate.model.state.Member;
import dev.holdfast.crate.model.state.Table;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Queries: the rows of all their tables are fetched from wherever they are, then the query runs here. */
final class Reading {
    private static final List<String> SYSTEM = List.of("sys", "information_schema", "pg_catalog");

    private final World world;
    private final Options options;
    private final Around around;
    private final Shards shards;
    private final Statements own;

    Reading(World world, Options options, Calls calls, Around around, Shards shards, Statements own) {
        this.world = world;
        this.options = options;
        this.around = around;
        this.shards = shards;
        this.own = own;
        calls.on("read", this::readHere);
    }

    void run(Statement.Select select, Asked asked) {
        Optional<Statement.TableFrom> counted = justCounts(select);
        if (counted.isPresent()) {
            count(counted.get(), select, asked);
            return;
        }
        fetch(new ArrayDeque<>(Columns.tables(select)), new TreeMap<>(), select, asked);
    }

    private void fetch(
            Deque<Statement.TableFrom> left, SortedMap<String, Relation> there, Statement.Select select, Asked asked) {
        Statement.TableFrom next = left.poll();
        if (next == null) {
            Query query = new Query(from -> relation(there, from), asked.arguments(), asked.session());
            answer(asked, () -> query.run(select));
            return;
        }
        relation(next, select, asked, relation -> {
            there.put(next.table().fqn(), relation);
            fetch(left, there, select, asked);
        });
    }

    private static Relation relation(SortedMap<String, Relation> there, Statement.TableFrom from) {
        Relation found = there.get(from.table().fqn());
        if (found == null) {
            throw SqlException.unknownRelation(from.written());
        }
        return found;
    }

    private static void answer(Asked asked, java.util.function.Supplier<Answer> work) {
        Answer answer;
        try {
            answer = work.get();
        } catch (SqlException refused) {
            asked.fail().accept(refused);
            return;
        }
        asked.ok().accept(answer);
    }

    private void relation(Statement.TableFrom from, Statement.Select select, Asked asked, Consumer<Relation> then) {
        if (SYSTEM.contains(from.table().schema())) {
            system(from, asked, then);
            return;
        }
        Table table = visible(from.table(), from.written());
        List<String> columns = table.columns().stream().map(Table.Column::name).toList();
        boolean alone = select.from().size() == 1 && select.from().get(0).equals(from);
        rows(
                table,
                alone ? Optional.of(select) : Optional.empty(),
                asked,
                rows -> then.accept(Relation.of(columns, rows)));
    }

    private Table visible(Statement.Name name, String written) {
        Table table = around.state().tables().get(name.fqn());
        if (table == null || !around.state().recovered()) {
            throw SqlException.unknownRelation(written);
        }
        return table;
    }

    private void system(Statement.TableFrom from, Asked asked, Consumer<Relation> then) {
        ClusterState state = around.state();
        AgreedTables agreed = new AgreedTables(state);
        switch (from.table().fqn()) {
            case "sys.cluster" -> then.accept(own.cluster());
            case "sys.health" -> then.accept(agreed.health());
            case "sys.checks" -> then.accept(agreed.checks());
            case "sys.repositories" -> then.accept(agreed.repositories());
            case "sys.snapshots" -> then.accept(agreed.snapshots());
            case "sys.snapshot_restore" -> then.accept(agreed.restores());
            case "sys.users" -> then.accept(agreed.users());
            case "sys.privileges" -> then.accept(agreed.privileges());
            case "information_schema.tables" -> then.accept(agreed.tables());
            case "information_schema.table_partitions" -> then.accept(agreed.partitions());
            case "sys.cluster_health", "sys.allocations" ->
                around.now(
                        "master-table",
                        around.table(from.table().fqn()),
                        body -> then.accept(read(body)),
                        asked.fail());
            case "sys.nodes" ->
                gather(from, OwnTables.NODES, Optional.of(m -> Json.array().add(OwnTables.silent(m))), asked, then);
            case "sys.shards" -> gather(from, OwnTables.SHARDS, Optional.empty(), asked, then);
            case "sys.node_checks" -> gather(from, OwnTables.CHECKS, Optional.empty(), asked, then);
            case "sys.jobs" -> gather(from, OwnTables.JOBS, Optional.empty(), asked, then);
            default -> throw SqlException.unknownRelation(from.written());
        }
    }

    static JsonNode write(Relation relation) {
        ObjectNode body = Json.object();
        body.set("columns", Json.tree(relation.columns()));
        body.set("rows", Json.tree(relation.rows()));
        return body;
    }

    private static Relation read(JsonNode body) {
        List<String> columns = new ArrayList<>();
        body.path("columns").forEach(c -> columns.add(c.asString()));
        return Relation.of(columns, rows(body.path("rows")));
    }

    private static List<ObjectNode> rows(JsonNode list) {
        List<ObjectNode> rows = new ArrayList<>();
        list.forEach(row -> rows.add((ObjectNode) row));
        return rows;
    }

    private void gather(
            Statement.TableFrom from,
            List<String> columns,
            Optional<java.util.function.Function<Member, JsonNode>> instead,
            Asked asked,
            Consumer<Relation> then) {
        ClusterState state = around.state();
        String table = from.table().fqn();
        around.each(
                List.copyOf(state.members().values()),
                "own-table",
                around.table(table),
                instead,
                answers -> {
                    List<ObjectNode> all = new ArrayList<>();
                    answers.values().forEach(part -> all.addAll(rows(part)));
                    if (table.equals("sys.shards") && state.recovered()) {
                        for (Copy copy : state.copies(c -> !c.active() && !c.target())) {
                            state.owner(copy.index()).ifPresent(o -> all.add(OwnTables.unassigned(copy, o)));
                        }
                    } else if (table.equals("sys.jobs")) {
                        all.add(job(asked));
                    }
                    then.accept(Relation.of(columns, all));
                },
                asked.fail());
    }

    private ObjectNode job(Asked asked) {
        ObjectNode row = Json.object()
                .put("id", world.newId())
                .put("session_id", 1)
                .put("started", asked.session().now())
                .put("stmt", asked.text())
                .put("username", asked.session().user());
        row.putObject("node")
                .put("name", options.me().name())
                .put("id", options.me().id());
        return row;
    }

    /** {@code select count(*) from t} needs no rows. */
    private Optional<Statement.TableFrom> justCounts(Statement.Select select) {
        boolean plain = select.items().size() == 1
                && select.items().get(0).value() instanceof Expr.Call call
                && call.name().equals("count")
                && call.arguments().size() == 1
                && call.arguments().get(0) instanceof Expr.Star
                && select.where().isEmpty()
                && select.groupBy().isEmpty()
                && select.having().isEmpty()
                && select.limit().isEmpty()
                && select.offset().isEmpty()
                && select.from().size() == 1;
        return plain
                        && select.from().get(0) instanceof Statement.TableFrom table
                        && !SYSTEM.contains(table.table().schema())
                ? Optional.of(table)
                : Optional.empty();
    }

    private void count(Statement.TableFrom from, Statement.Select select, Asked asked) {
        Table table = visible(from.table(), from.written());
        shardAnswers(table, Optional.empty(), asked, true, answers -> {
            long sum = answers.stream().mapToLong(JsonNode::asLong).sum();
            asked.ok().accept(Answer.rows(List.of(select.items().get(0).name()), List.of(List.of(Json.number(sum)))));
        });
    }

    private void rows(Table table, Optional<Statement.Select> alone, Asked asked, Consumer<List<ObjectNode>> then) {
        shardAnswers(table, alone, asked, false, answers -> {
            List<ObjectNode> all = new ArrayList<>();
            answers.forEach(part -> all.addAll(rows(part)));
            then.accept(all);
        });
    }

    /** Asks the primary of every shard; with a condition on the whole key only the one that may have it. */
    private void shardAnswers(
            Table table, Optional<Statement.Select> alone, Asked asked, boolean count, Consumer<List<JsonNode>> then) {
        ClusterState state = around.state();
        Optional<ObjectNode> key = alone.flatMap(select -> key(table, select, asked));
        TreeMap<String, ArrayNode> wanted = new TreeMap<>();
        for (Table.Index index : table.indices().values()) {
            for (int shard = 0; shard < table.shards(); shard++) {
                if (key.isPresent() && shard != Rows.shard(table, key.get(), "")) {
                    continue;
                }
                int number = shard;
                Copy copy =
                        state.primary(index.uuid(), shard).orElseThrow(() -> unavailable(state, table, index, number));
                wanted.computeIfAbsent(copy.node(), n -> Json.array())
                        .addObject()
                        .put("index", index.uuid())
                        .put("shard", shard);
            }
        }
        List<JsonNode> answers = new ArrayList<>();
        int[] open = {wanted.size()};
        if (wanted.isEmpty()) {
            then.accept(answers);
        }
        wanted.forEach((node, list) -> {
            ObjectNode body = asked.wire().put("count", count).put("alone", alone.isPresent());
            key.ifPresent(k -> body.put("key", Rows.key(table, k)));
            body.set("shards", list);
            Member member = state.member(node).orElseThrow(() -> SqlException.notConnected("[" + node + "]"));
            around.one(
                    member,
                    "read",
                    body,
                    answer -> {
                        answers.add(answer);
                        if (--open[0] == 0) {
                            then.accept(answers);
                        }
                    },
                    error -> {
                        if (open[0] > 0) {
                            open[0] = -1;
                            asked.fail().accept(error);
                        }
                    });
        });
    }

    private static SqlException unavailable(ClusterState state, Table table, Table.Index index, int shard) {
        boolean recovers = state.copies(index.uuid(), shard).stream()
                .anyMatch(c -> c.primary() && c.state() == Copy.State.INITIALIZING);
        return recovers
                ? new SqlException(
                        404,
                        4040,
                        "IllegalIndexShardStateException[CurrentState[RECOVERING] operations only allowed when shard"
                                + " state is one of [POST_RECOVERY, STARTED]]")
                : new SqlException(
                        500,
                        5002,
                        "UnavailableShardsException[[" + table.fqn() + "] shard " + shard + " is not available]");
    }

    /** The row's key, where the condition gives all of it. */
    private static Optional<ObjectNode> key(Table table, Statement.Select select, Asked asked) {
        ObjectNode key = Json.object();
        for (String column : table.key()) {
            Optional<Expr> equal = Columns.equalTo(select.where(), column);
            if (equal.isEmpty() || !(equal.get() instanceof Expr.Literal || equal.get() instanceof Expr.Parameter)) {
                return Optional.empty();
            }
            key.set(column, Rows.typed(table, column, asked.constants().constant(equal.get())));
        }
        return table.key().isEmpty() || !table.key().contains(table.routing()) ? Optional.empty() : Optional.of(key);
    }

    private void readHere(JsonNode body, Calls.Reply reply) {
        List<JsonNode> arguments = new ArrayList<>();
        body.path("args").forEach(arguments::add);
        Session session = new Session(
                body.path("user").asString(), world.now(), options.me().version());
        Statement.Select select =
                (Statement.Select) Parser.parse(body.path("stmt").asString());
        boolean filters =
                body.path("alone").asBoolean() && Columns.tables(select).size() == 1;
        Query query = new Query(from -> Relation.of(List.of(), List.of()), arguments, session);
        ArrayNode rows = Json.array();
        long count = 0;
        for (JsonNode one : body.path("shards")) {
            String index = one.path("index").asString();
            LocalCopy copy = shards.serving(index, one.path("shard").asInt()).rows;
            if (body.path("count").asBoolean()) {
                count += copy.count();
            } else if (body.has("key")) {
                copy.get(body.path("key").asString()).map(Doc::row).ifPresent(rows::add);
            } else {
                Table table = around.state().owner(index).orElseThrow().table();
                List<String> columns =
                        table.columns().stream().map(Table.Column::name).toList();
                String alias = select.from().get(0).alias();
                copy.each(doc -> {
                    if (!filters || query.holds(select.where(), alias, columns, doc.row())) {
                        rows.add(doc.row());
                    }
                });
            }
        }
        reply.ok(body.path("count").asBoolean() ? Json.number(count) : rows);
    }
}
