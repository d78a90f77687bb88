package dev.holdfast.api;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/** Wrong tokens at the log-in page: from one address, and in all, only so many a minute. */
final class Tries {

    static final int MOST_OF_ONE = 5;
    static final int MOST_OF_ALL = 60;
    static final Duration WITHIN = Duration.ofMinutes(1);

    private final Clock clock;
    private final Deque<Instant> all = new ArrayDeque<>();
    private final Map<String, Deque<Instant>> byAddress = new LinkedHashMap<>();

    Tries(Clock clock) {
        this.clock = clock;
    }

    /** Whether another try may be made now. */
    synchronized boolean mayTry(String address) {
        forget();
        return all.size() < MOST_OF_ALL
                && byAddress.getOrDefault(address, new ArrayDeque<>()).size() < MOST_OF_ONE;
    }

    synchronized void failed(String address) {
        forget();
        all.addLast(clock.instant());
        byAddress.computeIfAbsent(address, first -> new ArrayDeque<>()).addLast(clock.instant());
    }

    /** So there are never more addresses than tries in the last minute. */
    private void forget() {
        Instant before = clock.instant().minus(WITHIN);
        drop(all, before);
        byAddress.values().forEach(times -> drop(times, before));
        byAddress.values().removeIf(Deque::isEmpty);
    }

    private static void drop(Deque<Instant> times, Instant before) {
        while (!times.isEmpty() && !times.getFirst().isAfter(before)) {
            times.removeFirst();
        }
    }
}
