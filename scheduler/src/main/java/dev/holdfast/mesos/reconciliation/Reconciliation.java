package dev.holdfast.mesos.reconciliation;

import dev.holdfast.model.AgentId;
import dev.holdfast.model.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One run of explicit reconciliation: tasks whose state we want to hear from Mesos after a new subscription.
 *
 * <p>A master answers nothing for a task whose agent may yet come back to it, so a question is repeated: at once, after
 * a second, after two more, four, and so on up to a longest interval. Each task ends in one of two ways: Mesos said
 * something about it (anything at all), or the time is over, which says nothing about the task. A run belongs to one
 * subscription; when that ends, so does the run, and the next begins a new one.
 *
 * @param open tasks not heard of yet, with their agents as far as known
 * @param answered tasks Mesos spoke of
 * @param silent tasks given up at the end of the time
 * @param askNext when to ask again for all that are open
 * @param interval between the next question and the one after it
 * @param deadline when to give up what is still open
 */
public record Reconciliation(
        SortedMap<TaskId, Optional<AgentId>> open,
        SortedSet<TaskId> answered,
        SortedSet<TaskId> silent,
        Instant askNext,
        Duration interval,
        Instant deadline,
        Limits limits) {

    /**
     * @param firstInterval between the first question and the second; doubles each time
     * @param longestInterval where doubling ends
     * @param timeout after which a task not heard of counts as silent. A master gives agents ten minutes to come back
     *     after a failover, and until then does not speak of their tasks
     */
    public record Limits(Duration firstInterval, Duration longestInterval, Duration timeout) {

        public static final Limits STANDARD =
                new Limits(Duration.ofSeconds(1), Duration.ofSeconds(60), Duration.ofMinutes(12));
    }

    /** How one task stands. */
    public enum Standing {
        NOT_ASKED,
        OPEN,
        ANSWERED,
        SILENT
    }

    /**
     * What to do now.
     *
     * @param next the run after this turn; to be kept in place of the old one
     * @param ask tasks to send a RECONCILE for, empty for none
     * @param silent tasks given up in this turn
     */
    public record Turn(Reconciliation next, SortedMap<TaskId, Optional<AgentId>> ask, SortedSet<TaskId> silent) {}

    public Reconciliation {
        open = Collections.unmodifiableSortedMap(new TreeMap<>(open));
        answered = Collections.unmodifiableSortedSet(new TreeSet<>(answered));
        silent = Collections.unmodifiableSortedSet(new TreeSet<>(silent));
    }

    /** A run about to begin: its first {@link #turn} asks for all tasks. */
    public static Reconciliation of(SortedMap<TaskId, Optional<AgentId>> tasks, Instant now, Limits limits) {
        return new Reconciliation(
                tasks,
                new TreeSet<>(),
                new TreeSet<>(),
                now,
                limits.firstInterval(),
                now.plus(limits.timeout()),
                limits);
    }

    /** What is due at this time. Idempotent: a second turn at the same time has nothing to do. */
    public Turn turn(Instant now) {
        if (open.isEmpty()) {
            return new Turn(this, new TreeMap<>(), new TreeSet<>());
        }
        if (!now.isBefore(deadline)) {
            SortedSet<TaskId> givenUp = new TreeSet<>(open.keySet());
            SortedSet<TaskId> allSilent = new TreeSet<>(silent);
            allSilent.addAll(givenUp);
            return new Turn(
                    new Reconciliation(new TreeMap<>(), answered, allSilent, askNext, interval, deadline, limits),
                    new TreeMap<>(),
                    givenUp);
        }
        if (now.isBefore(askNext)) {
            return new Turn(this, new TreeMap<>(), new TreeSet<>());
        }
        Duration doubled = interval.multipliedBy(2);
        Duration following = doubled.compareTo(limits.longestInterval()) < 0 ? doubled : limits.longestInterval();
        Reconciliation asked =
                new Reconciliation(open, answered, silent, now.plus(interval), following, deadline, limits);
        return new Turn(asked, open, new TreeSet<>());
    }

    /** Mesos said something about a task, however late. Nothing changes for one that was not asked for. */
    public Reconciliation heard(TaskId task) {
        if (!open.containsKey(task) && !silent.contains(task)) {
            return this;
        }
        SortedMap<TaskId, Optional<AgentId>> stillOpen = new TreeMap<>(open);
        stillOpen.remove(task);
        SortedSet<TaskId> stillSilent = new TreeSet<>(silent);
        stillSilent.remove(task);
        SortedSet<TaskId> nowAnswered = new TreeSet<>(answered);
        nowAnswered.add(task);
        return new Reconciliation(stillOpen, nowAnswered, stillSilent, askNext, interval, deadline, limits);
    }

    public Standing standing(TaskId task) {
        if (open.containsKey(task)) {
            return Standing.OPEN;
        }
        if (answered.contains(task)) {
            return Standing.ANSWERED;
        }
        return silent.contains(task) ? Standing.SILENT : Standing.NOT_ASKED;
    }

    /** Whether something may be decided for this task: nothing is awaited for it any more. */
    public boolean isSettled(TaskId task) {
        return !open.containsKey(task);
    }

    public boolean isOver() {
        return open.isEmpty();
    }

    /** When {@link #turn} is next due; empty when the run is over. */
    public Optional<Instant> wakeUp() {
        if (open.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(askNext.isBefore(deadline) ? askNext : deadline);
    }

    /** For those who wait: how many of how many are settled. */
    public Map.Entry<Integer, Integer> progress() {
        int settled = answered.size() + silent.size();
        return Map.entry(settled, settled + open.size());
    }
}
