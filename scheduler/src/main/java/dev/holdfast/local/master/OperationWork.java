package dev.holdfast.local.master;

import com.google.protobuf.ByteString;
import dev.holdfast.local.link.ToAgent;
import dev.holdfast.local.link.ToMaster;
import dev.holdfast.mesos.v1.AgentID;
import dev.holdfast.mesos.v1.FrameworkID;
import dev.holdfast.mesos.v1.Offer;
import dev.holdfast.mesos.v1.Operation;
import dev.holdfast.mesos.v1.OperationID;
import dev.holdfast.mesos.v1.OperationState;
import dev.holdfast.mesos.v1.OperationStatus;
import dev.holdfast.mesos.v1.UUID;
import dev.holdfast.mesos.v1.scheduler.Call;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * Reservations and volumes: applied here at once, so that the next operation of the same ACCEPT sees them, and sent to
 * the agent, whose answer is passed on when the operation has an id.
 */
final class OperationWork {

    private static final String NO_FRAMEWORK = "";

    private final World world;
    private final Offers offers;

    OperationWork(World world, Offers offers) {
        this.world = world;
        this.offers = offers;
    }

    /** Books the operation and sends it; the caller has checked it. */
    void apply(FrameworkID framework, Agent agent, Offer.Operation operation) {
        Offer.Operation plain = Conversion.map(
                operation,
                resource -> resource.toBuilder().clearAllocationInfo().build());
        agent.setTotal(Conversion.of(plain).appliedTo(agent.total()));
        ByteString uuid = newUuid();
        OperationStatus.Builder pending = OperationStatus.newBuilder()
                .setState(OperationState.OPERATION_PENDING)
                .setAgentId(agent.id);
        if (operation.hasId()) {
            pending.setOperationId(operation.getId());
        }
        agent.operations.put(
                uuid,
                Operation.newBuilder()
                        .setFrameworkId(framework)
                        .setAgentId(agent.id)
                        .setInfo(operation)
                        .setLatestStatus(pending)
                        .setUuid(UUID.newBuilder().setValue(uuid))
                        .build());
        world.tell(agent, new ToAgent.ApplyOperation(framework, uuid, plain));
    }

    /** For an operation on nobody's behalf. */
    static FrameworkID noFramework() {
        return FrameworkID.newBuilder().setValue(NO_FRAMEWORK).build();
    }

    /** Refuses an operation; who did not give it an id is not told. */
    void drop(Framework framework, Offer.Operation operation, String why) {
        if (operation.hasId()) {
            world.tell(
                    framework,
                    Events.operation(OperationStatus.newBuilder()
                            .setOperationId(operation.getId())
                            .setState(OperationState.OPERATION_ERROR)
                            .setMessage(why)));
        }
    }

