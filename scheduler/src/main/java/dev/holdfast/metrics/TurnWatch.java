package dev.holdfast.metrics;

import dev.holdfast.core.Decision;
import dev.holdfast.core.Event;
import dev.holdfast.core.State;
import java.time.Instant;
import java.util.List;

/** Is told of turns, on the loop's thread: must return at once. */
public interface TurnWatch {

    /**
     * One decision.
     *
     * @param before the state that it was made on
     * @param nanos how long it took
     */
    record Decided(Event event, State before, Decision decision, Instant now, long nanos) {}

    /** All of a turn is durable, after {@code commitNanos} for that. */
    void turned(List<Decided> decisions, long commitNanos);

    /** A turn could not be made durable: none of it happened. */
    void failed();

    /** Watches nothing. */
    TurnWatch NOBODY = new TurnWatch() {
        @Override
        public void turned(List<Decided> decisions, long commitNanos) {}

        @Override
        public void failed() {}
    };
}
