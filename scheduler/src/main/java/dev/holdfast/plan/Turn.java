package dev.holdfast.plan;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What one look at a plan came to.
 *
 * @param plan as it stands now
 * @param wants to be brought about; all but {@link Want.Tell} are repeated every turn until they hold
 * @param wakeAt when to look again even if nothing happens; empty if only an event can change anything
 */
public record Turn(Plan plan, List<Want> wants, Optional<Instant> wakeAt) {

    public Turn {
        wants = List.copyOf(wants);
    }
}
