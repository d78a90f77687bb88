package dev.holdfast.crate.model.core;

import dev.holdfast.crate.model.allocation.Allocator;
import dev.holdfast.crate.model.allocation.Knowledge;
import dev.holdfast.crate.model.core.Coordination.Joining;
import dev.holdfast.crate.model.core.Coordination.Mode;
import dev.holdfast.crate.model.sql.SqlException;
import dev.holdfast.crate.model.state.ClusterState;
import dev.holdfast.crate.model.state.Json;
import dev.holdfast.crate.model.state.Member;
import dev.holdfast.crate.model.state.Settings;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;

/**
 * The elected node's work. Changes wait in a queue; all that wait are made together, the result is sent to everybody,
 * and counts once a
 * majority of the agreed and of the new voting configuration keeps it. Then everybody is told to apply it, and only then
 * is the next one begun.
 * A master that finds no majority stops being one.
 */
final class Master {
    private static final long PUBLISH_MS = 10_000;
    private static final long LATE_MS = 1000;
    private static final long CHECK_MS = 500;
    private static final long CHECK_TIMEOUT_MS = 10_000;
    private static final long RECOVER_AFTER_MS = 300_000;

    private record Task(UnaryOperator<ClusterState> change, Runnable done, Consumer<SqlException> failed) {}

    /** What a node answers when the master checks on it. */
    record Report(List<Knowledge.Stored> stores, Knowledge.Disk disk) {}

    private final World world;
    private final Options options;
    private final Calls calls;
    private final Coordination coordination;
    private final Consumer<ClusterState> apply;
    private final Deque<Task> queue = new ArrayDeque<>();
    private final TreeMap<String, List<Knowledge.Stored>> stores = new TreeMap<>();
    private final TreeMap<String, Knowledge.Disk> disks = new TreeMap<>();
    private final TreeMap<String, Knowledge.Disk> disksSeen = new TreeMap<>();
    private final TreeSet<String> checking = new TreeSet<>();
    private boolean publishing;
    private long reign;
    private long enoughSince = -1;
    private long disksAt;

    Master(World world, Options options, Calls calls, Coordination coordination, Consumer<ClusterState> apply) {
        this.world = world;
        this.options = options;
        this.calls = calls;
        this.coordination = coordination;
        this.apply = apply;
        calls.on("join", this::join);
        world.after(CHECK_MS, this::check);
    }

    boolean leads() {
        return coordination.mode() == Mode.LEADER;
    }

    int pending() {
        return queue.size() + (publishing ? 1 : 0);
    }

    Knowledge knowledge() {
        return new Knowledge(stores, disks);
    }

    /** Called when enough votes are in. */
    void won(List<Joining> votes) {
        reign++;
        enoughSince = -1;
        stores.clear();
        disks.clear();
        disksSeen.clear();
        disksAt = 0;
        checking.clear();
        submit(
                before -> {
                    ClusterState state = before;
                    for (Joining vote : votes) {
                        state = with(state, vote.member());
                    }
                    String uuid = state.uuid().isEmpty() ? world.newId() : state.uuid();
                    return state.edit().master(options.me().id()).uuid(uuid).done();
                },
                () -> {},
                error -> {});
        votes.forEach(vote -> stores.put(vote.member().id(), vote.stores()));
    }

    void deposed() {
        reign++;
        publishing = false;
        List<Task> orphans = new ArrayList<>(queue);
        queue.clear();
        orphans.forEach(task -> task.failed().accept(SqlException.noMaster("null")));
    }

    /** Makes a change once the ones before are made; {@code done} comes when every node applied it. */
    void submit(UnaryOperator<ClusterState> change, Runnable done, Consumer<SqlException> failed) {
        queue.add(new Task(change, done, failed));
        world.after(0, this::run);
    }

