package dev.holdfast.local.master;

import com.google.protobuf.ByteString;
import dev.holdfast.local.link.ToAgent;
import dev.holdfast.local.link.ToMaster;
import dev.holdfast.local.master.Checkpoint.KnownAgent;
import dev.holdfast.mesos.v1.AgentID;
import dev.holdfast.mesos.v1.KillPolicy;
import dev.holdfast.mesos.v1.Task;
import dev.holdfast.mesos.v1.TaskID;
import dev.holdfast.mesos.v1.TaskState;
import dev.holdfast.mesos.v1.TaskStatus;
import dev.holdfast.mesos.v1.scheduler.Call;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Running tasks: their updates on the way up, kills and acknowledgements on the way down, and reconciliation. */
final class TaskWork {

    private final World world;

    TaskWork(World world) {
        this.world = world;
    }

    /** Passes a status on; the agent repeats it until it is acknowledged, so nothing is lost if nobody listens now. */
    void updated(Agent agent, ToMaster.StatusUpdate update) {
        Framework framework = world.frameworks.get(update.frameworkId().getValue());
        if (framework == null) {
            world.tell(agent, new ToAgent.ShutdownFramework(update.frameworkId()));
            return;
        }
        TaskStatus status = update.status().hasAgentId()
                ? update.status()
                : update.status().toBuilder().setAgentId(agent.id).build();
        Task task = framework.tasks.get(status.getTaskId().getValue());
        if (task != null) {
            // What is over stays over, whatever a confused agent says later.
            TaskStatus latest = Statuses.isTerminal(task.getState())
                    ? update.latest().toBuilder().setState(task.getState()).build()
                    : update.latest();
            Task after = Statuses.after(task, status, latest);
            framework.tasks.put(status.getTaskId().getValue(), after);
            if (Statuses.isTerminal(after.getState())) {
                over(agent, framework, status.getTaskId());
            }
        }
        world.tell(framework, Events.update(status));
    }

    private static void over(Agent agent, Framework framework, TaskID task) {
        Agent.TaskKey key = new Agent.TaskKey(framework.id.getValue(), task.getValue());
        agent.release(key);
        agent.pendingKills.remove(key);
    }

    void acknowledge(Framework framework, Call.Acknowledge acknowledge) {
        String id = acknowledge.getTaskId().getValue();
        Task task = framework.tasks.get(id);
        Agent agent = world.agents.get(acknowledge.getAgentId().getValue());
        if (agent == null || !agent.isConnected()) {
            return;
        }
        if (task != null && isLast(task, acknowledge.getUuid())) {
            framework.tasks.remove(id);
            framework.complete(task);
            over(agent, framework, acknowledge.getTaskId());
        }
        world.tell(agent, new ToAgent.Acknowledge(framework.id, acknowledge.getTaskId(), acknowledge.getUuid()));
    }

    private static boolean isLast(Task task, ByteString uuid) {
        return task.hasStatusUpdateState()
                && Statuses.isTerminal(task.getStatusUpdateState())
                && task.getStatusUpdateUuid().equals(uuid);
    }

    void kill(Framework framework, Call.Kill kill) {
        Task task = framework.tasks.get(kill.getTaskId().getValue());
        Optional<AgentID> named = kill.hasAgentId() ? Optional.of(kill.getAgentId()) : Optional.empty();
        if (task == null) {
            reconcile(framework, kill.getTaskId(), named);
            return;
        }
        if (named.isPresent() && !named.get().equals(task.getAgentId())) {
            return;
        }
        world.agent(task.getAgentId().getValue()).ifPresent(agent -> {
            Optional<KillPolicy> policy = kill.hasKillPolicy() ? Optional.of(kill.getKillPolicy()) : Optional.empty();
            ToAgent.KillTask order = new ToAgent.KillTask(framework.id, kill.getTaskId(), policy);
            agent.pendingKills.put(
                    new Agent.TaskKey(framework.id.getValue(), kill.getTaskId().getValue()), order);
            world.tell(agent, order);
        });
    }

    void reconcile(Framework framework, Call.Reconcile reconcile) {
        if (reconcile.getTasksCount() == 0) {
            List.copyOf(framework.tasks.values()).forEach(task -> tellLatest(framework, task));
        }
        for (Call.Reconcile.Task task : reconcile.getTasksList()) {
            reconcile(
                    framework, task.getTaskId(), task.hasAgentId() ? Optional.of(task.getAgentId()) : Optional.empty());
        }
    }

    private void reconcile(Framework framework, TaskID id, Optional<AgentID> agent) {
        Task task = framework.tasks.get(id.getValue());
        if (task != null) {
            tellLatest(framework, task);
            return;
        }
        Framework.UnreachableTask unreachable = framework.unreachable.get(id.getValue());
        if (unreachable != null) {
            tellUnreachable(framework, id, Optional.of(unreachable.task().getAgentId()), unreachable.since());
            return;
        }
        String named = agent.map(AgentID::getValue).orElse("");
        if (isStillToCome(agent)) {
            // Its agent may be back in a moment and know the task: no answer is better than a wrong one.
            return;
        }
        KnownAgent cutOff = world.unreachableAgents.get(named);
        if (cutOff != null) {
            tellUnreachable(framework, id, agent, Instant.ofEpochMilli(cutOff.since()));
        } else if (world.agents.containsKey(named)) {
            tell(framework, id, agent, TaskState.TASK_GONE, "Task is unknown to the agent");
        } else if (world.goneAgents.containsKey(named)) {
            tell(framework, id, agent, TaskState.TASK_GONE_BY_OPERATOR, "Task is gone");
        } else {
            tell(framework, id, agent, TaskState.TASK_UNKNOWN, "Task is unknown");
        }
    }

    private boolean isStillToCome(Optional<AgentID> agent) {
        return agent.isPresent()
                ? world.recoveredAgents.containsKey(agent.get().getValue())
                : !world.recoveredAgents.isEmpty();
    }

    private void tellLatest(Framework framework, Task task) {
        TaskState state = task.hasStatusUpdateState() ? task.getStatusUpdateState() : task.getState();
        TaskStatus.Builder status = Statuses.about(
                task, state, TaskStatus.Reason.REASON_RECONCILIATION, "Reconciliation: Latest task state", world.now);
        world.tell(framework, Events.update(Statuses.withLatest(status, task).build()));
    }

    private void tellUnreachable(Framework framework, TaskID id, Optional<AgentID> agent, Instant since) {
        TaskStatus.Builder status = Statuses.reconciliation(
                id,
                agent,
                Statuses.forFramework(framework, TaskState.TASK_UNREACHABLE),
                "Task is unreachable",
                world.now);
        world.tell(
                framework,
                Events.update(status.setUnreachableTime(Times.info(since)).build()));
    }

    private void tell(Framework framework, TaskID id, Optional<AgentID> agent, TaskState state, String what) {
        world.tell(
                framework,
                Events.update(
                        Statuses.reconciliation(id, agent, Statuses.forFramework(framework, state), what, world.now)
                                .build()));
    }
}
