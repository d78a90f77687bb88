package dev.holdfast.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "cleanup",
        description = "Let nodes throw away what is no longer theirs (Cassandra), one after the other.")
final class CleanupCommand implements Callable<Integer> {

    @Mixin
    private ChoreOptions options = new ChoreOptions();

    @Override
    public Integer call() {
        return options.send("cleanup");
    }
}
