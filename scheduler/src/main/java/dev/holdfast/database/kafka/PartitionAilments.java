package dev.holdfast.database.kafka;

import dev.holdfast.database.Ailment;
import dev.holdfast.database.kafka.KafkaDetails.Part;
import dev.holdfast.database.kafka.KafkaDetails.Partition;
import dev.holdfast.database.kafka.KafkaDetails.Topic;
import dev.holdfast.model.NodeId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * What is not well with partitions. Each is told once, as the worst that is true of it: nobody leads it; too few copies are in sync
 * for {@code acks=all}; not all are. What is being moved is not behind.
 */
final class PartitionAilments {

    static final String LEADERLESS = "no-leader";
    static final String TOO_FEW = "min-insync-replicas";
    static final String BEHIND = "replicas";

    private final Sight sight;
    private final KafkaDetails details;
    private final List<Partition> leaderless = new ArrayList<>();
    private final List<Partition> tooFew = new ArrayList<>();
    private final List<Partition> behind = new ArrayList<>();

    private PartitionAilments(Sight sight, KafkaDetails details) {
        this.sight = sight;
        this.details = details;
    }

    static List<Ailment> of(Sight sight) {
        return sight.knowing(Part.TOPICS, Part.TOPIC_CONFIGS, Part.REASSIGNMENTS)
                .map(details -> new PartitionAilments(sight, details).all())
                .orElse(List.of());
    }

    private List<Ailment> all() {
        details.topics().values().forEach(topic -> topic.partitions().forEach(partition -> sort(topic, partition)));
        List<Ailment> ailments = new ArrayList<>();
        if (!leaderless.isEmpty()) {
            ailments.add(leaderless());
        }
        if (!tooFew.isEmpty()) {
            ailments.add(new Ailment(
                    TOO_FEW,
                    "fewer copies in sync than min.insync.replicas asks for, so producers with acks=all get errors: "
                            + ids(tooFew) + "; " + absent(tooFew),
                    remedy(lacking(tooFew))));
        }
        if (!behind.isEmpty()) {
            ailments.add(new Ailment(
                    BEHIND,
                    "not all copies are in sync: " + ids(behind) + "; " + absent(behind),
                    remedy(lacking(behind))));
        }
        return ailments;
    }

    private void sort(Topic topic, Partition partition) {
        int copies = sight.inSync(partition).size();
        boolean moves = details.reassignments().containsKey(partition.id());
        if (partition.leader() < 0) {
            leaderless.add(partition);
        } else if (copies
                < Math.min(topic.minInsyncReplicas(), partition.replicas().size())) {
            tooFew.add(partition);
        } else if (copies < partition.replicas().size() && !moves) {
            behind.add(partition);
        }
    }

    private Ailment leaderless() {
        TreeSet<Integer> last = new TreeSet<>();
        leaderless.forEach(partition -> last.addAll(holders(partition)));
        List<NodeId> nodes = nodes(last);
        String lost = nodes.isEmpty()
                ? ""
                : "; if its disk is lost for good, so is what only it had: holdfast replace " + nodes.get(0);
        return new Ailment(
                LEADERLESS,
                "nobody leads " + ids(leaderless) + ", so nobody can read or write there; the last with all of it: "
                        + Names.few(named(last)),
                remedy(last) + lost);
    }

    /** Who has all that was acknowledged, by what Kafka remembers. */
    private static Collection<Integer> holders(Partition partition) {
        if (!partition.isr().isEmpty()) {
            return partition.isr();
        }
        if (!partition.elr().isEmpty()) {
            return partition.elr();
        }
        return partition.lastElr().isEmpty() ? partition.replicas() : partition.lastElr();
    }

    private static String ids(List<Partition> partitions) {
        return Names.partitions(partitions.stream().map(Partition::id).toList());
    }

    private Collection<Integer> lacking(List<Partition> partitions) {
        TreeSet<Integer> lacking = new TreeSet<>();
        for (Partition partition : partitions) {
            List<Integer> inSync = sight.inSync(partition);
            partition.replicas().stream().filter(id -> !inSync.contains(id)).forEach(lacking::add);
        }
        return lacking;
    }

    private String absent(List<Partition> partitions) {
        return "behind or down: " + Names.few(named(lacking(partitions)));
    }

    private List<String> named(Collection<Integer> brokers) {
        return brokers.stream()
                .map(id -> KafkaIds.shortName(id) + (sight.isDown(id) ? " (down)" : ""))
                .toList();
    }

    private List<NodeId> nodes(Collection<Integer> brokers) {
        return brokers.stream()
                .map(id -> KafkaIds.node(sight.view().target().name(), id))
                .filter(node -> sight.view().nodes().containsKey(node))
                .toList();
    }

    private String remedy(Collection<Integer> brokers) {
        List<NodeId> nodes = nodes(brokers);
        List<NodeId> down = nodes.stream().filter(sight::isDown).toList();
        if (!down.isEmpty()) {
            return "bring " + (down.size() == 1 ? "it" : "them") + " back: holdfast start " + Names.few(down);
        }
        return nodes.isEmpty()
                ? "give these partitions to brokers that are there: holdfast client "
                        + sight.view().target().name() + " reassign-partitions"
                : "it catches up by itself as a rule; holdfast logs " + nodes.get(0) + " shows what it does";
    }
}
