package dev.holdfast.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "restart", description = "Restart a cluster or nodes, one by one, each when it may be missed.")
final class RestartCommand implements Callable<Integer> {

    @Mixin
    private Remote remote = new Remote();

    @Mixin
    private Output output = new Output();

    @Mixin
    private Follow follow = new Follow();

    @Mixin
    private Preview preview = new Preview();

    @Parameters(arity = "1..*", paramLabel = "NAME[/NODE]", description = "A cluster, or nodes of one.")
    private List<String> names = List.of();

    @Override
    public Integer call() {
        return follow.send(preview.of(Verb.onNodes("restart", names)), remote, output);
    }
}
