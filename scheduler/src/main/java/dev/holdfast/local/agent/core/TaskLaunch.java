package dev.holdfast.local.agent.core;

import dev.holdfast.mesos.v1.ContainerID;
import dev.holdfast.mesos.v1.ExecutorInfo;
import dev.holdfast.mesos.v1.FrameworkInfo;
import dev.holdfast.mesos.v1.TaskInfo;

/**
 * Everything needed to run one task.
 *
 * @param executorContainer container of the executor, whose sandbox holds the task's
 * @param container the task's own container; the executor's itself where the task has its executor to itself
 */
public record TaskLaunch(
        FrameworkInfo framework,
        ExecutorInfo executor,
        ContainerID executorContainer,
        TaskInfo task,
        ContainerID container) {

    /** The name under which events about this task come back. */
    public String key() {
        return container.getValue();
    }

    /** Whether the task was launched without a group: then it is its executor, and shares its sandbox. */
    public boolean isAlone() {
        return !container.hasParent();
    }
}
