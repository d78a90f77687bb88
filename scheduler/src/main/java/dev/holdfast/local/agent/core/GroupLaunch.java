package dev.holdfast.local.agent.core;

import dev.holdfast.local.link.ToAgent;
import dev.holdfast.mesos.v1.ContainerID;
import dev.holdfast.mesos.v1.ExecutorInfo;
import dev.holdfast.mesos.v1.Resource;
import dev.holdfast.mesos.v1.TaskInfo;
import dev.holdfast.mesos.v1.TaskStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes a task group: onto its executor if that runs, else onto a new one; or drops it, saying why. */
final class GroupLaunch {

    private final Statuses statuses;
    private final TaskLife life;
    private final Map<String, ExecutorRun> executors;

    GroupLaunch(Statuses statuses, TaskLife life, Map<String, ExecutorRun> executors) {
        this.statuses = statuses;
        this.life = life;
        this.executors = executors;
    }

    void run(ToAgent.RunTaskGroup order, List<Resource> resources, Optional<ToAgent.Drain> drain, Turn turn) {
        Optional<ExecutorRun> running = running(order);
        if (drain.isPresent()) {
            drop(order, TaskStatus.Reason.REASON_AGENT_DRAINING, "The agent is draining", running, turn);
        } else if (running.filter(executor -> executor.terminating).isPresent()) {
            drop(order, TaskStatus.Reason.REASON_EXECUTOR_TERMINATED, "The executor is terminating", running, turn);
        } else if (running.isEmpty() && order.joins()) {
            drop(
                    order,
                    TaskStatus.Reason.REASON_EXECUTOR_TERMINATED,
                    "No executor is expected to launch and there is no executor running",
                    running,
                    turn);
        } else if (!new ResourceLedger(resources).contains(checkpointed(order, running.isEmpty()))) {
            drop(
                    order,
                    TaskStatus.Reason.REASON_RESOURCES_UNKNOWN,
                    "The checkpointed resources being used by the task group are unknown to the agent",
                    running,
                    turn);
        } else {
            ExecutorRun executor = running.orElseGet(() -> begin(order));
            launchAll(executor, order.group().getTasksList(), turn);
        }
    }

    private Optional<ExecutorRun> running(ToAgent.RunTaskGroup order) {
        return executors.values().stream()
                .filter(executor -> !executor.over
                        && executor.framework.getId().equals(order.framework().getId())
                        && executor.info.getExecutorId().equals(order.executor().getExecutorId()))
                .findFirst();
    }

    private ExecutorRun begin(ToAgent.RunTaskGroup order) {
        ContainerID container =
                ContainerID.newBuilder().setValue(statuses.containerId()).build();
        ExecutorRun executor = new ExecutorRun(order.framework(), order.executor(), container);
        executors.put(container.getValue(), executor);
        return executor;
    }

    private void launchAll(ExecutorRun executor, List<TaskInfo> tasks, Turn turn) {
        int group = executor.nextGroup();
        List<TaskRun> launched = new ArrayList<>();
        for (TaskInfo info : tasks) {
            TaskRun task = new TaskRun(info, container(executor), group);
            executor.tasks.put(info.getTaskId(), task);
            launched.add(task);
        }
        launched.forEach(task -> life.launch(executor, task, turn));
    }

    private ContainerID container(ExecutorRun executor) {
        if (executor.isCommandExecutor()) {
            return executor.container;
        }
        return ContainerID.newBuilder()
                .setValue(statuses.containerId())
                .setParent(executor.container)
                .build();
    }

    /** Reserved resources and volumes are written down on the agent: what it has no record of, it does not have. */
    private static List<Resource> checkpointed(ToAgent.RunTaskGroup order, boolean withExecutor) {
        List<Resource> wanted = new ArrayList<>();
        if (withExecutor) {
            wanted.addAll(order.executor().getResourcesList());
        }
        order.group().getTasksList().forEach(task -> wanted.addAll(task.getResourcesList()));
        wanted.removeIf(resource -> !ResourceLedger.isVolume(resource) && !isDynamic(resource));
        return wanted;
    }

    private static boolean isDynamic(Resource resource) {
        int last = resource.getReservationsCount() - 1;
        return last >= 0 && resource.getReservations(last).getType() == Resource.ReservationInfo.Type.DYNAMIC;
    }

    /**
     * The updates of a dropped task are acknowledged like any other's, so it is kept on an executor that never ran;
     * that one is told as exited where it would have been new, because the master has already set its resources aside.
     */
    private void drop(
            ToAgent.RunTaskGroup order,
            TaskStatus.Reason reason,
            String message,
            Optional<ExecutorRun> running,
            Turn turn) {
        ExecutorInfo info = order.executor();
        ContainerID container =
                ContainerID.newBuilder().setValue(statuses.containerId()).build();
        ExecutorRun never = new ExecutorRun(order.framework(), info, container);
        never.over = running.isPresent() || order.joins();
        executors.put(container.getValue(), never);
        for (TaskInfo task : order.group().getTasksList()) {
            TaskRun run = new TaskRun(task, container(never), 0);
            never.tasks.put(task.getTaskId(), run);
            life.drop(never, run, reason, message, turn);
        }
    }
}
