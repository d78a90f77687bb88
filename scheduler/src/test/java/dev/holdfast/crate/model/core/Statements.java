package dev.holdfast.crate.model.core;

import dev.holdfast.crate.model.sql.Answer;
import dev.holdfast.crate.model.sql.Columns;
import dev.holdfast.crate.model.sql.Parser;
import dev.holdfast.crate.model.sql.Relation;
import dev.holdfast.crate.model.sql.Session;
import dev.holdfast.crate.model.sql.SqlException;
import dev.holdfast.crate.model.sql.Statement;
import dev.holdfast.crate.model.sql.Values;
import dev.holdfast.crate.model.state.ClusterState;
import dev.holdfast.crate.model.state.Json;
import dev.holdfast.crate.model.state.Member;
import dev.holdfast.crate.model.state.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Statements as the node that is asked carries them out: itself, with the shards' nodes, or through the master. */
final class Statements {
    private final World world;
    private final Options options;
    private final Around around;
    private final Reading reading;
    private final Writing writing;
    private final Leaving leaving;
    private final Supplier<Optional<Member>> leader;
    private Optional<Shown> shown = Optional.empty();

    /** What {@code sys.cluster} was when it was asked for last. */
    private record Shown(ClusterState state, String master, Relation cluster) {}

    Statements(
            World world,
            Options options,
            Calls calls,
            Around around,
            Shards shards,
            Leaving leaving,
            Supplier<Optional<Member>> leader) {
        this.world = world;
        this.options = options;
        this.around = around;
        this.leaving = leaving;
        this.leader = leader;
        this.reading = new Reading(world, options, calls, around, shards, this);
        this.writing = new Writing(world, around);
        calls.on("refresh", (body, reply) -> {
            TreeSet<String> indices = new TreeSet<>();
            body.path("indices").forEach(i -> indices.add(i.asString()));
            shards.held().values().stream()
                    .filter(h -> indices.contains(h.copy.index()))
                    .forEach(h -> h.rows.refresh());
            reply.ok(Json.nothing());
        });
    }

    /** Made once for each state: it is what everybody asks first, and has all settings in it. */
    Relation cluster() {
        ClusterState state = around.state();
        String master = leader.get().map(Member::id).orElse("");
        if (shown.filter(known -> known.state() == state && known.master().equals(master))
                .isEmpty()) {
            shown = Optional.of(new Shown(state, master, AgreedTables.cluster(state, master, options.settings())));
        }
        return shown.orElseThrow().cluster();
    }

    void run(String text, List<JsonNode> arguments, String user, Consumer<Answer> ok, Consumer<SqlException> fail) {
        Session session = new Session(user, world.now(), options.me().version());
        Asked asked = new Asked(text, arguments, session, ok, fail);
        try {
            run(Parser.parse(text), asked);
        } catch (SqlException refused) {
            fail.accept(refused);
        }
    }

    private void run(Statement statement, Asked asked) {
        if (statement instanceof Statement.Select select) {
            reading.run(select, asked);
        } else if (statement instanceof Statement.Insert insert) {
            insert(insert, asked);
        } else if (statement instanceof Statement.Update update
                && update.table().fqn().equals("sys.node_checks")) {
            acknowledge(update, asked);
        } else if (statement instanceof Statement.Update update) {
            writing.change(table(update.table()), asked);
        } else if (statement instanceof Statement.Delete delete
                && TableChanges.namesPartition(table(delete.table()), delete)) {
            around.patiently("master-statement", asked.wire(), count -> asked.changed(count.asLong()), asked.fail());
        } else if (statement instanceof Statement.Delete delete) {
            writing.change(table(delete.table()), asked);
        } else if (statement instanceof Statement.Refresh refresh) {
            refresh(refresh, asked);
        } else if (statement instanceof Statement.Decommission decommission) {
            decommission(decommission, asked);
        } else {
            around.patiently("master-statement", asked.wire(), count -> asked.changed(count.asLong()), asked.fail());
        }
    }

    private Table table(Statement.Name name) {
        ClusterState state = around.state();
        Table table = state.tables().get(name.fqn());
        if (table == null || !state.recovered()) {
            throw SqlException.unknownRelation(name.fqn());
        }
        return table;
    }

    private void insert(Statement.Insert insert, Asked asked) {
        Table table = table(insert.table());
        List<String> columns = insert.columns().isEmpty()
                ? table.columns().stream().map(Table.Column::name).toList()
                : insert.columns();
        if (insert.query().isEmpty()) {
            List<List<JsonNode>> values = insert.values().stream()
                    .map(row -> row.stream().map(asked.constants()::constant).toList())
                    .toList();
            writing.insert(table, columns, values, insert.skipDuplicates() || values.size() > 1, asked);
            return;
        }
        Asked inner = new Asked(
                asked.text(),
                asked.arguments(),
                asked.session(),
                answer -> {
                    try {
                        writing.insert(table, columns, answer.rows(), true, asked);
                    } catch (SqlException refused) {
                        asked.fail().accept(refused);
                    }
                },
                asked.fail());
        if (!Columns.tables(insert.query().get()).stream()
                .allMatch(t -> t.table().schema().equals("sys"))) {
            throw SqlException.unsupported("insert from tables of users is not in the model");
        }
        reading.run(insert.query().get(), inner);
    }

    private void refresh(Statement.Refresh refresh, Asked asked) {
        List<String> indices = new ArrayList<>();
        refresh.tables().forEach(name -> table(name).indices().values().forEach(i -> indices.add(i.uuid())));
        ObjectNode body = Json.object();
        body.set("indices", Json.tree(indices));
        around.each(
                List.copyOf(around.state().members().values()),
                "refresh",
                body,
                Optional.of(gone -> Json.nothing()),
                done -> asked.changed(refresh.tables().size()),
                asked.fail());
    }

    private void decommission(Statement.Decommission decommission, Asked asked) {
        String name = Values.text(asked.constants().constant(decommission.node()));
        Member member = around.state()
                .named(name)
                .or(() -> around.state().member(name))
                .orElseThrow(() -> SqlException.parse("Node: '" + name + "' could not be found"));
        if (member.id().equals(options.me().id())) {
            leaving.begin(() -> asked.changed(1));
        } else {
            around.one(member, "leave", Json.nothing(), ok -> asked.changed(1), asked.fail());
        }
    }

    /** The only system table that can be written. */
    private void acknowledge(Statement.Update update, Asked asked) {
        boolean value = asked.constants()
                .constant(Optional.ofNullable(update.changes().get("acknowledged"))
                        .orElseThrow(() -> SqlException.unsupported("only acknowledged can be updated")))
                .asBoolean();
        List<Member> members = List.copyOf(around.state().members().values());
        around.each(
                members,
                "own-table",
                around.table("sys.node_checks"),
                Optional.empty(),
                answers -> {
                    TreeMap<String, List<Integer>> meant = new TreeMap<>();
                    answers.forEach((node, rows) -> rows.forEach(row -> {
                        if (asked.constants()
                                .holds(update.where(), "node_checks", OwnTables.CHECKS, (ObjectNode) row)) {
                            meant.computeIfAbsent(node, n -> new ArrayList<>())
                                    .add(row.path("id").asInt());
                        }
                    }));
                    long count = meant.values().stream().mapToLong(List::size).sum();
                    ObjectNode body = Json.object().put("value", value);
                    body.set("ids", Json.tree(meant));
                    around.each(
                            members, "acknowledge", body, Optional.empty(), done -> asked.changed(count), asked.fail());
                },
                asked.fail());
    }
}
