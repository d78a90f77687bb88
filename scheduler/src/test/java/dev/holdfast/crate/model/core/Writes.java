package dev.holdfast.crate.model.core;

import dev.holdfast.crate.model.core.LocalCopy.Doc;
import dev.holdfast.crate.model.core.Shards.Held;
import dev.holdfast.crate.model.sql.Query;
import dev.holdfast.crate.model.sql.Session;
import dev.holdfast.crate.model.sql.SqlException;
import dev.holdfast.crate.model.sql.Statement;
import dev.holdfast.crate.model.state.ClusterState;
import dev.holdfast.crate.model.state.Copy;
import dev.holdfast.crate.model.state.Json;
import dev.holdfast.crate.model.state.Member;
import dev.holdfast.crate.model.state.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A primary's writes. A write is answered when every copy that is in sync has it: a copy that does not answer, or has
 * no node, is taken
 * out of the in-sync set by the master first. Whoever is not (any more) the primary says so, and the asker tries
 * again elsewhere.
 */
final class Writes {
    /** Code of errors after which the asker looks again for the primary. */
    static final int RETRY = 5990;

    private static final long CALL_MS = 30_000;

    private final World world;
    private final Calls calls;
    private final Options options;
    private final Shards shards;
    private final Supplier<ClusterState> applied;

    Writes(World world, Calls calls, Options options, Shards shards, Supplier<ClusterState> applied) {
        this.world = world;
        this.calls = calls;
        this.options = options;
        this.shards = shards;
        this.applied = applied;
    }

    /** Begins to answer. */
    void listen() {
        calls.on("write", this::write);
        calls.on("change", this::change);
        calls.on("replicate", this::replicate);
        calls.on("resync", this::resync);
    }

    private Held primary(JsonNode body) {
        Held held = shards.held(
                        body.path("index").asString(), body.path("shard").asInt())
                .filter(h -> h.started && h.copy.primary() && h.copy.active() && !h.handedOff)
                .orElseThrow(() -> new SqlException(503, RETRY, "not the primary"));
        boolean agreed = applied.get()
                .primary(held.copy.index(), held.copy.shard())
                .filter(c -> c.node().equals(options.me().id()))
                .isPresent();
        if (!agreed) {
            throw new SqlException(503, RETRY, "not the primary");
        }
        return held;
    }

    /** Inserts. Answers with the number of rows made and of duplicates. */
    private void write(JsonNode body, Calls.Reply reply) {
        Held held = primary(body);
        Map<String, Doc> docs = new LinkedHashMap<>();
        long seq = held.rows.seq();
        int made = 0;
        int duplicates = 0;
        for (JsonNode op : body.path("ops")) {
            String key = op.path("k").asString();
            String by = op.path("by").asString();
            Optional<Doc> there = Optional.ofNullable(docs.get(key)).or(() -> held.rows.get(key));
            if (there.isPresent() && !there.get().by().equals(by)) {
                duplicates++;
                continue;
            }
            made++;
            // Written once more if the asker tries again: what is here of the first try may be nowhere else.
            docs.put(key, new Doc(key, ++seq, false, by, (ObjectNode) op.path("v")));
        }
        ObjectNode answer = Json.object().put("made", made).put("duplicates", duplicates);
        spread(held, new ArrayList<>(docs.values()), () -> reply.ok(answer), reply::fail);
    }

    /** Updates and deletions by condition. Answers with the number of rows. */
    private void change(JsonNode body, Calls.Reply reply) {
        Held held = primary(body);
        Table table = applied.get().owner(held.copy.index()).orElseThrow().table();
        Statement statement =
                dev.holdfast.crate.model.sql.Parser.parse(body.path("stmt").asString());
        List<JsonNode> arguments = new ArrayList<>();
        body.path("args").forEach(arguments::add);
        Query query = new Query(
                from -> {
                    throw SqlException.unsupported("subqueries are not supported here");
                },
                arguments,
                new Session(
                        body.path("user").asString(), world.now(), options.me().version()));
        List<String> columns = table.columns().stream().map(Table.Column::name).toList();
        List<Doc> changed = new ArrayList<>();
        long seq = held.rows.seq();
        for (Doc doc : held.rows.after(0)) {
            if (doc.deleted()) {
                continue;
            }
            if (statement instanceof Statement.Delete delete
                    && query.holds(delete.where(), table.name(), columns, doc.row())) {
                changed.add(new Doc(doc.key(), ++seq, true, "", Json.object()));
            } else if (statement instanceof Statement.Update update
                    && query.holds(update.where(), table.name(), columns, doc.row())) {
                ObjectNode row = doc.row().deepCopy();
                update.changes()
                        .forEach((column, value) ->
                                row.set(column, query.value(value, table.name(), columns, doc.row())));
                changed.add(new Doc(doc.key(), ++seq, false, "", row));
            }
        }
        ObjectNode answer = Json.object().put("made", changed.size());
        spread(held, changed, () -> reply.ok(answer), reply::fail);
    }

