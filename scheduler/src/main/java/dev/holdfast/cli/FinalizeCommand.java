package dev.holdfast.cli;

import dev.holdfast.api.wire.Asks;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "finalize",
        description = "Finish an upgrade (Kafka: raise the metadata version). Cannot be taken back.")
final class FinalizeCommand implements Callable<Integer> {

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
        return follow.send(preview.of(Verb.of(name, "finalize", new Asks.Nothing())), remote, output);
    }
}
