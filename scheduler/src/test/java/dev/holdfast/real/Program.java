package dev.holdfast.real;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The whole program as users start it: {@code holdfast up} in a process of its own, and short commands beside it. Closing it ends
 * every process it started or had started.
 */
final class Program implements AutoCloseable {

    private static final String SAID = "up.txt";
    private static final int LONGEST_COMMAND_SECONDS = 300;
    private static final int LONGEST_END_SECONDS = 20;

    private final Path data;
    private final List<Process> processes = new ArrayList<>();
    private final Thread hook = new Thread(this::killAll, "program-end");
    private boolean keep;

    /** In a directory of its own, which nodes can enter whoever they run as. */
    Program(Path data) {
        this.data = data;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * What a command did.
     *
     * @param out its standard output
     * @param err its standard error
     */
    record Done(int code, String out, String err) {}

    /** Starts {@code up}, which goes on. */
    void up(String... words) throws IOException {
        List<String> all =
                new ArrayList<>(List.of("up", "--data", data.resolve("up").toString()));
        all.addAll(List.of(words));
        Path said = data.resolve(SAID);
        processes.add(builder(all)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start());
    }

    /** Runs a command to its end. */
    Done run(String... words) throws IOException, InterruptedException {
        Path out = Files.createTempFile(data, "out", ".txt");
        Path err = Files.createTempFile(data, "err", ".txt");
        Process process = builder(List.of(words))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        processes.add(process);
        if (!process.waitFor(LONGEST_COMMAND_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError(String.join(" ", words) + " does not end: " + Files.readString(err));
        }
        processes.remove(process);
        return new Done(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private ProcessBuilder builder(List<String> words) {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dfile.encoding=" + StandardCharsets.UTF_8,
                "-Dorg.sqlite.tmpdir=" + data,
                "-cp",
                System.getProperty("java.class.path"),
                "dev.holdfast.cli.Main"));
        command.addAll(words);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().remove("HOLDFAST_DATA");
        return builder;
    }

    List<ProcessHandle> databases() {
        return Leftovers.below(data).stream()
                .filter(process -> processes.stream().noneMatch(own -> own.pid() == process.pid()))
                .toList();
    }

    /** What {@code up} printed so far. */
    String said() throws IOException {
        return Files.readString(data.resolve(SAID));
    }

    /** The test failed: leave the directory to be looked at. */
    void keep() {
        keep = true;
    }

    /** The schedulers and ZooKeepers that {@code up} started stand elsewhere, and would go on writing for a moment after its end. */
    private void killAll() {
        List<ProcessHandle> all = processes.stream()
                .flatMap(process -> Stream.concat(Stream.of(process.toHandle()), process.descendants()))
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(process -> process.onExit()
                .completeOnTimeout(process, LONGEST_END_SECONDS, TimeUnit.SECONDS)
                .join());
        Leftovers.kill(data);
    }

    @Override
    public void close() throws IOException {
        killAll();
        Runtime.getRuntime().removeShutdownHook(hook);
        if (!keep) {
            try (Stream<Path> all = Files.walk(data)) {
                all.sorted(Comparator.reverseOrder())
                        .forEach(path -> path.toFile().delete());
            }
        }
    }
}
