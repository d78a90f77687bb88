package dev.holdfast.simulation;

import dev.holdfast.core.NodeRecord;
import dev.holdfast.core.NodeState;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import java.util.List;
import java.util.Optional;

/** What of a cluster is lost, as a person finds out: by what Mesos tells, on the machines themselves, and by what nodes say of their volumes. */
final class Losses {

    private final World world;

    Losses(World world) {
        this.world = world;
    }

    private List<NodeRecord> nodes(ClusterName name) {
        return world.store.durable().nodesOf(name);
    }

    /** What looks lost, as Mesos tells it. */
    Optional<NodeId> outOfReach(ClusterName name) {
        return nodes(name).stream()
                .filter(node -> node.state() == NodeState.UNREACHABLE || node.state() == NodeState.LOST)
                .map(NodeRecord::id)
                .findFirst();
    }

    /** An agent that will never come back under its old id is marked gone in Mesos, as {@code holdfast why} says. */
    void markGone(ClusterName name) {
        for (NodeRecord node : nodes(name)) {
            node.claim()
                    .filter(claim -> node.state() == NodeState.UNREACHABLE)
                    .map(claim -> claim.agent().id())
                    .filter(id -> world.machines.stream().noneMatch(machine -> machine.id.equals(id)))
                    .ifPresent(world.master::gone);
        }
    }

    /** The same of all of which the master waits in vain. */
    void markAllGone() {
        world.master.awaitedInVain().forEach(world.master::gone);
    }

    /** A node whose volume is nowhere any more, by what a person finds out on the machines, or is not its own, by what it says. */
    Optional<NodeId> lost(ClusterName name) {
        Optional<NodeId> foreign = nodes(name).stream()
                .filter(node ->
                        node.trouble().isParked() && isForeign(node.trouble().text()))
                .map(NodeRecord::id)
                .findFirst();
        return foreign.isPresent() ? foreign : withoutVolume(name);
    }

    private static boolean isForeign(String said) {
        return said.contains("the volume is marked for");
    }

    private Optional<NodeId> withoutVolume(ClusterName name) {
        return nodes(name).stream()
                .filter(this::isWithoutVolume)
                .map(NodeRecord::id)
                .findFirst();
    }

    /** Whether that node's volume is nowhere, and not just another than its own. */
    boolean isGone(Optional<NodeId> lost) {
        return lost.flatMap(world.store.durable()::node)
                .filter(this::isWithoutVolume)
                .isPresent();
    }

    boolean isWithoutVolume(NodeRecord node) {
        boolean down = node.state() == NodeState.STOPPED
                || node.state() == NodeState.UNREACHABLE
                || node.state() == NodeState.LOST;
        return down
                && node.claim()
                        .filter(claim -> world.machines.stream()
                                .noneMatch(machine -> machine.volumes.containsKey(claim.persistenceId())))
                        .isPresent();
    }
}
