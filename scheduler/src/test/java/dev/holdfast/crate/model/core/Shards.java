package dev.holdfast.crate.model.core;

import dev.holdfast.crate.model.allocation.Knowledge;
import dev.holdfast.crate.model.allocation.Knowledge.Stored;
import dev.holdfast.crate.model.core.LocalCopy.Doc;
import dev.holdfast.crate.model.sql.SqlException;
import dev.holdfast.crate.model.state.ClusterState;
import dev.holdfast.crate.model.state.Copy;
import dev.holdfast.crate.model.state.Json;
import dev.holdfast.crate.model.state.Member;
import dev.holdfast.crate.model.state.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The copies on this node: begins them, recovers them, and drops them as the cluster state says. */
final class Shards {
    private static final long REFRESH_MS = 1000;
    private static final long RESYNC_MS = 30_000;

    /**
     * A copy in use here.
     *
     * @param inFlight writes that other copies have not answered yet
     */
    static final class Held {
        final LocalCopy rows;
        final TreeSet<Long> inFlight = new TreeSet<>();
        /** Given up: other copies may not have them, and no master has taken those out. */
        final TreeSet<Long> doubtful = new TreeSet<>();

        /** Copies that recover from here, and get every write. */
        final TreeSet<String> recovering = new TreeSet<>();

        /** The newest primary term it has heard of. */
        long term;

        /** Node that this copy recovers from; empty if it does not. */
        String from = "";

        /** Which recovery it is: what still comes of an earlier one is not wanted. */
        long attempt;

        boolean handedOff;
        boolean started;
        Copy copy;
        long recovered;
        long total;
        long begunAt;

        Held(LocalCopy rows, Copy copy, long now) {
            this.rows = rows;
            this.copy = copy;
            this.begunAt = now;
        }

        /** Whoever was the primary in an earlier term is refused. */
        void inTerm(long ofPrimary) {
            if (ofPrimary < term) {
                throw SqlException.internal(
                        "operation primary term [" + ofPrimary + "] is too old (current [" + term + "])");
            }
            term = ofPrimary;
        }

        /** Every change below has been answered by all copies. */
        long settled() {
            long first = inFlight.isEmpty() ? rows.seq() + 1 : inFlight.first();
            return (doubtful.isEmpty() ? first : Math.min(first, doubtful.first())) - 1;
        }
    }

    private final World world;
    private final Options options;
    private final Calls calls;
    private final ToMaster master;
    private final SortedMap<String, Held> held = new TreeMap<>();

    /** Asks the master, whoever it is. */
    interface ToMaster {
        void ask(String action, JsonNode body, Runnable ok, java.util.function.Consumer<SqlException> fail);
    }

    Shards(World world, Options options, Calls calls, ToMaster master) {
        this.world = world;
        this.options = options;
        this.calls = calls;
        this.master = master;
        world.after(REFRESH_MS, this::refreshAll);
    }

    SortedMap<String, Held> held() {
        return held;
    }

    Optional<Held> held(String index, int shard) {
        return Optional.ofNullable(held.get(LocalCopy.name(index, shard)));
    }

    /** A copy that may answer queries. */
    Held serving(String index, int shard) {
        Held found =
                held(index, shard).orElseThrow(() -> SqlException.internal("ShardNotFoundException[no such shard]"));
        if (!found.started) {
            throw new SqlException(
                    404,
                    4040,
                    "IllegalIndexShardStateException[CurrentState[RECOVERING] operations only allowed when shard state"
                            + " is one of [POST_RECOVERY, STARTED]]");
        }
        return found;
    }

    private void refreshAll() {
        world.after(REFRESH_MS, this::refreshAll);
        for (Held one : held.values()) {
            one.rows.refresh();
            if (one.started && one.copy.primary() && one.rows.checkpoint() != one.settled()) {
                one.rows.checkpoint(one.settled());
            }
        }
    }

    /** What lies on this node's disk. */
    List<Stored> stored() {
        List<Stored> all = new ArrayList<>();
        for (String log : world.files().logs()) {
            int slash = log.indexOf('/');
            String index = log.substring(0, slash);
            int shard = Integer.parseInt(log.substring(slash + 1));
            LocalCopy rows = Optional.ofNullable(held.get(log)).map(h -> h.rows).orElseGet(() -> cold(index, shard));
            all.add(new Stored(index, shard, rows.allocation(), rows.seq(), rows.bytes()));
        }
        return all;
    }

    private final SortedMap<String, LocalCopy> cold = new TreeMap<>();

    private LocalCopy cold(String index, int shard) {
        return cold.computeIfAbsent(
                LocalCopy.name(index, shard), name -> new LocalCopy(world.files(), index, shard).load());
    }

    Knowledge.Disk disk() {
        return new Knowledge.Disk(world.files().total(), world.files().free());
    }

    void apply(ClusterState state) {
        TreeMap<String, Copy> mine = new TreeMap<>();
        state.copies(c -> c.node().equals(options.me().id()))
                .forEach(c -> mine.put(LocalCopy.name(c.index(), c.shard()), c));
        held.keySet().removeIf(name -> !mine.containsKey(name));
        mine.forEach((name, copy) -> {
            Held known = held.get(name);
            if (known != null && known.copy.allocation().equals(copy.allocation())) {
                update(known, copy, state);
            } else {
                begin(name, copy, state);
            }
        });
        if (state.recovered()) {
            world.files().logs().stream()
                    .filter(name -> !mine.containsKey(name))
                    .forEach(name -> dropIfNeedless(name, state));
        }
    }

