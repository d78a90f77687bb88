package dev.holdfast.local.agent.core;

import com.google.protobuf.ByteString;
import dev.holdfast.local.link.ToAgent;
import dev.holdfast.local.link.ToMaster;
import dev.holdfast.mesos.v1.AgentID;
import dev.holdfast.mesos.v1.Offer;
import dev.holdfast.mesos.v1.OperationState;
import dev.holdfast.mesos.v1.OperationStatus;
import dev.holdfast.mesos.v1.Resource;
import dev.holdfast.mesos.v1.UUID;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The agent's resources, and the operations that change them. */
final class Operations {

    private final Statuses statuses;
    private final Map<ByteString, OperationRun> unacknowledged = new LinkedHashMap<>();
    // In the resources, and not told as done before their directories are there.
    private final Map<ByteString, Creation> creations = new LinkedHashMap<>();
    // Taken out of the resources, and not yet known to be gone from the disk.
    private final List<Resource> doomed;
    private List<Resource> resources;

    private record Creation(ToAgent.ApplyOperation order, OperationRun outcome) {}

    Operations(AgentSnapshot saved, Statuses statuses) {
        this.statuses = statuses;
        this.resources = new ResourceLedger(saved.resources()).list();
        this.doomed = new ArrayList<>(saved.doomed());
        saved.operations().forEach(update -> unacknowledged.put(update.operationUuid(), new OperationRun(update)));
    }

    List<Resource> resources() {
        return resources;
    }

    List<ToMaster.OperationUpdate> snapshot() {
        return unacknowledged.values().stream().map(OperationRun::update).toList();
    }

    void apply(ToAgent.ApplyOperation order, Optional<AgentID> agentId, Turn turn) {
        OperationRun known = unacknowledged.get(order.operationUuid());
        if (known != null) {
            // The master asks again for what is done: the answer was lost, or is on its way.
            sendUnlessCreating(known, turn);
            return;
        }
        Offer.Operation operation = order.operation();
        try {
            ResourceChange change = ResourceChange.of(operation);
            resources = change.applyTo(resources);
        } catch (ResourceChange.ImpossibleOperationException impossible) {
            outcome(order, OperationState.OPERATION_ERROR, impossible.why(), agentId)
                    .send(resources, turn);
            return;
        }
        OperationRun outcome = outcome(order, OperationState.OPERATION_FINISHED, "", agentId);
        if (operation.getType() == Offer.Operation.Type.CREATE) {
            // What is made again under the same name must not be taken for what was to go.
            operation.getCreate().getVolumesList().forEach(volume -> doomed.removeIf(old -> isSamePlace(old, volume)));
            creations.put(order.operationUuid(), new Creation(order, outcome));
            turn.add(new AgentEffect.CreateVolumes(
                    order.operationUuid(), operation.getCreate().getVolumesList()));
            return;
        }
        if (operation.getType() == Offer.Operation.Type.DESTROY) {
            doomed.addAll(operation.getDestroy().getVolumesList());
            turn.add(new AgentEffect.DestroyVolumes(operation.getDestroy().getVolumesList()));
        }
        outcome.send(resources, turn);
    }

    void onCreated(ByteString operationUuid, Turn turn) {
        Creation creation = creations.remove(operationUuid);
        if (creation != null) {
            creation.outcome().send(resources, turn);
        }
    }

    void onFailed(AgentEvent.OperationFailed failed, Optional<AgentID> agentId, Turn turn) {
        Creation creation = creations.remove(failed.operationUuid());
        if (creation == null) {
            return;
        }
        try {
            resources =
                    ResourceChange.of(creation.order().operation()).reversed().applyTo(resources);
        } catch (ResourceChange.ImpossibleOperationException changedSince) {
            // A later operation already took the volume away again: there is nothing to take back.
        }
        outcome(creation.order(), OperationState.OPERATION_FAILED, failed.message(), agentId)
                .send(resources, turn);
    }

    void onDestroyed(List<Resource> volumes) {
        doomed.removeAll(volumes);
    }

    /** Volumes that were to go when the agent went away. */
    List<Resource> doomed() {
        return List.copyOf(doomed);
    }

    private static boolean isSamePlace(Resource a, Resource b) {
        return a.getDisk()
                        .getPersistence()
                        .getId()
                        .equals(b.getDisk().getPersistence().getId())
                && role(a).equals(role(b))
                && a.getDisk().getSource().equals(b.getDisk().getSource());
    }

    // Labels do not make another place; only the role is part of the path.
    private static String role(Resource volume) {
        int count = volume.getReservationsCount();
        return count == 0 ? "*" : volume.getReservations(count - 1).getRole();
    }

    /** The outcome to tell; kept until it is acknowledged if its scheduler gave the operation an id. */
    private OperationRun outcome(
            ToAgent.ApplyOperation order, OperationState state, String message, Optional<AgentID> agentId) {
        OperationStatus.Builder status = OperationStatus.newBuilder().setState(state);
        boolean isAwaited = order.operation().hasId();
        if (isAwaited) {
            status.setOperationId(order.operation().getId());
            status.setUuid(UUID.newBuilder().setValue(statuses.uuid()));
        }
        if (!message.isEmpty()) {
            status.setMessage(message);
        }
        agentId.ifPresent(status::setAgentId);
        ToMaster.OperationUpdate update =
                new ToMaster.OperationUpdate(order.frameworkId(), order.operationUuid(), status.build(), resources);
        OperationRun run = new OperationRun(update);
        if (isAwaited) {
            unacknowledged.put(order.operationUuid(), run);
        }
        return run;
    }

    private void sendUnlessCreating(OperationRun run, Turn turn) {
        if (!creations.containsKey(run.update().operationUuid())) {
            run.send(resources, turn);
        }
    }

    void onAcknowledged(ToAgent.AcknowledgeOperation acknowledged) {
        OperationRun run = unacknowledged.get(acknowledged.operationUuid());
        if (run != null && run.update().status().getUuid().getValue().equals(acknowledged.statusUuid())) {
            unacknowledged.remove(acknowledged.operationUuid());
        }
    }

    void onConnected(Turn turn) {
        for (OperationRun run : unacknowledged.values()) {
            run.hold();
            sendUnlessCreating(run, turn);
        }
    }

    void onDisconnected() {
        unacknowledged.values().forEach(OperationRun::hold);
    }

    void onTime(Turn turn) {
        for (OperationRun run : unacknowledged.values()) {
            if (!run.resendAt().isAfter(turn.now())) {
                run.send(resources, turn);
            }
        }
    }

    Instant wakeUpAt() {
        return unacknowledged.values().stream()
                .map(OperationRun::resendAt)
                .min(Instant::compareTo)
                .orElse(Instant.MAX);
    }
}
