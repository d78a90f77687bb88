package dev.holdfast.cli;

import dev.holdfast.api.wire.LaunchInfo;
import dev.holdfast.api.wire.LogInfo;
import dev.holdfast.api.wire.NoteInfo;
import dev.holdfast.api.wire.WireJson;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

@Command(
        name = "logs",
        description = {
            "Show what a node has written: its output, its database's own logs, those of earlier launches and of chores.",
            "What the scheduler knows to be secret is hidden with asterisks."
        })
final class LogsCommand implements Callable<Integer> {

    @Mixin
    private Remote remote = new Remote();

    @Mixin
    private Output output = new Output();

    @Parameters(paramLabel = "NAME/NODE", description = "As in orders/broker-2.")
    private String node = "";

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with what it writes from now on, also after it was launched again.")
    private boolean follow;

    @Option(names = "--files", description = "List the logs there are, of each launch that is remembered.")
    private boolean files;

    @Option(names = "--file", paramLabel = "FILE", description = "Which, as --files names it (usual: stdout).")
    private String file = "stdout";

    @Option(names = "--stderr", description = "What it wrote to its error stream: --file stderr.")
    private boolean errors;

    @Option(names = "--incarnation", paramLabel = "N", description = "Of which launch (usual: the newest).")
    private int incarnation;

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "N",
            description = "Only the last N lines.")
    private int lines;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Only lines from then on, as in 10m, 2h, by the times that are in them.")
    private String since = "";

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
        String path = target.path() + "/nodes/" + ApiClient.segment(target.node());
        if (files) {
            List<LaunchInfo> launches = api.list(path + "/files", LaunchInfo.class);
            output.emit(launches, out -> list(launches, out));
        } else if (follow) {
            JsonMapper json = WireJson.mapper();
            new EventSource(api, path + "/logs/stream" + query(), this::note).listen((event, data) -> {
                if (event.equals("log")) {
                    emit(json.readValue(data, LogInfo.class));
                } else {
                    note(json.readValue(data, NoteInfo.class).text());
                }
            });
        } else {
            emit(api.get(path + "/logs" + query(), LogInfo.class));
        }
        return Exit.DONE;
    }

    private String query() {
        String query = "?file=" + ApiClient.segment(errors ? "stderr" : file);
        query += chore.isEmpty() ? "" : "&chore=" + ApiClient.segment(chore);
        query += incarnation > 0 ? "&incarnation=" + incarnation : "";
        query += lines > 0 ? "&lines=" + lines : "";
        query += since.isEmpty() ? "" : "&since=" + ApiClient.segment(since);
        return lines > 0 || !since.isEmpty() ? query : query + "&offset=" + -Math.max(1, bytes);
    }

    private static void list(List<LaunchInfo> launches, PrintWriter out) {
        for (LaunchInfo launch : launches) {
            out.println("incarnation " + launch.incarnation() + " on " + launch.host() + ", launched "
                    + Texts.second(launch.at()) + ", " + launch.state());
            if (!launch.problem().isEmpty()) {
                out.println("  " + launch.problem());
            }
            launch.files()
                    .forEach(log -> out.println(
                            String.format("  %12d  %s  %s", log.size(), Texts.second(log.modified()), log.file())));
        }
    }

    private void note(String text) {
        output.out().flush();
        output.err().println("(" + text + ")");
        output.err().flush();
    }

    private void emit(LogInfo part) {
        output.emit(part, out -> out.print(part.text()));
    }
}
