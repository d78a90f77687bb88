package dev.holdfast.database.kafka;

import dev.holdfast.database.Gauge;
import dev.holdfast.database.kafka.KafkaDetails.Broker;
import dev.holdfast.database.kafka.KafkaDetails.Part;
import dev.holdfast.database.kafka.KafkaDetails.Partition;
import dev.holdfast.database.kafka.KafkaDetails.Quorum;
import dev.holdfast.database.kafka.KafkaDetails.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What Kafka said of itself as a whole, as numbers to watch. A question that was not answered has no number, rather than a zero. */
final class KafkaGauges {

    private static final SortedMap<String, String> NO_LABELS = new TreeMap<>();

    private final KafkaDetails details;
    private final List<Gauge> gauges = new ArrayList<>();

    private KafkaGauges(KafkaDetails details) {
        this.details = details;
    }

    static List<Gauge> of(KafkaDetails details) {
        KafkaGauges all = new KafkaGauges(details);
        all.quorum();
        all.brokers();
        all.topics();
        all.moves();
        return List.copyOf(all.gauges);
    }

    private void quorum() {
        details.quorum().filter(quorum -> details.knows(Part.QUORUM)).ifPresent(quorum -> {
            add("kafka_quorum_leader_known", "1 if a controller leads", quorum.leader() >= 0 ? 1 : 0);
            add("kafka_quorum_voters", "Controllers that vote", quorum.voters().size());
            add("kafka_quorum_epoch", "Rises with each election of a controller", quorum.epoch());
            add(
                    "kafka_quorum_lag_records",
                    "Records of the metadata log that the voter furthest behind lacks",
                    lag(quorum));
        });
    }

    private static long lag(Quorum quorum) {
        return quorum.voters().values().stream().mapToLong(quorum::lag).max().orElse(0);
    }

    private void brokers() {
        if (details.knows(Part.BROKERS)) {
            add("kafka_brokers", "Brokers registered", details.brokers().size());
            add(
                    "kafka_fenced_brokers",
                    "Brokers registered that take no part",
                    details.brokers().values().stream().filter(Broker::fenced).count());
        }
        if (!details.knows(Part.LOG_DIRS)) {
            return;
        }
        details.brokers().forEach((id, broker) -> {
            SortedMap<String, String> labels = new TreeMap<>();
            labels.put("node", KafkaIds.shortName(id));
            broker.directories().stream()
                    .filter(directory -> directory.totalBytes() >= 0 && directory.usableBytes() >= 0)
                    .findFirst()
                    .ifPresent(directory -> {
                        add(
                                "kafka_node_disk_bytes",
                                "Size of the disk below a broker's logs",
                                labels,
                                directory.totalBytes());
                        add("kafka_node_disk_free_bytes", "Free on it", labels, directory.usableBytes());
                    });
            add(
                    "kafka_node_failed_directories",
                    "Log directories of a broker that failed",
                    labels,
                    broker.directories().stream()
                            .filter(directory -> !directory.error().isEmpty())
                            .count());
        });
    }

    private void topics() {
        if (!details.knows(Part.TOPICS)) {
            return;
        }
        add("kafka_topics", "Topics, internal ones too", details.topics().size());
        long all = 0;
        long offline = 0;
        long under = 0;
        long refusing = 0;
        for (Topic topic : details.topics().values()) {
            for (Partition partition : topic.partitions()) {
                all++;
                offline += partition.leader() < 0 ? 1 : 0;
                under += partition.isr().size() < partition.replicas().size() ? 1 : 0;
                refusing += partition.isr().size() < topic.minInsyncReplicas() ? 1 : 0;
            }
        }
        add("kafka_partitions", "Partitions", all);
        add("kafka_offline_partitions", "Partitions without a leader: nobody reads or writes them", offline);
        add("kafka_underreplicated_partitions", "Partitions with fewer copies in sync than they have", under);
        if (details.knows(Part.TOPIC_CONFIGS)) {
            add("kafka_under_min_isr_partitions", "Partitions that refuse writes with acks=all", refusing);
        }
    }

    private void moves() {
        if (details.knows(Part.REASSIGNMENTS)) {
            add(
                    "kafka_reassigning_partitions",
                    "Partitions that move",
                    details.reassignments().size());
            add(
                    "kafka_reassignment_left_bytes",
                    "To copy for that",
                    details.moving().leftBytes());
        }
    }

    private void add(String name, String help, Number value) {
        add(name, help, NO_LABELS, value);
    }

    private void add(String name, String help, SortedMap<String, String> labels, Number value) {
        gauges.add(new Gauge(name, help, labels, value.doubleValue()));
    }
}
