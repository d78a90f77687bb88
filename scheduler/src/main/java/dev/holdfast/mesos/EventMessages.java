package dev.holdfast.mesos;

import dev.holdfast.mesos.v1.MasterInfo;
import dev.holdfast.mesos.v1.scheduler.Event;
import dev.holdfast.model.AgentId;
import dev.holdfast.model.ExecutorId;
import dev.holdfast.model.FrameworkId;
import dev.holdfast.model.OfferId;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Events of the v1 scheduler API, from Mesos to us. */
final class EventMessages {

    private static final double MILLIS_PER_SECOND = 1000;

    /** What the master says when this scheduler's time is over; there is no code for it. */
    private static final String FAILED_OVER = "Framework failed over";

    private static final String REMOVED = "Framework has been removed";

    private EventMessages() {}

    /** Empty for a kind of event that is newer than we are, which Mesos wants ignored. */
    static Optional<MesosEvent> event(Event message, Duration usualHeartbeat) {
        if (!message.hasType()) {
            return Optional.empty();
        }
        return switch (message.getType()) {
            case SUBSCRIBED -> Optional.of(subscribed(message.getSubscribed(), usualHeartbeat));
            case OFFERS ->
                Optional.of(new MesosEvent.Offers(message.getOffers().getOffersList().stream()
                        .map(OfferMessages::offer)
                        .toList()));
            case INVERSE_OFFERS ->
                Optional.of(new MesosEvent.InverseOffers(message.getInverseOffers().getInverseOffersList().stream()
                        .map(OfferMessages::inverseOffer)
                        .toList()));
            case RESCIND ->
                Optional.of(
                        new MesosEvent.Rescinded(offerId(message.getRescind().getOfferId())));
            case RESCIND_INVERSE_OFFER ->
                Optional.of(new MesosEvent.InverseRescinded(
                        offerId(message.getRescindInverseOffer().getInverseOfferId())));
            case UPDATE ->
                Optional.of(new MesosEvent.Update(
                        StatusMessages.taskStatus(message.getUpdate().getStatus())));
            case UPDATE_OPERATION_STATUS ->
                Optional.of(new MesosEvent.OperationUpdate(StatusMessages.operationStatus(
                        message.getUpdateOperationStatus().getStatus())));
            case MESSAGE -> Optional.of(message(message.getMessage()));
            case FAILURE -> Optional.of(failure(message.getFailure()));
            case ERROR -> Optional.of(failed(message.getError().getMessage()));
            case HEARTBEAT -> Optional.of(new MesosEvent.Heartbeat());
            case UNKNOWN -> Optional.empty();
        };
    }

    private static MesosEvent subscribed(Event.Subscribed message, Duration usualHeartbeat) {
        double seconds = message.getHeartbeatIntervalSeconds();
        return new MesosEvent.Subscribed(
                new FrameworkId(message.getFrameworkId().getValue()),
                seconds > 0 ? Duration.ofMillis(Math.round(seconds * MILLIS_PER_SECOND)) : usualHeartbeat,
                master(message.getMasterInfo()));
    }

    static MesosEvent.Master master(MasterInfo message) {
        SortedSet<String> capabilities = new TreeSet<>();
        for (MasterInfo.Capability capability : message.getCapabilitiesList()) {
            if (capability.hasType() && capability.getType() != MasterInfo.Capability.Type.UNKNOWN) {
                capabilities.add(capability.getType().name());
            }
        }
        return new MesosEvent.Master(
                message.getId(),
                message.getHostname(),
                message.getAddress().getIp(),
                message.getPort(),
                message.getVersion(),
                capabilities);
    }

    private static MesosEvent failed(String message) {
        return new MesosEvent.Failed(message, message.startsWith(FAILED_OVER) || message.startsWith(REMOVED));
    }

    private static MesosEvent failure(Event.Failure message) {
        return new MesosEvent.Failure(
                message.hasAgentId()
                        ? Optional.of(new AgentId(message.getAgentId().getValue()))
                        : Optional.empty(),
                message.hasExecutorId()
                        ? Optional.of(new ExecutorId(message.getExecutorId().getValue()))
                        : Optional.empty(),
                message.hasStatus() ? Optional.of(message.getStatus()) : Optional.empty());
    }

    private static MesosEvent message(Event.Message message) {
        return new MesosEvent.Message(
                new AgentId(message.getAgentId().getValue()),
                new ExecutorId(message.getExecutorId().getValue()),
                StatusMessages.base64(message.getData()));
    }

    private static OfferId offerId(dev.holdfast.mesos.v1.OfferID message) {
        return new OfferId(message.getValue());
    }
}
