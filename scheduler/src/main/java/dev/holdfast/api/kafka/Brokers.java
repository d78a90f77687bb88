package dev.holdfast.api.kafka;

import dev.holdfast.api.Refused;
import dev.holdfast.core.View.ClusterPicture;
import dev.holdfast.core.View.NodePicture;
import dev.holdfast.database.kafka.KafkaIds;
import java.util.stream.Collectors;

/** What several requests say of brokers. */
final class Brokers {

    private Brokers() {}

    /** Kafka's ids of all brokers of a cluster, joined by commas. */
    static String idsOf(ClusterPicture cluster) {
        return cluster.nodes().stream()
                .map(NodePicture::id)
                .filter(id -> id.group().equals(KafkaIds.BROKER))
                .map(id -> Integer.toString(KafkaIds.kafkaId(id)))
                .collect(Collectors.joining(","));
    }

    /** Bytes per second, or nothing for no limit. */
    static String rate(String text) {
        String rate = text.strip();
        if (!rate.matches("([1-9]\\d{0,17})?")) {
            throw Refused.because(
                    Refused.INVALID, "'" + rate + "' is no number of bytes per second", "write as in 20000000");
        }
        return rate;
    }
}
