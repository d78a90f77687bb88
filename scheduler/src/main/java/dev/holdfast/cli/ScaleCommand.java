package dev.holdfast.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "scale", description = "Change how many nodes there are.")
final class ScaleCommand implements Callable<Integer> {

    @Mixin
    private Remote remote = new Remote();

    @Mixin
    private Output output = new Output();

    @Mixin
    private Follow follow = new Follow();

    @Parameters(index = "0", paramLabel = "NAME", description = "A cluster.")
    private String name = "";

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "[GROUP=]N",
            description = "As in broker=5; without a group, the package's main one.")
    private List<String> wishes = List.of();

    @Mixin
    private Preview preview = new Preview();

    @Override
    public Integer call() {
        return follow.send(preview.of(Verb.scale(name, wishes)), remote, output);
    }
}
