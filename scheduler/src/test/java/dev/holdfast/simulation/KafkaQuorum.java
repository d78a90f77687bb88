package dev.holdfast.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The controllers of a Kafka cluster: they rule while most of the voters are up, with the disks they voted with, and who rules must have all that was ever
 * agreed on.
 */
final class KafkaQuorum {

    private final KafkaModel model;

    /** By id: the disk each voter votes with. */
    final TreeMap<Integer, String> voters = new TreeMap<>();
    /** When each disk last asked the ruling controller for news. */
    private final TreeMap<String, Long> fetched = new TreeMap<>();

    /** How much the controllers agreed on. */
    long agreed;

    int ruler = -1;
    long ruledSince;
    long thinSince = -1;

    KafkaQuorum(KafkaModel model) {
        this.model = model;
    }

    List<KafkaNode> presentVoters() {
        List<KafkaNode> present = new ArrayList<>();
        voters.forEach((id, directory) -> {
            KafkaNode node = model.nodes.get(id);
            if (node != null
                    && node.isReachable()
                    && !node.stopping
                    && node.disk.directory.equals(directory)
                    && model.world.agenda.millis() - node.since >= 300) {
                present.add(node);
            }
        });
        return present;
    }

    void rule() {
        List<KafkaNode> present = presentVoters();
        long now = model.world.agenda.millis();
        if (present.size() <= voters.size() / 2) {
            ruler = -1;
            thinSince = -1;
            return;
        }
        if (present.stream().noneMatch(node -> node.id == ruler)) {
            KafkaNode best = present.get(0);
            for (KafkaNode node : present) {
                best = node.disk.metadata > best.disk.metadata ? node : best;
            }
            if (best.disk.metadata < agreed) {
                throw new BrokenPromise(
                        "metadata-lost",
                        model.name + ": " + best.container.node + " rules with " + best.disk.metadata + " of " + agreed
                                + " things that were agreed on");
            }
            ruler = best.id;
            ruledSince = now;
            model.nodes.values().forEach(node -> node.heardAt = now);
        }
        boolean thin = voters.size() > 2 && present.size() - 1 <= voters.size() / 2;
        thinSince = thin ? (thinSince < 0 ? now : thinSince) : -1;
        follow();
    }

    private void follow() {
        model.nodes.values().stream().filter(KafkaNode::isReachable).forEach(node -> {
            node.disk.metadata = agreed;
            fetched.put(node.id + "/" + node.disk.directory, model.world.agenda.millis());
        });
    }

    /** How long ago a member was heard of; -1 for never. */
    long fetchedAgo(int id, String directory) {
        Long at = fetched.get(id + "/" + directory);
        return at == null ? -1 : Math.min(model.world.agenda.millis() - at, 1_000_000);
    }

    /** Something is agreed on, and those who are there hear of it. */
    void agree() {
        agreed++;
        follow();
    }
}
