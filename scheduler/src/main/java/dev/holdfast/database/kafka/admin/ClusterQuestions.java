package dev.holdfast.database.kafka.admin;

import dev.holdfast.database.kafka.KafkaDetails.Feature;
import dev.holdfast.database.kafka.KafkaDetails.Part;
import dev.holdfast.database.kafka.KafkaDetails.Quorum;
import dev.holdfast.database.kafka.KafkaDetails.Reassigning;
import dev.holdfast.database.kafka.PartitionId;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FeatureMetadata;
import org.apache.kafka.clients.admin.PartitionReassignment;
import org.apache.kafka.clients.admin.QuorumInfo;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** What brokers and controllers alike can be asked; asked at once, by being made. */
final class ClusterQuestions {

    private final KafkaFuture<QuorumInfo> quorum;
    private final KafkaFuture<FeatureMetadata> features;
    private final KafkaFuture<Map<TopicPartition, PartitionReassignment>> reassignments;

    ClusterQuestions(Admin admin) {
        quorum = admin.describeMetadataQuorum().quorumInfo();
        features = admin.describeFeatures().featureMetadata();
        reassignments = admin.listPartitionReassignments().reassignments();
    }

    Optional<Quorum> quorum(Wait wait, Set<Part> complete) {
        Optional<Quorum> answer = wait.on("quorum", quorum).map(Answers::quorum);
        if (answer.isPresent()) {
            complete.add(Part.QUORUM);
        }
        return answer;
    }

    SortedMap<String, Feature> features(Wait wait, Set<Part> complete) {
        Optional<SortedMap<String, Feature>> answer =
                wait.on("features", features).map(Answers::features);
        if (answer.isPresent()) {
            complete.add(Part.FEATURES);
        }
        return answer.orElseGet(TreeMap::new);
    }

    SortedMap<PartitionId, Reassigning> reassignments(Wait wait, Set<Part> complete) {
        Optional<SortedMap<PartitionId, Reassigning>> answer =
                wait.on("reassignments", reassignments).map(Answers::reassignments);
        if (answer.isPresent()) {
            complete.add(Part.REASSIGNMENTS);
        }
        return answer.orElseGet(TreeMap::new);
    }
}
