package dev.holdfast.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a running {@code up} leaves beside its data so that other commands find it: process id, start of that process,
 * address of the API. A process id that now belongs to another process is told by its start.
 */
public final class RunFile {

    private static final String NAME = "up.run";

    /**
     * Who runs.
     *
     * @param startedAt of the process, as the operating system says it; empty if it does not
     */
    public record Running(long pid, String startedAt, String api) {}

    private final Path file;

    private RunFile(Path file) {
        this.file = file;
    }

    public static RunFile in(Path data) {
        return new RunFile(data.resolve(NAME));
    }

    /** Written whole or not at all. */
    public void write(String api) throws IOException {
        ProcessHandle self = ProcessHandle.current();
        String text = "pid=" + self.pid() + "\nstarted=" + start(self) + "\napi=" + api + "\n";
        Path whole = file.resolveSibling(NAME + ".new");
        Files.writeString(whole, text, StandardCharsets.UTF_8);
        Files.move(whole, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    public void delete() throws IOException {
        Files.deleteIfExists(file);
    }

    /** Who runs now; empty if nobody does. */
    public Optional<Running> alive() {
        return read().filter(running -> process(running).isPresent());
    }

    public Optional<String> aliveApi() {
        return alive().map(Running::api).filter(api -> !api.isEmpty());
    }

    /** The process, if it is still the one that wrote the file. */
    public static Optional<ProcessHandle> process(Running running) {
        return ProcessHandle.of(running.pid())
                .filter(ProcessHandle::isAlive)
                .filter(process -> start(process).equals(running.startedAt()));
    }

    private Optional<Running> read() {
        try {
            List<String> lines = Files.readAllLines(file);
            TreeMap<String, String> values = new TreeMap<>();
            for (String line : lines) {
                int equals = line.indexOf('=');
                if (equals > 0) {
                    values.put(line.substring(0, equals), line.substring(equals + 1));
                }
            }
            return Optional.of(new Running(
                    Long.parseLong(values.getOrDefault("pid", "-1")),
                    values.getOrDefault("started", ""),
                    values.getOrDefault("api", "")));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty(); // nobody has written it, or not whole: then nobody is known to run
        }
    }

    private static String start(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toString).orElse("");
    }
}
