package dev.holdfast.plan;

import dev.holdfast.database.ClusterView;
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

    String cluster() {
        return view.target().name().value();
    }

    /** The newest observation if the database answered and the look began after an instant, and not too long ago. */
    Optional<Observation> answerSince(Instant since) {
        return view.observation()
                .filter(Observation::answered)
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
