package dev.holdfast.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The controllers of a Kafka cluster: they rule while most of the voters are up, with the disks they voted with, and who rules must have all that was ever
 * agreed on.
 */
final class KafkaQuorum {

    private static final long BEGINS = 300;

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
                    && hasBegun(node)) {
                present.add(node);
            }
        });
        return present;
    }

    /** A process asks for no news before it has read its log: who heard of it at once would take it for one that votes already. */
    private boolean hasBegun(KafkaNode node) {
        return model.world.agenda.millis() - node.since >= BEGINS;
    }

    void rule() {
        List<KafkaNode> present = presentVoters();
        long now = model.world.agenda.millis();
        Optional<KafkaNode> elected = present.stream()
                .filter(node -> node.id == ruler && isHeardByMost(node))
                .findFirst()
                .or(() -> candidate(present));
        if (elected.isEmpty()) {
            ruler = -1;
            thinSince = -1;
            return;
        }
        if (elected.get().id != ruler) {
            KafkaNode best = elected.get();
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
        boolean thin = voters.size() > 2 && inTouch().size() - 1 <= voters.size() / 2;
        thinSince = thin ? (thinSince < 0 ? now : thinSince) : -1;
        follow();
    }

    /** Whether one can open a connection to the other, as far as what lies between their machines goes. */
    boolean reaches(KafkaNode from, KafkaNode to) {
        return model.world.cuts.reaches(from.container.machine, to.container.machine);
    }

    private boolean meet(KafkaNode one, KafkaNode other) {
        return reaches(one, other) && reaches(other, one);
    }

    /** One that most voters meet who know no more than it does: the one that knows most. */
    private Optional<KafkaNode> candidate(List<KafkaNode> present) {
        Optional<KafkaNode> best = Optional.empty();
        for (KafkaNode node : present) {
            long votes = present.stream()
                    .filter(voter -> meet(voter, node) && voter.disk.metadata <= node.disk.metadata)
                    .count();
            long most = best.map(other -> other.disk.metadata).orElse(-1L);
            if (votes > voters.size() / 2 && node.disk.metadata > most) {
                best = Optional.of(node);
            }
        }
        return best;
    }

    private boolean isHeardByMost(KafkaNode node) {
        return presentVoters().stream().filter(voter -> reaches(voter, node)).count() > voters.size() / 2;
    }

    /** Whether who rules is still heard by a majority. */
    boolean holds() {
        KafkaNode ruling = model.nodes.get(ruler);
        return ruler >= 0 && (model.world.cuts.areNone() || ruling == null || isHeardByMost(ruling));
    }

    /** Whether a node gets the news from who rules, as far as the network goes. */
    boolean informs(KafkaNode node) {
        KafkaNode ruling = model.nodes.get(ruler);
        return ruling == null || reaches(node, ruling);
    }

    /** Voters that are up and get the news: whoever looks can see that. */
    List<KafkaNode> inTouch() {
        return presentVoters().stream().filter(this::informs).toList();
    }

    private void follow() {
        model.nodes.values().stream()
                .filter(KafkaNode::isReachable)
                .filter(this::hasBegun)
                .filter(this::informs)
                .forEach(node -> {
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
