package dev.holdfast.database.kafka;

import dev.holdfast.database.Blocker;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.kafka.KafkaDetails.Broker;
import dev.holdfast.database.kafka.KafkaDetails.Directory;
import dev.holdfast.database.kafka.KafkaDetails.Part;
import dev.holdfast.database.kafka.KafkaDetails.Partition;
import dev.holdfast.database.kafka.KafkaDetails.Topic;
import dev.holdfast.database.kafka.Sight.Held;
import dev.holdfast.model.NodeId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What keeps a broker from being stopped, replaced or removed, judged partition by partition.
 *
 * <ol>
 *   <li><b>Stop, restart.</b> One that recovers its logs is let do so. A broker that serves may go when every partition it holds keeps {@code min.insync.replicas} in
 *       sync without it. Fewer now: wait, it may come back. As many replicas as the minimum, or fewer: waiting never helps,
 *       that is an outage.
 *   <li><b>Replace.</b> Its disk is given up. So nobody may see it alive, no partition may have its only in-sync copy there,
 *       and no other broker may be filling a new disk.
 *   <li><b>Remove.</b> Its replicas are moved first. So there must be enough other brokers, and room on them.
 * </ol>
 */
final class BrokerGates {

    static final String MIN_INSYNC = "min-insync-replicas";
    static final String AT_MINIMUM = "replicas-at-minimum";
    static final String SINGLE = "single-broker";
    static final String RECOVERING = "recovers";
    static final String ANSWER = "answer";
    static final String ALIVE = "still-alive";
    static final String ONLY_COPY = "only-copy";
    static final String REFILLING = "one-at-a-time";
    static final String NO_FIT = "replicas-fit";
    static final String NO_ROOM = "disk-room";

    static final Part[] NEEDED = {Part.BROKERS, Part.TOPICS, Part.TOPIC_CONFIGS, Part.FRESH};

    private final Sight sight;

    BrokerGates(Sight sight) {
        this.sight = sight;
    }

    /**
     * A broker begins empty only if no partition knows its id as the last that has all of it: it would be taken for the one before it, and
     * what that one has would be truncated to nothing. Its disk may just be out of sight, as after an older state was put back.
     */
    List<Blocker> start(NodeId node) {
        boolean empty = sight.view().node(node).filter(NodeView::everLaunched).isEmpty();
        if (!sight.view().everReady() || !empty) {
            return List.of();
        }
        if (sight.knowing(NEEDED).isEmpty()) {
            return List.of(Blocker.waitFor(ANSWER, sight.silence()));
        }
        List<Object> only = onlyCopies(node);
        return only.isEmpty()
                ? List.of()
                : List.of(Blocker.refusal(
                        ONLY_COPY,
                        node.shortName()
                                + " would begin with an empty disk, and an earlier one of it holds the only in-sync"
                                + " copy of " + Names.partitions(only) + ": bring the agent back that has that disk"
                                + " (holdfast audit)"));
    }

    List<Blocker> stop(NodeId node) {
        if (takesNothing(node)) {
            return recovering(node).stream().toList();
        }
        if (sight.knowing(NEEDED).isEmpty()) {
            return List.of(Blocker.waitFor(ANSWER, sight.silence()));
        }
        List<Blocker> blockers = new ArrayList<>();
        if (sight.kept(KafkaIds.BROKER).size() <= 1
                && sight.view().group(KafkaIds.BROKER).size() <= 1) {
            blockers.add(Blocker.outage(
                    SINGLE, node.shortName() + " is the only broker: while it is down, nobody is served"));
        }
        int id = KafkaIds.kafkaId(node);
        List<Object> never = new ArrayList<>();
        List<String> notYet = new ArrayList<>();
        for (Held held : sight.heldBy(id)) {
            Partition partition = held.partition();
            int wanted = KafkaReplicas.wanted(sight, partition).size();
            int least = minInsync(held.topic(), wanted);
            List<Integer> inSync = sight.inSync(partition);
            long left = inSync.stream().filter(broker -> broker != id).count();
            if (left >= least) {
                continue;
            }
            if (wanted <= least) {
                if (inSync.contains(id)) {
                    never.add(partition.id());
                }
            } else if (inSync.size() < least || inSync.contains(id)) {
                notYet.add(partition.id() + " would have " + left + " of " + least + " needed replicas in sync");
            }
        }
        if (!never.isEmpty()) {
            blockers.add(Blocker.outage(
                    AT_MINIMUM,
                    Names.partitions(never) + (never.size() == 1 ? " has" : " have")
                            + " no more replicas than the minimum in sync: writers wait while " + node.shortName()
                            + " is down"));
        }
        if (!notYet.isEmpty()) {
            blockers.add(Blocker.waitFor(MIN_INSYNC, Names.partitions(notYet)));
        }
        return blockers;
    }

