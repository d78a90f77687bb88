package dev.holdfast.database.kafka;

import dev.holdfast.database.ClusterView;
import dev.holdfast.database.NamesProof;
import dev.holdfast.database.NodeView;
import dev.holdfast.model.NodeId;
import dev.holdfast.spec.Advertise;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Renders {@code server.properties}: settings, and over them identity, which nobody overrides. Directories are missing in it: the
 * start script adds them, because only in the sandbox is it known where the volume is.
 */
final class ServerProperties {

    private ServerProperties() {}

    static String render(ClusterView view, NodeView node) {
        SortedMap<String, String> properties =
                new TreeMap<>(KafkaSecrets.resolvable(KafkaSettings.of(view.target(), node.id())));
        if (node.id().group().equals(KafkaIds.BROKER)) {
            rack(node).ifPresent(rack -> properties.putIfAbsent("broker.rack", rack));
        }
        properties.putAll(identity(view, node));
        StringBuilder text = new StringBuilder();
        properties.forEach((key, value) ->
                text.append(key).append('=').append(escape(value)).append('\n'));
        return text.toString();
    }

    private static Map<String, String> identity(ClusterView view, NodeView node) {
        NodeId id = node.id();
        boolean broker = id.group().equals(KafkaIds.BROKER);
        // Bound to the address it advertises: other nodes of the machine use the same port on theirs.
        String listener = broker
                ? "CLIENT://" + node.endpoint(KafkaIds.CLIENT_PORT)
                : "CONTROLLER://" + node.endpoint(KafkaIds.CONTROLLER_PORT);
        SortedMap<String, String> identity = new TreeMap<>();
        identity.put("node.id", Integer.toString(KafkaIds.kafkaId(id)));
        identity.put("process.roles", id.group());
        identity.put("listeners", listener);
        identity.put("advertised.listeners", advertised(view, node).orElse(listener));
        identity.put("listener.security.protocol.map", "CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        identity.put("controller.listener.names", "CONTROLLER");
        identity.put("controller.quorum.bootstrap.servers", bootstrap(view));
        if (broker) {
            identity.put("inter.broker.listener.name", "CLIENT");
        }
        return identity;
    }

    /**
     * A name is for clients, and for brokers among each other, who use the same listener. Controllers go by address: clients never hear of
     * them, and nothing that has to do with names shall keep the quorum from forming.
     */
    private static Optional<String> advertised(ClusterView view, NodeView node) {
        boolean named = node.id().group().equals(KafkaIds.BROKER) && Advertise.names(view.target());
        return named
                ? Optional.of("CLIENT://" + NamesProof.name(node.id(), view) + ":"
                        + node.ports().getOrDefault(KafkaIds.CLIENT_PORT, 0))
                : Optional.empty();
    }

    /** All controllers that stand somewhere. */
    private static String bootstrap(ClusterView view) {
        List<String> endpoints = new ArrayList<>();
        for (NodeView controller : view.group(KafkaIds.CONTROLLER)) {
            if (controller.placed()) {
                endpoints.add(controller.endpoint(KafkaIds.CONTROLLER_PORT));
            }
        }
        return String.join(",", endpoints);
    }

    private static Optional<String> rack(NodeView node) {
        String rack = node.zone().isEmpty() ? node.attributes().getOrDefault("rack", "") : node.zone();
        return rack.isEmpty() ? Optional.empty() : Optional.of(rack);
    }

    /** As {@link java.util.Properties} reads it back. */
    static String escape(String value) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                case ' ' -> text.append(i == 0 ? "\\ " : " ");
                default -> {
                    if (c < ' ' || c > '~') {
                        text.append(String.format("\\u%04x", (int) c));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        return text.toString();
    }
}
