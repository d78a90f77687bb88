package dev.holdfast.core;

import dev.holdfast.core.Sight.Watch;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.Rules;
import dev.holdfast.model.NodeId;
import dev.holdfast.model.Resources;
import dev.holdfast.plan.NodeStatus;
import dev.holdfast.plan.Reason;
import dev.holdfast.spec.ClusterSpec;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What rules, drivers and plans are shown of the state. */
final class Views {

    private Views() {}

    static ClusterView of(Turn turn, ClusterRecord cluster) {
        return of(turn.state(), cluster, cluster.spec(), turn.now);
    }

    static ClusterView of(State state, ClusterRecord cluster, ClusterSpec target, Instant now) {
        SortedMap<NodeId, NodeView> nodes = new TreeMap<>();
        for (NodeRecord node : state.nodesOf(cluster.name())) {
            nodes.put(node.id(), of(node));
        }
        Watch watch = state.sight().probes().getOrDefault(cluster.name(), Watch.NEVER);
        return new ClusterView(
                target, nodes, cluster.identity(), watch.last(), cluster.debts(), cluster.everReady(), now);
    }

    static NodeView of(NodeRecord node) {
        Optional<Claim> claim = node.claim();
        boolean placed = claim.isPresent() && node.state().isHeld();
        return new NodeView(
                node.id(),
                placed,
                claim.map(found -> found.agent().id()),
                claim.map(found -> found.agent().hostname()).orElse(""),
                claim.map(found -> found.agent().ip()).orElse(""),
                claim.map(found -> found.agent().zone()).orElse(""),
                claim.map(found -> found.agent().attributes()).orElse(new TreeMap<>()),
                claim.map(Claim::heldPorts).orElse(new TreeMap<>()),
                node.marked(),
                node.state().isUp(),
                node.incarnation().map(Incarnation::number).orElse(0),
                node.incarnation().map(Incarnation::inputs).orElse(new TreeMap<>()),
                node.generation(),
                node.beside().ended());
    }

    /** What plans see of a cluster's nodes; {@code waits} as the last turn found them. */
    static SortedMap<NodeId, NodeStatus> statuses(
            Turn turn, ClusterRecord cluster, Rules rules, SortedMap<NodeId, Reason> waits) {
        SortedMap<NodeId, NodeStatus> statuses = new TreeMap<>();
        for (NodeRecord node : turn.state().nodesOf(cluster.name())) {
            SortedMap<String, String> inputs =
                    cluster.spec().group(node.id().group()).isPresent()
                            ? rules.inputs(cluster.spec(), node.id())
                            : new TreeMap<>();
            boolean current = node.incarnation()
                    .filter(incarnation -> incarnation.inputs().equals(inputs))
                    .isPresent();
            statuses.put(
                    node.id(),
                    new NodeStatus(
                            of(node),
                            node.goal(),
                            node.state().isHeld() && isBigEnough(turn, cluster, node),
                            !node.state().mayRun(),
                            node.state() == NodeState.RELEASED,
                            current,
                            Optional.ofNullable(waits.get(node.id())),
                            node.state() == NodeState.UNREACHABLE,
                            node.incarnation().isEmpty()
                                    && node.launches() > 0
                                    && node.claim().isPresent()));
        }
        return statuses;
    }

    /** Whether a node's reservation has all that the target gives it, its chores' share included. */
    static boolean isBigEnough(Turn turn, ClusterRecord cluster, NodeRecord node) {
        Optional<Claim> claim = node.claim();
        return claim.isPresent()
                && (cluster.spec().group(node.id().group()).isEmpty()
                        || (ExporterPort.lacking(turn, cluster, node).isEmpty()
                                && Sizing.of(claim.get().reserved()).contains(Sizing.wanted(turn, cluster, node))));
    }

    /** Whether the port of its exporter is all that a node's reservation lacks. */
    static boolean lacksOnlyPort(Turn turn, ClusterRecord cluster, NodeRecord node) {
        return ExporterPort.lacking(turn, cluster, node).isPresent()
                && Sizing.of(node.claim().orElseThrow().reserved()).contains(Sizing.wanted(turn, cluster, node));
    }

    /** What a node's running process uses, and a chore beside it. */
    static Resources used(NodeRecord node) {
        if (!node.state().mayRun() || node.incarnation().isEmpty()) {
            return new Resources(List.of());
        }
        Incarnation running = node.incarnation().get();
        Resources own = running.executor().resources().plus(running.task().resources());
        Optional<ChoreTask> chore = node.beside().task().filter(task -> !task.isOver());
        return chore.map(task -> own.plus(task.task().resources()))
                .orElse(own)
                .filter(resource -> !resource.isVolume());
    }
}
