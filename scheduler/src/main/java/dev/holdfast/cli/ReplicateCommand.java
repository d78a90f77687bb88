package dev.holdfast.cli;

import dev.holdfast.api.cassandra.RingAsks;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "replicate",
        description = "Change how many copies keyspaces have in data centres of a ring (Cassandra).")
final class ReplicateCommand implements Callable<Integer> {

    @Mixin
    private RingChange change = new RingChange();

    @Parameters(paramLabel = "NAME", description = "A cluster.")
    private String name = "";

    @Option(
            names = "--to",
            required = true,
            split = ",",
            paramLabel = "DC=COPIES",
            description =
                    "A data centre and how many copies it shall have; 0 for none any more. May be given more than once.")
    private List<String> to = List.of();

    @Override
    public Integer call() {
        return change.send(name, "replicate", new RingAsks.Replicate(change.keyspaces(), String.join(",", to)));
    }
}
