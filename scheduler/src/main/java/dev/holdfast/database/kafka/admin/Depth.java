package dev.holdfast.database.kafka.admin;

import dev.holdfast.database.ClusterView;
import dev.holdfast.model.ClusterName;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How much a look asks. While many nodes start at once each broker would be asked for its disks and settings over a new connection
 * several times a second, in the very seconds in which it has the least time; nobody needs those answers then. So most looks are
 * brief, and one every few seconds is whole.
 */
final class Depth {

    /** With fewer nodes starting a look costs little. */
    private static final int MANY = 3;

    private static final Duration WHOLE_AT_LEAST_EVERY = Duration.ofSeconds(10);

    private final Map<ClusterName, Instant> whole = new ConcurrentHashMap<>();

    /** Whether a look that begins now may leave out what only brokers themselves know. */
    boolean isBrief(ClusterView cluster, Instant now) {
        ClusterName name = cluster.target().name();
        long starting = cluster.nodes().values().stream()
                .filter(node -> node.processUp() && !cluster.isReady(node.id()))
                .count();
        Instant last = whole.getOrDefault(name, Instant.EPOCH);
        if (starting >= MANY && now.isBefore(last.plus(WHOLE_AT_LEAST_EVERY))) {
            return true;
        }
        whole.put(name, now);
        return false;
    }
}
