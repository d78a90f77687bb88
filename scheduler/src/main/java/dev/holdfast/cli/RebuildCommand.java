package dev.holdfast.cli;

import dev.holdfast.api.cassandra.RingAsks;
import java.util.List;
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
    private Remote remote = new Remote();

    @Mixin
    private Output output = new Output();

    @Mixin
    private Follow follow = new Follow();

    @Parameters(paramLabel = "NAME[/NODE]", description = "A cluster, or a node of one.")
    private String target = "";

    @Option(
            names = "--from",
            paramLabel = "DC",
            description = "The data centre to take it from. Usually the one with most copies.")
    private String from = "";

    @Option(
            names = "--keyspace",
            split = ",",
            paramLabel = "KEYSPACE",
            description = "Only this one; may be given more than once. Usually all.")
    private List<String> keyspaces = List.of();

    @Mixin
    private Preview preview = new Preview();

    @Override
    public Integer call() {
        Verb verb = Verb.of(
                Target.parse(target).cluster(),
                "rebuild",
                new RingAsks.Rebuild(Target.parse(target).node(), String.join(",", keyspaces), from));
        return follow.send(preview.of(verb), remote, output);
    }
}
