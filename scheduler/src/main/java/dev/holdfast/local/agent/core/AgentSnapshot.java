package dev.holdfast.local.agent.core;

import dev.holdfast.local.link.ToAgent;
import dev.holdfast.local.link.ToMaster;
import dev.holdfast.mesos.v1.AgentID;
import dev.holdfast.mesos.v1.ContainerID;
import dev.holdfast.mesos.v1.ExecutorInfo;
import dev.holdfast.mesos.v1.FrameworkInfo;
import dev.holdfast.mesos.v1.Resource;
import dev.holdfast.mesos.v1.TaskInfo;
import dev.holdfast.mesos.v1.TaskStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What an agent must know again after it was away.
 *
 * @param agentId the id the master gave, if it already has
 * @param resources everything the agent has, with reservations and volumes
 * @param drain the drain under way
 * @param operations outcomes not yet acknowledged
 * @param doomed volumes that were destroyed, whose data may still be on disk
 */
public record AgentSnapshot(
        Optional<AgentID> agentId,
        List<Resource> resources,
        Optional<ToAgent.Drain> drain,
        List<Executor> executors,
        List<ToMaster.OperationUpdate> operations,
        List<Resource> doomed) {

    /** A new agent that has these resources and has never spoken to a master. */
    public static AgentSnapshot fresh(List<Resource> resources) {
        return new AgentSnapshot(Optional.empty(), resources, Optional.empty(), List.of(), List.of(), List.of());
    }

    /** One executor; {@code over} when it has ended and only updates are still to be acknowledged. */
    public record Executor(
            FrameworkInfo framework,
            ExecutorInfo info,
            ContainerID container,
            boolean over,
            boolean terminating,
            boolean silent,
            List<Task> tasks) {}

    /**
     * One task.
     *
     * @param killStarted when its end was asked for, {@link Instant#MAX} if it was not
     * @param forceAt when everything in its session is to be killed
     * @param history its statuses, the newest of each run of equal states
     * @param waiting the updates that are not acknowledged, oldest first
     */
    public record Task(
            TaskInfo info,
            ContainerID container,
            int group,
            TaskRun.Phase phase,
            ProcessMark process,
            Instant startedAt,
            Instant killStarted,
            Instant forceAt,
            boolean unhealthy,
            boolean outOfTime,
            List<TaskStatus> history,
            List<TaskStatus> waiting) {}
}
