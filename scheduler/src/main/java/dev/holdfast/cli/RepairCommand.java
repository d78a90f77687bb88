package dev.holdfast.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "repair",
        description = "Let copies be compared and made equal (Cassandra), on one node after the other.")
final class RepairCommand implements Callable<Integer> {

    @Mixin
    private ChoreOptions options = new ChoreOptions();

    @Override
    public Integer call() {
        return options.send("repair");
    }
}
