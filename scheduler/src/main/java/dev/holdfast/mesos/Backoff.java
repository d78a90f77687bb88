package dev.holdfast.mesos;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * Pauses between attempts: each about twice the last, up to a longest, and each shortened at random by up to half, so
 * that all the frameworks of a cluster do not come back to a new leader in one instant.
 */
final class Backoff {

    private final Duration first;
    private final Duration longest;
    private final DoubleSupplier random;
    private Duration next;

    /** @param random uniform in [0, 1) */
    Backoff(Duration first, Duration longest, DoubleSupplier random) {
        this.first = first;
        this.longest = longest;
        this.random = random;
        this.next = first;
    }

    Duration next() {
        Duration pause = next;
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(longest) < 0 ? doubled : longest;
        return Duration.ofNanos(Math.round(pause.toNanos() * (1 - random.getAsDouble() / 2)));
    }

    void reset() {
        next = first;
    }
}
