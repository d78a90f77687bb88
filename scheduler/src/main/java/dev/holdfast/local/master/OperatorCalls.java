package dev.holdfast.local.master;

import dev.holdfast.local.master.Checkpoint.KnownAgent;
import dev.holdfast.local.master.Checkpoint.Standing;
import dev.holdfast.mesos.v1.AgentID;
import dev.holdfast.mesos.v1.master.Call;
import dev.holdfast.mesos.v1.master.Response;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The v1 operator API: what is asked of a master by people and their tools. */
final class OperatorCalls {

    private final World world;
    private final Subscriptions subscriptions;
    private final Departures departures;
    private final Drains drains;
    private final Machines machines;
    private final OperatorResources resources;
    private final StateViews views;

    OperatorCalls(
            World world,
            Subscriptions subscriptions,
            Departures departures,
            Drains drains,
            Machines machines,
            OperatorResources resources) {
        this.world = world;
        this.subscriptions = subscriptions;
        this.departures = departures;
        this.drains = drains;
        this.machines = machines;
        this.resources = resources;
        this.views = new StateViews(world);
    }

    Reply call(Call call) {
        return switch (call.getType()) {
            case UNKNOWN -> Reply.bad("Failed to validate master::Call: Expecting 'type' to be present");
            case GET_HEALTH ->
                answer(
                        Response.Type.GET_HEALTH,
                        response -> response.setGetHealth(
                                Response.GetHealth.newBuilder().setHealthy(true)));
            case GET_MASTER ->
                answer(
                        Response.Type.GET_MASTER,
                        response -> response.setGetMaster(Response.GetMaster.newBuilder()
                                .setMasterInfo(world.self)
                                .setStartTime(Times.seconds(world.started))
                                .setElectedTime(Times.seconds(world.started))));
            case GET_STATE -> answer(Response.Type.GET_STATE, response -> response.setGetState(views.state()));
            case GET_AGENTS -> answer(Response.Type.GET_AGENTS, response -> response.setGetAgents(views.agents()));
            case GET_FRAMEWORKS ->
                answer(Response.Type.GET_FRAMEWORKS, response -> response.setGetFrameworks(views.frameworks()));
            case GET_TASKS -> answer(Response.Type.GET_TASKS, response -> response.setGetTasks(views.tasks()));
            case GET_EXECUTORS ->
                answer(Response.Type.GET_EXECUTORS, response -> response.setGetExecutors(views.executors()));
            case GET_OPERATIONS ->
                answer(Response.Type.GET_OPERATIONS, response -> response.setGetOperations(views.operations()));
            case GET_ROLES -> answer(Response.Type.GET_ROLES, response -> response.setGetRoles(views.roles()));
            case GET_MAINTENANCE_SCHEDULE ->
                answer(
                        Response.Type.GET_MAINTENANCE_SCHEDULE,
                        response -> response.setGetMaintenanceSchedule(
                                Response.GetMaintenanceSchedule.newBuilder().setSchedule(world.schedule)));
            case GET_MAINTENANCE_STATUS ->
                answer(
                        Response.Type.GET_MAINTENANCE_STATUS,
                        response -> response.setGetMaintenanceStatus(
                                Response.GetMaintenanceStatus.newBuilder().setStatus(machines.status())));
            default -> act(call);
        };
    }

    private static Reply answer(Response.Type type, Function<Response.Builder, Response.Builder> body) {
        return Reply.with(body.apply(Response.newBuilder().setType(type)).build());
    }

