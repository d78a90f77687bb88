package dev.holdfast.model;

import java.time.Instant;
import java.util.Optional;

/**
 * One update about one task.
 *
 * @param reason Mesos's reason without its prefix, or empty
 * @param source {@code MASTER}, {@code AGENT} or {@code EXECUTOR}, or empty
 * @param uuid base64; empty for updates that need no acknowledgement
 * @param containerId the task's container, with its parent before a dot; empty if unknown
 */
public record TaskStatus(
        TaskId taskId,
        TaskState state,
        String reason,
        String source,
        String message,
        Optional<AgentId> agentId,
        Optional<ExecutorId> executorId,
        String uuid,
        Optional<Boolean> healthy,
        String containerId,
        Instant timestamp) {

    public boolean wantsAcknowledgement() {
        return !uuid.isEmpty();
    }
}
