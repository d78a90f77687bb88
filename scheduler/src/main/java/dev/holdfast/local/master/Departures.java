package dev.holdfast.local.master;

import dev.holdfast.local.link.ToAgent;
import dev.holdfast.local.master.Checkpoint.Standing;
import dev.holdfast.mesos.v1.OperationState;
import dev.holdfast.mesos.v1.Task;
import dev.holdfast.mesos.v1.TaskState;
import dev.holdfast.mesos.v1.TaskStatus;
import java.util.List;
import java.util.Map;

/** Agents that go: for a moment, out of reach, or for good. */
final class Departures {

    private final World world;
    private final Offers offers;
    private final OperationWork operations;

    Departures(World world, Offers offers, OperationWork operations) {
        this.world = world;
        this.offers = offers;
        this.operations = operations;
    }

    /** How an agent's tasks end for the master. */
    private record Ending(TaskState state, TaskStatus.Reason reason, String message, OperationState operations) {}

    /**
     * The link broke. It may be back soon, so only its offers are void; tasks that do not survive a restart are over.
     */
    void disconnected(long link) {
        world.agents.values().stream()
                .filter(agent -> agent.link == link)
                .findFirst()
                .ifPresent(this::disconnect);
    }

    void disconnect(Agent agent) {
        agent.link = Agent.NO_LINK;
        offers.rescind(agent);
        for (Framework framework : world.frameworks.values()) {
            if (framework.info.getCheckpoint()) {
                continue;
            }
            tasksOn(agent, framework)
                    .forEach(task -> end(
                            framework,
                            agent,
                            task,
                            new Ending(
                                    TaskState.TASK_GONE,
                                    TaskStatus.Reason.REASON_AGENT_DISCONNECTED,
                                    "Agent " + agent.info.getHostname() + " disconnected",
                                    OperationState.OPERATION_UNKNOWN)));
        }
    }

    /** Nothing was heard of the agent for too long; its tasks may go on running. */
    void unreachable(Agent agent) {
        String why = "health check timed out";
        leave(
                agent,
                Standing.UNREACHABLE,
                new Ending(
                        TaskState.TASK_UNREACHABLE,
                        TaskStatus.Reason.REASON_AGENT_REMOVED,
                        why,
                        OperationState.OPERATION_UNREACHABLE));
    }

    /** An operator says that the agent will never come back. */
    void gone(Agent agent) {
        String why = "Agent has been marked gone";
        world.tell(agent, new ToAgent.Refused(why));
        leave(
                agent,
                Standing.GONE,
                new Ending(
                        TaskState.TASK_GONE_BY_OPERATOR,
                        TaskStatus.Reason.REASON_AGENT_REMOVED_BY_OPERATOR,
                        why,
                        OperationState.OPERATION_GONE_BY_OPERATOR));
    }

    /** Another agent answers at its address now, so the old one cannot be there any more. */
    void replaced(Agent agent) {
        leave(
                agent,
                Standing.GONE,
                new Ending(
                        TaskState.TASK_GONE,
                        TaskStatus.Reason.REASON_AGENT_REMOVED,
                        "A new agent registered at the same address",
                        OperationState.OPERATION_GONE_BY_OPERATOR));
    }

    /**
     * Its machine is in maintenance: it is told to end. When the machine is up again it may come back, here under the id it had (a
     * real one comes under another, with its volumes).
     */
    void maintained(Agent agent) {
        String why = "Machine is `DOWN`";
        world.tell(agent, new ToAgent.Refused(why));
        leave(
                agent,
                Standing.UNREACHABLE,
                new Ending(
                        TaskState.TASK_GONE,
                        TaskStatus.Reason.REASON_AGENT_REMOVED,
                        why,
                        OperationState.OPERATION_UNREACHABLE));
    }

    private void leave(Agent agent, Standing standing, Ending ending) {
        for (Framework framework : world.frameworks.values()) {
            tasksOn(agent, framework).forEach(task -> end(framework, agent, task, ending));
        }
        operations.agentRemoved(agent, ending.operations(), ending.message());
        offers.rescind(agent);
        if (agent.isConnected()) {
            world.output(new MasterOutput.CloseLink(agent.link));
            agent.link = Agent.NO_LINK;
        }
        world.remove(agent, standing);
        for (Framework framework : world.frameworks.values()) {
            framework.refusals.removeIf(refusal -> refusal.agentId().equals(agent.id.getValue()));
            world.tell(framework, Events.agentLost(agent.id));
        }
    }

    static List<Task> tasksOn(Agent agent, Framework framework) {
        return framework.tasks.values().stream()
                .filter(task -> task.getAgentId().equals(agent.id))
                .toList();
    }

    private void end(Framework framework, Agent agent, Task task, Ending ending) {
        String id = task.getTaskId().getValue();
        framework.tasks.remove(id);
        agent.release(new Agent.TaskKey(framework.id.getValue(), id));
        if (Statuses.isTerminal(task.getState())) {
            framework.complete(task);
            return;
        }
        TaskState state = Statuses.forFramework(framework, ending.state());
        TaskStatus.Builder status = Statuses.about(task, state, ending.reason(), ending.message(), world.now);
        if (ending.state() == TaskState.TASK_UNREACHABLE) {
            status.setUnreachableTime(Times.info(world.now));
            framework.markUnreachable(task, world.now);
        } else {
            framework.complete(Statuses.after(task, status.build(), status.build()));
        }
        world.tell(framework, Events.update(status.build()));
    }

    /** An executor ended; the default executor does so after its last task. */
    void executorExited(Agent agent, Agent.ExecutorKey key, int status) {
        if (!agent.removeExecutor(key)) {
            return;
        }
        Framework framework = world.frameworks.get(key.frameworkId());
        if (framework != null) {
            world.tell(
                    framework,
                    Events.executorExited(
                            agent.id,
                            dev.holdfast.mesos.v1.ExecutorID.newBuilder()
                                    .setValue(key.executorId())
                                    .build(),
                            status));
        }
    }

    /** Nobody may use the agent of a framework that was removed. */
    void frameworkRemoved(Framework framework) {
        for (Agent agent : world.agents.values()) {
            boolean uses = !agent.usedBy(framework.id.getValue()).isEmpty();
            tasksOn(agent, framework).forEach(task -> {
                agent.release(new Agent.TaskKey(
                        framework.id.getValue(), task.getTaskId().getValue()));
                framework.complete(
                        Statuses.isTerminal(task.getState())
                                ? task
                                : task.toBuilder()
                                        .setState(TaskState.TASK_KILLED)
                                        .build());
            });
            for (Agent.ExecutorKey key : List.copyOf(agent.executors().keySet())) {
                if (key.frameworkId().equals(framework.id.getValue())) {
                    agent.removeExecutor(key);
                }
            }
            agent.pendingKills.keySet().removeIf(key -> key.frameworkId().equals(framework.id.getValue()));
            if (uses) {
                world.tell(agent, new ToAgent.ShutdownFramework(framework.id));
            }
        }
        framework.tasks.clear();
        for (Map.Entry<String, Agent> entry : world.agents.entrySet()) {
            entry.getValue()
                    .operations
                    .values()
                    .removeIf(operation -> operation.getFrameworkId().equals(framework.id)
                            && operation.getLatestStatus().getState() != OperationState.OPERATION_PENDING);
        }
    }
}
