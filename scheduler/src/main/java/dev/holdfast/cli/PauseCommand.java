package dev.holdfast.cli;

import dev.holdfast.api.wire.Asks;
import dev.holdfast.api.wire.OutcomeInfo;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "pause", description = "Hold the plan where it is.")
final class PauseCommand implements Callable<Integer> {

    @Mixin
    private Remote remote = new Remote();

    @Mixin
    private Output output = new Output();

    @Mixin
    private Follow follow = new Follow();

    @Parameters(paramLabel = "NAME", description = "A cluster.")
    private String name = "";

    @Override
    public Integer call() {
        ApiClient api = remote.client();
        OutcomeInfo outcome = api.post(new Target(name, "").path() + "/pause", new Asks.Nothing(), OutcomeInfo.class);
        return follow.tell(outcome, name, api, output);
    }
}
