package dev.holdfast.plan;

import dev.holdfast.database.Chore;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Chores as they stand: which are being performed, and how each ended last. The outcomes of those that a driver performs need not
 * survive a crash; without them a chore is performed once more, which does no harm.
 *
 * @param beside those of the running ones that are done by a task beside their node, with what it said last of how far it is
 */
public record Chores(Set<Chore> running, Map<Chore, Outcome> last, Map<Chore, String> beside) {

    /** Name of the wait of a node for an offer that shows the share of its reservation that is kept for chores. */
    public static final String SHARE = "chore-offer";

    /** Names of all waits of a running node that keep a task from being launched beside it. */
    static final List<String> HINDRANCES =
            List.of(SHARE, "room", "reserving", "software", PlanRunner.RECONCILIATION, PlanRunner.MASTER);

    public Chores {
        running = Set.copyOf(new LinkedHashSet<>(running));
        last = Map.copyOf(new LinkedHashMap<>(last));
        beside = Map.copyOf(new LinkedHashMap<>(beside));
    }

    /** All performed by drivers. */
    public Chores(Set<Chore> running, Map<Chore, Outcome> last) {
        this(running, last, Map.of());
    }

    public static Chores none() {
        return new Chores(Set.of(), Map.of());
    }

    public static Chores of(Collection<Chore> running, Map<Chore, Outcome> last) {
        return new Chores(new LinkedHashSet<>(running), last);
    }

    /**
     * How a performance ended.
     *
     * @param ok whether the database took it, not whether its purpose is reached
     * @param at when it ended
     */
    public record Outcome(boolean ok, String text, Instant at) {}

    public boolean isRunning(Chore chore) {
        return running.contains(chore);
    }

    /** What a chore that is done beside its node said last; empty if it is not under way there. */
    Optional<String> besideNode(Chore chore) {
        return Optional.ofNullable(beside.get(chore));
    }

    /** The last outcome that came at or after an instant. */
    Optional<Outcome> outcomeSince(Chore chore, Instant since) {
        return Optional.ofNullable(last.get(chore))
                .filter(outcome -> !outcome.at().isBefore(since));
    }

    /** Whether another chore about the same node is under way; one about the whole cluster is about every node. */
    boolean isAnotherRunningBeside(Chore chore) {
        return running.stream()
                .anyMatch(other -> !other.equals(chore)
                        && (other.node().isEmpty()
                                || chore.node().isEmpty()
                                || other.node().equals(chore.node())));
    }
}
