package dev.holdfast.core;

import dev.holdfast.model.FrameworkId;
import java.util.Objects;
import java.util.Optional;

/**
 * Who this Holdfast is.
 *
 * @param owner made once with the state; a label on all our reservations
 * @param mark renewed when state is imported or restored, so that task ids never repeat
 * @param frameworkId once a master gave one
 * @param counter of what {@link #mark} was used for
 * @param freeze the newest, in force or ended; empty in state of before there were any
 */
public record Self(
        String owner, String mark, Optional<FrameworkId> frameworkId, long counter, Optional<Freeze> freeze) {

    public Self {
        freeze = Objects.requireNonNullElse(freeze, Optional.empty());
    }

    /** One that was never frozen. */
    public Self(String owner, String mark, Optional<FrameworkId> frameworkId, long counter) {
        this(owner, mark, frameworkId, counter, Optional.empty());
    }

    public Self known(FrameworkId id) {
        return new Self(owner, mark, Optional.of(id), counter, freeze);
    }

    /**
     * As it goes on in a process that begins. Its state may be an older copy, put back after more was counted; so it counts from
     * where nobody ever was, and what it names never has the name of something that is there.
     *
     * @param salt a random number, not negative
     */
    public Self leapt(long salt) {
        return new Self(owner, mark, frameworkId, salt, freeze);
    }

    public Self counted() {
        return new Self(owner, mark, frameworkId, counter + 1, freeze);
    }

    Self with(Freeze next) {
        return new Self(owner, mark, frameworkId, counter, Optional.of(next));
    }
}
