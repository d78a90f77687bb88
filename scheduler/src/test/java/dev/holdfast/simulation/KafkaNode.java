package dev.holdfast.simulation;

import dev.holdfast.database.kafka.KafkaDetails;
import dev.holdfast.database.kafka.KafkaIds;
import java.util.Optional;

/** A process of a Kafka cluster. */
final class KafkaNode {

    final Container container;
    final int id;
    final KafkaDisk disk;
    final int incarnation;
    final long since;
    boolean stopping;
    /** What it knows of all since it is cut off from who rules. */
    Optional<KafkaDetails> image = Optional.empty();
    /** When the controllers heard of it last. */
    long heardAt;

    KafkaNode(Container container, KafkaDisk disk, long now) {
        this.container = container;
        this.id = KafkaIds.kafkaId(container.node);
        this.disk = disk;
        this.incarnation = incarnation(container);
        this.since = now;
        this.heardAt = now;
    }

    boolean isController() {
        return id >= KafkaIds.FIRST_CONTROLLER;
    }

    boolean isReachable() {
        return container.machine.reachable && container.machine.up;
    }

    private static int incarnation(Container container) {
        String options = container.files.getOrDefault("kafka/jvm.options", "");
        return options.lines()
                .filter(line -> line.contains("holdfast.incarnation="))
                .map(line -> line.replaceAll(".*holdfast\\.incarnation=([0-9]+).*", "$1"))
                .mapToInt(Integer::parseInt)
                .findFirst()
                .orElse(0);
    }

    /** A line of what {@code node.conf} says. */
    static Optional<String> configured(Container container, String key) {
        return container
                .files
                .getOrDefault("kafka/node.conf", "")
                .lines()
                .filter(line -> line.startsWith(key + "="))
                .map(line -> line.substring(key.length() + 1).replace("'", ""))
                .findFirst();
    }
}