    List<Blocker> replace(NodeId node) {
        if (!sight.isDown(node)) {
            return List.of(Blocker.waitFor(
                    ALIVE,
                    node.shortName()
                            + " runs; its process must be over first, so that its disk does not change any more"));
        }
        if (sight.knowing(NEEDED).isEmpty()) {
            return List.of(Blocker.waitFor(ANSWER, sight.silence()));
        }
        List<Blocker> blockers = new ArrayList<>();
        stillAlive(node).ifPresent(blockers::add);
        List<Object> only = onlyCopies(node);
        if (!only.isEmpty()) {
            blockers.add(Blocker.refusal(
                    ONLY_COPY, node.shortName() + " holds the only in-sync copy of " + Names.partitions(only)));
        }
        refilling(node).ifPresent(blockers::add);
        return blockers;
    }

    List<Blocker> remove(NodeId node) {
        List<NodeId> kept = sight.kept(KafkaIds.BROKER).stream()
                .filter(other -> !other.equals(node))
                .toList();
        if (kept.isEmpty()) {
            return List.of(
                    Blocker.refusal(NO_FIT, node.shortName() + " is the last broker: its data has nowhere to go"));
        }
        if (sight.knowing(NEEDED).isEmpty()) {
            return List.of(Blocker.waitFor(ANSWER, sight.silence()));
        }
        List<Held> held = sight.heldBy(KafkaIds.kafkaId(node));
        List<Object> wide = topicsWiderThan(kept.size(), held);
        List<Blocker> blockers = new ArrayList<>();
        if (sight.isDown(node)) {
            stillAlive(node).ifPresent(blockers::add);
        }
        if (!wide.isEmpty()) {
            blockers.add(Blocker.refusal(
                    NO_FIT,
                    "with " + kept.size() + " brokers left, there are too few for all replicas of " + Names.few(wide)));
        }
        List<Object> only = sight.isUnfenced(node) ? List.of() : onlyCopies(node);
        if (!only.isEmpty()) {
            blockers.add(Blocker.refusal(
                    ONLY_COPY,
                    node.shortName() + " is down and holds the only in-sync copy of " + Names.partitions(only)));
        }
        List<NodeId> serving = kept.stream()
                .filter(other -> sight.isUnfenced(other) && !sight.isDown(other))
                .toList();
        List<Object> tooWide = topicsWiderThan(serving.size(), held);
        if (wide.isEmpty() && !tooWide.isEmpty()) {
            blockers.add(Blocker.waitFor(
                    NO_FIT,
                    "only " + serving.size() + " of the " + kept.size() + " brokers that stay serve now, too few for "
                            + Names.few(tooWide)));
        }
        room(node, serving).ifPresent(blockers::add);
        return blockers;
    }

    /**
     * Whether stopping the node takes nothing away: it is down already, or comes up and serves nobody yet while the controllers
     * know it fenced. What fails to start must be reachable for a corrected target.
     */
    /**
     * Nobody is served by it yet, but it is on its way: restarted now, it would begin to recover its logs from the start. That it
     * only is not ready, or fenced, holds nothing: a corrected target may be what it needs.
     */
    private Optional<Blocker> recovering(NodeId node) {
        return sight.details()
                .map(details -> details.status().get(node))
                .filter(status -> status.state() == KafkaDetails.Status.RECOVERY && !sight.isDown(node))
                .map(status -> Blocker.waitFor(
                        RECOVERING,
                        node.shortName() + " recovers its logs"
                                + (status.logsLeft() < 0 ? "" : ", " + status.logsLeft() + " are left")
                                + ", and would begin anew"));
    }

