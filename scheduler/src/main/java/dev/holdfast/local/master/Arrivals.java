package dev.holdfast.local.master;

import dev.holdfast.local.link.ToAgent;
import dev.holdfast.local.link.ToMaster;
import dev.holdfast.local.master.Checkpoint.KnownAgent;
import dev.holdfast.mesos.v1.AgentID;
import dev.holdfast.mesos.v1.AgentInfo;
import dev.holdfast.mesos.v1.FrameworkInfo;
import dev.holdfast.mesos.v1.Resource;
import dev.holdfast.mesos.v1.Task;
import dev.holdfast.mesos.v1.TaskState;
import dev.holdfast.mesos.v1.TaskStatus;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Agents that come: for the first time, back from a short absence, back from beyond reach, or after the master's own.
 */
final class Arrivals {

    private final World world;
    private final Allocator allocator;
    private final Departures departures;
    private final OperationWork operations;

    Arrivals(World world, Allocator allocator, Departures departures, OperationWork operations) {
        this.world = world;
        this.allocator = allocator;
        this.departures = departures;
        this.operations = operations;
    }

    Reply register(long link, ToMaster.Register register) {
        boolean down = Machines.isDown(world, register.info().getHostname(), register.ip());
        Optional<String> refusal =
                down ? Optional.of("Machine is `DOWN`") : register.agentId().flatMap(this::refusal);
        if (refusal.isPresent()) {
            world.output(new MasterOutput.ToLink(link, new ToAgent.Refused(refusal.get())));
            world.output(new MasterOutput.CloseLink(link));
            return Reply.OK;
        }
        register.agentId()
                .flatMap(id -> world.agent(id.getValue()))
                .ifPresentOrElse(agent -> comeBack(agent, link, register), () -> join(link, register));
        return Reply.OK;
    }

    private Optional<String> refusal(AgentID id) {
        if (world.goneAgents.containsKey(id.getValue())) {
            return Optional.of("Agent has been marked gone");
        }
        boolean known = world.agents.containsKey(id.getValue())
                || world.recoveredAgents.containsKey(id.getValue())
                || world.unreachableAgents.containsKey(id.getValue());
        return known ? Optional.empty() : Optional.of("No agent has the id " + id.getValue() + " from this master");
    }

    /** It was never removed: what it holds is compared with what is known, and it is offered again next round. */
    private void comeBack(Agent agent, long link, ToMaster.Register register) {
        if (agent.isConnected()) {
            world.output(new MasterOutput.CloseLink(agent.link));
            departures.disconnect(agent);
        }
        agent.link = link;
        agent.info = info(register, agent.id);
        agent.ip = register.ip();
        agent.reregistered = world.now;
        agent.lastContact = world.now;
        agent.lastPing = world.now;
        operations.agentReturned(agent, Resources.of(register.resources()).unallocated());
        welcome(agent);
        learn(agent, register);
        dropMissing(agent, register);
        List.copyOf(agent.pendingKills.values()).forEach(kill -> world.tell(agent, kill));
    }

    private void join(long link, ToMaster.Register register) {
        List<Agent> atSameAddress = world.agents.values().stream()
                .filter(other -> other.ip.equals(register.ip())
                        && other.info.getPort() == register.info().getPort())
                .toList();
        atSameAddress.forEach(departures::replaced);
        AgentID id = register.agentId()
                .orElseGet(
                        () -> AgentID.newBuilder().setValue(world.nextAgentId()).build());
        KnownAgent recovered = world.recoveredAgents.remove(id.getValue());
        KnownAgent unreachable = world.unreachableAgents.remove(id.getValue());
        Agent agent = new Agent(
                info(register, id),
                register.ip(),
                Resources.of(register.resources()).unallocated(),
                world.now);
        agent.link = link;
        KnownAgent before = recovered != null ? recovered : unreachable;
        if (before != null) {
            agent.deactivated = before.deactivated();
            agent.drain = before.drain();
        }
        world.agents.put(id.getValue(), agent);
        world.save();
        welcome(agent);
        learn(agent, register);
        if (unreachable != null) {
            tellReachable(agent, register);
        }
        allocator.allocate(List.of(agent));
    }

    private static AgentInfo info(ToMaster.Register register, AgentID id) {
        return register.info().toBuilder().setId(id).build();
    }

    private void welcome(Agent agent) {
        world.tell(agent, new ToAgent.Registered(agent.id));
        if (agent.isDraining()) {
            world.tell(agent, Drains.order(agent));
        }
    }

    /** What the agent runs is taken over as it says. */
    private void learn(Agent agent, ToMaster.Register register) {
        for (FrameworkInfo info : register.frameworks()) {
            learn(agent, info);
        }
        for (ToMaster.RunningExecutor running : register.executors()) {
            if (world.frameworks.containsKey(running.frameworkId().getValue())) {
                agent.addExecutor(running.frameworkId(), running.executor());
            }
        }
        for (Task reported : register.tasks()) {
            Framework framework = world.frameworks.get(reported.getFrameworkId().getValue());
            if (framework != null) {
                learn(agent, framework, reported);
            }
        }
    }

