package dev.holdfast.cli.run;

import dev.holdfast.cli.DataDirectory;
import dev.holdfast.cli.Exit;
import dev.holdfast.cli.Failure;
import dev.holdfast.cli.RunFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code holdfast down}. */
@Command(name = "down", description = "Stop what `up` started; data stays.")
public final class DownCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--data", paramLabel = "DIR", description = "Which one, if there are several (usual: ~/.holdfast).")
    private Path data = DataDirectory.usual(System.getenv());

    @Option(names = "--timeout", paramLabel = "SECONDS", description = "Stay at most so long (usual: 300).")
    private long seconds = 300;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        Path directory = data.toAbsolutePath().normalize();
        Optional<RunFile.Running> running = RunFile.in(directory).alive();
        Optional<ProcessHandle> process = running.flatMap(RunFile::process);
        if (process.isEmpty()) {
            out.println("nothing runs in " + directory);
            return Exit.DONE;
        }
        out.println("stopping process " + process.get().pid() + " and its databases");
        out.flush();
        process.get().destroy();
        try {
            process.get().onExit().get(seconds, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new Failure(
                    Exit.TIMEOUT,
                    "it is not over after " + seconds + " s; it goes on stopping",
                    "see " + directory.resolve("holdfast.log") + ", or send the process another signal to let it leave",
                    e);
        }
        out.println("stopped; data is kept in " + directory);
        return Exit.DONE;
    }
}
