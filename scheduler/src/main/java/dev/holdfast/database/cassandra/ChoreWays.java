package dev.holdfast.database.cassandra;

import dev.holdfast.database.Chore;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Stage;
import dev.holdfast.model.NodeId;
import java.util.List;
import java.util.Optional;

/**
 * What a chore that a person asks for without naming a node means: the same on each node that is a member, one after the other. A repair of
 * all nodes is of what each holds first, so that nothing is repaired twice; one of a single node is of all that it holds.
 */
final class ChoreWays {

    private ChoreWays() {}

    static List<Stage> of(Chore chore, ClusterView view) {
        if (chore.name().equals(CassandraChores.NODETOOL)) {
            return List.of(new Stage.Do(chore, Optional.empty()));
        }
        if (chore.name().equals(CassandraChores.REBUILD)) {
            return Rebuilds.way(chore, view);
        }
        if (!CassandraChores.BY_HAND.contains(chore.name())) {
            return List.of();
        }
        List<NodeId> nodes = chore.node().map(List::of).orElseGet(() -> members(view));
        return nodes.stream()
                .map(node -> (Stage) new Stage.Do(on(node, chore), Optional.empty()))
                .toList();
    }

    private static List<NodeId> members(ClusterView view) {
        return view.nodes().keySet().stream()
                .filter(node -> CassandraIdentity.hasJoined(node, view))
                .toList();
    }

    private static Chore on(NodeId node, Chore chore) {
        Chore one = new Chore(chore.name(), Optional.of(node), chore.arguments());
        if (!chore.name().equals(CassandraChores.REPAIR) || chore.arguments().containsKey(CassandraChores.RANGES)) {
            return one;
        }
        return one.with(
                CassandraChores.RANGES, chore.node().isPresent() ? CassandraChores.EVERY : CassandraChores.PRIMARY);
    }
}
