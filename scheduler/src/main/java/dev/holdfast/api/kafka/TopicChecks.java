package dev.holdfast.api.kafka;

import dev.holdfast.api.Refused;
import dev.holdfast.core.View.ClusterPicture;
import dev.holdfast.database.kafka.KafkaDetails.Topic;
import dev.holdfast.database.kafka.KafkaIds;
import dev.holdfast.spec.GroupSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What no cluster of this size could ever hold: refused at once, and not made a plan that never ends. */
final class TopicChecks {

    private TopicChecks() {}

    /** The cluster's own number if none is given; else one from 1. */
    static void positive(Optional<Integer> number, String what) {
        if (number.isPresent() && number.get() < 1) {
            throw Refused.because(
                    Refused.INVALID,
                    "a topic cannot have " + number.get() + " " + what,
                    "give a number from 1, or none for the cluster's own");
        }
    }

    /** A broker has at most one replica of a partition. */
    static void replicasFit(int replicas, ClusterPicture cluster) {
        int brokers = brokers(cluster).size();
        if (replicas > brokers) {
            throw Refused.because(
                    Refused.INVALID,
                    replicas + " replicas need " + replicas + " brokers; " + cluster.name() + " has " + brokers,
                    "give at most " + brokers + ", or first: holdfast scale " + cluster.name() + " broker=" + replicas);
        }
    }

    static void brokersKnown(List<Integer> named, ClusterPicture cluster) {
        SortedSet<Integer> known = brokers(cluster);
        String strangers = named.stream()
                .filter(id -> !known.contains(id))
                .map(String::valueOf)
                .collect(Collectors.joining(", "));
        if (!strangers.isEmpty()) {
            throw Refused.because(
                    Refused.UNKNOWN,
                    cluster.name() + " has no broker " + strangers,
                    "its brokers are " + known.stream().map(String::valueOf).collect(Collectors.joining(",")));
        }
    }

    /** As many brokers must be named as the topics have replicas. */
    static void brokersSuffice(List<Integer> named, Collection<Topic> topics, String cluster) {
        int count = new TreeSet<>(named).size();
        for (Topic topic : topics) {
            int replicas = replicas(topic);
            if (replicas > count) {
                throw Refused.because(
                        Refused.INVALID,
                        "topic '" + topic.name() + "' has " + replicas + " replicas, too many for " + count
                                + (count == 1 ? " broker" : " brokers"),
                        "name at least " + replicas + " brokers, or first: holdfast topics replication " + cluster + " "
                                + topic.name() + " " + count);
            }
        }
    }

    /** Topics by names joined by commas, where one may end in {@code *}; a name that means none is refused. */
    static List<Topic> named(String names, SortedMap<String, Topic> known, String cluster) {
        Map<String, Topic> found = new LinkedHashMap<>();
        for (String name : names.split(",", -1)) {
            List<Topic> meant = meant(name.strip(), known);
            if (meant.isEmpty()) {
                throw noTopic(name.strip(), cluster);
            }
            meant.forEach(topic -> found.put(topic.name(), topic));
        }
        return new ArrayList<>(found.values());
    }

    private static List<Topic> meant(String name, SortedMap<String, Topic> known) {
        if (!name.endsWith("*")) {
            return Optional.ofNullable(known.get(name)).stream().toList();
        }
        String start = name.substring(0, name.length() - 1);
        return known.values().stream()
                .filter(topic -> !topic.internal() && topic.name().startsWith(start))
                .toList();
    }

    static Refused noTopic(String topic, String cluster) {
        return Refused.because(Refused.UNKNOWN, "there is no topic '" + topic + "'", "holdfast topics list " + cluster);
    }

    /** Of each partition, the largest number. */
    static int replicas(Topic topic) {
        return topic.partitions().stream()
                .mapToInt(partition -> partition.replicas().size())
                .max()
                .orElse(0);
    }

    /** Kafka's ids of the brokers that the target has. */
    private static SortedSet<Integer> brokers(ClusterPicture cluster) {
        return new TreeSet<>(
                cluster.spec().group(KafkaIds.BROKER).map(GroupSpec::indexes).orElse(List.of()));
    }
}
