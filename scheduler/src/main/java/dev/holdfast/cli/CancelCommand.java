package dev.holdfast.cli;

import dev.holdfast.api.wire.Asks;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "cancel", description = "Turn the plan back where it can be.")
final class CancelCommand implements Callable<Integer> {

    @Mixin
    private Remote remote = new Remote();

    @Mixin
    private Output output = new Output();

    @Mixin
    private Follow follow = new Follow();

    @Mixin
    private Preview preview = new Preview();

    @Parameters(paramLabel = "NAME", description = "A cluster.")
    private String name = "";

    @Override
    public Integer call() {
        return follow.send(preview.of(Verb.of(name, "cancel", new Asks.Nothing())), remote, output);
    }
}
