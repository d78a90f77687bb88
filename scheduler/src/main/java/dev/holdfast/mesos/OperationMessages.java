package dev.holdfast.mesos;

import dev.holdfast.mesos.v1.Offer;
import dev.holdfast.mesos.v1.OperationID;
import dev.holdfast.model.FrameworkId;
import dev.holdfast.model.Operation;
import dev.holdfast.model.OperationId;
import java.util.Optional;

/** Operations on offers, from us to Mesos. */
final class OperationMessages {

    private OperationMessages() {}

    static Offer.Operation operation(Operation operation, FrameworkId frameworkId) {
        Offer.Operation.Builder message = Offer.Operation.newBuilder();
        if (operation instanceof Operation.Reserve reserve) {
            setId(message, reserve.id());
            message.setType(Offer.Operation.Type.RESERVE)
                    .setReserve(Offer.Operation.Reserve.newBuilder()
                            .addAllResources(ResourceMessages.messages(reserve.resources())));
        } else if (operation instanceof Operation.Unreserve unreserve) {
            setId(message, unreserve.id());
            message.setType(Offer.Operation.Type.UNRESERVE)
                    .setUnreserve(Offer.Operation.Unreserve.newBuilder()
                            .addAllResources(ResourceMessages.messages(unreserve.resources())));
        } else if (operation instanceof Operation.Create create) {
            setId(message, create.id());
            message.setType(Offer.Operation.Type.CREATE)
                    .setCreate(Offer.Operation.Create.newBuilder()
                            .addAllVolumes(ResourceMessages.messages(create.volumes())));
        } else if (operation instanceof Operation.Destroy destroy) {
            setId(message, destroy.id());
            message.setType(Offer.Operation.Type.DESTROY)
                    .setDestroy(Offer.Operation.Destroy.newBuilder()
                            .addAllVolumes(ResourceMessages.messages(destroy.volumes())));
        } else if (operation instanceof Operation.LaunchGroup launch) {
            message.setType(Offer.Operation.Type.LAUNCH_GROUP)
                    .setLaunchGroup(LaunchMessages.launchGroup(launch, frameworkId));
        }
        return message.build();
    }

    private static void setId(Offer.Operation.Builder message, Optional<OperationId> id) {
        id.ifPresent(name -> message.setId(OperationID.newBuilder().setValue(name.value())));
    }
}
