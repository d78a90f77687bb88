package dev.holdfast.core;

import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import java.util.Collection;
import java.util.Optional;

/** What lets nodes that failed be tried again before their time: a person, a new target, or another node that is well again. */
final class Retrying {

    private Retrying() {}

    /** All of a cluster's nodes at once, for a new target may be what they need. */
    static void now(Turn turn, ClusterName cluster) {
        now(turn, turn.state().nodesOf(cluster).stream().map(NodeRecord::id).toList());
    }

    /** These nodes at once; whether any of them had been waiting for that. */
    static boolean now(Turn turn, Collection<NodeId> nodes) {
        boolean any = false;
        for (NodeId id : nodes) {
            Optional<NodeRecord> waiting = turn.state()
                    .node(id)
                    .filter(node -> turn.now.isBefore(node.trouble().retryAt()));
            if (waiting.isPresent()) {
                turn.put(waiting.get().with(waiting.get().trouble().retryNow()));
                any = true;
            }
        }
        return any;
    }

    /** Parked nodes of a cluster, one more time: another has become ready, which may be what they were missing. */
    static void parked(Turn turn, ClusterName cluster) {
        for (NodeRecord node : turn.state().nodesOf(cluster)) {
            Trouble trouble = node.trouble();
            if (trouble.isParked()) {
                turn.put(node.with(new Trouble(trouble.failures(), trouble.text(), turn.now)));
            }
        }
    }
}
