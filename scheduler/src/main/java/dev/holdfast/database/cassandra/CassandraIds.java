package dev.holdfast.database.cassandra;

import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;

/** Names that the rules and the driver share. */
public final class CassandraIds {

    public static final String NODE = "node";

    /** Port among nodes. */
    public static final String STORAGE_PORT = "storage";
    /** Port for clients. */
    public static final String NATIVE_PORT = "native";
    /** Port of Cassandra's own management, open on its agent only. */
    public static final String JMX_PORT = "jmx";
    /** Port where the companion inside the node's Java tells its state. */
    public static final String STATUS_PORT = "status";

    private CassandraIds() {}

    static NodeId node(ClusterName cluster, int index) {
        return new NodeId(cluster, NODE, index);
    }
}