    /** Keeps changes here, then on all other copies, then makes sure that whoever misses them is not in sync. */
    private void spread(Held held, List<Doc> docs, Runnable done, Consumer<SqlException> failed) {
        if (docs.isEmpty()) {
            done.run();
            return;
        }
        long first = docs.get(0).seq();
        held.rows.apply(docs);
        held.inFlight.add(first);
        ClusterState state = applied.get();
        List<Copy> others = new ArrayList<>();
        for (Copy copy : state.copies(held.copy.index(), held.copy.shard())) {
            boolean mine = copy.node().equals(options.me().id());
            if (copy.assigned() && !mine && (copy.active() || held.recovering.contains(copy.allocation()))) {
                others.add(copy);
            }
        }
        TreeSet<String> open = new TreeSet<>();
        others.forEach(c -> open.add(c.allocation()));
        Table.Shard known =
                state.owner(held.copy.index()).orElseThrow().index().shards().get(held.copy.shard());
        TreeSet<String> stale = new TreeSet<>(known.inSync());
        state.copies(held.copy.index(), held.copy.shard()).forEach(c -> stale.remove(c.allocation()));
        stale.forEach(id -> open.add("stale " + id));
        boolean[] over = {false};
        Runnable end = () -> {
            if (open.isEmpty() && !over[0]) {
                over[0] = true;
                held.inFlight.remove(first);
                done.run();
            }
        };
        Consumer<SqlException> fail = error -> {
            if (!over[0]) {
                over[0] = true;
                held.inFlight.remove(first);
                held.doubtful.add(first);
                failed.accept(new SqlException(503, RETRY, error.text()));
            }
        };
        for (String id : stale) {
            shards.reportStale(
                    held.copy.index(),
                    held.copy.shard(),
                    id,
                    known.term(),
                    () -> {
                        open.remove("stale " + id);
                        end.run();
                    },
                    fail);
        }
        others.forEach(copy -> toCopy(
                state,
                known.term(),
                held,
                copy,
                docs,
                () -> {
                    open.remove(copy.allocation());
                    end.run();
                },
                fail));
        end.run();
    }

    private void toCopy(
            ClusterState state,
            long term,
            Held held,
            Copy copy,
            List<Doc> docs,
            Runnable done,
            Consumer<SqlException> fail) {
        JsonNode body = Json.object()
                .put("index", copy.index())
                .put("shard", copy.shard())
                .put("allocation", copy.allocation())
                .put("term", term)
                .put("checkpoint", held.settled())
                .set("docs", Shards.entries(docs));
        Optional<Member> node = state.member(copy.node());
        if (node.isEmpty()) {
            shards.reportFailed(copy, term, done, fail);
            return;
        }
        calls.call(node.get().address(), "replicate", body, CALL_MS, ok -> done.run(), error -> {
            world.log("copy " + copy.allocation() + " failed a write: " + error.text());
            shards.reportFailed(copy, term, done, fail);
        });
    }

    private Held replica(JsonNode body) {
        Held held = shards.held(
                        body.path("index").asString(), body.path("shard").asInt())
                .filter(h -> h.copy.allocation().equals(body.path("allocation").asString()))
                .orElseThrow(() -> SqlException.internal("ShardNotFoundException[no such copy here]"));
        boolean primaryHere = held.started && held.copy.primary() && held.copy.active();
        if (primaryHere) {
            throw SqlException.internal("this copy is the primary");
        }
        held.inTerm(body.path("term").asLong());
        return held;
    }

    private void replicate(JsonNode body, Calls.Reply reply) {
        Held held = replica(body);
        held.rows.apply(Shards.docs(body.path("docs")));
        long checkpoint = body.path("checkpoint").asLong();
        if (held.started && held.rows.checkpoint() < checkpoint) {
            held.rows.checkpoint(checkpoint);
        }
        reply.ok(Json.nothing());
    }

    private void resync(JsonNode body, Calls.Reply reply) {
        Held held = replica(body);
        held.rows.rollBack(
                Math.max(held.rows.checkpoint(), body.path("checkpoint").asLong()));
        held.rows.apply(Shards.docs(body.path("docs")));
        held.rows.refresh();
        reply.ok(Json.nothing());
    }
}
