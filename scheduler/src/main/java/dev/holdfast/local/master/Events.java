package dev.holdfast.local.master;

import dev.holdfast.mesos.v1.AgentID;
import dev.holdfast.mesos.v1.ExecutorID;
import dev.holdfast.mesos.v1.FrameworkID;
import dev.holdfast.mesos.v1.InverseOffer;
import dev.holdfast.mesos.v1.MasterInfo;
import dev.holdfast.mesos.v1.Offer;
import dev.holdfast.mesos.v1.OfferID;
import dev.holdfast.mesos.v1.OperationStatus;
import dev.holdfast.mesos.v1.TaskStatus;
import dev.holdfast.mesos.v1.scheduler.Event;
import java.time.Duration;
import java.util.List;

/** Makes the events a scheduler reads. */
final class Events {

    private static final double MILLIS = 1000;

    private Events() {}

    static Event.Builder subscribed(FrameworkID id, Duration heartbeat, MasterInfo master) {
        return Event.newBuilder()
                .setType(Event.Type.SUBSCRIBED)
                .setSubscribed(Event.Subscribed.newBuilder()
                        .setFrameworkId(id)
                        .setHeartbeatIntervalSeconds(heartbeat.toMillis() / MILLIS)
                        .setMasterInfo(master));
    }

    static Event.Builder heartbeat() {
        return Event.newBuilder().setType(Event.Type.HEARTBEAT);
    }

    static Event.Builder error(String message) {
        return Event.newBuilder()
                .setType(Event.Type.ERROR)
                .setError(Event.Error.newBuilder().setMessage(message));
    }

    static Event.Builder offers(List<Offer> offers) {
        return Event.newBuilder()
                .setType(Event.Type.OFFERS)
                .setOffers(Event.Offers.newBuilder().addAllOffers(offers));
    }

    static Event.Builder rescind(OfferID offer) {
        return Event.newBuilder()
                .setType(Event.Type.RESCIND)
                .setRescind(Event.Rescind.newBuilder().setOfferId(offer));
    }

    static Event.Builder inverseOffers(List<InverseOffer> offers) {
        return Event.newBuilder()
                .setType(Event.Type.INVERSE_OFFERS)
                .setInverseOffers(Event.InverseOffers.newBuilder().addAllInverseOffers(offers));
    }

    static Event.Builder rescindInverse(OfferID offer) {
        return Event.newBuilder()
                .setType(Event.Type.RESCIND_INVERSE_OFFER)
                .setRescindInverseOffer(Event.RescindInverseOffer.newBuilder().setInverseOfferId(offer));
    }

    static Event.Builder update(TaskStatus status) {
        return Event.newBuilder()
                .setType(Event.Type.UPDATE)
                .setUpdate(Event.Update.newBuilder().setStatus(status));
    }

    static Event.Builder operation(OperationStatus.Builder status) {
        return Event.newBuilder()
                .setType(Event.Type.UPDATE_OPERATION_STATUS)
                .setUpdateOperationStatus(
                        Event.UpdateOperationStatus.newBuilder().setStatus(status));
    }

    static Event.Builder agentLost(AgentID agent) {
        return Event.newBuilder()
                .setType(Event.Type.FAILURE)
                .setFailure(Event.Failure.newBuilder().setAgentId(agent));
    }

    static Event.Builder executorExited(AgentID agent, ExecutorID executor, int status) {
        return Event.newBuilder()
                .setType(Event.Type.FAILURE)
                .setFailure(Event.Failure.newBuilder()
                        .setAgentId(agent)
                        .setExecutorId(executor)
                        .setStatus(status));
    }
}
