package dev.holdfast.database.kafka;

import dev.holdfast.database.Action;
import dev.holdfast.database.Blocker;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.NodeView;
import dev.holdfast.model.NodeId;
import java.util.List;

/** Which gate judges what. Starting is never a question of health: what is down must come up. */
final class KafkaGates {

    private KafkaGates() {}

    static List<Blocker> allows(Action action, NodeId node, ClusterView view) {
        Sight sight = new Sight(view);
        if (node.group().equals(KafkaIds.CONTROLLER)) {
            ControllerGates gates = new ControllerGates(sight);
            return switch (action) {
                case START -> gates.start(node);
                case STOP, RESTART -> gates.stop(node);
                case REPLACE -> gates.replace(node);
                case REMOVE -> gates.remove(node);
            };
        }
        BrokerGates gates = new BrokerGates(sight);
        return switch (action) {
            case START -> startBroker(view, gates.start(node));
            case STOP, RESTART -> gates.stop(node);
            case REPLACE -> gates.replace(node);
            case REMOVE -> gates.remove(node);
        };
    }

    /** A broker must be told where controllers are. */
    private static List<Blocker> startBroker(ClusterView view, List<Blocker> otherwise) {
        boolean anyPlaced = view.group(KafkaIds.CONTROLLER).stream().anyMatch(NodeView::placed);
        return anyPlaced
                ? otherwise
                : List.of(Blocker.waitFor(
                        "start-order", "no controller has a place yet, and brokers must be told where they are"));
    }
}
