package dev.holdfast.api.cassandra;

import dev.holdfast.api.Backend;
import dev.holdfast.api.Call;
import dev.holdfast.api.Refused;
import dev.holdfast.api.Route;
import dev.holdfast.api.wire.OutcomeInfo;
import dev.holdfast.core.Command;
import dev.holdfast.core.View.ClusterPicture;
import dev.holdfast.core.View.NodePicture;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import java.time.Clock;
import java.util.List;

/** All routes that only Cassandra rings have. */
public final class RingRoutes {

    private static final String CASSANDRA = "cassandra";

    private final Backend backend;
    private final Clock clock;

    /** {@code clock} tells one call from another. */
    public RingRoutes(Backend backend, Clock clock) {
        this.backend = backend;
        this.clock = clock;
    }

    public List<Route> routes() {
        return List.of(
                Route.post(
                                "/v1/clusters/{cluster}/replicate",
                                "Changes how many copies keyspaces have in data centres of a ring; data comes by a rebuild",
                                RingAsks.Replicate.class,
                                OutcomeInfo.class,
                                this::replicate)
                        .with("preview", "true: say what would be done, and do nothing"),
                Route.post(
                                "/v1/clusters/{cluster}/rebuild",
                                "Lets nodes of a ring get their data from another data centre, one after the other",
                                RingAsks.Rebuild.class,
                                OutcomeInfo.class,
                                this::rebuild)
                        .with("preview", "true: say what would be done, and do nothing"),
                Route.post(
                                "/v1/clusters/{cluster}/chores/{chore}",
                                "Does a chore beside a node, or beside all, one after the other: repair, cleanup, compact, flush,"
                                        + " upgradesstables",
                                RingAsks.Chore.class,
                                OutcomeInfo.class,
                                this::chore)
                        .with("preview", "true: say what would be done, and do nothing"),
                Route.post(
                        "/v1/clusters/{cluster}/nodes/{node}/nodetool",
                        "Runs Cassandra's nodetool beside a node, as a plan; what it wrote is in the node's logs with"
                                + " chore=nodetool. Verbs that stop nodes or change the ring are refused",
                        RingAsks.Nodetool.class,
                        OutcomeInfo.class,
                        this::nodetool));
    }

    private Object replicate(Call call) throws InterruptedException {
        ClusterPicture cluster = ring(call);
        return ask(call, TopologyRequest.replicate(name(cluster), call.body(RingAsks.Replicate.class)));
    }

    private Object rebuild(Call call) throws InterruptedException {
        ClusterPicture cluster = ring(call);
        return ask(call, TopologyRequest.rebuild(name(cluster), nodes(cluster), call.body(RingAsks.Rebuild.class)));
    }

    private Object nodetool(Call call) throws InterruptedException {
        ClusterPicture cluster = ring(call);
        return backend.ask(NodetoolRequest.of(
                name(cluster),
                nodes(cluster),
                call.path("node"),
                call.body(RingAsks.Nodetool.class).words(),
                clock.instant()));
    }

    private static ClusterName name(ClusterPicture cluster) {
        return new ClusterName(cluster.name());
    }

    private static List<NodeId> nodes(ClusterPicture cluster) {
        return cluster.nodes().stream().map(NodePicture::id).toList();
    }

    private Object ask(Call call, Command.Run run) throws InterruptedException {
        return backend.ask(call.flag("preview") ? new Command.PreviewRun(run) : run);
    }

    private ClusterPicture ring(Call call) {
        ClusterPicture cluster = backend.cluster(call.path("cluster"));
        if (!cluster.packageName().equals(CASSANDRA)) {
            throw Refused.because(
                    Refused.INVALID,
                    cluster.name() + " is a " + cluster.packageName() + ", which has no chores to ask for",
                    "'holdfast status' lists all clusters with their packages");
        }
        return cluster;
    }

    private Object chore(Call call) throws InterruptedException {
        ClusterPicture cluster = ring(call);
        return ask(
                call,
                ChoreRequest.of(name(cluster), nodes(cluster), call.path("chore"), call.body(RingAsks.Chore.class)));
    }
}
