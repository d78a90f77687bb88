package dev.holdfast.cli.run;

import dev.holdfast.cli.Exit;
import dev.holdfast.cli.Failure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Another process of this program, with the same Java and the same options, which ends when this one does. */
final class OwnProcess implements AutoCloseable {

    private static final long SECONDS_TO_END = 10;

    private final Path log;
    private final List<String> command = new ArrayList<>();
    private Optional<Process> process = Optional.empty();

    /** @param log takes what it says beside its first line */
    OwnProcess(Path log, List<String> arguments) {
        this.log = log;
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> !option.startsWith("-Dholdfast.terminal") && !option.startsWith("-Dholdfast.log"))
                .forEach(command::add);
        command.add("-Dholdfast.terminal=no");
        command.addAll(List.of("-cp", System.getProperty("java.class.path", ""), "dev.holdfast.cli.Main"));
        command.addAll(arguments);
    }

    /**
     * Starts it, and waits for a line that begins so, unless that is empty.
     *
     * @return the rest of that line
     */
    synchronized String start(String awaited) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        if (awaited.isEmpty()) {
            builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        }
        Process started = builder.start();
        process = Optional.of(started);
        if (awaited.isEmpty()) {
            return "";
        }
        BufferedReader lines = started.inputReader(StandardCharsets.UTF_8);
        String last = "";
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(awaited)) {
                drain(lines);
                return line.substring(awaited.length());
            }
            last = line; // a library's log may say something first
        }
        throw new Failure(
                Exit.UNAVAILABLE,
                command.get(command.indexOf("dev.holdfast.cli.Main") + 1) + " did not start: " + last,
                "see " + log);
    }

    /** It would stand still once nobody took what it says. */
    private static void drain(BufferedReader lines) {
        Thread thread = new Thread(
                () -> {
                    try {
                        lines.transferTo(Writer.nullWriter());
                    } catch (IOException e) {
                        // It has ended, and with it what it says.
                    }
                },
                "cli-own-process");
        thread.setDaemon(true);
        thread.start();
    }

    synchronized boolean isAlive() {
        return process.filter(Process::isAlive).isPresent();
    }

    synchronized long pid() {
        return process.map(Process::pid).orElse(-1L);
    }

    /** Asks it to end. */
    synchronized void end() {
        process.ifPresent(Process::destroy);
    }

    @Override
    public synchronized void close() {
        end();
        process.ifPresent(ending -> {
            try {
                if (!ending.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
                    ending.destroyForcibly();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                ending.destroyForcibly();
            }
        });
    }
}
