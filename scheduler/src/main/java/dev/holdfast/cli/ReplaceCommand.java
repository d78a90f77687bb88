package dev.holdfast.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "replace", description = "Give a node a new empty volume elsewhere, with the same identity.")
final class ReplaceCommand implements Callable<Integer> {

    @Mixin
    private Remote remote = new Remote();

    @Mixin
    private Output output = new Output();

    @Mixin
    private Follow follow = new Follow();

    @Mixin
    private Preview preview = new Preview();

    @Parameters(paramLabel = "NAME/NODE", description = "As in orders/broker-2.")
    private String name = "";

    @Override
    public Integer call() {
        return follow.send(preview.of(Verb.onNode("replace", name)), remote, output);
    }
}
