package dev.holdfast.cli;

import dev.holdfast.api.wire.Asks;
import dev.holdfast.api.wire.OutcomeInfo;
import dev.holdfast.api.wire.PreviewInfo;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "recover",
        description = {
            "Begin a cluster anew when most of its masters are lost for good (CrateDB).",
            "What only the lost nodes had is gone then. It first says what it would do, and asks for the name.",
            "It is refused while there is a master, or a majority could come back."
        })
final class RecoverCommand implements Callable<Integer> {

    @Mixin
    private Remote remote = new Remote();

    @Mixin
    private Output output = new Output();

    @Mixin
    private Follow follow = new Follow();

    private final Question question = new Question();

    @Parameters(paramLabel = "NAME", description = "A cluster.")
    private String name = "";

    @Option(
            names = "--from",
            paramLabel = "NODE",
            description = "Begin anew from this node; otherwise from the one with the newest state.")
    private String from = "";

    @Option(
            names = "--lost",
            paramLabel = "NODE",
            split = ",",
            description =
                    "The disk of this node is lost for good, though its agent is not marked gone; may be given more "
                            + "than once.")
    private List<String> lost = List.of();

    @Mixin
    private Preview preview = new Preview();

    @Option(names = "--confirm", paramLabel = "NAME", description = "The name once more: then nothing is asked.")
    private String confirmation = "";

    @Override
    public Integer call() {
        ApiClient api = remote.client();
        if (preview.wanted()) {
            return follow.tell(ask(api, true), name, api, output);
        }
        if (confirmation.isEmpty()) {
            PreviewInfo shown = ask(api, true).preview().orElseThrow();
            PrintWriter err = output.err();
            new PreviewText(shown).print(err);
            err.flush();
            confirmation = question.answer("Write the cluster's name to go on: ", "--confirm " + name);
        }
        return follow.tell(ask(api, false), name, api, output);
    }

    private OutcomeInfo ask(ApiClient api, boolean onlyShown) {
        return api.post(
                new Target(name, "").path() + "/recover" + Verb.preview(onlyShown),
                new Asks.Recover(from, lost, confirmation.strip()),
                OutcomeInfo.class);
    }
}
