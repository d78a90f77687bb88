package dev.holdfast.cli.run;

import dev.holdfast.cli.Paint;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * Where {@code up} speaks: lines that stay, each with the seconds since the start; below them, on a terminal, a few
 * that are written over as things go on.
 */
final class Screen {

    private static final String UP_AND_CLEAR = "\u001b[1A\u001b[2K";
    private static final int WIDTH = 118;

    private final PrintWriter out;
    private final boolean terminal;
    private final Paint paint;
    private final Instant start;
    private int below;

    Screen(PrintWriter out, boolean terminal, Paint paint, Instant start) {
        this.out = out;
        this.terminal = terminal;
        this.paint = paint;
        this.start = start;
    }

    Paint paint() {
        return paint;
    }

    /** A line that stays. */
    void line(String text) {
        erase();
        out.println(paint.faint(elapsed()) + text);
        out.flush();
    }

    /** A line that stays, without the time. */
    void plain(String text) {
        erase();
        out.println(text);
        out.flush();
    }

    /** What is written over by the next; nothing where there is no terminal. */
    void below(List<String> lines) {
        if (!terminal) {
            return;
        }
        erase();
        for (String line : lines) {
            out.println(dev.holdfast.cli.Texts.cut(line, WIDTH));
        }
        below = lines.size();
        out.flush();
    }

    private void erase() {
        if (below > 0) {
            out.print(UP_AND_CLEAR.repeat(below));
            below = 0;
        }
    }

    private String elapsed() {
        return String.format(Locale.ROOT, "%6.1fs  ", seconds());
    }

    double seconds() {
        return Duration.between(start, Instant.now()).toMillis() / 1000.0;
    }
}
