package dev.holdfast.engine;

import dev.holdfast.core.Event;
import dev.holdfast.mesos.MesosEvent;
import dev.holdfast.model.InverseOffer;
import java.util.Optional;

/** What Mesos says, as events of the loop. */
final class MesosIntake {

    private MesosIntake() {}

    /** {@code host:port}; where the host is a name, with its address behind it: {@code mesos-1:5050 (10.0.0.1)}. */
    static String text(MesosEvent.Master master) {
        boolean more = !master.ip().isEmpty() && !master.ip().equals(master.hostname());
        return master.hostname() + ":" + master.port() + (more ? " (" + master.ip() + ")" : "");
    }

    static Optional<Event> event(MesosEvent said) {
        if (said instanceof MesosEvent.Subscribed subscribed) {
            return Optional.of(new Event.Subscribed(
                    subscribed.frameworkId(),
                    text(subscribed.master()),
                    subscribed.master().version()));
        }
        if (said instanceof MesosEvent.Disconnected lost) {
            return Optional.of(new Event.Disconnected(lost.reason()));
        }
        if (said instanceof MesosEvent.Offers offers) {
            return Optional.of(new Event.Offered(offers.offers()));
        }
        if (said instanceof MesosEvent.Rescinded rescinded) {
            return Optional.of(new Event.Rescinded(rescinded.offer()));
        }
        if (said instanceof MesosEvent.Update update) {
            return Optional.of(new Event.TaskUpdate(update.status()));
        }
        if (said instanceof MesosEvent.OperationUpdate update) {
            return Optional.of(new Event.OperationUpdate(update.status()));
        }
        if (said instanceof MesosEvent.Failure failure) {
            return Optional.of(new Event.Failure(
                    failure.agent(), failure.executor(), failure.status().orElse(-1)));
        }
        if (said instanceof MesosEvent.Failed failed && failed.isFinal()) {
            return Optional.of(new Event.Fenced(failed.message()));
        }
        if (said instanceof MesosEvent.InverseOffers announced) {
            return Optional.of(new Event.InverseOffered(announced.offers().stream()
                    .map(offer -> new InverseOffer(
                            offer.id(), offer.agent(), offer.unavailableFrom(), offer.unavailableFor()))
                    .toList()));
        }
        if (said instanceof MesosEvent.InverseRescinded rescinded) {
            return Optional.of(new Event.InverseRescinded(rescinded.offer()));
        }
        return Optional.empty(); // connecting, heartbeats, messages: nothing the loop decides on
    }
}
