package dev.holdfast.api.wire;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One step of a plan.
 *
 * @param node whom it is about; empty for the whole cluster
 * @param status pending, running, waiting, done or cancelled
 * @param stage in words, while it runs
 * @param progress how far that stage is; may be empty
 * @param overridden rules it was told to ignore
 */
public record StepInfo(
        String id,
        String kind,
        String node,
        String title,
        String status,
        String stage,
        String progress,
        Optional<WaitInfo> waiting,
        List<String> overridden,
        Optional<Instant> startedAt,
        Optional<Instant> finishedAt) {

    public boolean isOver() {
        return status.equals("done") || status.equals("cancelled");
    }

    public boolean hasBegun() {
        return status.equals("running") || status.equals("waiting");
    }
}
