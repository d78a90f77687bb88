package dev.holdfast.database.kafka;

import dev.holdfast.database.ClusterView;
import dev.holdfast.database.NodeView;
import dev.holdfast.model.NodeId;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.GroupSpec;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A node's Kafka settings but for identity: ours, chosen so that a small cluster starts and heals fast, and over them the user's,
 * of the cluster, then of the group, then of the node.
 */
final class KafkaSettings {

    /** Heaps up to this many megabytes get the settings of a small node. */
    static final long SMALL_HEAP_MEGABYTES = 512;

    /** Kafka's usual number of replicas, where there are so many brokers. */
    private static final int REPLICATION = 3;

    static final String REPLICATION_FACTOR = "default.replication.factor";
    static final String MIN_INSYNC = "min.insync.replicas";

    private KafkaSettings() {}

    /** Ours under the user's. */
    static SortedMap<String, String> of(ClusterSpec target, NodeId node) {
        SortedMap<String, String> settings = new TreeMap<>(ours(target, node));
        settings.putAll(target.settingsOf(node));
        return settings;
    }

    /** A whole number among the cluster's and the group's settings, or what it is without one. */
    static int number(ClusterSpec target, String group, String name, int otherwise) {
        String text = target.settings().getOrDefault(name, "");
        text = target.group(group)
                .map(GroupSpec::settings)
                .map(own -> own.get(name))
                .orElse(text);
        return parse(text, otherwise);
    }

    private static int parse(String text, int otherwise) {
        try {
            return text.isBlank() ? otherwise : Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    /** Replicas of a new topic that names no number: as many as there are brokers, but no more than three. */
    static int replicationFactor(ClusterSpec target) {
        int brokers = target.group(KafkaIds.BROKER).map(GroupSpec::count).orElse(1);
        return number(target, KafkaIds.BROKER, REPLICATION_FACTOR, Math.min(REPLICATION, brokers));
    }

    /** One less than the replicas, so that any one broker may be down without stopping writers. */
    static int minInsync(ClusterSpec target) {
        return number(target, KafkaIds.BROKER, MIN_INSYNC, Math.max(1, replicationFactor(target) - 1));
    }

    /** The largest minimum in sync that the user names, or named when a broker was last launched; 0 if none. */
    static int namedMinInsync(ClusterView view) {
        int most = number(view.target(), KafkaIds.BROKER, MIN_INSYNC, 0);
        for (NodeView broker : view.group(KafkaIds.BROKER)) {
            most = Math.max(most, parse(broker.inputs().getOrDefault(KafkaInputs.SETTING + MIN_INSYNC, ""), 0));
            most = Math.max(most, parse(view.target().settingsOf(broker.id()).getOrDefault(MIN_INSYNC, ""), 0));
        }
        return most;
    }

    private static SortedMap<String, String> ours(ClusterSpec target, NodeId node) {
        SortedMap<String, String> settings = new TreeMap<>();
        String replicas = Integer.toString(replicationFactor(target));
        String insync = Integer.toString(minInsync(target));
        // Controllers create topics and, from 4.3 on, say what the default minimum is: both need these.
        settings.put(REPLICATION_FACTOR, replicas);
        settings.put(MIN_INSYNC, insync);
        settings.put("broker.heartbeat.interval.ms", "500");
        if (node.group().equals(KafkaIds.CONTROLLER)) {
            // So long a broker that died counts as alive, and so long it cannot register again. Kafka's own is 9000.
            settings.put("broker.session.timeout.ms", "6000");
            return settings;
        }
        // On a broker this is no time-out but the longest pause between two tries to register.
        settings.put("broker.session.timeout.ms", "2000");
        // A broker whose controllers are away waits for them; Kafka's own is to end after a minute.
        settings.put("initial.broker.registration.timeout.ms", "3600000");
        for (String topic : new String[] {"offsets.topic", "transaction.state.log", "share.coordinator.state.topic"}) {
            settings.put(topic + ".replication.factor", replicas);
        }
        settings.put("transaction.state.log.min.isr", insync);
        settings.put("share.coordinator.state.topic.min.isr", insync);
        long heap = target.group(KafkaIds.BROKER).map(GroupSpec::heapMegabytes).orElse(0L);
        if (heap <= SMALL_HEAP_MEGABYTES) {
            settings.putAll(small());
        }
        return settings;
    }

    /** Fewer threads and buffers, fewer partitions of internal topics: a fast start and room for many brokers on one machine. */
    private static SortedMap<String, String> small() {
        SortedMap<String, String> settings = new TreeMap<>();
        settings.put("background.threads", "2");
        settings.put("log.cleaner.dedupe.buffer.size", "4194304");
        settings.put("num.io.threads", "4");
        settings.put("num.network.threads", "2");
        settings.put("num.recovery.threads.per.data.dir", "1");
        settings.put("offsets.topic.num.partitions", "10");
        settings.put("share.coordinator.state.topic.num.partitions", "10");
        settings.put("transaction.state.log.num.partitions", "10");
        return settings;
    }
}
