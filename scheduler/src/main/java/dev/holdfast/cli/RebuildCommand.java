package dev.holdfast.cli;

import dev.holdfast.api.cassandra.RingAsks;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "rebuild",
        description = "Let nodes get their data from another data centre of the ring (Cassandra), one after the other.")
final class RebuildCommand implements Callable<Integer> {

    @Mixin
    private RingChange change = new RingChange();

    @Parameters(paramLabel = "NAME[/NODE]", description = "A cluster, or a node of one.")
    private String target = "";

    @Option(
            names = "--from",
            paramLabel = "DC",
            description = "The data centre to take it from. Usually the one with most copies.")
    private String from = "";

    @Override
    public Integer call() {
        Target named = Target.parse(target);
        return change.send(named.cluster(), "rebuild", new RingAsks.Rebuild(named.node(), change.keyspaces(), from));
    }
}
