package dev.holdfast.cli;

import dev.holdfast.engine.SharedState;
import dev.holdfast.engine.StateMove;
import dev.holdfast.store.StoreException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code holdfast state}. */
@Command(
        name = "state",
        description = {
            "Write a scheduler's state to a file, or fill an empty one from it; moves it between a file and ZooKeeper.",
            "No scheduler may run on either. A state that was moved must not be started where it was before."
        })
public final class StateCommand implements Callable<Integer> {

    /** What to do with it. */
    enum Direction {
        EXPORT,
        IMPORT
    }

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "export|import", description = "Out to the file, or in from it.")
    private Direction direction = Direction.EXPORT;

    @Parameters(index = "1", paramLabel = "FILE", description = "The file.")
    private Path file = Path.of("");

    @Option(names = "--data", paramLabel = "DIR", description = "The scheduler's directory (usual: ~/.holdfast).")
    private Path data = DataDirectory.usual(System.getenv());

    @Mixin
    private StateOptions state = new StateOptions();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Optional<SharedState> shared = state.shared();
        Path directory = data.toAbsolutePath().normalize();
        String place = shared.map(there -> there.address().toString()).orElse(directory.toString());
        try {
            if (direction == Direction.EXPORT) {
                StateMove.exportTo(file, directory, shared);
                out.println("the state in " + place + " is in " + file + " (" + Files.size(file) + " bytes)");
                if (shared.isPresent()) {
                    out.println("passwords that were made up are in " + directory.resolve("secrets"));
                }
            } else {
                int records = StateMove.importFrom(file, directory, shared);
                out.println(records + " records are in " + place
                        + " now; start schedulers there, and none where they were");
            }
            out.flush();
            return Exit.DONE;
        } catch (StoreException e) {
            throw new Failure(Exit.CONFLICT, String.valueOf(e.getMessage()), e.remedy(), e);
        } catch (IOException e) {
            throw new Failure(Exit.USAGE, "the file " + file + " cannot be used: " + e.getMessage(), "give another", e);
        }
    }
}
