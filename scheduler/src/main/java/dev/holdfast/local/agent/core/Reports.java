package dev.holdfast.local.agent.core;

import dev.holdfast.local.link.ToMaster;
import dev.holdfast.mesos.v1.AgentID;
import dev.holdfast.mesos.v1.AgentInfo;
import dev.holdfast.mesos.v1.ExecutorInfo;
import dev.holdfast.mesos.v1.FrameworkInfo;
import dev.holdfast.mesos.v1.Task;
import dev.holdfast.mesos.v1.TaskState;
import dev.holdfast.mesos.v1.TaskStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an agent tells of itself: to a master when it registers, to anybody who asks its HTTP API. */
public final class Reports {

    private Reports() {}

    /** First words on a new connection: everything the agent holds. */
    public static ToMaster.Register register(AgentSnapshot state, AgentInfo info, String ip) {
        List<ToMaster.RunningExecutor> executors = new ArrayList<>();
        List<Task> tasks = new ArrayList<>();
        Map<String, FrameworkInfo> frameworks = new LinkedHashMap<>();
        for (AgentSnapshot.Executor executor : state.executors()) {
            if (executor.silent()) {
                continue;
            }
            FrameworkInfo framework = executor.framework();
            frameworks.putIfAbsent(framework.getId().getValue(), framework);
            if (!executor.over() && isDefault(executor)) {
                executors.add(new ToMaster.RunningExecutor(framework.getId(), executor.info()));
            }
            executor.tasks().forEach(task -> tasks.add(task(state, executor, task)));
        }
        return new ToMaster.Register(
                state.agentId(),
                info,
                ip,
                state.resources(),
                List.copyOf(tasks),
                List.copyOf(executors),
                List.copyOf(frameworks.values()));
    }

    /** The task as Mesos shows tasks; of its environment and command it says nothing. */
    public static Task task(AgentSnapshot state, AgentSnapshot.Executor executor, AgentSnapshot.Task task) {
        Task.Builder shown = Task.newBuilder()
                .setName(task.info().getName())
                .setTaskId(task.info().getTaskId())
                .setFrameworkId(executor.framework().getId())
                .setExecutorId(executor.info().getExecutorId())
                .setAgentId(
                        state.agentId().orElse(AgentID.newBuilder().setValue("").build()))
                .setState(latest(task))
                .addAllResources(task.info().getResourcesList())
                .addAllStatuses(task.history());
        TaskStatus sent = task.waiting().isEmpty() ? last(task) : task.waiting().get(0);
        shown.setStatusUpdateState(sent.getState());
        if (sent.hasUuid()) {
            shown.setStatusUpdateUuid(sent.getUuid());
        }
        if (task.info().hasLabels()) {
            shown.setLabels(task.info().getLabels());
        }
        if (task.info().hasDiscovery()) {
            shown.setDiscovery(task.info().getDiscovery());
        }
        if (task.info().hasContainer()) {
            shown.setContainer(task.info().getContainer());
        }
        if (task.info().hasHealthCheck()) {
            shown.setHealthCheck(task.info().getHealthCheck());
        }
        if (task.info().hasKillPolicy()) {
            shown.setKillPolicy(task.info().getKillPolicy());
        }
        return Redaction.of(shown.setUser(user(executor, task)).build());
    }

    private static boolean isDefault(AgentSnapshot.Executor executor) {
        return executor.info().getType() == ExecutorInfo.Type.DEFAULT;
    }

    private static TaskState latest(AgentSnapshot.Task task) {
        return last(task).getState();
    }

    private static TaskStatus last(AgentSnapshot.Task task) {
        return task.history().isEmpty()
                ? TaskStatus.newBuilder()
                        .setTaskId(task.info().getTaskId())
                        .setState(TaskState.TASK_STAGING)
                        .build()
                : task.history().get(task.history().size() - 1);
    }

    private static String user(AgentSnapshot.Executor executor, AgentSnapshot.Task task) {
        return task.info().getCommand().hasUser()
                ? task.info().getCommand().getUser()
                : executor.framework().getUser();
    }
}
