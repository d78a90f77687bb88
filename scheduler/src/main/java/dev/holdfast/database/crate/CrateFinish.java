package dev.holdfast.database.crate;

import dev.holdfast.database.Chore;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.crate.CrateDetails.Part;
import dev.holdfast.model.NodeId;
import java.util.ArrayList;
import java.util.List;

/** What is left to do when all nodes are as wished. Moving shards onto new nodes is not among it: CrateDB does that itself. */
final class CrateFinish {

    private final ClusterView view;
    private final Sight sight;

    CrateFinish(ClusterView view) {
        this.view = view;
        this.sight = new Sight(view);
    }

    List<Chore> chores(List<NodeId> added) {
        List<Chore> chores = new ArrayList<>();
        if (isResized(added)) {
            // Each node compares the number of nodes with the one it was started with, which takes effect at a full
            // stop only.
            chores.add(CrateChores.ofCluster(CrateChores.ACKNOWLEDGE_CHECKS));
        }
        if (hasFailed()) {
            chores.add(CrateChores.ofCluster(CrateChores.RETRY_FAILED));
        }
        return chores;
    }

    private boolean isResized(List<NodeId> added) {
        if (!view.everReady()) {
            return false;
        }
        List<NodeId> kept = sight.kept();
        boolean leaving = view.nodes().values().stream()
                .map(NodeView::id)
                .anyMatch(node -> CrateIds.holdsData(node) && !kept.contains(node));
        return leaving || added.stream().anyMatch(CrateIds::holdsData);
    }

    private boolean hasFailed() {
        return sight.ruled(Part.UNASSIGNED)
                .filter(known -> known.unassigned().stream().anyMatch(CrateHeal::failedTooOften))
                .isPresent();
    }
}
