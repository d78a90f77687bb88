package dev.holdfast.simulation;

import dev.holdfast.core.Decision;
import dev.holdfast.core.Event;
import dev.holdfast.core.State;
import java.time.Instant;

/** What decides: the core, or one that is broken on purpose. */
@FunctionalInterface
interface Mind {

    Decision decide(State state, Event event, Instant now);
}
