package dev.holdfast.database.kafka.admin;

import dev.holdfast.database.ClusterView;
import dev.holdfast.database.NodeView;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import dev.holdfast.spec.ClusterSpec;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Clusters as the driver gets to see them, for tests. */
final class Views {

    static final ClusterName NAME = new ClusterName("orders");

    private Views() {}

    static NodeId broker(int index) {
        return new NodeId(NAME, "broker", index);
    }

    static NodeId controller(int index) {
        return new NodeId(NAME, "controller", index);
    }

    static NodeView node(NodeId id, SortedMap<String, Integer> ports) {
        return new NodeView(
                id,
                true,
                Optional.empty(),
                "host",
                "127.0.0.1",
                "",
                new TreeMap<>(),
                ports,
                true,
                true,
                1,
                new TreeMap<>(),
                1);
    }

    static SortedMap<String, Integer> ports(String kafka, int kafkaPort, int statusPort) {
        return new TreeMap<>(Map.of(kafka, kafkaPort, "status", statusPort));
    }

    static ClusterView view(NodeView... nodes) {
        TreeMap<NodeId, NodeView> all = new TreeMap<>();
        for (NodeView node : nodes) {
            all.put(node.id(), node);
        }
        ClusterSpec spec = new ClusterSpec(
                NAME,
                "kafka",
                "4.3.1",
                "",
                "role",
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                new LinkedHashMap<>());
        return new ClusterView(spec, all, new TreeMap<>(), Optional.empty(), List.of(), true, Instant.EPOCH);
    }
}
