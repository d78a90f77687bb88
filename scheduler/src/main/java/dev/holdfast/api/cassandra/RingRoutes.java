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

    private Object nodetool(Call call) throws InterruptedException {
        ClusterPicture cluster = ring(call);
        return backend.ask(NodetoolRequest.of(
                new ClusterName(cluster.name()),
                cluster.nodes().stream().map(NodePicture::id).toList(),
                call.path("node"),
                call.body(RingAsks.Nodetool.class).words(),
                clock.instant()));
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
        Command.Run run = ChoreRequest.of(
                new ClusterName(cluster.name()),
                cluster.nodes().stream().map(NodePicture::id).toList(),
                call.path("chore"),
                call.body(RingAsks.Chore.class));
        return backend.ask(call.flag("preview") ? new Command.PreviewRun(run) : run);
    }
}
