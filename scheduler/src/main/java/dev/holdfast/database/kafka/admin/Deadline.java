package dev.holdfast.database.kafka.admin;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A moment by which an answer must be there. Monotonic.
 *
 * @param mayAct whether whoever asked may still change anything
 */
record Deadline(long nanoTime, BooleanSupplier mayAct) {

    static Deadline in(Duration duration) {
        return in(duration, () -> true);
    }

    static Deadline in(Duration duration, BooleanSupplier mayAct) {
        return new Deadline(System.nanoTime() + duration.toNanos(), mayAct);
    }

    /** To be asked right before a change leaves: late ones would meet what somebody else has done since. */
    void mustLast() throws ChoreFailedException {
        if (isOver()) {
            throw new ChoreFailedException("it took too long, and nothing more is changed");
        }
        if (!mayAct.getAsBoolean()) {
            throw new ChoreFailedException("this scheduler leads no longer, and nothing more is changed");
        }
    }

    /** At least 1, so that it can be given where 0 means for ever. */
    int leftMillis() {
        return (int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanoTime - System.nanoTime()));
    }

    boolean isOver() {
        return System.nanoTime() >= nanoTime;
    }

    /** The earlier of this and that. */
    Deadline orIn(Duration duration) {
        Deadline other = in(duration, mayAct);
        return other.nanoTime - nanoTime < 0 ? other : this;
    }
}
