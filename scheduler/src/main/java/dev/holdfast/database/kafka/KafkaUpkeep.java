package dev.holdfast.database.kafka;

import dev.holdfast.database.Chore;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.Upkeep;
import dev.holdfast.model.NodeId;
import java.time.Duration;
import java.util.List;

/**
 * What is done by itself: a controller that runs and has no vote gets it. It may have lost it to a removal that was taken back while the
 * quorum was letting it go. Whoever takes its vote by hand is not fought: of one launch it is given back once.
 */
final class KafkaUpkeep {

    static final String VOTE = "vote";

    private static final Duration APART = Duration.ofMinutes(1);

    private KafkaUpkeep() {}

    static List<Upkeep> of(ClusterView view) {
        Sight sight = new Sight(view);
        ControllerGates gates = new ControllerGates(sight);
        if (gates.quorum().isEmpty()) {
            return List.of();
        }
        return sight.kept(KafkaIds.CONTROLLER).stream()
                .filter(node -> view.isReady(node) && gates.joins(node))
                .map(node -> vote(node, view))
                .toList();
    }

    private static Upkeep vote(NodeId node, ClusterView view) {
        int launch = view.node(node).map(NodeView::incarnation).orElse(0);
        return new Upkeep(
                VOTE,
                node.shortName() + ", launch " + launch,
                APART,
                Chore.on(node, KafkaChores.ADD_CONTROLLER),
                "give " + node.shortName() + " its vote",
                List.of());
    }
}
