package dev.holdfast.core;

import dev.holdfast.model.AgentId;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import dev.holdfast.plan.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.pcollections.TreePMap;

/**
 * Which clusters a turn looks at, so that a turn costs what it concerns and not what there is. It looks at a cluster
 *
 * <ol>
 *   <li>that the event is about, or something of which has changed in this turn;
 *   <li>in whose role an offer is in hand;
 *   <li>whose own time has come: what it waits for may be over, or why its nodes wait has changed in the last turn;
 *   <li>and each about every five seconds, whatever happens.
 * </ol>
 *
 * An event that may be about everything (what a user wants, a subscription, an agent that came or went) makes the time of all
 * clusters come. Of those whose time has come it looks at a few; the next turn, which follows at once, at the next few.
 */
final class Rounds {

    private static final Duration AT_LEAST_EVERY = Duration.ofSeconds(5);

    /** Clusters that were looked at together drift apart by up to so much. */
    private static final int SPREAD_MILLIS = 1000;

    /** More than so many whose time has come wait for the next turn, so that none takes long. */
    private static final int MOST_AT_ONCE = 16;

    private Rounds() {}

    /**
     * What is kept of the last look at a cluster.
     *
     * @param next when it is looked at again, if nothing happens before
     * @param attention that it wanted in each of its roles
     */
    record Round(Instant next, TreePMap<String, Attention> attention) {
        static final Round NEVER = new Round(Instant.MIN, TreePMap.empty());
    }

    /** The clusters of this turn, in order. {@code agentsBefore} as they were known before the event. */
    static SortedSet<ClusterName> due(Turn turn, Event event, SortedMap<AgentId, ?> agentsBefore) {
        if (isAboutAll(turn, event, agentsBefore)) {
            comeAll(turn);
        }
        TreeSet<ClusterName> due = new TreeSet<>(turn.touched());
        about(turn, event).ifPresent(due::add);
        TreeSet<String> offered = new TreeSet<>();
        turn.sight().offers().values().forEach(held -> offered.add(held.offer().role()));
        List<Come> come = new ArrayList<>();
        for (ClusterRecord cluster : turn.state().clusters().values()) {
            Round round = turn.sight().rounds().getOrDefault(cluster.name(), Round.NEVER);
            boolean isOffered = offered.contains(cluster.spec().role())
                    || round.attention().keySet().stream().anyMatch(offered::contains);
            if (isOffered) {
                due.add(cluster.name());
            } else if (!round.next().isAfter(turn.now)) {
                come.add(new Come(round.next(), cluster.name()));
            }
        }
        come.stream().sorted().limit(MOST_AT_ONCE).forEach(one -> due.add(one.cluster()));
        due.retainAll(turn.state().clusters().keySet());
        return due;
    }

    /** A cluster whose time has come. */
    private record Come(Instant since, ClusterName cluster) implements Comparable<Come> {
        private static final Comparator<Come> ORDER =
                Comparator.comparing(Come::since).thenComparing(Come::cluster);

        @Override
        public int compareTo(Come other) {
            return ORDER.compare(this, other);
        }
    }

    /** Makes the time of all clusters come. */
    static void comeAll(Turn turn) {
        TreePMap<ClusterName, Round> rounds = turn.sight().rounds();
        for (ClusterName cluster : turn.state().clusters().keySet()) {
            Round round = rounds.getOrDefault(cluster, Round.NEVER);
            if (round.next().isAfter(turn.now)) {
                rounds = rounds.plus(cluster, new Round(turn.now, round.attention()));
            }
        }
        TreePMap<ClusterName, Round> all = rounds;
        turn.see(look -> look.rounds(all));
    }

    private static boolean isAboutAll(Turn turn, Event event, SortedMap<AgentId, ?> agentsBefore) {
        return event instanceof Event.Asked
                || event instanceof Event.Subscribed
                || event instanceof Event.Disconnected
                || event instanceof Event.ServingAt
                || event instanceof Event.NamedIn
                || event instanceof Event.SoftwareIs
                || event instanceof Event.InverseOffered
                || event instanceof Event.InverseRescinded
                || (event instanceof Event.Asked asked && asked.command() instanceof Command.Thaw)
                || (event instanceof Event.AgentsKnown
                        && !agentsBefore.equals(turn.sight().agents()));
    }

