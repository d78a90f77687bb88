package dev.holdfast.mesos;

import java.time.Duration;

/**
 * Bounds and habits of the connection to Mesos. Every wait and every size in this room ends at one of these.
 *
 * @param format how messages are written; masters understand both
 * @param connectTimeout until a connection stands
 * @param subscribeTimeout until a master answers SUBSCRIBE
 * @param callTimeout until any other call is answered
 * @param heartbeatInterval assumed until the master names its own
 * @param missedHeartbeats intervals of silence after which the stream counts as dead
 * @param watchdogPeriod how often silence is looked for
 * @param firstPause before the second attempt to subscribe; doubles with each further one
 * @param longestPause where doubling ends
 * @param maxRecordBytes longest event and longest answer taken, in bytes
 * @param maxQueuedCalls calls waiting to be sent; further ones are turned away at once
 */
public record ClientSettings(
        WireFormat format,
        Duration connectTimeout,
        Duration subscribeTimeout,
        Duration callTimeout,
        Duration heartbeatInterval,
        int missedHeartbeats,
        Duration watchdogPeriod,
        Duration firstPause,
        Duration longestPause,
        int maxRecordBytes,
        int maxQueuedCalls) {

    /** For {@code -Dholdfast.mesos.format=json}, which makes a conversation readable on the wire. */
    public static final String FORMAT_PROPERTY = "holdfast.mesos.format";

    /** What suits a real cluster: silence of five heartbeats is what Mesos itself calls dead. */
    public static ClientSettings standard() {
        return new ClientSettings(
                WireFormat.named(System.getProperty(FORMAT_PROPERTY, "")),
                Duration.ofSeconds(5),
                Duration.ofSeconds(15),
                Duration.ofSeconds(75),
                Duration.ofSeconds(15),
                5,
                Duration.ofSeconds(1),
                Duration.ofMillis(500),
                Duration.ofSeconds(15),
                256 * 1024 * 1024,
                10_000);
    }

    public ClientSettings withFormat(WireFormat changed) {
        return new ClientSettings(
                changed,
                connectTimeout,
                subscribeTimeout,
                callTimeout,
                heartbeatInterval,
                missedHeartbeats,
                watchdogPeriod,
                firstPause,
                longestPause,
                maxRecordBytes,
                maxQueuedCalls);
    }
}
