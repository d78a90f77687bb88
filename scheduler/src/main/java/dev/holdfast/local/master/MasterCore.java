package dev.holdfast.local.master;

import dev.holdfast.local.link.ToAgent;
import dev.holdfast.local.link.ToMaster;
import dev.holdfast.mesos.v1.FrameworkID;
import dev.holdfast.mesos.v1.MasterInfo;
import dev.holdfast.mesos.v1.allocator.InverseOfferStatus;
import dev.holdfast.mesos.v1.scheduler.Call;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * A Mesos master as a state machine: no threads, no clock, no network. Not thread-safe; the same events at the same
 * times with the same ids give the same outputs.
 */
public final class MasterCore {

    private final World world;
    private final Offers offers;
    private final Allocator allocator;
    private final OperationWork operations;
    private final TaskWork tasks;
    private final Acceptance acceptance;
    private final Departures departures;
    private final Arrivals arrivals;
    private final Subscriptions subscriptions;
    private final OperatorCalls operator;
    private final InverseOffers inverseOffers;
    private Instant nextAllocation;

    /**
     * A master that just started.
     *
     * @param self how it presents itself; its id is the first part of every id it gives out
     * @param checkpoint what an earlier one left behind
     * @param uuids where ids of operations come from
     */
    public MasterCore(
            MasterInfo self, MasterTimings timings, Checkpoint checkpoint, Supplier<UUID> uuids, Instant now) {
        world = new World(self, timings, checkpoint, uuids, now);
        offers = new Offers(world);
        allocator = new Allocator(world);
        inverseOffers = new InverseOffers(world);
        operations = new OperationWork(world, offers);
        tasks = new TaskWork(world);
        acceptance = new Acceptance(world, offers, operations);
        departures = new Departures(world, offers, operations);
        arrivals = new Arrivals(world, allocator, departures, operations);
        subscriptions = new Subscriptions(world, offers, allocator, departures);
        operator = new OperatorCalls(
                world,
                subscriptions,
                departures,
                new Drains(world, offers, departures),
                new Machines(world, offers, inverseOffers, departures),
                new OperatorResources(world, offers, operations));
        nextAllocation = now.plus(timings.allocation());
    }

    /** Takes one event; {@code now} never goes back. */
    public Reaction handle(MasterEvent event, Instant now) {
        world.now = now;
        Reply reply = dispatch(event);
        return new Reaction(reply, world.takeOutputs());
    }

    /** When the next {@link MasterEvent.Tick} is due. */
    public Instant nextWake() {
        Instant next = nextAllocation;
        for (Framework framework : world.frameworks.values()) {
            Instant beat = framework.lastHeartbeat.plus(world.timings.heartbeat());
            if (framework.isConnected() && beat.isBefore(next)) {
                next = beat;
            }
        }
        return next;
    }

    /** What {@code GET /state} shows. */
    public byte[] stateJson() {
        return StateJson.of(world);
    }

    private Reply dispatch(MasterEvent event) {
        if (event instanceof MasterEvent.Subscribe subscribe) {
            return subscribe(subscribe);
        }
        if (event instanceof MasterEvent.SchedulerCall call) {
            return call(call);
        }
        if (event instanceof MasterEvent.StreamClosed closed) {
            subscriptions.streamClosed(closed.stream());
        } else if (event instanceof MasterEvent.AgentRegisters registers) {
            return arrivals.register(registers.link(), registers.register());
        } else if (event instanceof MasterEvent.AgentSays says) {
            return agentSays(says);
        } else if (event instanceof MasterEvent.LinkClosed closed) {
            departures.disconnected(closed.link());
        } else if (event instanceof MasterEvent.OperatorCall call) {
            return operator.call(call.call());
        } else {
            tick();
        }
        return Reply.OK;
    }

    private Reply subscribe(MasterEvent.Subscribe subscribe) {
        Optional<String> wrong = CallCheck.of(subscribe.call(), subscribe.principal());
        if (wrong.isPresent()) {
            return Reply.bad(wrong.get());
        }
        if (subscribe.givenStreamId().isPresent()) {
            return Reply.bad("Subscribe calls should not include the 'Mesos-Stream-Id' header");
        }
        world.framework(subscribe.call().getFrameworkId().getValue()).ifPresent(inverseOffers::forget);
        subscriptions.subscribe(subscribe.call().getSubscribe(), subscribe.offeredStream());
        return Reply.OK;
    }

    private Reply call(MasterEvent.SchedulerCall event) {
        Call call = event.call();
        Optional<String> wrong = CallCheck.of(call, event.principal());
        if (wrong.isPresent()) {
            return Reply.bad(wrong.get());
        }
        Framework framework = world.frameworks.get(call.getFrameworkId().getValue());
        if (framework == null) {
            return Reply.bad("Framework cannot be found");
        }
        String own = framework.info.getPrincipal();
        if (event.principal().isPresent()
                && !own.isEmpty()
                && !own.equals(event.principal().get())) {
            return Reply.refused(
                    403,
                    "Authenticated principal '" + event.principal().get() + "' does not match principal '" + own
                            + "' set in `FrameworkInfo`");
        }
        if (!framework.isConnected()) {
            return Reply.refused(403, "Framework is not subscribed");
        }
        if (event.givenStreamId().isEmpty()) {
            return Reply.bad("All non-subscribe calls should include the 'Mesos-Stream-Id' header");
        }
        String given = event.givenStreamId().get();
        if (!given.equals(framework.stream.toString())) {
            return Reply.bad("The stream ID '" + given + "' included in this request didn't match the stream ID"
                    + " currently associated with framework ID " + framework.id.getValue());
        }
        return perform(framework, call);
    }

