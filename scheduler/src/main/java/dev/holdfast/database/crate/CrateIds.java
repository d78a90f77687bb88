package dev.holdfast.database.crate;

import dev.holdfast.model.NodeId;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.GroupSpec;
import java.util.List;

/** Names that the rules and the driver share, and what groups are for. */
public final class CrateIds {

    /** Dedicated masters, if there are any. Every other group holds data. */
    public static final String MASTER = "master";

    public static final String DATA = "data";

    /** Port for SQL over HTTP, blobs and the admin UI. */
    public static final String HTTP_PORT = "http";
    /** Port among nodes. */
    public static final String TRANSPORT_PORT = "transport";
    /** Port for clients of PostgreSQL's protocol. */
    public static final String PSQL_PORT = "psql";

    /** Attribute of a node that says which launch it is. */
    public static final String INCARNATION = "holdfast_incarnation";

    /** Attribute of a node that says which volume generation it is on. */
    public static final String GENERATION = "holdfast_generation";

    private CrateIds() {}

    /** {@code node.name} of a node. */
    public static String name(NodeId node) {
        return node.shortName();
    }

    static boolean holdsData(NodeId node) {
        return !node.group().equals(MASTER);
    }

    /** Whether masters are nodes of their own. */
    static boolean hasDedicatedMasters(ClusterSpec target) {
        return target.group(MASTER).map(GroupSpec::count).orElse(0) > 0;
    }

    /** Whether a node may be elected, as the target says. */
    static boolean isEligible(ClusterSpec target, NodeId node) {
        return node.group().equals(MASTER) || !hasDedicatedMasters(target);
    }

    /** Nodes that hold data, as the target says. */
    static int dataNodes(ClusterSpec target) {
        return target.groups().values().stream()
                .filter(group -> !group.name().equals(MASTER))
                .mapToInt(GroupSpec::count)
                .sum();
    }

    /** Nodes that may be elected, as the target says. */
    static int eligible(ClusterSpec target) {
        int masters = target.group(MASTER).map(GroupSpec::count).orElse(0);
        return masters > 0 ? masters : dataNodes(target);
    }

    /** All nodes that the target keeps, in start order. */
    static List<NodeId> kept(ClusterSpec target) {
        return target.groups().values().stream()
                .flatMap(group -> group.indexes().stream().map(index -> new NodeId(target.name(), group.name(), index)))
                .toList();
    }
}
