package dev.holdfast.database.kafka;

import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;

/** Names that the rules and the driver share. */
public final class KafkaIds {

    public static final String CONTROLLER = "controller";
    public static final String BROKER = "broker";

    /** Port of brokers, for clients and among brokers. */
    public static final String CLIENT_PORT = "client";
    /** Port of controllers, for nodes and administration. */
    public static final String CONTROLLER_PORT = "controller";
    /** Port of both, where the agent inside the node's Java tells its state. */
    public static final String STATUS_PORT = "status";

    /** {@code node.id} of controller 0; brokers count from 0. */
    public static final int FIRST_CONTROLLER = 9000;

    private KafkaIds() {}

    /** {@code node.id} of a node. */
    public static int kafkaId(NodeId node) {
        return node.group().equals(CONTROLLER) ? FIRST_CONTROLLER + node.index() : node.index();
    }

    /** What a node is called within its cluster, by its {@code node.id}. */
    static String shortName(int kafkaId) {
        return kafkaId >= FIRST_CONTROLLER ? CONTROLLER + "-" + (kafkaId - FIRST_CONTROLLER) : BROKER + "-" + kafkaId;
    }

    /** The node of a {@code node.id}. */
    public static NodeId node(ClusterName cluster, int kafkaId) {
        return kafkaId >= FIRST_CONTROLLER
                ? new NodeId(cluster, CONTROLLER, kafkaId - FIRST_CONTROLLER)
                : new NodeId(cluster, BROKER, kafkaId);
    }
}