    private Reply act(Call call) {
        return switch (call.getType()) {
            case TEARDOWN -> teardown(call.getTeardown());
            case MARK_AGENT_GONE -> markGone(call.getMarkAgentGone().getAgentId());
            case DRAIN_AGENT ->
                withAgent(call.getDrainAgent().getAgentId(), agent -> drain(agent, call.getDrainAgent()));
            case UPDATE_MAINTENANCE_SCHEDULE ->
                machines.update(call.getUpdateMaintenanceSchedule().getSchedule());
            case START_MAINTENANCE -> machines.start(call.getStartMaintenance().getMachinesList());
            case STOP_MAINTENANCE -> machines.stop(call.getStopMaintenance().getMachinesList());
            case DEACTIVATE_AGENT -> withAgent(call.getDeactivateAgent().getAgentId(), drains::deactivate);
            case REACTIVATE_AGENT -> withAgent(call.getReactivateAgent().getAgentId(), drains::reactivate);
            case RESERVE_RESOURCES ->
                withAgent(
                        call.getReserveResources().getAgentId(),
                        agent -> resources.reserve(agent, call.getReserveResources()));
            case UNRESERVE_RESOURCES ->
                withAgent(
                        call.getUnreserveResources().getAgentId(),
                        agent -> resources.unreserve(agent, call.getUnreserveResources()));
            case CREATE_VOLUMES ->
                withAgent(
                        call.getCreateVolumes().getAgentId(),
                        agent -> resources.create(agent, call.getCreateVolumes()));
            case DESTROY_VOLUMES ->
                withAgent(
                        call.getDestroyVolumes().getAgentId(),
                        agent -> resources.destroy(agent, call.getDestroyVolumes()));
            default -> Reply.refused(501, "The embedded Mesos does not answer " + call.getType());
        };
    }

    private Reply withAgent(AgentID id, Function<Agent, Reply> action) {
        return world.agent(id.getValue())
                .map(action)
                .orElseGet(() -> Reply.bad("No agent is registered with the id " + id.getValue()));
    }

    private Reply teardown(Call.Teardown teardown) {
        Framework framework = world.frameworks.get(teardown.getFrameworkId().getValue());
        if (framework == null) {
            return Reply.bad("No framework found with specified ID");
        }
        subscriptions.remove(framework);
        return Reply.OK;
    }

    private Reply drain(Agent agent, Call.DrainAgent drain) {
        OptionalLong grace = drain.hasMaxGracePeriod()
                ? OptionalLong.of(
                        TimeUnit.SECONDS.toNanos(drain.getMaxGracePeriod().getSeconds())
                                + drain.getMaxGracePeriod().getNanos())
                : OptionalLong.empty();
        if (grace.orElse(0) < 0) {
            return Reply.bad("'max_grace_period' must be non-negative");
        }
        return drains.drain(agent, grace, drain.getMarkGone());
    }

    private Reply markGone(AgentID id) {
        String name = id.getValue();
        if (world.goneAgents.containsKey(name)) {
            return Reply.OK;
        }
        if (world.agents.containsKey(name)) {
            departures.gone(world.agents.get(name));
            return Reply.OK;
        }
        KnownAgent absent = world.recoveredAgents.containsKey(name)
                ? world.recoveredAgents.remove(name)
                : world.unreachableAgents.remove(name);
        if (absent == null) {
            return Reply.refused(404, "Agent not found");
        }
        stand(absent, Standing.GONE);
        return Reply.OK;
    }

    private void stand(KnownAgent absent, Standing standing) {
        KnownAgent now =
                new KnownAgent(absent.info(), standing, world.now.toEpochMilli(), absent.deactivated(), absent.drain());
        (standing == Standing.GONE ? world.goneAgents : world.unreachableAgents)
                .put(absent.info().getId().getValue(), now);
        world.save();
    }

    void drained(Agent agent) {
        drains.drained(agent);
    }

    /** Agents from before a restart that did not come back in time count as unreachable. */
    void giveUpRecovered() {
        for (KnownAgent agent : List.copyOf(world.recoveredAgents.values())) {
            world.recoveredAgents.remove(agent.info().getId().getValue());
            stand(agent, Standing.UNREACHABLE);
            world.frameworks
                    .values()
                    .forEach(framework ->
                            world.tell(framework, Events.agentLost(agent.info().getId())));
        }
    }
}