    private ByteString newUuid() {
        java.util.UUID uuid = world.uuids.get();
        ByteBuffer bytes =
                ByteBuffer.allocate(16).putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits());
        return ByteString.copyFrom(bytes.flip());
    }

    /** The agent's word on an operation, with what it has now. */
    void updated(Agent agent, ToMaster.OperationUpdate update) {
        OperationStatus status = update.status();
        Operation before = agent.operations.getOrDefault(update.operationUuid(), unknownBefore(agent, update));
        Operation after =
                before.toBuilder().setLatestStatus(status).addStatuses(status).build();
        agent.operations.put(update.operationUuid(), after);
        reconcile(agent, Resources.of(update.resources()).unallocated());
        boolean isAwaited = after.getInfo().hasId();
        if (isAwaited) {
            OperationStatus.Builder told = status.toBuilder()
                    .clearConvertedResources()
                    .setAgentId(agent.id)
                    .setOperationId(after.getInfo().getId());
            world.framework(update.frameworkId().getValue())
                    .ifPresent(framework -> world.tell(framework, Events.operation(told)));
        } else if (status.hasUuid()) {
            ByteString uuid = status.getUuid().getValue();
            world.tell(agent, new ToAgent.AcknowledgeOperation(update.frameworkId(), update.operationUuid(), uuid));
        }
        if (!isAwaited || !status.hasUuid()) {
            agent.operations.remove(update.operationUuid());
        }
    }

    /** An operation from before this master's time: remembered, so that its acknowledgement finds its way back. */
    private static Operation unknownBefore(Agent agent, ToMaster.OperationUpdate update) {
        Offer.Operation.Builder info = Offer.Operation.newBuilder();
        if (update.status().hasOperationId()) {
            info.setId(update.status().getOperationId());
        }
        return Operation.newBuilder()
                .setFrameworkId(update.frameworkId())
                .setAgentId(agent.id)
                .setInfo(info)
                .setLatestStatus(update.status())
                .setUuid(UUID.newBuilder().setValue(update.operationUuid()))
                .build();
    }

    /**
     * The agent's report leads, but it is older than what was sent to it since: operations still pending are applied to
     * it again. Offers that hold what is no longer there are void.
     */
    private void reconcile(Agent agent, Resources reported) {
        Resources expected = reported;
        for (Operation operation : agent.operations.values()) {
            if (operation.getLatestStatus().getState() == OperationState.OPERATION_PENDING) {
                Conversion conversion = Conversion.of(operation.getInfo()).unallocated();
                if (expected.contains(conversion.consumed())) {
                    expected = conversion.appliedTo(expected);
                }
            }
        }
        agent.setTotal(expected);
        Resources given = agent.used().unallocated().plus(agent.offered().unallocated());
        if (!expected.contains(given)) {
            offers.rescind(agent);
        }
    }

    void acknowledge(Framework framework, Call.AcknowledgeOperationStatus acknowledge) {
        for (Agent agent : world.agents.values()) {
            for (Operation operation : List.copyOf(agent.operations.values())) {
                if (is(operation, framework, acknowledge.getOperationId())) {
                    world.tell(
                            agent,
                            new ToAgent.AcknowledgeOperation(
                                    framework.id, operation.getUuid().getValue(), acknowledge.getUuid()));
                    if (operation.getLatestStatus().getState() != OperationState.OPERATION_PENDING) {
                        agent.operations.remove(operation.getUuid().getValue());
                    }
                    return;
                }
            }
        }
    }

    private static boolean is(Operation operation, Framework framework, OperationID id) {
        return operation.getFrameworkId().equals(framework.id)
                && operation.getInfo().getId().equals(id);
    }

    void reconcile(Framework framework, Call.ReconcileOperations asked) {
        if (asked.getOperationsCount() == 0) {
            world.agents
                    .values()
                    .forEach(agent -> agent.operations.values().stream()
                            .filter(operation -> operation.getFrameworkId().equals(framework.id)
                                    && operation.getInfo().hasId())
                            .forEach(operation -> tellLatest(framework, operation)));
        }
        for (Call.ReconcileOperations.Operation one : asked.getOperationsList()) {
            Optional<Operation> known = world.agents.values().stream()
                    .flatMap(agent -> agent.operations.values().stream())
                    .filter(operation -> is(operation, framework, one.getOperationId()))
                    .findFirst();
            if (known.isPresent()) {
                tellLatest(framework, known.get());
            } else {
                world.tell(framework, Events.operation(unknown(one)));
            }
        }
    }

    private void tellLatest(Framework framework, Operation operation) {
        world.tell(
                framework,
                Events.operation(OperationStatus.newBuilder()
                        .setOperationId(operation.getInfo().getId())
                        .setState(operation.getLatestStatus().getState())
                        .setMessage("Reconciliation: Latest operation state")
                        .setAgentId(operation.getAgentId())));
    }

    private OperationStatus.Builder unknown(Call.ReconcileOperations.Operation asked) {
        OperationStatus.Builder status = OperationStatus.newBuilder().setOperationId(asked.getOperationId());
        AgentID agent = asked.getAgentId();
        if (asked.hasAgentId()) {
            status.setAgentId(agent);
        }
        if (world.agents.containsKey(agent.getValue())) {
            return status.setState(OperationState.OPERATION_UNKNOWN).setMessage("Reconciliation: Operation is unknown");
        }
        if (world.recoveredAgents.containsKey(agent.getValue())) {
            return status.setState(OperationState.OPERATION_RECOVERING)
                    .setMessage("Reconciliation: Agent is recovered but has not re-registered");
        }
        if (world.unreachableAgents.containsKey(agent.getValue())) {
            return status.setState(OperationState.OPERATION_UNREACHABLE)
                    .setMessage("Reconciliation: Agent is unreachable");
        }
        if (world.goneAgents.containsKey(agent.getValue())) {
            return status.setState(OperationState.OPERATION_GONE_BY_OPERATOR)
                    .setMessage("Reconciliation: Agent marked gone by operator");
        }
        return status.setState(OperationState.OPERATION_UNKNOWN)
                .setMessage("Reconciliation: Both operation and agent are unknown");
    }

    /** The agent is no longer there: every operation on it that somebody waits for ends so. */
    void agentRemoved(Agent agent, OperationState state, String why) {
        for (Operation operation : agent.operations.values()) {
            if (operation.getInfo().hasId()) {
                OperationStatus.Builder status = OperationStatus.newBuilder()
                        .setOperationId(operation.getInfo().getId())
                        .setState(state)
                        .setMessage(why)
                        .setAgentId(agent.id);
                world.framework(operation.getFrameworkId().getValue())
                        .ifPresent(framework -> world.tell(framework, Events.operation(status)));
            }
        }
        agent.operations.clear();
    }

    /**
     * The agent came back on a new connection. What was on its way to it is judged by what the agent has: an operation
     * whose result is there will be reported by the agent itself, any other one was lost.
     */
    void agentReturned(Agent agent, Resources reported) {
        for (Operation operation : List.copyOf(agent.operations.values())) {
            if (operation.getLatestStatus().getState() != OperationState.OPERATION_PENDING) {
                continue;
            }
            Conversion conversion = Conversion.of(operation.getInfo()).unallocated();
            if (reported.contains(conversion.converted()) && !reported.contains(conversion.consumed())) {
                continue;
            }
            agent.operations.remove(operation.getUuid().getValue());
            world.framework(operation.getFrameworkId().getValue()).ifPresent(framework -> {
                if (operation.getInfo().hasId()) {
                    world.tell(
                            framework,
                            Events.operation(OperationStatus.newBuilder()
                                    .setOperationId(operation.getInfo().getId())
                                    .setState(OperationState.OPERATION_DROPPED)
                                    .setMessage("Operation was lost on the way to the agent")
                                    .setAgentId(agent.id)));
                }
            });
        }
        agent.setTotal(reported);
    }
}
