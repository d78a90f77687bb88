package dev.holdfast.core;

import dev.holdfast.model.AgentId;
import dev.holdfast.model.InverseOffer;
import dev.holdfast.model.Offer;
import dev.holdfast.model.OfferId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * A time in which an operator wants an agent free of us, as the master said last.
 *
 * @param until its end; empty for without end
 * @param heardAt when the master last said so
 * @param asked the inverse offer that waits for our answer
 */
record Window(AgentId agent, Instant from, Optional<Instant> until, Instant heardAt, Optional<OfferId> asked) {

    /** In place of an agent where a window is about all that is ours. */
    static final AgentId EVERY = new AgentId("*");

    static Window of(InverseOffer offer, Instant now) {
        Optional<Instant> until = offer.lasts().map(lasts -> offer.from().plus(lasts));
        return new Window(offer.agent().orElse(EVERY), offer.from(), until, now, Optional.of(offer.id()));
    }

    /** As an offer from its agent says it, which has a window. */
    static Window of(Offer offer, Optional<OfferId> asked, Instant now) {
        Instant from = offer.unavailableFrom().orElseThrow();
        return new Window(offer.agentId(), from, offer.unavailableUntil(), now, asked);
    }

    Window answered() {
        return new Window(agent, from, until, heardAt, Optional.empty());
    }

    boolean isOver(Instant now) {
        return until.filter(end -> !now.isBefore(end)).isPresent();
    }

    boolean isOn(Instant now) {
        return !now.isBefore(from) && !isOver(now);
    }

    boolean overlaps(Window other) {
        return until.map(other.from::isBefore).orElse(true)
                && other.until.map(from::isBefore).orElse(true);
    }

    /** What is done for it is done once: the same agent at another time is another cause. */
    String cause() {
        return agent + " from " + from;
    }

    /** {@code from 02:00 to 03:00}. */
    String text() {
        return "from " + from.truncatedTo(ChronoUnit.SECONDS)
                + until.map(end -> " to " + end.truncatedTo(ChronoUnit.SECONDS)).orElse(", without an end,");
    }
}
