package dev.holdfast.cli;

import dev.holdfast.cli.run.Launched;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "top",
        description = {
            "Look at clusters, nodes and plans live, with keys.",
            "j/k or arrows move, enter opens, w why, p plan, l logs of a node, / filter, esc back, q quit."
        })
final class TopCommand implements Callable<Integer> {

    @Mixin
    private Remote remote = new Remote();

    @Option(names = "--no-colour", description = "Without colours.")
    private boolean plain;

    @Override
    public Integer call() throws InterruptedException {
        ApiClient api = remote.client();
        String unused = api.text("/health?"); // a clear error before the screen is taken
        try (Terminal terminal = terminal()) {
            new TopLoop(terminal, api, new Paint(!plain)).run();
        } catch (IOException e) {
            throw new Failure(
                    Exit.USAGE, "the terminal cannot be used: " + e.getMessage(), "use holdfast status --watch", e);
        }
        return Exit.DONE;
    }

    private static Terminal terminal() throws IOException {
        if (!Launched.onTerminal()
                || Optional.ofNullable(System.getenv("TERM")).orElse("dumb").equals("dumb")) {
            throw new Failure(
                    Exit.USAGE,
                    "top needs a terminal, and there is none here",
                    "use holdfast status, or holdfast status --watch");
        }
        return TerminalBuilder.builder()
                .system(true)
                .dumb(false)
                .exec(true) // by the system's stty: no native code of its own
                .jni(false)
                .ffm(false)
                .nativeSignals(true)
                .build();
    }
}
