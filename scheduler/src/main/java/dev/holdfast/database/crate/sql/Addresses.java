package dev.holdfast.database.crate.sql;

import dev.holdfast.database.NodeView;
import dev.holdfast.database.crate.CrateIds;
import java.util.Collection;
import java.util.stream.Collectors;

/** Where nodes of a cluster listen. */
final class Addresses {

    private Addresses() {}

    static boolean hasHttp(NodeView node) {
        return has(node, CrateIds.HTTP_PORT);
    }

    static boolean has(NodeView node, String port) {
        return node.placed()
                && node.ports().getOrDefault(port, 0) > 0
                && !node.address().isEmpty();
    }

    /** {@code address:port} of all placed nodes, joined by commas. */
    static String joined(Collection<NodeView> nodes, String port) {
        return nodes.stream()
                .filter(node -> has(node, port))
                .map(node -> node.endpoint(port))
                .collect(Collectors.joining(","));
    }
}
