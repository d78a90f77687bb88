package dev.holdfast.web;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What one open page has not been sent yet: the newest of each part, never more. */
final class Reader {

    /** The whole page anew. */
    static final String PAGE = "page";

    /** One part. */
    static final String PART = "part";

    /** Nothing has changed, and both ends are there. */
    static final String BEAT = "beat";

    /** One event of the stream. */
    record Sent(String event, String data) {}

    private final Map<String, String> parts = new LinkedHashMap<>();
    private Optional<String> page = Optional.empty();
    private boolean started;

    synchronized boolean isNew() {
        return !started;
    }

    synchronized void takeAll(String main, Map<String, String> common) {
        started = true;
        parts.clear();
        parts.putAll(common);
        page = Optional.of(main);
        notifyAll();
    }

    synchronized void take(Map<String, String> changed) {
        if (!changed.isEmpty()) {
            parts.putAll(changed);
            notifyAll();
        }
    }

    /** What there is to send, or a beat after so long. */
    synchronized List<Sent> next(Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        while (page.isEmpty() && parts.isEmpty()) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return List.of(new Sent(BEAT, ""));
            }
            wait(left);
        }
        List<Sent> next = new ArrayList<>();
        page.ifPresent(html -> next.add(new Sent(PAGE, html)));
        parts.values().forEach(html -> next.add(new Sent(PART, html)));
        page = Optional.empty();
        parts.clear();
        return next;
    }
}
