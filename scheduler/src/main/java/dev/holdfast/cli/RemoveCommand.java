package dev.holdfast.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "remove", description = "Drain a node and give it up for good; its data moves to others first.")
final class RemoveCommand implements Callable<Integer> {

    @Mixin
    private Remote remote = new Remote();

    @Mixin
    private Output output = new Output();

    @Mixin
    private Follow follow = new Follow();

    @Mixin
    private Preview preview = new Preview();

    @Parameters(paramLabel = "NAME/NODE", description = "As in orders/broker-2.")
    private String name = "";

    @Option(
            names = "--lost",
            description =
                    "Its machine is lost for good: take it out by what the others have (Cassandra), if nothing is lost with it.")
    private boolean lost;

    @Override
    public Integer call() {
        return follow.send(preview.of(Verb.remove(name, lost)), remote, output);
    }
}
