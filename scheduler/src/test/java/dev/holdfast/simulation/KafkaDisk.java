package dev.holdfast.simulation;

import dev.holdfast.database.kafka.PartitionId;
import java.util.TreeMap;

/** What a Kafka node keeps on its volume. */
final class KafkaDisk {

    /** Made when it is formatted; the quorum and the brokers' registrations know disks by it. */
    final String directory;
    /** How far it has the controllers' log. */
    long metadata;

    final TreeMap<PartitionId, Log> logs = new TreeMap<>();

    KafkaDisk(String directory) {
        this.directory = directory;
    }

    Log log(PartitionId partition) {
        return logs.computeIfAbsent(partition, id -> new Log());
    }
}
