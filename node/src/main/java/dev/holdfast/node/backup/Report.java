package dev.holdfast.node.backup;

import dev.holdfast.node.JsonLine;
import java.io.PrintStream;

/** Says how far a chore is, in lines of JSON, but not more often than anybody reads them. */
final class Report {

    private static final long NANOS_BETWEEN = 1_000_000_000L;

    private final PrintStream out;
    private String within = "";
    private long last = System.nanoTime() - NANOS_BETWEEN;

    Report(PrintStream out) {
        this.out = out;
    }

    synchronized void progress(String text) {
        long now = System.nanoTime();
        if (now - last >= NANOS_BETWEEN) {
            last = now;
            say("progress", text);
        }
    }

    /** What the next steps of a smaller piece of work belong to. */
    synchronized void within(String text) {
        within = text;
        progress(text);
    }

    /** How far a smaller piece of work is. */
    synchronized void part(String text) {
        progress(within.isEmpty() ? text : within + ", " + text);
    }

    synchronized void result(String text) {
        say("result", text);
    }

    private void say(String key, String text) {
        out.println(new JsonLine().add(key, text).end());
        out.flush();
    }
}
