package dev.holdfast.simulation;

import dev.holdfast.core.EventKind;
import dev.holdfast.core.Fact;
import dev.holdfast.model.ClusterName;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.TreeMap;

/**
 * How often plans begin by themselves. Each is for a cause of its own: a loss, a window, a time for repairs. So of one cluster there are
 * few; two that take each other's place, or one that begins anew whenever it has ended, are soon more than can be right.
 */
final class Churn {

    /** The most that sound runs have is half of that. */
    static final int IN_A_MINUTE = 6;

    static final int IN_AN_HOUR = 30;

    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;

    private final World world;
    private final Map<ClusterName, ArrayDeque<Long>> begun = new TreeMap<>();

    Churn(World world) {
        this.world = world;
    }

    void told(Fact.Told told) {
        if (told.kind() != EventKind.PLAN || !told.text().contains(", by itself: ")) {
            return;
        }
        ClusterName cluster = told.cluster().orElseThrow();
        long now = world.agenda.millis();
        ArrayDeque<Long> times = begun.computeIfAbsent(cluster, name -> new ArrayDeque<>());
        times.addLast(now);
        while (times.getFirst() < now - HOUR) {
            times.removeFirst();
        }
        long lately = times.stream().filter(at -> at > now - MINUTE).count();
        if (lately > IN_A_MINUTE || times.size() > IN_AN_HOUR) {
            throw new BrokenPromise(
                    "churn",
                    cluster + ": " + lately + " plans by themselves within a minute, " + times.size()
                            + " within an hour; the last: " + told.text());
        }
    }
}
