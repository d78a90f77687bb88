package dev.holdfast.model;

import java.util.Optional;

/**
 * Outcome of one operation that carried an id.
 *
 * @param uuid base64; empty where no acknowledgement is wanted
 */
public record OperationStatus(
        OperationId operationId, State state, String message, String uuid, Optional<AgentId> agentId) {

    /** Mesos's words without the prefix. */
    public enum State {
        PENDING,
        FINISHED,
        FAILED,
        ERROR,
        DROPPED,
        UNREACHABLE,
        GONE_BY_OPERATOR,
        RECOVERING,
        UNKNOWN
    }

    public boolean wantsAcknowledgement() {
        return !uuid.isEmpty();
    }
}
