package dev.holdfast.database.cassandra;

import dev.holdfast.database.Chore;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.NodeView;
import dev.holdfast.model.NodeId;
import java.util.ArrayList;
import java.util.List;

/**
 * What is left to do when all nodes are as wished, node by node: files written anew by a new release, and what others took over cleaned
 * up on those that had it.
 */
final class CassandraFinish {

    /** Name of the input that says which release a node was launched with. */
    static final String VERSION = "version";

    private CassandraFinish() {}

    static List<Chore> chores(ClusterView view, List<NodeId> added) {
        List<Chore> chores = new ArrayList<>();
        if (!view.everReady()) {
            return chores;
        }
        List<NodeId> kept = new Sight(view)
                .kept().stream().filter(node -> view.node(node).isPresent()).toList();
        if (isUpgrade(view)) {
            kept.forEach(node -> chores.add(Chore.on(node, CassandraChores.UPGRADE_SSTABLES)));
        }
        for (NodeId node : kept) {
            boolean member = CassandraIdentity.hasJoined(node, view) && !added.contains(node);
            boolean owes = CassandraIdentity.cleanupDueSince(node, view).isPresent();
            if (member && (owes || !added.isEmpty()) && CassandraOptions.cleansUp(view.target())) {
                chores.add(Chore.on(node, CassandraChores.CLEANUP));
            }
        }
        return chores;
    }

    /**
     * What comes before any is restarted: those that may lack writes get them. While one is down, or the ring changes, that cannot be, and a
     * restart may be just what is needed.
     */
    static List<Chore> beforehand(ClusterView view, List<NodeId> changed) {
        Sight sight = new Sight(view);
        if (changed.isEmpty() || !CassandraUpkeep.isWhole(sight)) {
            return List.of();
        }
        return sight.kept().stream()
                .filter(node -> CassandraIdentity.repairDueSince(node, view).isPresent())
                .map(CassandraChores::repairNowOrLater)
                .toList();
    }

    /** Whether a node runs another release than the target's. */
    static boolean isUpgrade(ClusterView view) {
        return view.nodes().values().stream()
                .map(NodeView::inputs)
                .anyMatch(inputs ->
                        inputs.containsKey(VERSION) && !view.target().version().equals(inputs.get(VERSION)));
    }
}
