package dev.holdfast.cli.run;

import dev.holdfast.cli.Exit;
import dev.holdfast.cli.Failure;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Starts {@code up} as a process of its own, shows what it says until it is ready, and leaves it. */
final class Detached {

    private static final long MILLIS_BETWEEN_LOOKS = 200;
    private static final List<String> NOT_FOR_THE_CHILD = List.of("-d", "--detach", "--fresh", "--yes");

    private final Path data;
    private final PrintWriter out;

    Detached(Path data, PrintWriter out) {
        this.data = data;
        this.out = out;
    }

    int start(List<String> arguments, Optional<Path> readyFile, boolean fresh, boolean yes)
            throws IOException, InterruptedException {
        if (fresh) {
            new Fresh(data, out).destroy(yes);
        }
        DirectoryLock.take(data, "holdfast up").close(); // says at once who else is there
        Path ready = readyFile.orElse(data.resolve("up.ready")).toAbsolutePath();
        Files.deleteIfExists(ready);
        Path log = data.resolve("up.out");
        Files.deleteIfExists(log);
        Process child = new ProcessBuilder(command(arguments, ready, readyFile.isPresent()))
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        long shown = 0;
        while (!Files.exists(ready)) {
            shown = show(log, shown);
            if (child.waitFor(MILLIS_BETWEEN_LOOKS, TimeUnit.MILLISECONDS)) {
                show(log, shown);
                int code = child.exitValue();
                if (code == Exit.DONE) {
                    throw new Failure(Exit.INTERNAL, "it ended before it was ready", "see " + log);
                }
                return code; // it has said itself what is wrong
            }
        }
        Thread.sleep(MILLIS_BETWEEN_LOOKS);
        show(log, shown);
        out.println("It goes on in the background (process " + child.pid() + "); end it with: " + Launched.command()
                + " down"
                + (data.equals(dev.holdfast.cli.DataDirectory.usual(System.getenv())) ? "" : " --data " + data));
        out.flush();
        return Exit.DONE;
    }

    /**
     * The same Java with the same options; in a session of its own where there is a way, so that no terminal ends it.
     */
    private static List<String> command(List<String> arguments, Path ready, boolean readyGiven) {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
            command.add("/usr/bin/setsid");
        } else if (Files.isExecutable(Path.of("/usr/bin/nohup"))) {
            command.add("/usr/bin/nohup");
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> !option.startsWith("-Dholdfast.terminal"))
                .forEach(command::add);
        command.add("-Dholdfast.terminal=no");
        command.add("-D" + Launched.BACKGROUND + "=yes");
        command.addAll(List.of("-cp", System.getProperty("java.class.path", ""), "dev.holdfast.cli.Main"));
        arguments.stream()
                .filter(argument -> !NOT_FOR_THE_CHILD.contains(argument))
                .forEach(command::add);
        if (!readyGiven) {
            command.addAll(List.of("--ready-file", ready.toString()));
        }
        return command;
    }

    private long show(Path log, long from) throws IOException {
        if (!Files.exists(log)) {
            return from;
        }
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            byte[] more = new byte[(int) (file.length() - from)];
            file.seek(from);
            file.readFully(more);
            out.print(new String(more, StandardCharsets.UTF_8));
            out.flush();
            return from + more.length;
        }
    }
}
