package dev.holdfast.database.crate;

import dev.holdfast.database.Action;
import dev.holdfast.database.ClusterView;
import dev.holdfast.model.NodeId;
import dev.holdfast.spec.GroupSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * Who goes first.
 *
 * <ul>
 *   <li>Start: dedicated masters, then data, as the groups stand in the spec. Stop: the other way round, the elected master last.
 *   <li>Restart and replace: what is not ready first, since little is taken away with it; then dedicated masters, then data, and
 *       the elected master last of all, so that there is one election and not one per node.
 *   <li>Remove: data, then masters, each with the highest index first.
 * </ul>
 */
final class CrateOrder {

    /** More than any node's index. */
    private static final int CLASS = 100_000;

    /** Groups beyond this many share a class. */
    private static final int GROUPS = 100;

    /** On one machine starting Javas take turns on the processors: more than this many at once make all of them later. */
    static final int STARTING_ON_ONE_MACHINE = 6;

    static final int STARTING_ON_MANY_MACHINES = 50;

    private static final String LOOPBACK = "127.";

    private CrateOrder() {}

    static int rank(Action action, NodeId node, ClusterView view) {
        int index = Math.min(node.index(), CLASS - 1);
        int group = group(node, view);
        return switch (action) {
            case START -> group * CLASS + index;
            case STOP -> (isMaster(node, view) ? GROUPS + 1 : GROUPS - group) * CLASS + index;
            case REMOVE -> (GROUPS + 1 - group) * CLASS - index;
            case RESTART, REPLACE -> restart(group, node, view) * CLASS + index;
        };
    }

    private static int restart(int group, NodeId node, ClusterView view) {
        if (!view.isReady(node)) {
            return group;
        }
        return isMaster(node, view) ? 3 * GROUPS : GROUPS + group;
    }

    /** Its place in start order: the masters' is 0. */
    private static int group(NodeId node, ClusterView view) {
        if (!CrateIds.holdsData(node)) {
            return 0;
        }
        List<String> names = new ArrayList<>(view.target().groups().keySet());
        int at = names.indexOf(node.group());
        return Math.min(at < 0 ? names.size() : at + 1, GROUPS - 1);
    }

    private static boolean isMaster(NodeId node, ClusterView view) {
        return new Sight(view)
                .ruled()
                .flatMap(CrateDetails::master)
                .filter(master -> master.equals(CrateIds.name(node)))
                .isPresent();
    }

    /** All masters together, for they need each other to be ready; and so all nodes where all may be elected, at the first start. */
    static int startsAtOnce(String group, ClusterView view) {
        boolean oneMachine =
                view.nodes().values().stream().anyMatch(node -> node.address().startsWith(LOOPBACK));
        int usual = oneMachine ? STARTING_ON_ONE_MACHINE : STARTING_ON_MANY_MACHINES;
        boolean eligible = group.equals(CrateIds.MASTER) || !CrateIds.hasDedicatedMasters(view.target());
        int count = view.target().group(group).map(GroupSpec::count).orElse(1);
        // A majority of the first masters must be up before any is ready.
        return eligible && !view.everReady() ? Math.max(usual, count / 2 + 1) : usual;
    }
}
