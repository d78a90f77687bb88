package dev.holdfast.cli;

import dev.holdfast.api.wire.Asks;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "rebalance", description = "Spread data over all nodes, moving as little as possible.")
final class RebalanceCommand implements Callable<Integer> {

    @Mixin
    private Remote remote = new Remote();

    @Mixin
    private Output output = new Output();

    @Mixin
    private Follow follow = new Follow();

    @Parameters(paramLabel = "NAME", description = "A cluster.")
    private String name = "";

    @Option(names = "--throttle", paramLabel = "BYTES", description = "At most so many bytes per second and node.")
    private String throttle = "";

    @Mixin
    private Preview preview = new Preview();

    @Override
    public Integer call() {
        return follow.send(preview.of(Verb.of(name, "rebalance", new Asks.Rebalance(throttle))), remote, output);
    }
}