    private void learn(Agent agent, FrameworkInfo info) {
        String id = info.getId().getValue();
        if (world.removedFrameworks.contains(id)) {
            world.tell(agent, new ToAgent.ShutdownFramework(info.getId()));
        } else if (!world.frameworks.containsKey(id)) {
            Framework framework = new Framework(info, world.now);
            framework.recovered = true;
            world.frameworks.put(id, framework);
            world.save();
        }
    }

    private static void learn(Agent agent, Framework framework, Task reported) {
        String id = reported.getTaskId().getValue();
        Task known = framework.tasks.get(id);
        Task.Builder task = reported.toBuilder().setAgentId(agent.id);
        if (known != null && reported.getStatusesCount() == 0) {
            task.addAllStatuses(known.getStatusesList());
        }
        framework.tasks.put(id, task.build());
        Agent.TaskKey key = new Agent.TaskKey(framework.id.getValue(), id);
        if (Statuses.isTerminal(reported.getState())) {
            agent.release(key);
        } else {
            agent.use(key, allocated(framework, reported.getResourcesList()));
        }
    }

    private static Resources allocated(Framework framework, List<Resource> resources) {
        List<String> roles = framework.roles();
        String role = roles.isEmpty() ? "*" : roles.get(0);
        return Resources.of(resources)
                .map(resource -> resource.hasAllocationInfo()
                        ? resource
                        : resource.toBuilder()
                                .setAllocationInfo(Resource.AllocationInfo.newBuilder()
                                        .setRole(
                                                Reservations.isReserved(resource) ? Reservations.role(resource) : role))
                                .build());
    }

    /** Tasks and executors the agent does not have never reached it, or are over without anybody left to say so. */
    private void dropMissing(Agent agent, ToMaster.Register register) {
        Set<Agent.TaskKey> there = new HashSet<>();
        register.tasks()
                .forEach(task -> there.add(new Agent.TaskKey(
                        task.getFrameworkId().getValue(), task.getTaskId().getValue())));
        for (Framework framework : world.frameworks.values()) {
            for (Task task : Departures.tasksOn(agent, framework)) {
                Agent.TaskKey key = new Agent.TaskKey(
                        framework.id.getValue(), task.getTaskId().getValue());
                if (!there.contains(key)) {
                    drop(agent, framework, task, key);
                }
            }
        }
        Set<Agent.ExecutorKey> running = new HashSet<>();
        register.executors()
                .forEach(one -> running.add(new Agent.ExecutorKey(
                        one.frameworkId().getValue(),
                        one.executor().getExecutorId().getValue())));
        for (Agent.ExecutorKey key : List.copyOf(agent.executors().keySet())) {
            if (!running.contains(key)) {
                agent.removeExecutor(key);
            }
        }
    }

    private void drop(Agent agent, Framework framework, Task task, Agent.TaskKey key) {
        framework.tasks.remove(key.taskId());
        agent.release(key);
        agent.pendingKills.remove(key);
        if (Statuses.isTerminal(task.getState())) {
            framework.complete(task);
            return;
        }
        TaskStatus status = Statuses.about(
                        task,
                        Statuses.forFramework(framework, TaskState.TASK_DROPPED),
                        TaskStatus.Reason.REASON_RECONCILIATION,
                        "Reconciliation: task unknown to the agent",
                        world.now)
                .setSource(TaskStatus.Source.SOURCE_AGENT)
                .build();
        framework.complete(Statuses.after(task, status, status));
        world.tell(framework, Events.update(status));
    }

    /** Frameworks that were told their tasks are out of reach hear that they are not. */
    private void tellReachable(Agent agent, ToMaster.Register register) {
        for (Framework framework : world.frameworks.values()) {
            Set<String> lost = new HashSet<>();
            framework.unreachable.forEach((id, entry) -> {
                if (entry.task().getAgentId().equals(agent.id)) {
                    lost.add(id);
                }
            });
            for (Task task : register.tasks()) {
                String id = task.getTaskId().getValue();
                if (lost.contains(id) && task.getFrameworkId().equals(framework.id)) {
                    tellReachable(framework, id);
                }
            }
            framework.unreachable.keySet().removeAll(lost);
        }
    }

    private void tellReachable(Framework framework, String id) {
        Task task = framework.tasks.get(id);
        if (task == null || Statuses.isTerminal(task.getState())) {
            return;
        }
        TaskStatus.Builder status = Statuses.about(
                task,
                task.getState(),
                TaskStatus.Reason.REASON_AGENT_REREGISTERED,
                "Unreachable agent re-reregistered",
                world.now);
        world.tell(framework, Events.update(Statuses.withLatest(status, task).build()));
    }
}
