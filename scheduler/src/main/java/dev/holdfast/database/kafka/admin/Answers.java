package dev.holdfast.database.kafka.admin;

import dev.holdfast.database.kafka.KafkaDetails.Feature;
import dev.holdfast.database.kafka.KafkaDetails.Member;
import dev.holdfast.database.kafka.KafkaDetails.Partition;
import dev.holdfast.database.kafka.KafkaDetails.Quorum;
import dev.holdfast.database.kafka.KafkaDetails.Reassigning;
import dev.holdfast.database.kafka.PartitionId;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.FeatureMetadata;
import org.apache.kafka.clients.admin.PartitionReassignment;
import org.apache.kafka.clients.admin.QuorumInfo;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;

/** From Kafka's own types to ours. Pure. */
final class Answers {

    private static final int NO_LEADER = -1;

    private Answers() {}

    static Quorum quorum(QuorumInfo info) {
        // The active controller stamps its own entry with its clock; other entries are ages by that clock, not by ours.
        long now = info.voters().stream()
                .filter(voter -> voter.replicaId() == info.leaderId())
                .mapToLong(voter -> voter.lastCaughtUpTimestamp().orElse(-1))
                .findFirst()
                .orElse(-1);
        SortedMap<Integer, Member> voters = members(info.voters(), now);
        SortedMap<Integer, Member> observers = members(info.observers(), now);
        observers.values().removeIf(observer -> isFormerDisk(observer, voters));
        return new Quorum(info.leaderId(), info.leaderEpoch(), info.highWatermark(), voters, observers);
    }

    /** For minutes after its removal Kafka lists a replaced voter's old disk among the observers, though nobody hears of it. */
    private static boolean isFormerDisk(Member observer, SortedMap<Integer, Member> voters) {
        Member voter = voters.get(observer.id());
        return voter != null
                && voter.fetchedMillisAgo() >= 0
                && (observer.fetchedMillisAgo() < 0 || voter.fetchedMillisAgo() < observer.fetchedMillisAgo());
    }

    private static SortedMap<Integer, Member> members(List<QuorumInfo.ReplicaState> states, long now) {
        TreeMap<Integer, Member> members = new TreeMap<>();
        for (QuorumInfo.ReplicaState state : states) {
            Member member = new Member(
                    state.replicaId(),
                    state.replicaDirectoryId().toString(),
                    state.logEndOffset(),
                    age(state.lastFetchTimestamp(), now),
                    age(state.lastCaughtUpTimestamp(), now));
            // An id with two directories: the one that was heard of last is the one that lives.
            members.merge(member.id(), member, Answers::heardLast);
        }
        return members;
    }

    private static Member heardLast(Member one, Member other) {
        if (one.fetchedMillisAgo() < 0) {
            return other;
        }
        return other.fetchedMillisAgo() >= 0 && other.fetchedMillisAgo() < one.fetchedMillisAgo() ? other : one;
    }

    private static long age(OptionalLong timestamp, long now) {
        return timestamp.isEmpty() || timestamp.getAsLong() < 0 || now < 0
                ? -1
                : Math.max(0, now - timestamp.getAsLong());
    }

    static SortedMap<PartitionId, Reassigning> reassignments(Map<TopicPartition, PartitionReassignment> all) {
        TreeMap<PartitionId, Reassigning> reassignments = new TreeMap<>();
        all.forEach((partition, moving) -> {
            PartitionId id = id(partition);
            reassignments.put(
                    id, new Reassigning(id, moving.replicas(), moving.addingReplicas(), moving.removingReplicas()));
        });
        return reassignments;
    }

    static SortedMap<String, Feature> features(FeatureMetadata metadata) {
        TreeMap<String, Feature> features = new TreeMap<>();
        metadata.supportedFeatures()
                .forEach((name, range) -> features.put(name, new Feature(0, range.minVersion(), range.maxVersion())));
        metadata.finalizedFeatures().forEach((name, range) -> {
            Feature supported = features.getOrDefault(name, new Feature(0, 0, 0));
            features.put(
                    name, new Feature(range.maxVersionLevel(), supported.supportedMin(), supported.supportedMax()));
        });
        return features;
    }

    static Partition partition(String topic, TopicPartitionInfo info) {
        Node leader = info.leader();
        return new Partition(
                new PartitionId(topic, info.partition()),
                ids(info.replicas()),
                ids(info.isr()),
                leader == null || leader.isEmpty() ? NO_LEADER : leader.id(),
                ids(orNone(info.elr())),
                ids(orNone(info.lastKnownElr())));
    }

    /** What is set at one level, and nothing that is inherited. */
    static SortedMap<String, String> setAt(ConfigEntry.ConfigSource source, Config config) {
        TreeMap<String, String> set = new TreeMap<>();
        for (ConfigEntry entry : config.entries()) {
            if (entry.source() == source) {
                // A sensitive value is never told; that it is set still is.
                set.put(entry.name(), entry.value() == null ? "" : entry.value());
            }
        }
        return set;
    }

    static PartitionId id(TopicPartition partition) {
        return new PartitionId(partition.topic(), partition.partition());
    }

    static TopicPartition partition(PartitionId id) {
        return new TopicPartition(id.topic(), id.partition());
    }

    private static List<Integer> ids(List<Node> nodes) {
        return nodes.stream().map(Node::id).toList();
    }

    @SuppressWarnings("ConstantValue") // Kafka's Javadoc allows null here where the answering broker knows no ELR.
    private static List<Node> orNone(List<Node> nodes) {
        return nodes == null ? List.of() : nodes;
    }
}
