package dev.holdfast.mesos;

import com.google.protobuf.ByteString;
import dev.holdfast.mesos.v1.ContainerID;
import dev.holdfast.model.AgentId;
import dev.holdfast.model.ExecutorId;
import dev.holdfast.model.OperationId;
import dev.holdfast.model.OperationStatus;
import dev.holdfast.model.TaskId;
import dev.holdfast.model.TaskState;
import dev.holdfast.model.TaskStatus;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/** What Mesos says of tasks and operations, from Mesos to us. */
final class StatusMessages {

    /** In the year 5138. */
    private static final double LAST_SECOND = 1e11;

    private static final int NANO_DECIMALS = 9;

    private StatusMessages() {}

    static TaskStatus taskStatus(dev.holdfast.mesos.v1.TaskStatus message) {
        return new TaskStatus(
                new TaskId(message.getTaskId().getValue()),
                TaskState.valueOf(without("TASK_", message.getState().name())),
                message.hasReason() ? without("REASON_", message.getReason().name()) : "",
                message.hasSource() ? without("SOURCE_", message.getSource().name()) : "",
                message.getMessage(),
                message.hasAgentId()
                        ? Optional.of(new AgentId(message.getAgentId().getValue()))
                        : Optional.empty(),
                message.hasExecutorId()
                        ? Optional.of(new ExecutorId(message.getExecutorId().getValue()))
                        : Optional.empty(),
                base64(message.getUuid()),
                message.hasHealthy() ? Optional.of(message.getHealthy()) : Optional.empty(),
                path(message.getContainerStatus().getContainerId()),
                instant(message.getTimestamp()));
    }

    /** Without an id of ours there is nothing to tie the outcome to; Mesos sends none for such operations. */
    static OperationStatus operationStatus(dev.holdfast.mesos.v1.OperationStatus message) {
        return new OperationStatus(
                new OperationId(message.getOperationId().getValue()),
                state(message),
                message.getMessage(),
                base64(message.getUuid().getValue()),
                message.hasAgentId()
                        ? Optional.of(new AgentId(message.getAgentId().getValue()))
                        : Optional.empty());
    }

    static String base64(ByteString bytes) {
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    static ByteString bytes(String base64) {
        return ByteString.copyFrom(Base64.getDecoder().decode(base64));
    }

    private static OperationStatus.State state(dev.holdfast.mesos.v1.OperationStatus message) {
        return switch (message.getState()) {
            case OPERATION_PENDING -> OperationStatus.State.PENDING;
            case OPERATION_FINISHED -> OperationStatus.State.FINISHED;
            case OPERATION_FAILED -> OperationStatus.State.FAILED;
            case OPERATION_ERROR -> OperationStatus.State.ERROR;
            case OPERATION_DROPPED -> OperationStatus.State.DROPPED;
            case OPERATION_UNREACHABLE -> OperationStatus.State.UNREACHABLE;
            case OPERATION_GONE_BY_OPERATOR -> OperationStatus.State.GONE_BY_OPERATOR;
            case OPERATION_RECOVERING -> OperationStatus.State.RECOVERING;
            case OPERATION_UNKNOWN, OPERATION_UNSUPPORTED -> OperationStatus.State.UNKNOWN;
        };
    }

    private static String path(ContainerID container) {
        return container.hasParent() ? path(container.getParent()) + "." + container.getValue() : container.getValue();
    }

    /** Mesos gives seconds as a double; its shortest decimal is what was meant. A time that cannot be is no reason to lose an update. */
    private static Instant instant(double seconds) {
        double possible = Double.isFinite(seconds) ? Math.max(0, Math.min(seconds, LAST_SECOND)) : 0;
        BigDecimal[] parts = BigDecimal.valueOf(possible).divideAndRemainder(BigDecimal.ONE);
        return Instant.ofEpochSecond(
                parts[0].longValue(), parts[1].movePointRight(NANO_DECIMALS).longValue());
    }

    private static String without(String prefix, String name) {
        return name.startsWith(prefix) ? name.substring(prefix.length()) : name;
    }
}