    private boolean takesNothing(NodeId node) {
        boolean known = sight.knowing(Part.BROKERS, Part.FRESH).isPresent();
        if (known) {
            return !sight.isUnfenced(node);
        }
        return (sight.isDown(node) && !sight.isSeenAlive(node)) || !sight.serves(node);
    }

    /**
     * Replicas that a topic needs in sync for writers to go on. What a topic does not say itself is each leader's own default,
     * and the answer only tells that of the broker that gave it: so the largest of all that may be in force counts. Our own
     * default never makes it an outage: it may be younger than the topic.
     */
    private int minInsync(Topic topic, int replicas) {
        int seen = topic.minInsyncReplicas();
        if (topic.config().containsKey(KafkaSettings.MIN_INSYNC)) {
            return seen;
        }
        int named = KafkaSettings.namedMinInsync(sight.view());
        int usual = Math.min(KafkaSettings.minInsync(sight.view().target()), replicas - 1);
        return Math.max(seen, Math.max(named, named > 0 ? 0 : usual));
    }

    /** By the database's word, of a broker whose process is over by Mesos's. */
    Optional<Blocker> stillAlive(NodeId node) {
        return sight.isUnfenced(node) || sight.isSeenAlive(node)
                ? Optional.of(Blocker.waitFor(
                        ALIVE, "the other nodes still see " + node.shortName() + " alive, whatever Mesos says"))
                : Optional.empty();
    }

    /** Partitions that have no in-sync copy but on this broker, or whose last one was there. */
    List<Object> onlyCopies(NodeId node) {
        int broker = KafkaIds.kafkaId(node);
        List<Object> only = new ArrayList<>();
        for (Held held : sight.heldBy(broker)) {
            Partition partition = held.partition();
            TreeSet<Integer> others = new TreeSet<>(partition.isr());
            others.addAll(partition.elr());
            boolean last = others.isEmpty()
                    ? partition.lastElr().isEmpty() || partition.lastElr().contains(broker)
                    : others.equals(new TreeSet<>(List.of(broker)));
            if (last) {
                only.add(partition.id());
            }
        }
        return only;
    }

    /** Another broker that was replaced and is not in sync again. */
    private Optional<Blocker> refilling(NodeId node) {
        for (NodeView other : sight.view().group(KafkaIds.BROKER)) {
            if (other.id().equals(node) || other.generation() <= 1 || !other.everLaunched()) {
                continue;
            }
            int id = KafkaIds.kafkaId(other.id());
            long behind = sight.heldBy(id).stream()
                    .filter(held -> !held.partition().isr().contains(id))
                    .count();
            if (behind > 0) {
                return Optional.of(Blocker.waitFor(
                        REFILLING,
                        other.id().shortName() + " fills its new disk: " + behind + " partitions are not in sync yet"));
            }
        }
        return Optional.empty();
    }

    private Optional<Blocker> room(NodeId node, List<NodeId> places) {
        if (sight.knowing(Part.LOG_DIRS).isEmpty()) {
            return Optional.empty();
        }
        long needed = sight.broker(node).map(KafkaReplicas::bytes).orElse(0L);
        long free = places.stream()
                .flatMap(place -> sight.broker(place).stream())
                .map(Broker::directories)
                .flatMap(Collection::stream)
                .mapToLong(Directory::usableBytes)
                .filter(bytes -> bytes > 0)
                .sum();
        if (needed == 0 || free >= needed) {
            return Optional.empty();
        }
        return Optional.of(Blocker.refusal(
                NO_ROOM,
                node.shortName() + " holds " + KafkaReplicas.size(needed) + ", but the other brokers have only "
                        + KafkaReplicas.size(free) + " free"));
    }

    private List<Object> topicsWiderThan(int brokers, List<Held> held) {
        TreeSet<String> wide = new TreeSet<>();
        for (Held replica : held) {
            if (KafkaReplicas.wanted(sight, replica.partition()).size() > brokers) {
                Topic topic = replica.topic();
                wide.add(topic.name() + " ("
                        + KafkaReplicas.wanted(sight, replica.partition()).size() + " replicas)");
            }
        }
        return new ArrayList<>(wide);
    }
}
