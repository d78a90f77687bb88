package dev.holdfast.plan;

import dev.holdfast.database.ClusterView;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.Observation;
import dev.holdfast.database.Rules;
import dev.holdfast.model.NodeId;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;

/** All that one turn may know. */
record Situation(ClusterView view, SortedMap<NodeId, NodeStatus> nodes, Rules rules, Chores chores, Instant now) {

    Optional<NodeStatus> node(NodeId id) {
        return Optional.ofNullable(nodes.get(id));
    }

    Optional<NodeStatus> nodeOf(Step step) {
        return step.node().flatMap(this::node);
    }

    /**
     * Whether taking a node's process away may take something from users. In a cluster that was wholly ready once, every
     * node counts. In one that never was, what is ready does, and while the database answers what is alive; of what
     * nothing is seen now, what was alive before. Without an answer, what only runs does not count: a first start that
     * hangs must be reachable for a corrected target.
     */
    boolean serves(NodeId id) {
        return serves(id, view);
    }

    static boolean serves(NodeId id, ClusterView view) {
        if (view.everReady()) {
            return true;
        }
        Optional<Observation.NodeHealth> health =
                view.observation().map(Observation::nodes).map(seen -> seen.get(id));
        if (health.isEmpty()) {
            return view.node(id).map(NodeView::everLaunched).orElse(false);
        }
        boolean answered = view.observation().filter(Observation::answered).isPresent();
        return health.get().ready() || (answered && health.get().seenAlive());
    }

    String cluster() {
        return view.target().name().value();
    }

    /** The newest observation if the database answered and the look began after an instant, and not too long ago. */
    Optional<Observation> answerSince(Instant since) {
        return view.observation()
                .filter(seen -> rules.isAnswered(view))
                .filter(seen -> seen.startedAt().isAfter(since))
                .filter(seen -> !seen.startedAt().isBefore(now.minus(Pace.FRESH)));
    }

    boolean isUp(NodeId id) {
        return node(id).map(status -> status.view().processUp()).orElse(false);
    }

    boolean isUpAndCurrent(NodeId id) {
        return isUp(id) && node(id).map(NodeStatus::current).orElse(false);
    }
}
