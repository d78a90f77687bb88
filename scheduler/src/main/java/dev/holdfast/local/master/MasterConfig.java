package dev.holdfast.local.master;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/**
 * What an embedded master needs to know to start.
 *
 * @param address where to listen; also how the master calls itself
 * @param port 0 for any free one
 * @param credentials principal to secret; empty when nobody has to prove who they are
 * @param data directory for what must outlive a restart; made if it is not there
 * @param clock where the time comes from
 */
public record MasterConfig(
        String address, int port, Map<String, String> credentials, Path data, Clock clock, MasterTimings timings) {

    public MasterConfig {
        credentials = Map.copyOf(credentials);
    }

    /** With Mesos's own timings, open to everybody who reaches the address. */
    public static MasterConfig at(String address, int port, Path data) {
        return new MasterConfig(address, port, Map.of(), data, Clock.systemUTC(), MasterTimings.likeMesos());
    }

    public MasterConfig withCredentials(Map<String, String> known) {
        return new MasterConfig(address, port, known, data, clock, timings);
    }

    public MasterConfig withTimings(MasterTimings other) {
        return new MasterConfig(address, port, credentials, data, clock, other);
    }

    public MasterConfig withClock(Clock other) {
        return new MasterConfig(address, port, credentials, data, other, timings);
    }
}
