package dev.holdfast.api.kafka;

import java.util.List;
import java.util.SortedMap;

/**
 * A topic.
 *
 * @param replicas of each partition, the largest number
 * @param config set on this topic itself
 */
public record TopicInfo(
        String name,
        boolean internal,
        int replicas,
        int minInsyncReplicas,
        List<PartitionInfo> partitions,
        SortedMap<String, String> config) {

    /** A partition; ids are Kafka's, {@code leader} -1 if there is none. */
    public record PartitionInfo(int number, int leader, List<Integer> replicas, List<Integer> inSync) {}
}