    private static Optional<ClusterName> about(Turn turn, Event event) {
        if (event instanceof Event.Observed observed) {
            return Optional.of(observed.cluster());
        }
        if (event instanceof Event.ChoreFinished finished) {
            return Optional.of(finished.cluster());
        }
        if (event instanceof Event.LastWords words) {
            return Optional.of(words.node().cluster());
        }
        if (event instanceof Event.ChoreSaid said) {
            return Optional.of(said.node().cluster());
        }
        if (event instanceof Event.TaskUpdate update) {
            return Intake.nodeOf(turn.state(), update.status().taskId())
                    .or(() -> Intake.besideOf(turn.state(), update.status().taskId()))
                    .map(node -> node.id().cluster());
        }
        return Optional.empty();
    }

    /** After all of the turn: why nodes wait now, and when each cluster is looked at next. */
    static void remember(Turn turn, SortedSet<ClusterName> looked) {
        TreeSet<ClusterName> again = new TreeSet<>(turn.touched());
        if (Replacing.isOneMoreOrLess(turn)) {
            again.addAll(turn.state().clusters().keySet()); // others may wait for that
        }
        TreePMap<NodeId, Reason> waits = turn.sight().waits();
        for (ClusterName cluster : looked) {
            SortedMap<NodeId, Reason> before = of(waits, cluster);
            SortedMap<NodeId, Reason> now = turn.waits.subMap(NodeId.first(cluster), NodeId.last(cluster));
            if (!before.equals(now)) {
                waits = waits.minusAll(List.copyOf(before.keySet())).plusAll(now);
                again.add(cluster);
            }
        }
        TreePMap<ClusterName, Round> rounds = turn.sight().rounds();
        for (ClusterName cluster : looked) {
            Round round = rounds.getOrDefault(cluster, Round.NEVER);
            rounds = rounds.plus(cluster, new Round(next(turn, cluster), round.attention()));
        }
        for (ClusterName cluster : again) {
            Round round = rounds.getOrDefault(cluster, Round.NEVER);
            rounds = rounds.plus(cluster, new Round(turn.now, round.attention()));
        }
        for (ClusterName cluster : List.copyOf(rounds.keySet())) {
            if (!turn.state().clusters().containsKey(cluster)) {
                rounds = rounds.minus(cluster);
            }
        }
        rounds.values().stream().map(Round::next).min(Comparator.naturalOrder()).ifPresent(turn::wake);
        if (turn.hasChanged()) {
            turn.wake(turn.now);
        }
        TreePMap<NodeId, Reason> waiting = waits;
        TreePMap<ClusterName, Round> next = rounds;
        turn.see(look -> look.waits(waiting).rounds(next));
    }

    private static SortedMap<NodeId, Reason> of(TreePMap<NodeId, Reason> waits, ClusterName cluster) {
        return waits.subMap(NodeId.first(cluster), true, NodeId.last(cluster), true);
    }

    private static Instant next(Turn turn, ClusterName cluster) {
        Instant atLeast = turn.now
                .plus(AT_LEAST_EVERY)
                .plusMillis(Math.floorMod(cluster.value().hashCode(), SPREAD_MILLIS));
        Instant own = turn.wakes().getOrDefault(cluster, Instant.MAX);
        return own.isBefore(atLeast) ? own : atLeast;
    }

    /** Whether it is not known yet what a cluster wants. */
    static boolean isNew(Turn turn, ClusterName cluster) {
        return !turn.sight().rounds().containsKey(cluster);
    }

    /** Keeps what a cluster wants in each role. */
    static void wants(Turn turn, ClusterName cluster, SortedMap<String, Attention> attention) {
        TreePMap<ClusterName, Round> rounds = turn.sight().rounds();
        Round round = rounds.getOrDefault(cluster, Round.NEVER);
        if (!round.attention().equals(attention)) {
            TreePMap<ClusterName, Round> next = rounds.plus(cluster, new Round(round.next(), TreePMap.from(attention)));
            turn.see(look -> look.rounds(next));
        }
    }

    /** What all clusters want in each role. */
    static SortedMap<String, Attention> wanted(Turn turn) {
        SortedMap<String, Attention> wanted = new TreeMap<>();
        for (ClusterName cluster : turn.state().clusters().keySet()) {
            Round round = turn.sight().rounds().getOrDefault(cluster, Round.NEVER);
            for (Map.Entry<String, Attention> entry : round.attention().entrySet()) {
                wanted.merge(entry.getKey(), entry.getValue(), Attention::and);
            }
        }
        return wanted;
    }
}
