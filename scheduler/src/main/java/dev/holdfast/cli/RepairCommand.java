package dev.holdfast.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "repair",
        description = "Let copies be compared and made equal (Cassandra), on one node after the other.")
final class RepairCommand implements Callable<Integer> {

    @Mixin
    private Remote remote = new Remote();

    @Mixin
    private Output output = new Output();

    @Mixin
    private Follow follow = new Follow();

    @Parameters(paramLabel = "NAME[/NODE]", description = "A cluster, or a node of one.")
    private String target = "";

    @Option(names = "--keyspace", paramLabel = "KEYSPACE", description = "Only this one.")
    private String keyspace = "";

    @Option(names = "--preview", description = "Say what would be done, and do nothing.")
    private boolean preview;

    @Override
    public Integer call() {
        return follow.send(Verb.chore("repair", target, keyspace).previewed(preview), remote, output);
    }
}
