package dev.holdfast.database.kafka.admin;

import dev.holdfast.model.NodeId;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which ports answered.
 *
 * @param open whether the node's Kafka port took a connection, of those at which somebody knocked
 * @param status answers of status endpoints, as JSON text, of those that gave one
 */
record Reach(SortedMap<NodeId, Boolean> open, SortedMap<NodeId, String> status) {

    Reach {
        open = Collections.unmodifiableSortedMap(new TreeMap<>(open));
        status = Collections.unmodifiableSortedMap(new TreeMap<>(status));
    }

    boolean isOpen(NodeId node) {
        return open.getOrDefault(node, false);
    }
}
