package dev.holdfast.database.crate.sql;

import dev.holdfast.database.NodeView;
import dev.holdfast.database.crate.CrateAccess;
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

    /** Where a node takes SQL. */
    static String url(NodeView node) {
        return (CrateAccess.isTls(node) ? "https://" : "http://") + node.endpoint(CrateIds.HTTP_PORT);
    }

    /** Where all placed nodes take SQL, joined by commas. */
    static String urls(Collection<NodeView> nodes) {
        return nodes.stream().filter(Addresses::hasHttp).map(Addresses::url).collect(Collectors.joining(","));
    }

    /** {@code address:port} of all placed nodes, joined by commas. */
    static String joined(Collection<NodeView> nodes, String port) {
        return nodes.stream()
                .filter(node -> has(node, port))
                .map(node -> node.endpoint(port))
                .collect(Collectors.joining(","));
    }
}
