package dev.holdfast.plan;

import dev.holdfast.database.Chore;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Chores as they stand: which are being performed, and how each ended last. The outcomes need not survive a crash;
 * without them a chore is performed once more, which does no harm.
 */
public record Chores(Set<Chore> running, Map<Chore, Outcome> last) {

    public Chores {
        running = Set.copyOf(new LinkedHashSet<>(running));
        last = Map.copyOf(new LinkedHashMap<>(last));
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
