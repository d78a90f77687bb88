package dev.holdfast.local.master;

import dev.holdfast.mesos.v1.AgentID;
import dev.holdfast.mesos.v1.Task;
import dev.holdfast.mesos.v1.TaskID;
import dev.holdfast.mesos.v1.TaskInfo;
import dev.holdfast.mesos.v1.TaskState;
import dev.holdfast.mesos.v1.TaskStatus;
import java.time.Instant;
import java.util.Optional;

/** Makes statuses on the master's own account (they have no uuid), and knows what the states mean. */
final class Statuses {

    private Statuses() {}

    static boolean isTerminal(TaskState state) {
        return switch (state) {
            case TASK_FINISHED,
                    TASK_FAILED,
                    TASK_KILLED,
                    TASK_ERROR,
                    TASK_LOST,
                    TASK_DROPPED,
                    TASK_GONE,
                    TASK_GONE_BY_OPERATOR -> true;
            case TASK_STAGING, TASK_STARTING, TASK_RUNNING, TASK_KILLING, TASK_UNREACHABLE, TASK_UNKNOWN -> false;
        };
    }

    /** A framework that knows nothing of partitions hears of all of them as LOST. */
    static TaskState forFramework(Framework framework, TaskState state) {
        return switch (state) {
            case TASK_DROPPED, TASK_UNREACHABLE, TASK_GONE, TASK_GONE_BY_OPERATOR, TASK_UNKNOWN ->
                framework.isPartitionAware() ? state : TaskState.TASK_LOST;
            default -> state;
        };
    }

    static TaskStatus.Builder fromMaster(
            TaskID task, TaskState state, TaskStatus.Reason reason, String message, Instant now) {
        return TaskStatus.newBuilder()
                .setTaskId(task)
                .setState(state)
                .setMessage(message)
                .setSource(TaskStatus.Source.SOURCE_MASTER)
                .setReason(reason)
                .setTimestamp(Times.seconds(now));
    }

    /** About a task the master knows: with its agent and executor. */
    static TaskStatus.Builder about(Task task, TaskState state, TaskStatus.Reason reason, String message, Instant now) {
        TaskStatus.Builder status =
                fromMaster(task.getTaskId(), state, reason, message, now).setAgentId(task.getAgentId());
        if (task.hasExecutorId()) {
            status.setExecutorId(task.getExecutorId());
        }
        return status;
    }

    /** With what the newest status said of health, checks and container. */
    static TaskStatus.Builder withLatest(TaskStatus.Builder status, Task task) {
        if (task.getStatusesCount() > 0) {
            TaskStatus latest = task.getStatuses(task.getStatusesCount() - 1);
            if (latest.hasHealthy()) {
                status.setHealthy(latest.getHealthy());
            }
            if (latest.hasCheckStatus()) {
                status.setCheckStatus(latest.getCheckStatus());
            }
            if (latest.hasContainerStatus()) {
                status.setContainerStatus(latest.getContainerStatus());
            }
        }
        return status;
    }

    static TaskStatus.Builder reconciliation(
            TaskID task, Optional<AgentID> agent, TaskState state, String what, Instant now) {
        TaskStatus.Builder status =
                fromMaster(task, state, TaskStatus.Reason.REASON_RECONCILIATION, "Reconciliation: " + what, now);
        agent.ifPresent(status::setAgentId);
        return status;
    }

    /** A task as the master remembers it, on its way to the agent. */
    static Task staging(Framework framework, TaskInfo info, Optional<String> executorId) {
        Task.Builder task = Task.newBuilder()
                .setName(info.getName())
                .setTaskId(info.getTaskId())
                .setFrameworkId(framework.id)
                .setAgentId(info.getAgentId())
                .setState(TaskState.TASK_STAGING)
                .addAllResources(info.getResourcesList());
        executorId.ifPresent(id -> task.getExecutorIdBuilder().setValue(id));
        if (info.hasLabels()) {
            task.setLabels(info.getLabels());
        }
        if (info.hasDiscovery()) {
            task.setDiscovery(info.getDiscovery());
        }
        if (info.hasContainer()) {
            task.setContainer(info.getContainer());
        }
        if (info.hasHealthCheck()) {
            task.setHealthCheck(info.getHealthCheck());
        }
        if (info.hasKillPolicy()) {
            task.setKillPolicy(info.getKillPolicy());
        }
        if (info.getCommand().hasUser()) {
            task.setUser(info.getCommand().getUser());
        }
        return task.putAllLimits(info.getLimitsMap()).build();
    }

    /** The task after a status; {@code latest} may be ahead of it. One status is kept for each state in a row. */
    static Task after(Task task, TaskStatus status, TaskStatus latest) {
        Task.Builder next = task.toBuilder()
                .setState(latest.getState())
                .setStatusUpdateState(status.getState())
                .setStatusUpdateUuid(status.getUuid());
        int last = next.getStatusesCount() - 1;
        if (last >= 0 && next.getStatuses(last).getState() == status.getState()) {
            next.removeStatuses(last);
        }
        return next.addStatuses(status.toBuilder().clearData()).build();
    }
}
