package dev.holdfast.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "chore",
        description = "Let nodes do another chore, one after the other (Cassandra: compact, flush, upgradesstables).")
final class ChoreCommand implements Callable<Integer> {

    @Mixin
    private Remote remote = new Remote();

    @Mixin
    private Output output = new Output();

    @Mixin
    private Follow follow = new Follow();

    @Parameters(index = "0", paramLabel = "NAME[/NODE]", description = "A cluster, or a node of one.")
    private String target = "";

    @Parameters(index = "1", paramLabel = "CHORE", description = "repair, cleanup, compact, flush or upgradesstables.")
    private String chore = "";

    @Option(names = "--keyspace", paramLabel = "KEYSPACE", description = "Only this one.")
    private String keyspace = "";

    @Option(names = "--preview", description = "Say what would be done, and do nothing.")
    private boolean preview;

    @Override
    public Integer call() {
        return follow.send(Verb.chore(chore, target, keyspace).previewed(preview), remote, output);
    }
}
