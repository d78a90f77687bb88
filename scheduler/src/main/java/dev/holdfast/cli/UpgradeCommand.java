package dev.holdfast.cli;

import dev.holdfast.api.wire.ClusterInfo;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "upgrade", description = "Go to another version of the database, node by node.")
final class UpgradeCommand implements Callable<Integer> {

    @Mixin
    private Remote remote = new Remote();

    @Mixin
    private Output output = new Output();

    @Mixin
    private Follow follow = new Follow();

    @Parameters(index = "0", paramLabel = "NAME", description = "A cluster.")
    private String name = "";

    @Parameters(index = "1", paramLabel = "VERSION", description = "As `holdfast packages` lists them.")
    private String version = "";

    @Option(names = "--artifact", paramLabel = "FILE|URL", description = GivenArtifact.HELP)
    private Optional<String> artifact = Optional.empty();

    @Mixin
    private Preview preview = new Preview();

    @Override
    public Integer call() {
        if (artifact.isPresent()) {
            String path = new Target(name, "").path();
            String packageName = remote.client().get(path, ClusterInfo.class).packageName();
            List<String> assignments = GivenArtifact.assignments(packageName, artifact.get(), version);
            return follow.send(preview.of(Verb.set(name, assignments)), remote, output);
        }
        return follow.send(preview.of(Verb.upgrade(name, version)), remote, output);
    }
}
