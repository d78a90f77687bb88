package dev.holdfast.node;

import java.io.PrintStream;

/** Tells, one JSON line at a time, how far a piece of work is. What was said last is not said again. */
final class Progress {

    private final PrintStream out;
    private String last = "";

    Progress(PrintStream out) {
        this.out = out;
    }

    synchronized void tell(String text) {
        if (!text.isEmpty() && !text.equals(last)) {
            last = text;
            line("progress", text);
        }
    }

    synchronized void result(String text) {
        line("result", text);
    }

    private void line(String name, String text) {
        out.println(new JsonLine().add(name, text).end());
        out.flush();
    }
}
