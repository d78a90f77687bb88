package dev.holdfast.simulation;

import dev.holdfast.core.NodeRecord;
import dev.holdfast.core.NodeState;
import dev.holdfast.core.State;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import dev.holdfast.plan.Goal;
import java.util.Set;
import java.util.TreeSet;

/**
 * No two nodes of a group are down on purpose at a time. One that a person or a maintenance window has stopped is nobody else's doing, and stays
 * so until it is to run again: that it may start is known before it is started.
 */
final class Budget {

    private final World world;
    private final Set<NodeId> stoppedForOthers = new TreeSet<>();

    Budget(World world) {
        this.world = world;
    }

    void committed(State durable) {
        stoppedForOthers.removeIf(id ->
                durable.node(id).filter(node -> node.goal() == Goal.STOPPED).isEmpty());
        Set<String> down = new TreeSet<>();
        for (NodeRecord node : durable.nodes().values()) {
            if (node.goal() != Goal.STOPPED || !node.marked()) {
                continue;
            }
            NodeId id = node.id();
            ClusterName name = id.cluster();
            if (durable.cluster(name)
                    .filter(cluster -> cluster.stopped().contains(id))
                    .isPresent()) {
                stoppedForOthers.add(id);
            }
            boolean cutOff = node.state() == NodeState.UNREACHABLE || node.state() == NodeState.LOST;
            boolean counts = !cutOff && !stoppedForOthers.contains(id) && !world.person.mayStopAll(name);
            if (counts && !down.add(name + "/" + id.group())) {
                throw new BrokenPromise("budget", id + " is the second of its group that is down on purpose");
            }
        }
    }
}
