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
    private Remote remote = new Remote();

    @Mixin
    private Output output = new Output();

    @Mixin
    private Follow follow = new Follow();

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

    @Option(
            names = "--keyspace",
            split = ",",
            paramLabel = "KEYSPACE",
            description =
                    "Only this one; may be given more than once. Usually all users', and Cassandra's own that are spread.")
    private List<String> keyspaces = List.of();

    @Mixin
    private Preview preview = new Preview();

    @Override
    public Integer call() {
        Verb verb =
                Verb.of(name, "replicate", new RingAsks.Replicate(String.join(",", keyspaces), String.join(",", to)));
        return follow.send(preview.of(verb), remote, output);
    }
}
