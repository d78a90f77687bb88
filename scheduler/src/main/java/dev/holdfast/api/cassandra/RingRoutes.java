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
import java.util.List;

/** All routes that only Cassandra rings have. */
public final class RingRoutes {

    private static final String CASSANDRA = "cassandra";

    private final Backend backend;

    public RingRoutes(Backend backend) {
        this.backend = backend;
    }

    public List<Route> routes() {
        return List.of(Route.post(
                        "/v1/clusters/{cluster}/chores/{chore}",
                        "Does a chore beside a node, or beside all, one after the other: repair, cleanup, compact, flush,"
                                + " upgradesstables",
                        RingAsks.Chore.class,
                        OutcomeInfo.class,
                        this::chore)
                .with("preview", "true: say what would be done, and do nothing"));
    }

    private Object chore(Call call) throws InterruptedException {
        ClusterPicture cluster = backend.cluster(call.path("cluster"));
        if (!cluster.packageName().equals(CASSANDRA)) {
            throw Refused.because(
                    Refused.INVALID,
                    cluster.name() + " is a " + cluster.packageName() + ", which has no chores to ask for",
                    "'holdfast status' lists all clusters with their packages");
        }
        Command.Run run = ChoreRequest.of(
                new ClusterName(cluster.name()),
                cluster.nodes().stream().map(NodePicture::id).toList(),
                call.path("chore"),
                call.body(RingAsks.Chore.class));
        return backend.ask(call.flag("preview") ? new Command.PreviewRun(run) : run);
    }
}
