package dev.holdfast.database.kafka;

import dev.holdfast.database.Action;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.kafka.KafkaDetails.Quorum;
import dev.holdfast.model.NodeId;
import dev.holdfast.spec.GroupSpec;

/**
 * Who goes first.
 *
 * <ul>
 *   <li>Start: controllers, then brokers. Stop: brokers, then controllers, because a broker that cannot hand over its
 *       leaderships does not end.
 *   <li>Restart and replace: what is not ready or has no vote first, controllers, then brokers, since little is taken away with it;
 *       then controllers that are ready, the active one last; then brokers that are ready.
 *   <li>Remove: brokers, then controllers, each with the highest index first.
 * </ul>
 */
final class KafkaOrder {

    /** More than any node's index. */
    private static final int CLASS = 100_000;

    /**
     * On one machine starting Javas take turns on the processors. Many at once come up no later than a few at a time: what is held
     * back leaves processors idle while those before it wait for each other. More than this many would need memory all at once.
     */
    static final int STARTING_ON_ONE_MACHINE = 20;

    /** On machines of their own they only share the controllers, which register them one by one. */
    static final int STARTING_ON_MANY_MACHINES = 50;

    private static final String LOOPBACK = "127.";

    private KafkaOrder() {}

    static int rank(Action action, NodeId node, ClusterView view) {
        boolean controller = node.group().equals(KafkaIds.CONTROLLER);
        int index = Math.min(node.index(), CLASS - 1);
        return switch (action) {
            case START -> (controller ? 0 : CLASS) + index;
            case STOP -> (controller ? (isActive(node, view) ? 2 : 1) : 0) * CLASS + index;
            case REMOVE -> (controller ? 2 : 1) * CLASS - index;
            case RESTART, REPLACE -> restartClass(controller, node, view) * CLASS + index;
        };
    }

    private static int restartClass(boolean controller, NodeId node, ClusterView view) {
        if (!controller) {
            return view.isReady(node) ? 4 : 1;
        }
        if (isActive(node, view)) {
            return 3;
        }
        boolean votes = !new ControllerGates(new Sight(view)).joins(node);
        return view.isReady(node) && votes ? 2 : 0;
    }

    private static boolean isActive(NodeId node, ClusterView view) {
        return new Sight(view)
                .details()
                .flatMap(KafkaDetails::quorum)
                .map(Quorum::leader)
                .filter(leader -> leader == KafkaIds.kafkaId(node))
                .isPresent();
    }

    /** All controllers together, those that leave too, for they need each other to be ready; brokers a few at a time. */
    static int startsAtOnce(String group, ClusterView view) {
        if (group.equals(KafkaIds.CONTROLLER)) {
            int wanted = view.target().group(group).map(GroupSpec::count).orElse(1);
            return Math.max(wanted, view.group(group).size());
        }
        boolean oneMachine =
                view.nodes().values().stream().anyMatch(node -> node.address().startsWith(LOOPBACK));
        return oneMachine ? STARTING_ON_ONE_MACHINE : STARTING_ON_MANY_MACHINES;
    }
}
