package dev.holdfast.database.kafka;

import dev.holdfast.database.kafka.KafkaDetails.Broker;
import dev.holdfast.database.kafka.KafkaDetails.Partition;
import dev.holdfast.database.kafka.KafkaDetails.Replica;
import java.util.List;
import java.util.Locale;

/** Small questions about replicas that several rules ask. */
final class KafkaReplicas {

    private static final String[] UNITS = {"B", "KB", "MB", "GB", "TB", "PB"};

    private KafkaReplicas() {}

    /** A partition's replicas when what is being moved has arrived. */
    static List<Integer> wanted(Sight sight, Partition partition) {
        return sight.details()
                .map(known -> MovePlan.replicasAfter(known, partition))
                .orElse(partition.replicas());
    }

    /** What lies on a broker's disks. */
    static long bytes(Broker broker) {
        return broker.replicas().values().stream().mapToLong(Replica::bytes).sum();
    }

    /** Bytes for people. */
    static String size(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
    }
}
