package dev.holdfast.core;

import dev.holdfast.model.FrameworkId;
import java.util.Optional;

/**
 * Who this Holdfast is.
 *
 * @param owner made once with the state; a label on all our reservations
 * @param mark renewed when state is imported or restored, so that task ids never repeat
 * @param frameworkId once a master gave one
 * @param counter of what {@link #mark} was used for
 */
public record Self(String owner, String mark, Optional<FrameworkId> frameworkId, long counter) {

    public Self known(FrameworkId id) {
        return new Self(owner, mark, Optional.of(id), counter);
    }

    public Self counted() {
        return new Self(owner, mark, frameworkId, counter + 1);
    }
}
