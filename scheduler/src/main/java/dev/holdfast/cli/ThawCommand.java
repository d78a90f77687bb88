package dev.holdfast.cli;

import dev.holdfast.api.wire.Asks;
import dev.holdfast.api.wire.OutcomeInfo;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "thaw",
        description = {
            "Go on after much was lost at once.",
            "When more than a third of the nodes, or of the agents they are on, are lost within ten minutes, nothing is taken down,",
            "replaced or removed any more, in any cluster, until a person has looked and says so with this command."
        })
final class ThawCommand implements Callable<Integer> {

    @Mixin
    private Remote remote = new Remote();

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() {
        OutcomeInfo outcome = remote.client().post("/v1/thaw", new Asks.Nothing(), OutcomeInfo.class);
        output.emit(outcome, out -> out.println(outcome.text()));
        return Exit.DONE;
    }
}
