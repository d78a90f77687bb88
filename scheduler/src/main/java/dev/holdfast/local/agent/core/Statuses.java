package dev.holdfast.local.agent.core;

import com.google.protobuf.ByteString;
import dev.holdfast.local.link.ToAgent;
import dev.holdfast.mesos.v1.AgentID;
import dev.holdfast.mesos.v1.ContainerStatus;
import dev.holdfast.mesos.v1.FrameworkInfo;
import dev.holdfast.mesos.v1.NetworkInfo;
import dev.holdfast.mesos.v1.TaskState;
import dev.holdfast.mesos.v1.TaskStatus;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** Makes task statuses with the fields that a real agent and its default executor fill in. */
final class Statuses {

    private final String ip;
    private final Supplier<UUID> ids;
    private Optional<AgentID> agentId = Optional.empty();
    private Optional<ToAgent.Drain> drain = Optional.empty();

    Statuses(String ip, Supplier<UUID> ids) {
        this.ip = ip;
        this.ids = ids;
    }

    void agentIs(AgentID id) {
        agentId = Optional.of(id);
    }

    void draining(Optional<ToAgent.Drain> now) {
        drain = now;
    }

    /** A status as the executor makes it. */
    TaskStatus.Builder executor(ExecutorRun executor, TaskRun task, TaskState state, Instant now) {
        TaskStatus.Builder status = base(executor, task, state, now).setSource(TaskStatus.Source.SOURCE_EXECUTOR);
        task.noCheckStatusYet().ifPresent(status::setCheckStatus);
        return status;
    }

    /** A status as the agent makes it, for what no executor can tell any more. */
    TaskStatus.Builder agent(ExecutorRun executor, TaskRun task, TaskState state, Instant now) {
        return base(executor, task, state, now).setSource(TaskStatus.Source.SOURCE_AGENT);
    }

    /** The task's newest status again, with a new id and time; what a probe found is then put on top. */
    TaskStatus.Builder repeat(TaskRun task, TaskStatus.Reason reason, Instant now) {
        TaskStatus.Builder status = task.updates.latest().orElseThrow().toBuilder();
        status.clearMessage();
        return status.setReason(reason).setTimestamp(Seconds.timestamp(now)).setUuid(uuid());
    }

    private TaskStatus.Builder base(ExecutorRun executor, TaskRun task, TaskState state, Instant now) {
        TaskStatus.Builder status = TaskStatus.newBuilder()
                .setTaskId(task.id())
                .setState(state)
                .setExecutorId(executor.info.getExecutorId())
                .setTimestamp(Seconds.timestamp(now))
                .setUuid(uuid())
                .setContainerStatus(container(task));
        agentId.ifPresent(status::setAgentId);
        return withDrain(status);
    }

    private TaskStatus.Builder withDrain(TaskStatus.Builder status) {
        if (drain.isEmpty()
                || (status.getState() != TaskState.TASK_KILLING && status.getState() != TaskState.TASK_KILLED)) {
            return status;
        }
        if (drain.get().markGone() && status.getState() == TaskState.TASK_KILLED) {
            status.setState(TaskState.TASK_GONE_BY_OPERATOR);
        }
        return status.setReason(TaskStatus.Reason.REASON_AGENT_DRAINING);
    }

    /** The container, with address and process while there is one. */
    private ContainerStatus container(TaskRun task) {
        ContainerStatus.Builder container = ContainerStatus.newBuilder().setContainerId(task.container);
        if (!task.process.equals(ProcessMark.NONE)) {
            container.addNetworkInfos(NetworkInfo.newBuilder()
                    .addIpAddresses(NetworkInfo.IPAddress.newBuilder()
                            .setProtocol(NetworkInfo.Protocol.IPv4)
                            .setIpAddress(ip)));
            container.setExecutorPid((int) task.process.pid());
        }
        return container.build();
    }

    /** TASK_GONE for who knows partitions, TASK_LOST for who does not. */
    static TaskState gone(ExecutorRun executor) {
        return orLost(executor, TaskState.TASK_GONE);
    }

    /** TASK_DROPPED for who knows partitions, TASK_LOST for who does not. */
    static TaskState dropped(ExecutorRun executor) {
        return orLost(executor, TaskState.TASK_DROPPED);
    }

    private static TaskState orLost(ExecutorRun executor, TaskState state) {
        return executor.has(FrameworkInfo.Capability.Type.PARTITION_AWARE) ? state : TaskState.TASK_LOST;
    }

    ByteString uuid() {
        UUID id = ids.get();
        ByteBuffer bytes = ByteBuffer.allocate(2 * Long.BYTES);
        bytes.putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .flip();
        return ByteString.copyFrom(bytes);
    }

    String containerId() {
        return ids.get().toString();
    }
}