    private void update(Held known, Copy copy, ClusterState state) {
        boolean promoted = copy.primary() && !known.copy.primary() && copy.active();
        known.copy = copy;
        if (copy.state() == Copy.State.INITIALIZING && known.started && copy.source() == Copy.Source.EXISTING_STORE) {
            // A master that knows nothing of before gives this copy its place again.
            report(known);
        }
        known.started |= copy.active();
        if (copy.primary()) {
            known.term = state.primaryTerm(copy.index(), copy.shard());
        }
        boolean elsewhere = copy.state() == Copy.State.INITIALIZING
                && !copy.primary()
                && !known.from.isEmpty()
                && state.primary(copy.index(), copy.shard())
                        .filter(primary -> !primary.node().equals(known.from))
                        .isPresent();
        if (elsewhere) {
            // The primary has moved, and not everything had come before.
            new Recovery(world, options, calls, this, known, state).run();
        }
        if (copy.state() == Copy.State.STARTED) {
            known.handedOff = false;
        }
        if (promoted) {
            resync(known, state);
        }
    }

    /**
     * A new primary gives all copies what it has and they may not, and they forget what it has not. Who does not
     * answer is not in sync.
     */
    private void resync(Held known, ClusterState state) {
        long from = known.rows.checkpoint();
        List<Doc> docs = known.rows.after(from);
        long first = from + 1;
        TreeSet<String> open = new TreeSet<>();
        for (Copy other : state.copies(known.copy.index(), known.copy.shard())) {
            Optional<Member> node = state.member(other.node());
            if (node.isEmpty() || other.node().equals(options.me().id())) {
                continue;
            }
            Runnable done = () -> {
                open.remove(other.allocation());
                if (open.isEmpty()) {
                    known.inFlight.remove(first);
                }
            };
            JsonNode body = Json.object()
                    .put("index", other.index())
                    .put("shard", other.shard())
                    .put("allocation", other.allocation())
                    .put("term", known.term)
                    .put("checkpoint", from)
                    .set("docs", entries(docs));
            open.add(other.allocation());
            calls.call(
                    node.get().address(),
                    "resync",
                    body,
                    RESYNC_MS,
                    ok -> done.run(),
                    error -> reportFailed(other, known.term, done, refused -> known.doubtful.add(first)));
        }
        if (!open.isEmpty() && !docs.isEmpty()) {
            known.inFlight.add(first);
        }
    }

    static JsonNode entries(List<Doc> docs) {
        return Json.tree(docs.stream().map(LocalCopy::entry).toList());
    }

    static List<Doc> docs(JsonNode entries) {
        List<Doc> docs = new ArrayList<>();
        entries.forEach(e -> docs.add(LocalCopy.doc(e)));
        return docs;
    }

    private void begin(String name, Copy copy, ClusterState state) {
        cold.remove(name);
        Held begun = new Held(new LocalCopy(world.files(), copy.index(), copy.shard()), copy, world.now());
        begun.term = state.primaryTerm(copy.index(), copy.shard());
        held.put(name, begun);
        if (copy.state() != Copy.State.INITIALIZING) {
            begun.rows.load();
            begun.started = true;
            return;
        }
        new Recovery(world, options, calls, this, begun, state).run();
    }

    /** The master is told that a copy is ready; it says so in the next state. */
    void report(Held ready) {
        master.ask(
                "shard-started",
                reference(ready.copy),
                () -> {},
                error -> world.after(500, () -> {
                    if (held.containsValue(ready) && ready.copy.state() == Copy.State.INITIALIZING) {
                        report(ready);
                    }
                }));
    }

    void reportFailed(Copy copy, Runnable ok, java.util.function.Consumer<SqlException> fail) {
        master.ask("shard-failed", reference(copy), ok, fail);
    }

    /** By a primary, of whose term the write is that a copy misses. */
    void reportFailed(Copy copy, long term, Runnable ok, java.util.function.Consumer<SqlException> fail) {
        master.ask("shard-failed", reference(copy).put("term", term), ok, fail);
    }

    void reportStale(
            String index,
            int shard,
            String allocation,
            long term,
            Runnable ok,
            java.util.function.Consumer<SqlException> fail) {
        master.ask("shard-stale", reference(index, shard, allocation).put("term", term), ok, fail);
    }

    private static ObjectNode reference(Copy copy) {
        return reference(copy.index(), copy.shard(), copy.allocation());
    }

    private static ObjectNode reference(String index, int shard, String allocation) {
        return Json.object().put("index", index).put("shard", shard).put("allocation", allocation);
    }

    /** Data of a table that is gone, or of a shard that is complete elsewhere. */
    private void dropIfNeedless(String name, ClusterState state) {
        int slash = name.indexOf('/');
        String index = name.substring(0, slash);
        int shard = Integer.parseInt(name.substring(slash + 1));
        Optional<Table.Index> known = state.owner(index).map(ClusterState.Owned::index);
        List<Copy> copies = state.copies(index, shard);
        boolean complete = !copies.isEmpty() && copies.stream().allMatch(c -> c.state() == Copy.State.STARTED);
        if (known.isEmpty() || complete) {
            cold.remove(name);
            world.files().drop(name);
        }
    }
}
