package dev.holdfast.api;

import dev.holdfast.api.wire.Asks;
import dev.holdfast.api.wire.OutcomeInfo;
import dev.holdfast.core.Command;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import java.util.List;
import java.util.Optional;

/** What is done to a cluster or its nodes without another target. */
final class VerbRoutes {

    private static final String PREVIEW = "preview";

    private final Backend backend;

    VerbRoutes(Backend backend) {
        this.backend = backend;
    }

    List<Route> routes() {
        return List.of(
                nodes("restart", "Restarts nodes one by one, or all", Command.Restart::new),
                nodes("start", "Starts nodes that are stopped, or all", Command.Start::new),
                nodes("stop", "Stops nodes, or all; identity and data stay", Command.Stop::new),
                previewed(verb("replace", "Same identity, new empty volume elsewhere", Asks.Node.class, call -> {
                    NodeId node = Backend.node(
                            call.path("cluster"), call.body(Asks.Node.class).node());
                    return ask(call, new Command.Replace(node.cluster(), node));
                })),
                verb("pause", "Holds the plan", Asks.Nothing.class, call -> backend.ask(new Command.Pause(name(call)))),
                verb(
                        "resume",
                        "Goes on with the plan; may override the rule that holds it",
                        Asks.Resume.class,
                        call -> backend.ask(new Command.Resume(
                                name(call), call.body(Asks.Resume.class).override()))),
                previewed(verb(
                        "cancel",
                        "Turns the plan back where it can be",
                        Asks.Nothing.class,
                        call -> ask(call, new Command.Cancel(name(call))))),
                previewed(verb(
                        "recover",
                        "Begins anew from what is left when a majority of the masters is lost for good",
                        Asks.Recover.class,
                        this::recover)),
                Route.post(
                        "/v1/thaw",
                        "Goes on after much was lost at once",
                        Asks.Nothing.class,
                        OutcomeInfo.class,
                        call -> backend.ask(new Command.Thaw())),
                previewed(verb(
                        "uninstall", "Destroys the cluster with all its data", Asks.Uninstall.class, this::uninstall)));
    }

    /** Nothing needs to be confirmed that is not done. */
    private Object uninstall(Call call) throws InterruptedException {
        String confirmation = call.flag(PREVIEW)
                ? call.path("cluster")
                : call.body(Asks.Uninstall.class).confirmation();
        return ask(call, new Command.Uninstall(name(call), confirmation));
    }

    private Object ask(Call call, Command.OnCluster command) throws InterruptedException {
        return backend.ask(call.flag(PREVIEW) ? new Command.PreviewOf(command) : command);
    }

    private static Route previewed(Route route) {
        return route.with(PREVIEW, "true: say what would be done, and do nothing");
    }

    private Object recover(Call call) throws InterruptedException {
        ClusterName cluster = name(call);
        Asks.Recover ask = call.body(Asks.Recover.class);
        Optional<NodeId> from =
                ask.from().isEmpty() ? Optional.empty() : Optional.of(Backend.node(cluster.value(), ask.from()));
        List<NodeId> lost = ask.lost().stream()
                .map(text -> Backend.node(cluster.value(), text))
                .toList();
        return backend.ask(new Command.Recover(cluster, from, lost, ask.confirmation(), call.flag(PREVIEW)));
    }

    private interface OnNodes {
        Command.OnCluster of(ClusterName cluster, List<NodeId> nodes);
    }

    private Route nodes(String name, String summary, OnNodes command) {
        return previewed(verb(name, summary, Asks.Nodes.class, call -> {
            ClusterName cluster = name(call);
            List<NodeId> nodes = call.body(Asks.Nodes.class).nodes().stream()
                    .map(text -> Backend.node(cluster.value(), text))
                    .toList();
            return ask(call, command.of(cluster, nodes));
        }));
    }

    private static Route verb(String name, String summary, Class<?> request, Route.Value value) {
        return Route.post("/v1/clusters/{cluster}/" + name, summary, request, OutcomeInfo.class, value);
    }

    private static ClusterName name(Call call) {
        return Backend.name(call.path("cluster"));
    }
}
