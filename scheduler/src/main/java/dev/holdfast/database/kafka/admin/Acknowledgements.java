package dev.holdfast.database.kafka.admin;

import dev.holdfast.database.Chore;
import dev.holdfast.database.kafka.KafkaDetails;
import dev.holdfast.database.kafka.KafkaDetails.Broker;
import dev.holdfast.database.kafka.KafkaDetails.Part;
import dev.holdfast.database.kafka.KafkaIds;
import dev.holdfast.model.ClusterName;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Remembers which chores on a broker's settings Kafka took, because the settings of a broker that is down can be
 * written but not read. Kept in memory only: after a crash such a chore is done once more, which does no harm.
 */
final class Acknowledgements {

    private static final String CORDON = "cordon";
    private static final SortedSet<String> KEPT = new TreeSet<>(List.of("uncordon", "clear-dynamic-config"));

    private final Map<ClusterName, SortedSet<String>> taken = new TreeMap<>();

    synchronized void taken(ClusterName cluster, Chore chore) {
        if (chore.node().isEmpty()) {
            return;
        }
        int id = KafkaIds.kafkaId(chore.node().get());
        SortedSet<String> its = taken.computeIfAbsent(cluster, name -> new TreeSet<>());
        if (KEPT.contains(chore.name())) {
            its.add(key(chore.name(), id));
        } else if (chore.name().equals(CORDON)) {
            KEPT.forEach(name -> its.remove(key(name, id)));
        }
    }

    /**
     * Those about brokers whose settings this look could not read; the others are forgotten, for now they can be seen.
     */
    synchronized SortedSet<String> outOfSight(ClusterName cluster, KafkaDetails details) {
        SortedSet<String> its = taken.computeIfAbsent(cluster, name -> new TreeSet<>());
        if (details.knows(Part.BROKERS, Part.BROKER_CONFIGS)) {
            for (Broker broker : details.brokers().values()) {
                if (!broker.fenced()) {
                    KEPT.forEach(name -> its.remove(key(name, broker.id())));
                }
            }
        }
        return new TreeSet<>(its);
    }

    private static String key(String chore, int id) {
        return chore + "/" + id;
    }
}