    private void run() {
        if (publishing || queue.isEmpty() || !leads()) {
            return;
        }
        List<Task> batch = new ArrayList<>();
        ClusterState before = coordination.accepted();
        ClusterState state = before;
        while (!queue.isEmpty()) {
            Task task = queue.remove();
            try {
                state = task.change().apply(state);
                batch.add(task);
            } catch (SqlException refused) {
                task.failed().accept(refused);
            }
        }
        state = settled(state);
        if (state.equals(before) && state.term() == coordination.term()) {
            batch.forEach(task -> task.done().run());
            return;
        }
        publish(
                state.edit()
                        .version(before.version() + 1)
                        .term(coordination.term())
                        .done(),
                batch);
    }

    private ClusterState settled(ClusterState before) {
        ClusterState state = before;
        if (!state.recovered() && enoughData(state)) {
            state = Routing.recovered(state, world.now());
            world.log("recovered [" + state.tables().size() + "] indices into cluster_state");
        }
        state = new Allocator(knowledge(), world.now(), world::newId).reroute(state);
        return state.edit().voting(Voting.configured(state, options.me().id())).done();
    }

    /** Whether the gateway opens: all expected data nodes, or enough of them for long enough. */
    private boolean enoughData(ClusterState state) {
        int there = state.dataMembers().size();
        int expected = options.number("gateway.expected_data_nodes");
        int enough = options.number("gateway.recover_after_data_nodes");
        if (there < Math.max(enough, 0)) {
            enoughSince = -1;
            return false;
        }
        if (expected < 0 || there >= expected) {
            return true;
        }
        enoughSince = enoughSince < 0 ? world.now() : enoughSince;
        String after = options.settings().get("gateway.recover_after_time");
        return world.now() - enoughSince >= (after == null ? RECOVER_AFTER_MS : Settings.millis(after));
    }

    private void publish(ClusterState state, List<Task> batch) {
        publishing = true;
        long ofReign = reign;
        coordination.accept(state);
        TreeSet<String> kept = new TreeSet<>(List.of(options.me().id()));
        TreeSet<String> open = new TreeSet<>();
        boolean[] committed = {false};
        boolean[] late = {false};
        Runnable progress = () -> {
            if (reign == ofReign && !committed[0] && Voting.decide(state, kept) && (open.isEmpty() || late[0])) {
                committed[0] = true;
                commit(state, kept, batch);
            } else if (reign == ofReign && !committed[0] && open.isEmpty()) {
                fail(batch);
            }
        };
        for (Member member : state.members().values()) {
            if (!member.id().equals(options.me().id())) {
                open.add(member.id());
                calls.call(
                        member.address(),
                        "publish",
                        Json.tree(state),
                        PUBLISH_MS,
                        ok -> {
                            open.remove(member.id());
                            kept.add(member.id());
                            if (committed[0] && reign == ofReign) {
                                calls.call(
                                        member.address(),
                                        "commit",
                                        version(state),
                                        PUBLISH_MS,
                                        done -> {},
                                        error -> {});
                            }
                            progress.run();
                        },
                        error -> {
                            open.remove(member.id());
                            left(member);
                            progress.run();
                        });
            }
        }
        world.after(LATE_MS, () -> {
            late[0] = true;
            progress.run();
        });
        progress.run();
    }

    private void fail(List<Task> batch) {
        publishing = false;
        List<Task> failed = new ArrayList<>(batch);
        coordination.stepDown("no majority keeps a new cluster state");
        failed.forEach(task -> task.failed().accept(SqlException.noMaster("null")));
    }

    private static JsonNode version(ClusterState state) {
        return Json.object().put("term", state.term()).put("version", state.version());
    }

    private void commit(ClusterState state, SortedSet<String> kept, List<Task> batch) {
        long ofReign = reign;
        coordination.committed();
        TreeSet<String> waiting = new TreeSet<>(kept);
        waiting.remove(options.me().id());
        Consumer<String> applied = id -> {
            if (waiting.remove(id) && waiting.isEmpty() && reign == ofReign) {
                finish(state, batch);
            }
        };
        List<String> all = List.copyOf(waiting);
        if (all.isEmpty()) {
            finish(state, batch);
        }
        for (String id : all) {
            state.member(id)
                    .ifPresent(member -> calls.call(
                            member.address(),
                            "commit",
                            version(state),
                            PUBLISH_MS,
                            ok -> applied.accept(id),
                            error -> applied.accept(id)));
        }
    }

