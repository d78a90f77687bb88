package dev.holdfast.api.kafka;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** What is sent with requests about topics. Topics are named in a list with commas; a name may end in {@code *}. */
public final class TopicAsks {

    private TopicAsks() {}

    /** Without {@code partitions} or {@code replicas} it gets the cluster's own number. */
    public record Create(
            String name, Optional<Integer> partitions, Optional<Integer> replicas, SortedMap<String, String> config) {}

    /** Settings to change (empty value: take it off) and the number of partitions, if that shall grow. */
    public record Update(SortedMap<String, String> config, Optional<Integer> partitions) {}

    /** @param throttle bytes per second and broker; empty for no limit */
    public record Replication(String topics, int replicas, String throttle) {}

    /** @param brokers Kafka's ids; empty for all of the target */
    public record Rebalance(String topics, List<Integer> brokers, String throttle) {}

    /** Least movement: only what is wrong is put right. */
    public record Realign(String topics, String throttle) {}

    /** {@code user}, {@code client-id} or {@code ip} to a name or {@code *}; a limit below 0 is taken off. */
    public record Quota(SortedMap<String, String> entity, SortedMap<String, Double> limits) {}
}
