package dev.holdfast.cli;

import dev.holdfast.api.wire.Asks;
import dev.holdfast.api.wire.ClusterInfo;
import dev.holdfast.api.wire.NodeInfo;
import dev.holdfast.api.wire.OutcomeInfo;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "uninstall", description = "Destroy a cluster with all its data and give its resources back.")
final class UninstallCommand implements Callable<Integer> {

    @Mixin
    private Remote remote = new Remote();

    @Mixin
    private Output output = new Output();

    @Mixin
    private Follow follow = new Follow();

    @Mixin
    private Preview preview = new Preview();

    private final Question question = new Question();

    @Parameters(paramLabel = "NAME", description = "A cluster.")
    private String name = "";

    @Option(names = "--confirm", paramLabel = "NAME", description = "The name once more: then nothing is asked.")
    private String confirmation = "";

    @Override
    public Integer call() {
        ApiClient api = remote.client();
        if (preview.wanted()) {
            return follow.send(preview.of(Verb.of(name, "uninstall", new Asks.Uninstall(""))), remote, output);
        }
        ClusterInfo cluster = api.get(new Target(name, "").path(), ClusterInfo.class);
        if (confirmation.isEmpty()) {
            PrintWriter err = output.err();
            err.println("This destroys " + name + " (" + cluster.packageName() + " " + cluster.version() + "):");
            cluster.nodes().forEach(node -> err.println("  " + what(node)));
            err.flush();
            confirmation = question.answer("Write its name to go on: ", "--confirm " + name);
        }
        OutcomeInfo outcome = api.post(
                new Target(name, "").path() + "/uninstall",
                new Asks.Uninstall(confirmation.strip()),
                OutcomeInfo.class);
        return follow.tell(outcome, name, api, output);
    }

    private static String what(NodeInfo node) {
        String volume = node.volumeMegabytes() == 0
                ? "no volume yet"
                : "a volume of " + Texts.megabytes(node.volumeMegabytes()) + " on " + node.hostname();
        return node.shortName() + ": " + volume;
    }
}
