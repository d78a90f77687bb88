package dev.holdfast.crate.model.core;

import dev.holdfast.crate.model.core.Coordination.Mode;
import dev.holdfast.crate.model.sql.Answer;
import dev.holdfast.crate.model.sql.SqlException;
import dev.holdfast.crate.model.state.ClusterState;
import dev.holdfast.crate.model.state.Json;
import dev.holdfast.crate.model.state.Member;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/** One node. Every call, and everything that {@link World} gives back, must come on one thread. */
public final class Node {
    private final Calls calls;
    private final Coordination coordination;
    private final Master master;
    private final Shards shards;
    private final Statements statements;
    private final Leaving leaving;
    private ClusterState applied;

    public Node(World world, Options options) {
        this.applied = ClusterState.initial(options.cluster());
        this.calls = new Calls(world, options.me().address());
        Around around = new Around(world, calls, () -> applied, this::leader);
        this.shards = new Shards(world, options, calls, around);
        OwnTables own = new OwnTables(world, options, shards);
        MasterBox box = new MasterBox();
        this.coordination = new Coordination(world, options, calls, shards::stored, box::won, box::deposed);
        this.applied = coordination.accepted().stopped();
        this.master = new Master(world, options, calls, coordination, this::apply);
        box.master = Optional.of(master);
        Snapshots snapshots = new Snapshots(world, options, calls, master, shards, () -> applied);
        box.afterwards = snapshots::resume;
        new MasterStatements(world, options, calls, master, snapshots).listen();
        new Writes(world, calls, options, shards, () -> applied).listen();
        this.leaving = new Leaving(world, options, calls, around, () -> applied);
        this.statements = new Statements(world, options, calls, around, shards, leaving, this::leader);
        calls.on("publish", this::publish);
        calls.on("commit", this::commit);
        calls.on("check", this::check);
        calls.on(
                "own-table",
                (body, reply) -> reply.ok(own.rows(body.path("table").asString(), applied)));
        calls.on("acknowledge", (body, reply) -> {
            own.acknowledge(
                    body.path("ids").path(options.me().id()), body.path("value").asBoolean());
            reply.ok(Json.nothing());
        });
        calls.on("master-table", (body, reply) -> masterTable(world, body, reply));
        calls.on("recover", (body, reply) -> Sending.begin(world, calls, () -> applied, shards, body, reply));
        calls.on("recover-piece", (body, reply) -> Recovery.piece(world, options, shards, body, reply));
    }

    /** The master and the coordination know each other; this ties the knot. */
    private static final class MasterBox {
        private Optional<Master> master = Optional.empty();
        private Runnable afterwards = () -> {};

        void won(List<Coordination.Joining> votes) {
            master.orElseThrow().won(votes);
            master.orElseThrow().submit(state -> state, afterwards, error -> {});
        }

        void deposed() {
            master.orElseThrow().deposed();
        }
    }

    public void start() {
        coordination.start();
    }

    /** A message from another node. */
    public void receive(Wire message) {
        calls.receive(message);
    }

    /** The connection to a node broke, or none could be made. */
    public void lost(String address) {
        coordination.lost(address);
        master.lost(address);
        calls.lost(address);
    }

    public Optional<Member> leader() {
        return coordination.mode() == Mode.CANDIDATE ? Optional.empty() : coordination.leader();
    }

    /** What this node holds for true. */
    public ClusterState state() {
        return applied;
    }

    /** Whether statements are refused because it leaves. */
    public boolean leaves() {
        return leaving.leaves();
    }

    /** Runs a statement; one of the two is called, once. */
    public void sql(
            String text, List<JsonNode> arguments, String user, Consumer<Answer> ok, Consumer<SqlException> fail) {
        statements.run(text, arguments, user, ok, fail);
    }

    private void publish(JsonNode body, Calls.Reply reply) {
        ClusterState state = Json.value(body, ClusterState.class);
        if (state.term() < coordination.term()) {
            throw SqlException.internal("CoordinationStateRejectedException[incoming term " + state.term()
                    + " is older than " + coordination.term() + "]");
        }
        ClusterState accepted = coordination.accepted();
        if (state.term() == accepted.term() && state.version() <= accepted.version()) {
            throw SqlException.internal("CoordinationStateRejectedException[incoming version " + state.version()
                    + " lower or equal to current version " + accepted.version() + "]");
        }
        boolean foreign = !coordination.uuid().isEmpty() && !coordination.uuid().equals(state.uuid());
        if (foreign) {
            throw SqlException.internal("CoordinationStateRejectedException[another cluster's uuid]");
        }
        coordination.accept(state);
        coordination.follow(state.member(state.master()).orElseThrow());
        reply.ok(Json.nothing());
    }

    private void commit(JsonNode body, Calls.Reply reply) {
        ClusterState accepted = coordination.accepted();
        boolean same = accepted.term() == body.path("term").asLong()
                && accepted.version() == body.path("version").asLong();
        if (same) {
            coordination.committed();
            apply(coordination.accepted());
        }
        reply.ok(Json.nothing());
    }

    private void apply(ClusterState state) {
        applied = state;
        shards.apply(state);
    }

    private void check(JsonNode body, Calls.Reply reply) {
        if (body.path("term").asLong() < coordination.term() || coordination.mode() == Mode.CANDIDATE) {
            throw SqlException.internal("CoordinationStateRejectedException[not a follower in this term]");
        }
        coordination.heard();
        reply.ok(Json.tree(new Master.Report(shards.stored(), shards.disk())));
    }

    private void masterTable(World world, JsonNode body, Calls.Reply reply) {
        if (!master.leads()) {
            throw SqlException.noMaster("");
        }
        ClusterState state = coordination.accepted();
        reply.ok(Reading.write(
                body.path("table").asString().equals("sys.allocations")
                        ? AgreedTables.allocations(state, master.knowledge(), world.now())
                        : AgreedTables.clusterHealth(applied, master.pending())));
    }
}
