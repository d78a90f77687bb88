package dev.holdfast.cli;

import dev.holdfast.api.wire.LogInfo;
import dev.holdfast.api.wire.StatusInfo;
import dev.holdfast.api.wire.WhyInfo;
import dev.holdfast.cli.TopScreen.Known;
import dev.holdfast.cli.TopScreen.Page;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.utils.InfoCmp.Capability;
import org.jline.utils.NonBlockingReader;

/**
 * Keeps a terminal's screen what {@link TopScreen} says: reads keys, asks the scheduler each second, and draws only lines that are others
 * than before. Whatever ends it, the terminal is as it was.
 */
final class TopLoop {

    private static final long MILLIS_FOR_A_KEY = 200;
    private static final long NANOS_BETWEEN_LOOKS = Duration.ofSeconds(1).toNanos();
    private static final int ESCAPE = 27;
    private static final int CTRL_C = 3;
    private static final int DELETE = 127;
    private static final int LOG_LINES = 200;

    private final Terminal terminal;
    private final ApiClient api;
    private final Paint paint;
    private List<String> drawn = List.of();
    private Known known = new Known(Optional.empty(), List.of(), "");
    private TopScreen screen = TopScreen.FIRST;
    private volatile boolean ended;
    private volatile boolean resized;

    TopLoop(Terminal terminal, ApiClient api, Paint paint) {
        this.terminal = terminal;
        this.api = api;
        this.paint = paint;
    }

    void run() throws IOException {
        Attributes before = terminal.enterRawMode();
        Thread restoring = new Thread(() -> restore(before), "top-restore");
        Runtime.getRuntime().addShutdownHook(restoring);
        terminal.handle(Signal.INT, signal -> ended = true);
        terminal.handle(Signal.WINCH, signal -> resized = true);
        terminal.puts(Capability.enter_ca_mode);
        terminal.puts(Capability.cursor_invisible);
        try {
            loop();
        } finally {
            restore(before);
            try {
                boolean unused = Runtime.getRuntime().removeShutdownHook(restoring);
            } catch (IllegalStateException e) {
                // The process ends already.
            }
        }
    }

    private synchronized void restore(Attributes before) {
        terminal.puts(Capability.cursor_visible);
        terminal.puts(Capability.exit_ca_mode);
        terminal.flush();
        terminal.setAttributes(before);
    }

    private void loop() throws IOException {
        NonBlockingReader keys = terminal.reader();
        long lookedAt = System.nanoTime() - NANOS_BETWEEN_LOOKS;
        while (!ended) {
            if (System.nanoTime() - lookedAt >= NANOS_BETWEEN_LOOKS) {
                known = look();
                lookedAt = System.nanoTime();
            }
            draw();
            int key = keys.read(MILLIS_FOR_A_KEY);
            if (key == NonBlockingReader.READ_EXPIRED) {
                continue;
            }
            TopScreen before = screen;
            Optional<TopScreen> next = key < 0 || key == CTRL_C ? Optional.empty() : pressed(key, keys);
            if (next.isEmpty()) {
                return;
            }
            screen = next.get();
            if (!before.page().equals(screen.page()) || !before.cluster().equals(screen.cluster())) {
                lookedAt = System.nanoTime() - NANOS_BETWEEN_LOOKS;
                known = new Known(known.status(), List.of(), "");
            }
        }
    }

    private Optional<TopScreen> pressed(int key, NonBlockingReader keys) throws IOException {
        if (key == ESCAPE) {
            int second = keys.read(50);
            int third = second == '[' || second == 'O' ? keys.read(50) : -1;
            return switch (third) {
                case 'A' -> screen.after(TopScreen.Key.UP, ' ', known);
                case 'B' -> screen.after(TopScreen.Key.DOWN, ' ', known);
                case 'C' -> screen.after(TopScreen.Key.ENTER, ' ', known);
                default -> screen.after(TopScreen.Key.BACK, ' ', known);
            };
        }
        return switch (key) {
            case '\r', '\n' -> screen.after(TopScreen.Key.ENTER, ' ', known);
            case DELETE, '\b' -> screen.after(TopScreen.Key.BACK, ' ', known);
            default -> key < ' ' ? Optional.of(screen) : screen.after(TopScreen.Key.LETTER, (char) key, known);
        };
    }

    private Known look() {
        try {
            StatusInfo status = api.get("/v1/status", StatusInfo.class);
            return new Known(Optional.of(status), text(), "");
        } catch (Failure e) {
            return new Known(known.status(), known.text(), e.getMessage() + "; trying again");
        }
    }

    private List<String> text() {
        if (screen.page() == Page.WHY) {
            WhyInfo why = api.get(new Target(screen.cluster(), "").path() + "/why", WhyInfo.class);
            List<String> lines = new ArrayList<>(List.of(why.health() + ": " + why.text()));
            for (WhyInfo.WaitingInfo wait : why.waits()) {
                lines.add("");
                lines.add(wait.subject() + " waits for '" + wait.rule() + "' since " + Texts.second(wait.since()) + ": "
                        + wait.text());
                if (!wait.remedy().isEmpty()) {
                    lines.add("  " + wait.remedy());
                }
                wait.refusals().forEach(refusal -> lines.add("  refused: " + refusal));
            }
            return lines;
        }
        if (screen.page() == Page.LOGS) {
            Target node = Target.parse(screen.cluster());
            return api.get(
                            node.path() + "/nodes/" + ApiClient.segment(node.node()) + "/logs?lines=" + LOG_LINES,
                            LogInfo.class)
                    .text()
                    .lines()
                    .toList();
        }
        return List.of();
    }

    /** Only what has changed, each line in its place: so nothing flickers. */
    private void draw() {
        int width = Math.max(20, terminal.getWidth());
        int height = Math.max(6, terminal.getHeight());
        List<String> lines = screen.lines(known, width, height, paint);
        PrintWriter out = terminal.writer();
        if (resized || drawn.size() != lines.size()) {
            resized = false;
            terminal.puts(Capability.clear_screen);
            drawn = List.of();
        }
        for (int i = 0; i < lines.size(); i++) {
            if (i >= drawn.size() || !drawn.get(i).equals(lines.get(i))) {
                out.print("\u001b[" + (i + 1) + ";1H\u001b[2K" + lines.get(i));
            }
        }
        drawn = lines;
        terminal.flush();
    }
}
