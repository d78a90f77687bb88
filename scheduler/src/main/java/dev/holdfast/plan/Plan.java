package dev.holdfast.plan;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The way to a target, and how far it is.
 *
 * @param number counts a cluster's plans from 1
 * @param target number of the target it leads to
 * @param title what was asked: {@code scale broker 3 -> 5}
 * @param notes what people should know before it runs
 */
public record Plan(
        long number,
        long target,
        String title,
        Status status,
        List<Phase> phases,
        List<String> notes,
        Instant createdAt,
        Optional<Instant> finishedAt) {

    public Plan {
        phases = List.copyOf(phases);
        notes = List.copyOf(notes);
    }

    /** How a plan stands. */
    public enum Status {
        RUNNING,
        /** Held by a user: no step begins or goes on; nodes keep their goals. */
        PAUSED,
        DONE,
        CANCELLED
    }

    public boolean isActive() {
        return status == Status.RUNNING || status == Status.PAUSED;
    }

    public Stream<Step> steps() {
        return phases.stream().flatMap(phase -> phase.steps().stream());
    }

    /** Nothing to do: here is there. */
    public boolean isEmpty() {
        return phases.stream().allMatch(phase -> phase.steps().isEmpty());
    }

    public Optional<Step> step(String id) {
        return steps().filter(step -> step.id().equals(id)).findFirst();
    }

    public Plan with(Status changed) {
        return new Plan(number, target, title, changed, phases, notes, createdAt, finishedAt);
    }

    public Plan withPhases(List<Phase> changed) {
        return new Plan(number, target, title, status, changed, notes, createdAt, finishedAt);
    }

    /** The same plan with one step as it stands now. */
    public Plan with(Step changed) {
        return withPhases(phases.stream().map(phase -> phase.with(changed)).toList());
    }

    public Plan withNotes(List<String> changed) {
        return new Plan(number, target, title, status, phases, changed, createdAt, finishedAt);
    }

    public Plan finish(Status how, Instant now) {
        return new Plan(number, target, title, how, phases, notes, createdAt, Optional.of(now));
    }
}
