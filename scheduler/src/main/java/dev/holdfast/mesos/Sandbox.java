package dev.holdfast.mesos;

import dev.holdfast.model.ExecutorId;
import dev.holdfast.model.FrameworkId;
import dev.holdfast.model.TaskId;

/**
 * Where an agent's file API shows sandboxes. Since Mesos 1.5 every executor's latest run has a path that names neither
 * the agent's work directory nor a container, and stays until the sandbox is garbage-collected. As our executor ids
 * never repeat, the latest run is the only one.
 */
public final class Sandbox {

    private Sandbox() {}

    /** The executor's own sandbox, where its volumes are. */
    public static String ofExecutor(FrameworkId framework, ExecutorId executor) {
        return "/frameworks/" + framework + "/executors/" + executor + "/runs/latest";
    }

    /**
     * A task's sandbox, by the link that the default executor makes just before it says RUNNING. A task that never ran
     * has none; its container has, see {@link #ofContainer}.
     */
    public static String ofTask(FrameworkId framework, ExecutorId executor, TaskId task) {
        return ofExecutor(framework, executor) + "/tasks/" + task;
    }

    /** @param containerId as in the task's status, with the parent before a dot */
    public static String ofContainer(FrameworkId framework, ExecutorId executor, String containerId) {
        String nested = containerId.substring(containerId.lastIndexOf('.') + 1);
        return ofExecutor(framework, executor) + "/containers/" + nested;
    }
}