    private Reply perform(Framework framework, Call call) {
        switch (call.getType()) {
            case TEARDOWN -> subscriptions.remove(framework);
            case ACCEPT -> acceptance.accept(framework, call.getAccept());
            case DECLINE -> offers.decline(framework, call.getDecline());
            case REVIVE -> subscriptions.revive(framework, call.getRevive().getRolesList());
            case SUPPRESS ->
                subscriptions.suppress(framework, call.getSuppress().getRolesList());
            case KILL -> tasks.kill(framework, call.getKill());
            case SHUTDOWN -> shutdown(framework.id, call.getShutdown());
            case ACKNOWLEDGE -> tasks.acknowledge(framework, call.getAcknowledge());
            case ACKNOWLEDGE_OPERATION_STATUS ->
                operations.acknowledge(framework, call.getAcknowledgeOperationStatus());
            case RECONCILE -> tasks.reconcile(framework, call.getReconcile());
            case RECONCILE_OPERATIONS -> operations.reconcile(framework, call.getReconcileOperations());
            case MESSAGE -> message(framework.id, call.getMessage());
            case UPDATE_FRAMEWORK -> {
                return subscriptions.update(framework, call.getUpdateFramework());
            }
            case ACCEPT_INVERSE_OFFERS ->
                inverseOffers.answer(
                        framework,
                        call.getAcceptInverseOffers().getInverseOfferIdsList(),
                        call.getAcceptInverseOffers().getFilters(),
                        InverseOfferStatus.Status.ACCEPT);
            case DECLINE_INVERSE_OFFERS ->
                inverseOffers.answer(
                        framework,
                        call.getDeclineInverseOffers().getInverseOfferIdsList(),
                        call.getDeclineInverseOffers().getFilters(),
                        InverseOfferStatus.Status.DECLINE);
            case REQUEST, SUBSCRIBE, UNKNOWN -> {}
        }
        return Reply.ACCEPTED;
    }

    private void shutdown(FrameworkID framework, Call.Shutdown shutdown) {
        world.agent(shutdown.getAgentId().getValue())
                .ifPresent(
                        agent -> world.tell(agent, new ToAgent.ShutdownExecutor(framework, shutdown.getExecutorId())));
    }

    private void message(FrameworkID framework, Call.Message message) {
        world.agent(message.getAgentId().getValue())
                .ifPresent(agent ->
                        world.tell(agent, new ToAgent.Message(framework, message.getExecutorId(), message.getData())));
    }

    private Reply agentSays(MasterEvent.AgentSays says) {
        Agent agent = world.agents.get(says.agentId().getValue());
        if (agent == null) {
            return Reply.refused(
                    404, "No agent is registered with the id " + says.agentId().getValue());
        }
        if (!agent.isConnected()) {
            return Reply.refused(409, "The agent has no link: it must register again");
        }
        agent.lastContact = world.now;
        ToMaster message = says.message();
        if (message instanceof ToMaster.StatusUpdate update) {
            tasks.updated(agent, update);
        } else if (message instanceof ToMaster.OperationUpdate update) {
            operations.updated(agent, update);
        } else if (message instanceof ToMaster.ExecutorExited exited) {
            Agent.ExecutorKey key = new Agent.ExecutorKey(
                    exited.frameworkId().getValue(), exited.executorId().getValue());
            departures.executorExited(agent, key, exited.status());
        } else if (message instanceof ToMaster.Drained) {
            operator.drained(agent);
        } else if (message instanceof ToMaster.Register) {
            return Reply.bad("An agent registers by opening a link");
        }
        return Reply.ACCEPTED;
    }

    private void tick() {
        heartbeats();
        pings();
        List.copyOf(world.frameworks.values()).forEach(subscriptions::expire);
        if (Duration.between(world.started, world.now).compareTo(world.timings.agentReregister()) > 0) {
            operator.giveUpRecovered();
        }
        if (!world.now.isBefore(nextAllocation)) {
            inverseOffers.ask();
            allocator.allocate();
            nextAllocation = world.now.plus(world.timings.allocation());
        }
    }

    private void heartbeats() {
        for (Framework framework : world.frameworks.values()) {
            Instant due = framework.lastHeartbeat.plus(world.timings.heartbeat());
            if (framework.isConnected() && !world.now.isBefore(due)) {
                framework.lastHeartbeat = world.now;
                world.tell(framework, Events.heartbeat());
            }
        }
    }

    private void pings() {
        for (Agent agent : List.copyOf(world.agents.values())) {
            if (!world.now.isBefore(agent.lastContact.plus(world.timings.agentTimeout()))) {
                departures.unreachable(agent);
            } else if (agent.isConnected() && !world.now.isBefore(agent.lastPing.plus(world.timings.agentPing()))) {
                agent.lastPing = world.now;
                world.tell(agent, new ToAgent.Ping());
            }
        }
    }
}
