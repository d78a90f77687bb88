package dev.holdfast.cli;

import dev.holdfast.api.wire.Asks;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "resume", description = "Go on with a plan; may tell it to ignore the rule that holds it.")
final class ResumeCommand implements Callable<Integer> {

    @Mixin
    private Remote remote = new Remote();

    @Mixin
    private Output output = new Output();

    @Mixin
    private Follow follow = new Follow();

    @Parameters(paramLabel = "NAME", description = "A cluster.")
    private String name = "";

    @Option(
            names = {"--override", "--accept-outage"},
            paramLabel = "RULE",
            description = "The rule to ignore, as `holdfast why` names it.")
    private String rule = "";

    @Override
    public Integer call() {
        return follow.send(Verb.of(name, "resume", new Asks.Resume(rule.strip())), remote, output);
    }
}
