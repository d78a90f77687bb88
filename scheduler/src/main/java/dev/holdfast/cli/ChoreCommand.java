package dev.holdfast.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "chore",
        description = "Let nodes do another chore, one after the other (Cassandra: compact, flush, upgradesstables).")
final class ChoreCommand implements Callable<Integer> {

    @Mixin
    private ChoreOptions options = new ChoreOptions();

    @Parameters(index = "1", paramLabel = "CHORE", description = "repair, cleanup, compact, flush or upgradesstables.")
    private String chore = "";

    @Override
    public Integer call() {
        return options.send(chore);
    }
}
