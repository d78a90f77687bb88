package dev.holdfast.cli;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Server-Sent Events of a scheduler, also over its restarts: whatever breaks off is taken up where it was. */
final class EventSource {

    private static final String ID = "id: ";
    private static final String EVENT = "event: ";
    private static final String DATA = "data: ";
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

    private final ApiClient api;
    private final String path;
    private final Consumer<String> notes;
    private String lastId = "";

    /** @param notes is told when a stream broke off, and when it goes on */
    EventSource(ApiClient api, String path, Consumer<String> notes) {
        this.api = api;
        this.path = path;
        this.notes = notes;
    }

    /** One event: its name and its data, in one line. */
    interface Listener {
        void hear(String event, String data);
    }

    /** Without an end; what the scheduler refuses is thrown, also in the midst of it. */
    void listen(Listener listener) throws InterruptedException {
        boolean broken = false;
        boolean everOpen = false;
        while (true) {
            try (Stream<String> lines = api.lines(path, lastId)) {
                everOpen = true;
                if (broken) {
                    notes.accept("the scheduler answers again");
                    broken = false;
                }
                hear(lines.iterator(), listener);
            } catch (UncheckedIOException e) {
                // It went away: the same as an end.
            } catch (Failure e) {
                if (!everOpen || e.exitCode() != Exit.UNAVAILABLE) {
                    throw e;
                }
                if (!broken) {
                    notes.accept(e.getMessage() + "; trying again until it does");
                    broken = true;
                }
            }
            Thread.sleep(BETWEEN_TRIES.toMillis());
        }
    }

    private void hear(Iterator<String> lines, Listener listener) {
        String event = "";
        String id = "";
        while (lines.hasNext()) {
            String line = lines.next();
            if (line.startsWith(ID)) {
                id = line.substring(ID.length());
            } else if (line.startsWith(EVENT)) {
                event = line.substring(EVENT.length());
            } else if (line.startsWith(DATA)) {
                listener.hear(event, line.substring(DATA.length()));
                lastId = id;
            }
        }
    }
}
