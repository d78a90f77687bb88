package dev.holdfast.local.master;

import java.time.Duration;

/**
 * How long a master waits for what.
 *
 * @param heartbeat between two heartbeats on a subscription
 * @param allocation between two rounds of offers; also the shortest time a refusal holds
 * @param agentPing between two pings to an agent
 * @param agentTimeout silence after which an agent counts as unreachable
 * @param agentReregister after a restart, how long agents known before may take to come back
 */
public record MasterTimings(
        Duration heartbeat, Duration allocation, Duration agentPing, Duration agentTimeout, Duration agentReregister) {

    /** What a Mesos master does unless told otherwise. */
    public static MasterTimings likeMesos() {
        return new MasterTimings(
                Duration.ofSeconds(15),
                Duration.ofSeconds(1),
                Duration.ofSeconds(15),
                Duration.ofSeconds(75),
                Duration.ofMinutes(10));
    }

    public MasterTimings withAllocation(Duration interval) {
        return new MasterTimings(heartbeat, interval, agentPing, agentTimeout, agentReregister);
    }

    public MasterTimings withHeartbeat(Duration interval) {
        return new MasterTimings(interval, allocation, agentPing, agentTimeout, agentReregister);
    }

    public MasterTimings withAgentTimeout(Duration ping, Duration timeout) {
        return new MasterTimings(heartbeat, allocation, ping, timeout, agentReregister);
    }

    public MasterTimings withAgentReregister(Duration timeout) {
        return new MasterTimings(heartbeat, allocation, agentPing, agentTimeout, timeout);
    }
}
