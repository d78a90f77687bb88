package dev.holdfast.database.kafka;

import dev.holdfast.database.ClusterView;
import dev.holdfast.database.NodeView;
import dev.holdfast.model.NodeId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What makes a cluster this one: its id, and the directory ids of the controllers that form the first quorum together. Every
 * other directory id is made on the agent, at random, when a disk is formatted, and read from the quorum when it is needed.
 */
final class KafkaIdentity {

    static final String CLUSTER_ID = "cluster.id";

    /** Prefix of a first controller's directory id, before its index: {@code initial-controller.0}. */
    static final String INITIAL_CONTROLLER = "initial-controller.";

    private KafkaIdentity() {}

    /**
     * All of identity. The first quorum's members are those of the target, and stay open to change until one of them was
     * launched.
     */
    static SortedMap<String, String> of(ClusterView view, Function<String, String> mint) {
        SortedMap<String, String> identity = new TreeMap<>(view.identity());
        identity.computeIfAbsent(CLUSTER_ID, key -> kafkaUuid(mint.apply(key)));
        boolean formed =
                view.everReady() || view.group(KafkaIds.CONTROLLER).stream().anyMatch(node -> node.incarnation() > 0);
        boolean known = identity.keySet().stream().anyMatch(key -> key.startsWith(INITIAL_CONTROLLER));
        if (formed && known) {
            return identity;
        }
        identity.keySet().removeIf(key -> key.startsWith(INITIAL_CONTROLLER));
        List<Integer> controllers = view.target()
                .group(KafkaIds.CONTROLLER)
                .map(group -> group.indexes())
                .orElse(List.of());
        for (int index : controllers) {
            String key = INITIAL_CONTROLLER + index;
            identity.put(key, kafkaUuid(mint.apply(key)));
        }
        return identity;
    }

    static String clusterId(ClusterView view) {
        return view.identity().getOrDefault(CLUSTER_ID, "");
    }

    /** Directory ids of the first quorum's members, by index. */
    static SortedMap<Integer, String> initialControllers(ClusterView view) {
        SortedMap<Integer, String> controllers = new TreeMap<>();
        view.identity().forEach((key, value) -> {
            if (key.startsWith(INITIAL_CONTROLLER)) {
                controllers.put(Integer.parseInt(key.substring(INITIAL_CONTROLLER.length())), value);
            }
        });
        return controllers;
    }

    /**
     * Whether this controller's disk is to be formatted as a member of the first quorum: only while the cluster never was ready,
     * and only on its first volume. Anyone later joins a quorum that exists, since an empty majority could elect a leader
     * that lacks what was committed.
     */
    static boolean isInitial(NodeId node, ClusterView view) {
        Optional<NodeView> known = view.node(node);
        return node.group().equals(KafkaIds.CONTROLLER)
                && !view.everReady()
                && initialControllers(view).containsKey(node.index())
                && known.map(NodeView::generation).orElse(1) == 1;
    }

    /**
     * A unique text as Kafka's uuid: 16 bytes as 22 characters of URL-safe base64. It never begins with a dash, which tools
     * would take for an option, and is no uuid below 100, which Kafka keeps for itself.
     */
    static String kafkaUuid(String unique) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(unique.getBytes(StandardCharsets.UTF_8));
            byte[] bytes = Arrays.copyOf(digest, 16);
            bytes[0] = (byte) ((bytes[0] & 0x7f) | 0x40);
            bytes[6] = (byte) ((bytes[6] & 0x0f) | 0x40);
            bytes[8] = (byte) ((bytes[8] & 0x3f) | 0x80);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
