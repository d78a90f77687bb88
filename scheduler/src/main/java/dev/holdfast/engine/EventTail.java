package dev.holdfast.engine;

import dev.holdfast.core.Fact;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/** The newest events, so that who follows them need not ask the store each time. Used by any thread. */
public final class EventTail {

    /** More than a busy turn tells; who is farther behind asks the store. */
    private static final int KEPT = 2_000;

    private final ArrayDeque<Fact.Told> newest = new ArrayDeque<>();
    private long number;

    /** From where on events are told now: what was told before is in the store. */
    synchronized void beginAfter(long toldBefore) {
        number = toldBefore;
    }

    /** Number of the newest; 0 if there was never one. */
    public synchronized long newest() {
        return number;
    }

    /** Durable already. */
    synchronized void add(List<Fact.Told> told) {
        for (Fact.Told line : told) {
            newest.addLast(line);
            number = line.number();
            if (newest.size() > KEPT) {
                newest.removeFirst();
            }
        }
        if (!told.isEmpty()) {
            notifyAll();
        }
    }

    /** Those after a number, oldest first; empty if they reach farther back than is remembered here. */
    public synchronized Optional<List<Fact.Told>> after(long seen) {
        if (seen >= number) {
            return Optional.of(List.of());
        }
        if (newest.isEmpty() || newest.getFirst().number() > seen + 1) {
            return Optional.empty();
        }
        return Optional.of(newest.stream().filter(line -> line.number() > seen).toList());
    }

    /** Waits until something after that number is told, or for so long. */
    public synchronized void await(long seen, Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        while (number <= seen) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return;
            }
            wait(left);
        }
    }
}
