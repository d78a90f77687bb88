package dev.holdfast.api.wire;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The way to a target, and how far it is.
 *
 * @param number counts a cluster's plans from 1
 * @param target number of the target it leads to
 * @param status running, paused, done or cancelled
 * @param notes what people should know
 */
public record PlanInfo(
        long number,
        long target,
        String title,
        String status,
        List<PhaseInfo> phases,
        List<String> notes,
        Instant createdAt,
        Optional<Instant> finishedAt) {

    public Stream<StepInfo> steps() {
        return phases.stream().flatMap(phase -> phase.steps().stream());
    }

    public boolean isActive() {
        return status.equals("running") || status.equals("paused");
    }
}
