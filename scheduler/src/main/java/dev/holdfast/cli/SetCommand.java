package dev.holdfast.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "set", description = "Change settings, sizes or options; takes effect node by node.")
final class SetCommand implements Callable<Integer> {

    @Mixin
    private Remote remote = new Remote();

    @Mixin
    private Output output = new Output();

    @Mixin
    private Follow follow = new Follow();

    @Parameters(index = "0", paramLabel = "NAME", description = "A cluster.")
    private String name = "";

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "KEY=VALUE",
            description = "As in num.partitions=3 (setting), broker.memory=2GB (size), "
                    + "broker.settings.KEY=VALUE (one group), broker-2.KEY=VALUE (one node), options.rebalance=true "
                    + "(of the package). No value takes a setting away.")
    private List<String> assignments = List.of();

    @Mixin
    private Preview preview = new Preview();

    @Override
    public Integer call() {
        return follow.send(preview.of(Verb.set(name, assignments)), remote, output);
    }
}
