package dev.holdfast.local.master;

import dev.holdfast.mesos.v1.Offer;
import dev.holdfast.mesos.v1.master.Call;
import java.util.List;
import java.util.Optional;

/** Reservations and volumes an operator makes or takes away; offers in the way are rescinded. */
final class OperatorResources {

    private final World world;
    private final Offers offers;
    private final OperationWork operations;

    OperatorResources(World world, Offers offers, OperationWork operations) {
        this.world = world;
        this.offers = offers;
        this.operations = operations;
    }

    Reply reserve(Agent agent, Call.ReserveResources call) {
        return perform(
                agent,
                Offer.Operation.newBuilder()
                        .setType(Offer.Operation.Type.RESERVE)
                        .setReserve(Offer.Operation.Reserve.newBuilder()
                                .addAllSource(call.getSourceList())
                                .addAllResources(call.getResourcesList())));
    }

    Reply unreserve(Agent agent, Call.UnreserveResources call) {
        return perform(
                agent,
                Offer.Operation.newBuilder()
                        .setType(Offer.Operation.Type.UNRESERVE)
                        .setUnreserve(Offer.Operation.Unreserve.newBuilder().addAllResources(call.getResourcesList())));
    }

    Reply create(Agent agent, Call.CreateVolumes call) {
        return perform(
                agent,
                Offer.Operation.newBuilder()
                        .setType(Offer.Operation.Type.CREATE)
                        .setCreate(Offer.Operation.Create.newBuilder().addAllVolumes(call.getVolumesList())));
    }

    Reply destroy(Agent agent, Call.DestroyVolumes call) {
        return perform(
                agent,
                Offer.Operation.newBuilder()
                        .setType(Offer.Operation.Type.DESTROY)
                        .setDestroy(Offer.Operation.Destroy.newBuilder().addAllVolumes(call.getVolumesList())));
    }

    private Reply perform(Agent agent, Offer.Operation.Builder given) {
        Offer.Operation operation = Conversion.map(
                given.build(),
                resource -> ResourceFormat.upgrade(resource).toBuilder()
                        .clearAllocationInfo()
                        .build());
        Optional<String> wrong = new OperationCheck(agent, Optional.empty(), Optional.empty()).of(operation);
        if (wrong.isPresent()) {
            return Reply.bad(
                    "Invalid " + operation.getType() + " operation on " + agent.describe() + ": " + wrong.get());
        }
        Resources needed = Conversion.of(operation).consumed();
        for (OpenOffer offer : List.copyOf(agent.offers().values())) {
            if (agent.free().contains(needed)) {
                break;
            }
            offers.rescind(offer);
        }
        if (!agent.isConnected() || !agent.free().contains(needed)) {
            return Reply.refused(409, agent.free() + " does not contain " + needed);
        }
        operations.apply(OperationWork.noFramework(), agent, operation);
        world.save();
        return Reply.ACCEPTED;
    }
}
