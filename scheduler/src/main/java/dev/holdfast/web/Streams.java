package dev.holdfast.web;

import dev.holdfast.api.Refused;
import dev.holdfast.core.View;
import dev.holdfast.web.Painting.Painted;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps open pages true. One thread paints: at most so often a second it takes the newest picture, asks every page that is open for its
 * parts, paints those that have changed, once however many look, and leaves them with the readers. The loop only leaves its newest view.
 *
 * <p>A reader keeps no queue, but per part the newest text it has not sent yet: what a slow browser misses is overtaken by the next, and
 * nothing grows.
 */
final class Streams implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Streams.class);

    /** Nobody reads faster than four times a second. */
    static final long MILLIS_BETWEEN_ROUNDS = 250;

    /** What does not come from the picture, such as who leads, is looked at as often even when no new one comes. */
    private static final long MILLIS_AT_MOST = 1000;

    private final Sources sources;
    private final Painting painting;
    private final Map<String, Open> open = new TreeMap<>();
    private final Consumer<View> newest;
    private final Thread thread = new Thread(this::run, "web-painter");
    private boolean news;
    private boolean closed;

    Streams(Sources sources, Painting painting) {
        this.sources = sources;
        this.painting = painting;
        this.newest = view -> wake();
        thread.setDaemon(true);
        thread.start();
        sources.watch(newest);
    }

    /** A page that somebody looks at. */
    private static final class Open {
        private final Page page;
        private final List<Reader> readers = new ArrayList<>();
        private Map<String, Painted> shown = new LinkedHashMap<>();

        Open(Page page) {
            this.page = page;
        }
    }

    /** Somebody looks at a page now; at first all of it is sent, for it may have changed since it was loaded. */
    Reader read(String path, Page page) {
        Reader reader = new Reader();
        synchronized (this) {
            open.computeIfAbsent(path, missing -> new Open(page)).readers.add(reader);
            news = true;
            notifyAll();
        }
        return reader;
    }

    synchronized void leave(String path, Reader reader) {
        Open page = open.get(path);
        if (page != null) {
            page.readers.remove(reader);
            if (page.readers.isEmpty()) {
                open.remove(path);
            }
        }
    }

    /** How many look. */
    synchronized int readers() {
        return open.values().stream().mapToInt(page -> page.readers.size()).sum();
    }

    private synchronized void wake() {
        if (!news) {
            news = true;
            notifyAll();
        }
    }

    private void run() {
        try {
            while (awaitNews()) {
                long began = System.nanoTime();
                round();
                long took = (System.nanoTime() - began) / 1_000_000;
                Thread.sleep(Math.max(took, MILLIS_BETWEEN_ROUNDS - took)); // at most half of one core
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean awaitNews() throws InterruptedException {
        long end = System.nanoTime() + MILLIS_AT_MOST * 1_000_000;
        while (!closed && (open.isEmpty() || !news)) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (open.isEmpty()) {
                wait(); // nobody looks
            } else if (left > 0) {
                wait(left);
            } else {
                break;
            }
        }
        news = false;
        return !closed;
    }

    private void round() {
        List<Map.Entry<String, Open>> now;
        synchronized (this) {
            now = List.copyOf(open.entrySet());
        }
        Glance glance = Glance.at(sources);
        for (Map.Entry<String, Open> entry : now) {
            try {
                look(entry.getValue(), glance);
            } catch (RuntimeException e) {
                LOG.warn("{} cannot be kept up to date: {}", entry.getKey(), e.toString());
            }
        }
    }

    private void look(Open page, Glance glance) {
        List<Part> parts = new ArrayList<>(Common.parts(glance));
        try {
            parts.addAll(page.page.parts(glance));
        } catch (Refused gone) {
            parts.add(Problem.part(gone));
        }
        Map<String, Painted> before = page.shown;
        Map<String, Painted> after = painting.paint(parts, before);
        page.shown = after;
        boolean otherParts = !List.copyOf(before.keySet()).equals(List.copyOf(after.keySet()));
        Map<String, String> changed = new LinkedHashMap<>();
        after.forEach((id, painted) -> {
            Painted old = before.get(id);
            if (old == null || !old.html().equals(painted.html())) {
                changed.put(id, painted.html());
            }
        });
        List<Reader> readers;
        synchronized (this) {
            readers = List.copyOf(page.readers);
        }
        for (Reader reader : readers) {
            if (otherParts || reader.isNew()) {
                reader.takeAll(main(after), common(after));
            } else {
                reader.take(changed);
            }
        }
    }

    private String main(Map<String, Painted> painted) {
        return painting.join(painted.values().stream()
                .filter(one -> !isCommon(one.part().id()))
                .toList());
    }

    private static Map<String, String> common(Map<String, Painted> painted) {
        Map<String, String> common = new LinkedHashMap<>();
        painted.values().stream()
                .filter(one -> isCommon(one.part().id()))
                .forEach(one -> common.put(one.part().id(), one.html()));
        return common;
    }

    private static boolean isCommon(String id) {
        return id.equals(Common.SIDE) || id.equals(Common.NOTICES);
    }

    @Override
    public void close() {
        sources.unwatch(newest);
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        thread.interrupt();
    }
}
