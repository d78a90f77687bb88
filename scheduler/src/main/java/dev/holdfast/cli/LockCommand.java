package dev.holdfast.cli;

import dev.holdfast.artifact.ArtifactException;
import dev.holdfast.artifact.LockWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "lock", hidden = true, description = "Write a lock file for Maven coordinates and all they need.")
final class LockCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "FILE", description = "The lock file to write.")
    private Path file = Path.of("");

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "GROUP:ARTIFACT:VERSION")
    private List<String> coordinates = List.of();

    @Override
    public Integer call() throws Exception {
        List<String> arguments = new ArrayList<>(List.of(file.toString()));
        arguments.addAll(coordinates);
        try {
            LockWriter.main(arguments.toArray(String[]::new));
            return Exit.DONE;
        } catch (ArtifactException e) {
            throw new Failure(Exit.UNAVAILABLE, e.reason(), e.remedy(), e);
        }
    }
}
