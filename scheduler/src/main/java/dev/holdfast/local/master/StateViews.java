package dev.holdfast.local.master;

import dev.holdfast.local.master.Checkpoint.KnownAgent;
import dev.holdfast.mesos.v1.AgentInfo;
import dev.holdfast.mesos.v1.FrameworkID;
import dev.holdfast.mesos.v1.Operation;
import dev.holdfast.mesos.v1.Role;
import dev.holdfast.mesos.v1.Task;
import dev.holdfast.mesos.v1.master.Response;
import dev.holdfast.mesos.v1.scheduler.OfferConstraints;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The state as the v1 operator API shows it. */
final class StateViews {

    /** What this master claims to be, so that schedulers use what it can do. */
    static final String VERSION = "1.12.0";

    private static final List<AgentInfo.Capability.Type> AGENT_CAPABILITIES = List.of(
            AgentInfo.Capability.Type.MULTI_ROLE,
            AgentInfo.Capability.Type.HIERARCHICAL_ROLE,
            AgentInfo.Capability.Type.RESERVATION_REFINEMENT,
            AgentInfo.Capability.Type.RESOURCE_PROVIDER,
            AgentInfo.Capability.Type.RESIZE_VOLUME,
            AgentInfo.Capability.Type.AGENT_OPERATION_FEEDBACK,
            AgentInfo.Capability.Type.AGENT_DRAINING,
            AgentInfo.Capability.Type.TASK_RESOURCE_LIMITS);

    private final World world;

    StateViews(World world) {
        this.world = world;
    }

    Response.GetState.Builder state() {
        return Response.GetState.newBuilder()
                .setGetTasks(tasks())
                .setGetExecutors(executors())
                .setGetFrameworks(frameworks())
                .setGetAgents(agents());
    }

    Response.GetTasks.Builder tasks() {
        Response.GetTasks.Builder tasks = Response.GetTasks.newBuilder();
        for (Framework framework : world.frameworks.values()) {
            for (Task task : framework.tasks.values()) {
                if (Statuses.isTerminal(task.getState())) {
                    tasks.addCompletedTasks(task);
                } else {
                    tasks.addTasks(task);
                }
            }
            framework.unreachable.values().forEach(entry -> tasks.addUnreachableTasks(entry.task()));
            tasks.addAllCompletedTasks(framework.completed);
        }
        world.completedFrameworks.values().forEach(framework -> tasks.addAllCompletedTasks(framework.completed));
        return tasks;
    }

    Response.GetExecutors.Builder executors() {
        Response.GetExecutors.Builder executors = Response.GetExecutors.newBuilder();
        for (Agent agent : world.agents.values()) {
            agent.executors()
                    .values()
                    .forEach(executor -> executors.addExecutors(Response.GetExecutors.Executor.newBuilder()
                            .setExecutorInfo(executor)
                            .setAgentId(agent.id)));
        }
        return executors;
    }

    Response.GetFrameworks.Builder frameworks() {
        Response.GetFrameworks.Builder frameworks = Response.GetFrameworks.newBuilder();
        world.frameworks.values().forEach(framework -> frameworks.addFrameworks(framework(framework)));
        world.completedFrameworks
                .values()
                .forEach(framework -> frameworks.addCompletedFrameworks(
                        framework(framework).setUnregisteredTime(Times.info(framework.lastSeen))));
        return frameworks;
    }

    private Response.GetFrameworks.Framework.Builder framework(Framework framework) {
        String id = framework.id.getValue();
        Resources allocated = Resources.sum(
                world.agents.values().stream().map(agent -> agent.usedBy(id)).toList());
        List<OpenOffer> open = world.offers.values().stream()
                .filter(offer -> offer.frameworkId().equals(id))
                .toList();
        Resources offered =
                Resources.sum(open.stream().map(OpenOffer::resources).toList());
        Response.GetFrameworks.Framework.Builder view = Response.GetFrameworks.Framework.newBuilder()
                .setFrameworkInfo(framework.info)
                .setActive(framework.isConnected())
                .setConnected(framework.isConnected())
                .setRecovered(framework.recovered)
                .setRegisteredTime(Times.info(framework.registered))
                .setReregisteredTime(Times.info(framework.reregistered))
                .addAllAllocatedResources(ResourceFormat.endpoint(allocated))
                .addAllOfferedResources(ResourceFormat.endpoint(offered))
                .setOfferConstraints(OfferConstraints.getDefaultInstance());
        open.forEach(offer -> view.addOffers(offer.offer()));
        return view;
    }

    Response.GetAgents.Builder agents() {
        Response.GetAgents.Builder agents = Response.GetAgents.newBuilder();
        world.agents.values().forEach(agent -> agents.addAgents(agent(agent)));
        world.recoveredAgents.values().stream().map(KnownAgent::info).forEach(agents::addRecoveredAgents);
        return agents;
    }

    private static Response.GetAgents.Agent.Builder agent(Agent agent) {
        Response.GetAgents.Agent.Builder view = Response.GetAgents.Agent.newBuilder()
                .setAgentInfo(agent.info)
                .setActive(agent.isConnected() && !agent.deactivated && !agent.isDraining())
                .setDeactivated(agent.deactivated || agent.isDraining())
                .setVersion(VERSION)
                .setPid(agent.pid())
                .setRegisteredTime(Times.info(agent.registered))
                .addAllTotalResources(ResourceFormat.endpoint(agent.total()))
                .addAllAllocatedResources(ResourceFormat.endpoint(agent.used()))
                .addAllOfferedResources(ResourceFormat.endpoint(agent.offered()));
        if (agent.reregistered.isAfter(agent.registered)) {
            view.setReregisteredTime(Times.info(agent.reregistered));
        }
        if (agent.isDraining()) {
            view.setDrainInfo(agent.drain);
        }
        AGENT_CAPABILITIES.forEach(
                type -> view.addCapabilities(AgentInfo.Capability.newBuilder().setType(type)));
        return view;
    }

    Response.GetOperations.Builder operations() {
        List<Operation> operations = new ArrayList<>();
        world.agents.values().forEach(agent -> operations.addAll(agent.operations.values()));
        return Response.GetOperations.newBuilder().addAllOperations(operations);
    }

    Response.GetRoles.Builder roles() {
        Map<String, Role.Builder> roles = new TreeMap<>();
        for (Framework framework : world.frameworks.values()) {
            for (String name : framework.roles()) {
                role(roles, name).addFrameworks(FrameworkID.newBuilder().setValue(framework.id.getValue()));
            }
        }
        Stream<Resources> held =
                world.agents.values().stream().flatMap(agent -> Stream.of(agent.used(), agent.offered()));
        for (Resources resources : held.toList()) {
            resources.forEach(resource ->
                    role(roles, resource.getAllocationInfo().getRole()).addResources(resource));
        }
        Response.GetRoles.Builder view = Response.GetRoles.newBuilder();
        roles.values().forEach(role -> {
            Resources merged = Resources.of(role.getResourcesList());
            view.addRoles(role.clearResources().addAllResources(ResourceFormat.endpoint(merged)));
        });
        return view;
    }

    private static Role.Builder role(Map<String, Role.Builder> roles, String name) {
        return roles.computeIfAbsent(
                name, missing -> Role.newBuilder().setName(missing).setWeight(1));
    }
}
