package dev.holdfast.database.cassandra.ring;

import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Observation.NodeHealth;
import dev.holdfast.database.cassandra.CassandraDetails;
import dev.holdfast.database.cassandra.CassandraDetails.NodeStatus;
import dev.holdfast.model.NodeId;
import java.util.SortedMap;

/** A ring's state in one line. */
final class Summary {

    private Summary() {}

    static String of(ClusterView cluster, CassandraDetails details, SortedMap<NodeId, NodeHealth> health) {
        if (details.nodes().isEmpty()) {
            return "no node answers";
        }
        long ready = health.values().stream().filter(NodeHealth::ready).count();
        StringBuilder text = new StringBuilder(ready + " of " + cluster.nodes().size() + " nodes up and normal");
        long schemas = details.nodes().values().stream()
                .map(NodeStatus::schema)
                .filter(schema -> !schema.isEmpty())
                .distinct()
                .count();
        if (schemas > 1) {
            text.append(", ").append(schemas).append(" schema versions");
        }
        long streams = details.nodes().values().stream()
                .mapToLong(node -> node.streams().size())
                .sum();
        if (streams > 0) {
            text.append(", ").append(streams).append(" streams under way");
        }
        return text.toString();
    }
}
