package dev.holdfast.database.kafka.admin;

import dev.holdfast.database.ClusterView;
import dev.holdfast.model.ClusterName;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How long a look waits for answers. While nodes come up there may be nobody yet who can answer, and a look that waits for them
 * sees nothing else meanwhile. So looks are short then, and each that ran out of time lets the next be twice as long: on a slow
 * machine answers need their time too.
 */
final class Patience {

    private static final Duration FIRST = Duration.ofMillis(1500);

    /** Doubled more often it is longer than any look may take. */
    private static final int DOUBLED_AT_MOST = 6;

    /** How often in a row the time was too short. */
    private final Map<ClusterName, Integer> tooShort = new ConcurrentHashMap<>();

    /** How long a look at this cluster may take. */
    Duration of(ClusterView cluster, Duration longest) {
        boolean coming =
                cluster.nodes().values().stream().anyMatch(node -> node.processUp() && !cluster.isReady(node.id()));
        int times = tooShort.getOrDefault(cluster.target().name(), 0);
        Duration patience = FIRST.multipliedBy(1L << times);
        return coming && patience.compareTo(longest) < 0 ? patience : longest;
    }

    /** What came of it. */
    void looked(ClusterName cluster, boolean ranOutOfTime) {
        if (ranOutOfTime) {
            tooShort.merge(cluster, 1, (times, one) -> Math.min(times + one, DOUBLED_AT_MOST));
        } else {
            tooShort.remove(cluster);
        }
    }
}
