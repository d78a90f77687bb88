package dev.holdfast.database;

import dev.holdfast.model.NodeId;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a database said about itself at one moment.
 *
 * @param answered whether the database itself answered; if not, {@code summary} says what went wrong and nothing may be
 *     concluded from what is missing
 * @param summary one line for people
 * @param nodes by node, where anything is known
 * @param details what the package's own rules read; a package casts it to its own type
 * @param startedAt when the look began: only what happened before can be in it
 */
public record Observation(
        Instant startedAt,
        Instant takenAt,
        boolean answered,
        String summary,
        SortedMap<NodeId, NodeHealth> nodes,
        Details details) {

    public Observation {
        nodes = Collections.unmodifiableSortedMap(new TreeMap<>(nodes));
    }

    /** A probe that failed: an observation too. */
    public static Observation noAnswer(Instant startedAt, Instant takenAt, String why) {
        return new Observation(startedAt, takenAt, false, why, new TreeMap<>(), Nothing.KNOWN);
    }

    /** Package-specific part. */
    public interface Details {

        /** What of it is a number worth watching over time. */
        default List<Gauge> gauges() {
            return List.of();
        }
    }

    /** No details. */
    public enum Nothing implements Details {
        KNOWN
    }

    /**
     * One node, as the database sees it.
     *
     * @param ready serves, by the database's word
     * @param seenAlive other members, or it itself, know it to be alive
     * @param text one line: {@code recovering logs: 3 of 12 left}
     * @param incarnation which launch this is about, as the node itself says; 0 if it did not
     */
    public record NodeHealth(boolean ready, boolean seenAlive, String text, int incarnation) {}
}
