package dev.holdfast.cli;

import dev.holdfast.api.wire.Asks;
import dev.holdfast.api.wire.OutcomeInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "create", description = "Create a cluster with a package's defaults.")
final class CreateCommand implements Callable<Integer> {

    @Mixin
    private Remote remote = new Remote();

    @Mixin
    private Output output = new Output();

    @Mixin
    private Follow follow = new Follow();

    @Parameters(index = "0", paramLabel = "PACKAGE", description = "A database, as `holdfast packages` lists them.")
    private String packageName = "";

    @Parameters(index = "1", paramLabel = "NAME", description = "The new cluster's name.")
    private String name = "";

    @Parameters(
            index = "2..*",
            paramLabel = "KEY=VALUE",
            description = "What differs from the defaults, as in broker.count=5 or log.retention.ms=60000.")
    private List<String> assignments = List.of();

    @Option(names = "--artifact", paramLabel = "FILE|URL", description = GivenArtifact.HELP)
    private Optional<String> artifact = Optional.empty();

    @Option(names = "--jre", paramLabel = "FILE|URL", description = GivenArtifact.JRE_HELP)
    private Optional<String> jre = Optional.empty();

    @Mixin
    private Preview preview = new Preview();

    @Override
    public Integer call() {
        List<String> all = new ArrayList<>();
        artifact.ifPresent(given -> all.addAll(GivenArtifact.assignments(packageName, given, version())));
        jre.ifPresent(given -> all.add(GivenArtifact.java(given)));
        all.addAll(assignments);
        ApiClient api = remote.client();
        OutcomeInfo outcome = api.post(
                "/v1/clusters" + Verb.preview(preview.wanted()),
                new Asks.Create(packageName, name, all),
                OutcomeInfo.class);
        return follow.tell(outcome, name, api, output);
    }

    private String version() {
        return assignments.stream()
                .filter(text -> text.startsWith("version="))
                .map(text -> text.substring("version=".length()))
                .reduce("", (first, last) -> last);
    }
}
