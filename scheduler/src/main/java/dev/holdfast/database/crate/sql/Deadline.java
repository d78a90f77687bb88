package dev.holdfast.database.crate.sql;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A moment by which an answer must be there. Monotonic. */
record Deadline(long nanoTime) {

    static Deadline in(Duration duration) {
        return new Deadline(System.nanoTime() + duration.toNanos());
    }

    /** At least 1, so that it can be given where 0 means for ever. */
    int leftMillis() {
        return (int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanoTime - System.nanoTime()));
    }

    boolean isOver() {
        return System.nanoTime() - nanoTime >= 0;
    }

    Deadline earlier(Duration by) {
        return new Deadline(nanoTime - by.toNanos());
    }

    /** The earlier of this and that. */
    Deadline orIn(Duration duration) {
        Deadline other = in(duration);
        return other.nanoTime - nanoTime < 0 ? other : this;
    }
}
