package dev.holdfast.local.master;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/** Simulated time: things to do, each at its moment, in order. */
final class Timeline {

    private final PriorityQueue<Entry> entries =
            new PriorityQueue<>(Comparator.comparing(Entry::at).thenComparing(Entry::number));
    private Instant now;
    private long numbers;

    private record Entry(Instant at, long number, Consumer<Instant> action) {}

    Timeline(Instant start) {
        this.now = start;
    }

    Instant now() {
        return now;
    }

    void after(Duration delay, Consumer<Instant> action) {
        at(now.plus(delay), action);
    }

    void at(Instant moment, Consumer<Instant> action) {
        entries.add(new Entry(moment.isBefore(now) ? now : moment, numbers++, action));
    }

    void advanceTo(Instant moment) {
        while (!entries.isEmpty() && !entries.peek().at().isAfter(moment)) {
            Entry entry = entries.remove();
            now = entry.at();
            entry.action().accept(now);
        }
        if (now.isBefore(moment)) {
            now = moment;
        }
    }

    void advance(Duration step) {
        advanceTo(now.plus(step));
    }
}
