package dev.holdfast.local.agent.core;

import dev.holdfast.mesos.v1.DurationInfo;
import java.time.Duration;
import java.time.Instant;

/** Mesos's ways of writing time, and ours. */
final class Seconds {

    private static final double NANOS = 1e9;

    private Seconds() {}

    static Duration of(double seconds) {
        return Duration.ofNanos(Math.round(Math.max(0, seconds) * NANOS));
    }

    static Duration of(DurationInfo duration) {
        return Duration.ofNanos(Math.max(0, duration.getNanoseconds()));
    }

    /** Seconds since the epoch with microseconds, as a status carries them. */
    static double timestamp(Instant now) {
        return now.getEpochSecond() + Math.floorDiv(now.getNano(), 1000) / 1e6;
    }
}
