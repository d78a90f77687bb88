package dev.holdfast.cli;

import dev.holdfast.api.wire.OutcomeInfo;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "apply", description = "Make a cluster be what a spec says; creates it if there is none.")
final class ApplyCommand implements Callable<Integer> {

    @Mixin
    private Remote remote = new Remote();

    @Mixin
    private Output output = new Output();

    @Mixin
    private Follow follow = new Follow();

    @Mixin
    private Preview preview = new Preview();

    @Option(
            names = {"-f", "--file"},
            required = true,
            paramLabel = "FILE",
            description = "The spec, YAML or JSON; - for standard input.")
    private Path file = Path.of("-");

    @Option(names = "--expected-target", paramLabel = "N", description = "Only if the target in force has this number.")
    private long expected;

    @Override
    public Integer call() {
        SpecFile spec = SpecFile.read(file);
        ApiClient api = remote.client();
        String query = preview.wanted() ? Verb.preview(true) : expected == 0 ? "" : "?expected-target=" + expected;
        OutcomeInfo outcome = api.put(new Target(spec.name(), "").path() + query, spec.text(), OutcomeInfo.class);
        return follow.tell(outcome, spec.name(), api, output);
    }
}
