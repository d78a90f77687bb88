package dev.holdfast.database.kafka;

import dev.holdfast.database.ClusterView;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.Observation;
import dev.holdfast.database.kafka.KafkaDetails.Broker;
import dev.holdfast.database.kafka.KafkaDetails.Part;
import dev.holdfast.database.kafka.KafkaDetails.Partition;
import dev.holdfast.database.kafka.KafkaDetails.Topic;
import dev.holdfast.model.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the newest observation says together with what Mesos says, as the rules ask for it.
 *
 * <p>The two are of different moments: a process that Mesos knows to be down is still in sync in an observation taken before it
 * went. So whoever is down by Mesos's word never counts as in sync.
 */
final class Sight {

    private final ClusterView view;
    private final Optional<KafkaDetails> details;
    private final Set<Integer> down;

    Sight(ClusterView view) {
        this.view = view;
        this.details = view.observation()
                .map(Observation::details)
                .filter(KafkaDetails.class::isInstance)
                .map(KafkaDetails.class::cast);
        this.down = new TreeSet<>();
        for (NodeView node : view.nodes().values()) {
            if (!node.processUp()) {
                down.add(KafkaIds.kafkaId(node.id()));
            }
        }
    }

    ClusterView view() {
        return view;
    }

    Optional<KafkaDetails> details() {
        return details;
    }

    /** The details, if all of these parts were answered. */
    Optional<KafkaDetails> knowing(Part... parts) {
        return details.filter(known -> known.knows(parts));
    }

    /** One line on why nothing is known. */
    String silence() {
        return view.observation()
                .filter(seen -> !seen.answered())
                .map(seen -> "the cluster does not answer: " + seen.summary())
                .orElse("the cluster did not answer all that was asked");
    }

    boolean isDown(NodeId node) {
        return down.contains(KafkaIds.kafkaId(node));
    }

    boolean isDown(int kafkaId) {
        return down.contains(kafkaId);
    }

    /** In sync by Kafka's word, and not down by Mesos's. */
    List<Integer> inSync(Partition partition) {
        return partition.isr().stream().filter(broker -> !down.contains(broker)).toList();
    }

    Optional<Broker> broker(NodeId node) {
        return details.map(known -> known.brokers().get(KafkaIds.kafkaId(node)));
    }

    /** Whether the controllers hold the broker to be alive and serving. */
    boolean isUnfenced(NodeId node) {
        return broker(node).filter(broker -> !broker.fenced()).isPresent();
    }

    boolean isSeenAlive(NodeId node) {
        return view.observation()
                .map(seen -> seen.nodes().get(node))
                .map(Observation.NodeHealth::seenAlive)
                .orElse(false);
    }

    /**
     * Whether taking a node's process away may take something from users: always in a cluster that was wholly ready once;
     * else if it is ready or unfenced, or alive while the cluster answers, or was alive and nothing is seen of it now.
     */
    boolean serves(NodeId node) {
        if (view.everReady() || isUnfenced(node)) {
            return true;
        }
        Optional<Observation.NodeHealth> health =
                view.observation().map(Observation::nodes).map(seen -> seen.get(node));
        if (health.isEmpty()) {
            return view.node(node).map(NodeView::everLaunched).orElse(false);
        }
        boolean answered = view.observation().filter(Observation::answered).isPresent();
        return health.get().ready() || (answered && health.get().seenAlive());
    }

    /** A replica of a topic on a broker, as far as known. */
    record Held(Topic topic, Partition partition) {}

    /** All partitions that have a replica on a broker, coming and going ones included. */
    List<Held> heldBy(int broker) {
        List<Held> held = new ArrayList<>();
        details.ifPresent(known -> known.topics()
                .values()
                .forEach(topic -> topic.partitions().stream()
                        .filter(partition -> partition.replicas().contains(broker))
                        .forEach(partition -> held.add(new Held(topic, partition)))));
        return held;
    }

    /** Nodes of a group that the target keeps. */
    List<NodeId> kept(String group) {
        return view.target()
                .group(group)
                .map(wish -> wish.indexes().stream()
                        .map(index -> new NodeId(view.target().name(), group, index))
                        .toList())
                .orElse(List.of());
    }
}
