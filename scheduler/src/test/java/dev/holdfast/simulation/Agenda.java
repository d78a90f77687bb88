package dev.holdfast.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/** What happens when. Time is what the agenda says it is; two things of one moment happen in the order in which they were put down. */
final class Agenda {

    static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private final PriorityQueue<Entry> entries =
            new PriorityQueue<>(Comparator.comparingLong(Entry::at).thenComparingLong(Entry::number));
    private long millis;
    private long number;

    private record Entry(long at, long number, Runnable what) {}

    /** Milliseconds since the beginning. */
    long millis() {
        return millis;
    }

    Instant now() {
        return BEGIN.plusMillis(millis);
    }

    /** How many things have been put down so far. */
    long size() {
        return number;
    }

    void at(long when, Runnable what) {
        number++;
        entries.add(new Entry(Math.max(when, millis), number, what));
    }

    void in(long delay, Runnable what) {
        at(millis + delay, what);
    }

    void at(Instant when, Runnable what) {
        at(Math.min(Duration.between(BEGIN, when).toMillis(), Long.MAX_VALUE / 2), what);
    }

    /** Lets the next thing happen; false if there is none before that time, which it then is. */
    boolean step(long until) {
        Entry next = entries.peek();
        if (next == null || next.at() > until) {
            millis = Math.max(millis, until);
            return false;
        }
        entries.remove();
        millis = next.at();
        next.what().run();
        return true;
    }
}
