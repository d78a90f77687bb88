package dev.holdfast.core;

import java.time.Instant;
import java.util.List;

/**
 * What a turn comes to.
 *
 * @param state after the facts
 * @param facts to make durable, in one transaction, before any effect leaves
 * @param effects in order
 * @param wakeAt when to decide again if nothing happens before
 */
public record Decision(State state, List<Fact> facts, List<Effect> effects, Instant wakeAt) {

    public Decision {
        facts = List.copyOf(facts);
        effects = List.copyOf(effects);
    }
}
