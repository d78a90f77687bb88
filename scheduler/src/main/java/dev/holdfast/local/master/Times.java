package dev.holdfast.local.master;

import dev.holdfast.mesos.v1.TimeInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Time as the messages write it. */
final class Times {

    private static final double MICROS = 1e6;

    /** No Mesos duration is longer; more would not fit into nanoseconds. */
    private static final double MAX_SECONDS = 100.0 * 365 * 24 * 3600;

    private Times() {}

    /** Seconds since the epoch, to the microsecond. */
    static double seconds(Instant time) {
        long micros = TimeUnit.SECONDS.toMicros(time.getEpochSecond()) + TimeUnit.NANOSECONDS.toMicros(time.getNano());
        return micros / MICROS;
    }

    static TimeInfo info(Instant time) {
        return TimeInfo.newBuilder()
                .setNanoseconds(TimeUnit.SECONDS.toNanos(time.getEpochSecond()) + time.getNano())
                .build();
    }

    static Duration duration(double seconds) {
        return Duration.ofNanos((long) (Math.max(0, Math.min(seconds, MAX_SECONDS)) * 1e9));
    }
}
