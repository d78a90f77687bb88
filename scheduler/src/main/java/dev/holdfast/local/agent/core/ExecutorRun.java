package dev.holdfast.local.agent.core;

import dev.holdfast.mesos.v1.ContainerID;
import dev.holdfast.mesos.v1.ExecutorInfo;
import dev.holdfast.mesos.v1.FrameworkInfo;
import dev.holdfast.mesos.v1.TaskID;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One executor from its first task until the last update of its last task is acknowledged. */
final class ExecutorRun {

    final FrameworkInfo framework;
    final ExecutorInfo info;
    final ContainerID container;
    final Map<TaskID, TaskRun> tasks = new LinkedHashMap<>();

    /** It has no task left and has ended. */
    boolean over;

    /** It is being ended as a whole and takes no more tasks. */
    boolean terminating;

    /** Its framework is gone: its updates go nowhere. */
    boolean silent;

    private int groups;

    ExecutorRun(FrameworkInfo framework, ExecutorInfo info, ContainerID container) {
        this.framework = framework;
        this.info = info;
        this.container = container;
    }

    static ExecutorRun from(AgentSnapshot.Executor saved) {
        ExecutorRun executor = new ExecutorRun(saved.framework(), saved.info(), saved.container());
        executor.over = saved.over();
        executor.terminating = saved.terminating();
        executor.silent = saved.silent();
        for (AgentSnapshot.Task task : saved.tasks()) {
            executor.tasks.put(task.info().getTaskId(), TaskRun.from(task));
            executor.groups = Math.max(executor.groups, task.group());
        }
        return executor;
    }

    AgentSnapshot.Executor snapshot() {
        List<AgentSnapshot.Task> saved = new ArrayList<>();
        tasks.values().forEach(task -> saved.add(task.snapshot()));
        return new AgentSnapshot.Executor(framework, info, container, over, terminating, silent, List.copyOf(saved));
    }

    int nextGroup() {
        return ++groups;
    }

    /** A task launched without a group is its own executor: nobody else can join it, and nobody hears of its exit. */
    boolean isCommandExecutor() {
        return info.getType() != ExecutorInfo.Type.DEFAULT;
    }

    boolean isIdle() {
        return tasks.values().stream().allMatch(TaskRun::isOver);
    }

    TaskLaunch launch(TaskRun task) {
        return new TaskLaunch(framework, info, container, task.info, task.container);
    }

    Optional<TaskRun> byContainer(String key) {
        return tasks.values().stream()
                .filter(task -> task.container.getValue().equals(key))
                .findFirst();
    }

    boolean has(FrameworkInfo.Capability.Type capability) {
        return framework.getCapabilitiesList().stream().anyMatch(has -> has.getType() == capability);
    }
}