    private void finish(ClusterState state, List<Task> batch) {
        publishing = false;
        apply.accept(state.agreed());
        batch.forEach(task -> task.done().run());
        run();
    }

    private void join(JsonNode body, Calls.Reply reply) {
        Joining joining = Json.value(body, Joining.class);
        ClusterState state = coordination.accepted();
        if (!leads()) {
            throw SqlException.internal("NotMasterException[not the master]");
        }
        if (!joining.uuid().isEmpty() && !joining.uuid().equals(state.uuid())) {
            throw SqlException.internal(
                    "CoordinationStateRejectedException[join validation on cluster state with a different cluster uuid "
                            + state.uuid() + " than local cluster uuid " + joining.uuid() + ", rejecting]");
        }
        if (joining.term() > coordination.term()) {
            coordination.stepDown("a node of a newer term joins");
            throw SqlException.internal("NotMasterException[electing in a newer term]");
        }
        submit(
                before -> {
                    stores.put(joining.member().id(), joining.stores());
                    return with(before, joining.member());
                },
                () -> {},
                error -> {});
        reply.ok(Json.nothing());
    }

    /** A process that comes back with a new launch lost everything that the old one did not keep. */
    private ClusterState with(ClusterState before, Member member) {
        ClusterState state = before;
        if (before.member(member.id())
                .filter(m -> !m.launch().equals(member.launch()))
                .isPresent()) {
            state = Routing.without(state, member.id(), world.now());
        }
        TreeMap<String, Member> members = new TreeMap<>(state.members());
        members.put(member.id(), member);
        return state.edit().members(members).done();
    }

    private void left(Member member) {
        if (!leads()) {
            return;
        }
        submit(
                before -> {
                    if (before.member(member.id())
                            .filter(m -> m.launch().equals(member.launch()))
                            .isEmpty()) {
                        return before;
                    }
                    world.log("node-left " + member.shown());
                    stores.remove(member.id());
                    disks.remove(member.id());
                    disksSeen.remove(member.id());
                    return Routing.without(before, member.id(), world.now());
                },
                () -> {},
                error -> {});
    }

    /** A connection broke. */
    void lost(String address) {
        coordination.accepted().members().values().stream()
                .filter(m -> m.address().equals(address))
                .forEach(this::left);
    }

    private void check() {
        world.after(CHECK_MS, this::check);
        if (!leads()) {
            return;
        }
        long ofReign = reign;
        for (Member member : coordination.accepted().members().values()) {
            if (checking.add(member.launch())) {
                calls.call(
                        member.address(),
                        "check",
                        Json.object().put("term", coordination.term()),
                        CHECK_TIMEOUT_MS,
                        body -> {
                            checking.remove(member.launch());
                            if (reign == ofReign) {
                                heard(member, Json.value(body, Report.class));
                            }
                        },
                        error -> {
                            checking.remove(member.launch());
                            if (reign == ofReign
                                    && !member.id().equals(options.me().id())) {
                                left(member);
                            }
                        });
            }
        }
        if (queue.isEmpty() && !publishing) {
            submit(new Watermarks(knowledge())::blocked, () -> {}, error -> {});
        }
    }

    private void heard(Member member, Report report) {
        if (coordination
                .accepted()
                .member(member.id())
                .filter(m -> m.launch().equals(member.launch()))
                .isEmpty()) {
            return;
        }
        stores.put(member.id(), report.stores());
        disksSeen.put(member.id(), report.disk());
        long interval = Settings.millis(coordination.accepted().setting("cluster.info.update.interval"));
        if (world.now() - disksAt >= interval || !disks.keySet().containsAll(disksSeen.keySet())) {
            disksAt = world.now();
            disks.clear();
            disks.putAll(disksSeen);
        }
    }
}
