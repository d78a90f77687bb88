package dev.holdfast.web;

import dev.holdfast.api.wire.EventInfo;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Asks the store for the same history at most once in a while, however many look: the store is what the loop writes into. */
final class RecentHistory {

    private static final Duration FRESH = Duration.ofMillis(700);
    private static final int MOST_KEPT = 200;

    private final Map<String, Read> kept = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Read> eldest) {
            return size() > MOST_KEPT;
        }
    };

    private record Read(List<EventInfo> events, long nanos) {}

    List<EventInfo> get(String cluster, int limit, Supplier<List<EventInfo>> store) {
        String key = cluster + " " + limit;
        long now = System.nanoTime();
        synchronized (kept) {
            Read read = kept.get(key);
            if (read != null && now - read.nanos() < FRESH.toNanos()) {
                return read.events();
            }
        }
        List<EventInfo> events = store.get();
        synchronized (kept) {
            kept.put(key, new Read(events, now));
        }
        return events;
    }
}
