package dev.holdfast.cli;

import dev.holdfast.api.wire.LogInfo;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "logs", description = "Show what a node's process, or a chore beside it, has written.")
final class LogsCommand implements Callable<Integer> {

    private static final long MILLIS_BETWEEN_LOOKS = 500;

    @Mixin
    private Remote remote = new Remote();

    @Mixin
    private Output output = new Output();

    @Parameters(paramLabel = "NAME/NODE", description = "As in orders/broker-2.")
    private String node = "";

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with what it writes from now on.")
    private boolean follow;

    @Option(names = "--stderr", description = "What it wrote to its error stream.")
    private boolean errors;

    @Option(
            names = "--chore",
            paramLabel = "CHORE",
            description = {
                "What a chore beside the node has written, as in repair, save or restore-load:",
                "the one under way, or the last of that name."
            })
    private String chore = "";

    @Option(
            names = {"-c", "--bytes"},
            paramLabel = "N",
            description = "Only the last N bytes (usual: 10000).")
    private long bytes = 10_000;

    @Override
    public Integer call() throws InterruptedException {
        Target target = Target.parse(node).needNode();
        ApiClient api = remote.client();
        String path = target.path() + "/nodes/" + ApiClient.segment(target.node()) + "/logs?"
                + (chore.isEmpty() ? "" : "chore=" + ApiClient.segment(chore) + "&")
                + "file=" + (errors ? "stderr" : "stdout") + "&offset=";
        LogInfo part = api.get(path + -Math.max(1, bytes), LogInfo.class);
        emit(part);
        while (follow) {
            Thread.sleep(MILLIS_BETWEEN_LOOKS);
            LogInfo more = api.get(path + part.next(), LogInfo.class);
            // A file that is shorter than before belongs to a new launch.
            part = more.size() < part.next() ? api.get(path + 0, LogInfo.class) : more;
            if (!part.text().isEmpty()) {
                emit(part);
            }
        }
        return Exit.DONE;
    }

    private void emit(LogInfo part) {
        output.emit(part, out -> out.print(part.text()));
    }
}
