package dev.holdfast.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/** What happened, a line for each thing. All of it goes into a hash; the lines themselves are kept only as far as wanted. */
final class Trace {

    private static final long PRIME = 0x100000001b3L;

    private final Agenda agenda;
    private final int keep;
    private final Deque<String> lines = new ArrayDeque<>();
    private long hash = 0xcbf29ce484222325L;
    private long count;

    /** @param keep how many of the newest lines */
    Trace(Agenda agenda, int keep) {
        this.agenda = agenda;
        this.keep = keep;
    }

    void line(String who, String what) {
        count++;
        mix(agenda.millis());
        mix(who);
        mix(what);
        if (keep > 0) {
            if (lines.size() == keep) {
                lines.removeFirst();
            }
            lines.addLast(String.format(Locale.ROOT, "%s  %-12s %s", clock(agenda.millis()), who, what));
        }
    }

    private void mix(String text) {
        for (int i = 0; i < text.length(); i++) {
            mix(text.charAt(i));
        }
    }

    private void mix(long value) {
        hash = (hash ^ value) * PRIME;
    }

    long hash() {
        return hash;
    }

    long count() {
        return count;
    }

    List<String> lines() {
        return new ArrayList<>(lines);
    }

    static String clock(long millis) {
        long seconds = millis / 1000;
        return String.format(
                Locale.ROOT, "%02d:%02d:%02d.%03d", seconds / 3600, seconds / 60 % 60, seconds % 60, millis % 1000);
    }
}
