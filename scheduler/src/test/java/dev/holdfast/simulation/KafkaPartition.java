package dev.holdfast.simulation;

import dev.holdfast.database.kafka.PartitionId;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** A partition, as the controllers know it, and what its clients were told is safe. */
final class KafkaPartition {

    final PartitionId id;
    final int minInSync;
    final List<Integer> replicas = new ArrayList<>();
    final List<Integer> isr = new ArrayList<>();
    final List<Integer> adding = new ArrayList<>();
    final List<Integer> removing = new ArrayList<>();
    /** As they shall be when what is being moved is there; empty if nothing is. */
    final List<Integer> wanted = new ArrayList<>();
    /** What clients were told is safe. */
    final Log acknowledged = new Log();

    /** Since when followers do not reach the leader. */
    final TreeMap<Integer, Long> lagging = new TreeMap<>();

    int leader = -1;
    int written;
    /** Since when one more member less would leave too few in sync; -1 if not so. */
    long thinSince = -1;

    KafkaPartition(PartitionId id, int minInSync, List<Integer> replicas) {
        this.id = id;
        this.minInSync = minInSync;
        this.replicas.addAll(replicas);
        this.isr.addAll(replicas);
    }

    /** Clients are told that all of a leader's log up to a mark is safe. */
    void acknowledge(Log log, int mark) {
        int last = acknowledged.size() == 0 ? 0 : acknowledged.at(acknowledged.size() - 1);
        int from = mark;
        while (from > 0 && log.at(from - 1) > last) {
            from--;
        }
        for (int i = from; i < mark; i++) {
            acknowledged.append(log.at(i));
        }
    }

    /** Six of two topics over these brokers: three and two copies, at least two and one of them in sync. */
    static List<KafkaPartition> first(List<Integer> brokers) {
        List<KafkaPartition> all = new ArrayList<>();
        for (int number = 0; number < 6; number++) {
            boolean three = number % 2 == 0;
            List<Integer> replicas = new ArrayList<>();
            for (int i = 0; i < (three ? 3 : 2); i++) {
                replicas.add(brokers.get((number + i) % brokers.size()));
            }
            all.add(new KafkaPartition(
                    new PartitionId(three ? "orders" : "logs", number / 2), three ? 2 : 1, replicas));
        }
        return all;
    }
}
