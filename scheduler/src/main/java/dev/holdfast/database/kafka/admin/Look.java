package dev.holdfast.database.kafka.admin;

import dev.holdfast.database.kafka.KafkaDetails;
import dev.holdfast.database.kafka.KafkaDetails.Broker;
import dev.holdfast.database.kafka.KafkaDetails.Feature;
import dev.holdfast.database.kafka.KafkaDetails.Member;
import dev.holdfast.database.kafka.KafkaDetails.Part;
import dev.holdfast.database.kafka.KafkaDetails.Quorum;
import dev.holdfast.database.kafka.KafkaDetails.Reassigning;
import dev.holdfast.database.kafka.KafkaDetails.Source;
import dev.holdfast.database.kafka.KafkaDetails.Status;
import dev.holdfast.database.kafka.KafkaDetails.Topic;
import dev.holdfast.database.kafka.PartitionId;
import dev.holdfast.model.NodeId;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;

/**
 * One look through one Admin client. All that can be asked at once is asked at once; every question may fail alone, and
 * then its part is missing from {@link KafkaDetails#complete()}.
 *
 * <p>Two rounds: what the cluster is (brokers, quorum, features, topic names, reassignments), then each topic and each
 * broker.
 */
final class Look {

    private final Admin admin;
    private final Wait wait;
    private final Set<Part> complete = EnumSet.noneOf(Part.class);

    Look(Admin admin, Deadline deadline) {
        this.admin = admin;
        this.wait = new Wait(deadline);
    }

    /** What went wrong first, for people; empty if all was answered. */
    Optional<String> problem() {
        return wait.problem();
    }

    /** The quorum, features and reassignments are all that controllers tell. */
    KafkaDetails throughControllers(SortedMap<NodeId, Status> status) {
        KafkaFuture<String> clusterId = admin.describeCluster().clusterId();
        ClusterQuestions questions = new ClusterQuestions(admin);
        Optional<String> id = wait.on("controllers", clusterId);
        if (id.isEmpty()) {
            return KafkaDetails.ofStatus(status);
        }
        Optional<Quorum> quorum = questions.quorum(wait, complete);
        SortedMap<String, Feature> features = questions.features(wait, complete);
        SortedMap<PartitionId, Reassigning> reassignments = questions.reassignments(wait, complete);
        return new KafkaDetails(
                id.get(),
                Source.CONTROLLERS,
                List.copyOf(complete),
                new TreeMap<>(),
                quorum,
                new TreeMap<>(),
                reassignments,
                features,
                new TreeMap<>(),
                status,
                KafkaDetails.Moving.NOTHING,
                new TreeSet<>());
    }

    /** Everything. */
    KafkaDetails throughBrokers(SortedMap<NodeId, Status> status) {
        return throughBrokers(status, false);
    }

    /** Asked briefly, no broker is asked about itself, and what it alone knows is not complete. */
    KafkaDetails throughBrokers(SortedMap<NodeId, Status> status, boolean brief) {
        DescribeClusterResult cluster = admin.describeCluster(new DescribeClusterOptions().includeFencedBrokers(true));
        KafkaFuture<Set<String>> names =
                admin.listTopics(new ListTopicsOptions().listInternal(true)).names();
        ClusterQuestions questions = new ClusterQuestions(admin);
        Optional<String> id = wait.on("brokers", cluster.clusterId());
        Optional<Collection<Node>> nodes = wait.on("brokers", cluster.nodes());
        if (id.isEmpty() || nodes.isEmpty()) {
            return KafkaDetails.ofStatus(status);
        }
        complete.add(Part.BROKERS);
        BrokerQuestions brokerQuestions = new BrokerQuestions(admin, nodes.get(), brief);
        Optional<TopicQuestions> topicQuestions =
                wait.on("topics", names).map(known -> new TopicQuestions(admin, new TreeSet<>(known)));
        SortedMap<String, Topic> topics = topicQuestions.isEmpty()
                ? new TreeMap<>()
                : topicQuestions.get().read(wait, complete);
        SortedMap<Integer, Broker> brokers = brokerQuestions.read(wait, complete);
        SortedMap<String, String> clusterConfig = brokerQuestions.clusterConfig(wait, complete);
        Optional<Quorum> quorum = questions.quorum(wait, complete);
        SortedMap<String, Feature> features = questions.features(wait, complete);
        SortedMap<PartitionId, Reassigning> reassignments = questions.reassignments(wait, complete);
        if (quorum.isPresent() && isFresh(brokers.values(), quorum.get())) {
            complete.add(Part.FRESH);
        }
        return new KafkaDetails(
                id.get(),
                Source.BROKERS,
                List.copyOf(complete),
                brokers,
                quorum,
                topics,
                reassignments,
                features,
                clusterConfig,
                status,
                KafkaDetails.Moving.NOTHING,
                new TreeSet<>());
    }

    /** See {@link Part#FRESH}: any unfenced broker may have been the one that answered. */
    private static boolean isFresh(Collection<Broker> brokers, Quorum quorum) {
        for (Broker broker : brokers) {
            Optional<Member> follower = Health.member(quorum, broker.id());
            if (!broker.fenced() && !follower.map(Health::caughtUp).orElse(false)) {
                return false;
            }
        }
        return true;
    }
}
