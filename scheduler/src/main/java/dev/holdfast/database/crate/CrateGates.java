package dev.holdfast.database.crate;

import dev.holdfast.database.Action;
import dev.holdfast.database.Blocker;
import dev.holdfast.database.ClusterView;
import dev.holdfast.model.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which gate judges what. Starting is never a question of health: what is down must come up. For all else a master must be known,
 * before anything else is looked at: without one CrateDB calls lost tables GREEN.
 */
final class CrateGates {

    private final Sight sight;
    private final MasterGates masters;

    private CrateGates(ClusterView view) {
        this.sight = new Sight(view);
        this.masters = new MasterGates(sight);
    }

    static List<Blocker> allows(Action action, NodeId node, ClusterView view) {
        CrateGates gates = new CrateGates(view);
        return switch (action) {
            case START -> gates.masters.start(node);
            case STOP, RESTART -> gates.stop(node);
            case REPLACE -> gates.replace(node);
            case REMOVE -> gates.remove(node);
        };
    }

    private List<Blocker> stop(NodeId node) {
        if (sight.takesNothing(node)) {
            return List.of();
        }
        return judged(node, masters.stop(node), DataGates::stop);
    }

    private List<Blocker> replace(NodeId node) {
        if (!sight.isDown(node)) {
            return List.of(Blocker.waitFor(
                    DataGates.ALIVE,
                    CrateIds.name(node)
                            + " runs; its process must be over first, so that its disk does not change any more"));
        }
        return judged(node, masters.without(node), DataGates::replace);
    }

    /** A dedicated master holds no data: only votes and the health of the whole count. */
    private List<Blocker> remove(NodeId node) {
        return judged(node, masters.remove(node), CrateIds.holdsData(node) ? DataGates::remove : DataGates::stop);
    }

    private interface Judge {
        List<Blocker> of(DataGates gates, NodeId node);
    }

    private List<Blocker> judged(NodeId node, List<Blocker> votes, Judge judge) {
        Optional<CrateDetails> known = sight.ruled(DataGates.NEEDED);
        if (known.isEmpty()) {
            Optional<Blocker> silent = masters.ruled(DataGates.NEEDED);
            List<Blocker> blockers = new ArrayList<>(silent.stream().toList());
            // What can never hold is said at once, whether or not the cluster answers.
            votes.stream()
                    .filter(blocker -> blocker.kind() != Blocker.Kind.WAIT)
                    .forEach(blockers::add);
            return blockers;
        }
        List<Blocker> blockers = new ArrayList<>(votes);
        blockers.addAll(judge.of(new DataGates(sight, known.get()), node));
        return blockers;
    }
}
