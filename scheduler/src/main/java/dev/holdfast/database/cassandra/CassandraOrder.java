package dev.holdfast.database.cassandra;

import dev.holdfast.database.Action;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.NodeView;
import dev.holdfast.model.NodeId;
import java.util.List;

/**
 * Who goes first.
 *
 * <ul>
 *   <li>Start: members, seeds before others; then those that have yet to join, seeds before others.
 *   <li>Restart and replace: what is not ready first; then rack by rack, so that all that is down at a time is of one rack.
 *   <li>Remove: the highest index first.
 * </ul>
 */
final class CassandraOrder {

    /** More than any node's index. */
    private static final int CLASS = 100_000;

    /** Nodes that are members start together: on one machine their Javas take turns on its processors. */
    static final int STARTING_ON_ONE_MACHINE = 4;

    static final int STARTING_ON_MANY_MACHINES = 50;

    private static final String LOOPBACK = "127.";

    private CassandraOrder() {}

    static int rank(Action action, NodeId node, ClusterView view) {
        int index = Math.min(node.index(), CLASS - 1);
        return switch (action) {
            case START -> startClass(node, view) * CLASS + index;
            case STOP -> index;
            case REMOVE -> CLASS - index;
            case RESTART, REPLACE -> (view.isReady(node) ? 1 + rack(node, view) : 0) * CLASS + index;
        };
    }

    private static int startClass(NodeId node, ClusterView view) {
        int seed = Seeds.of(view.target()).contains(node) ? 0 : 1;
        boolean member = CassandraIdentity.hasJoined(node, view) || new Sight(view).isMemberUnawares(node);
        return (member ? 0 : 2) + seed;
    }

    private static int rack(NodeId node, ClusterView view) {
        List<String> racks = List.copyOf(Racks.counts(view).keySet());
        return view.node(node)
                .map(own -> racks.indexOf(Racks.of(own, view.target())))
                .orElse(0);
    }

    /** One while somebody has yet to join; members come up together. */
    static int startsAtOnce(ClusterView view) {
        boolean joining = new Sight(view).kept().stream().anyMatch(node -> !CassandraIdentity.hasJoined(node, view));
        if (joining) {
            return 1;
        }
        boolean oneMachine =
                view.nodes().values().stream().map(NodeView::address).anyMatch(address -> address.startsWith(LOOPBACK));
        return oneMachine ? STARTING_ON_ONE_MACHINE : STARTING_ON_MANY_MACHINES;
    }
}
