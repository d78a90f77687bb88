package dev.holdfast.cli.run;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Processes that an earlier {@code up} left behind: those that work in a directory below its data. */
final class Leftovers {

    private static final Path PROCESSES = Path.of("/proc");

    private Leftovers() {}

    static List<ProcessHandle> below(Path data) throws IOException {
        Path root = data.toRealPath();
        return Files.isDirectory(PROCESSES) ? byWorkingDirectory(root) : byCommandLine(root);
    }

    private static List<ProcessHandle> byWorkingDirectory(Path root) throws IOException {
        List<ProcessHandle> found = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
            for (Path process : processes) {
                try {
                    if (Files.readSymbolicLink(process.resolve("cwd")).startsWith(root)) {
                        ProcessHandle.of(Long.parseLong(process.getFileName().toString()))
                                .filter(handle ->
                                        handle.pid() != ProcessHandle.current().pid())
                                .ifPresent(found::add);
                    }
                } catch (IOException | NumberFormatException e) {
                    // Gone meanwhile, or another user's: not ours in both cases.
                }
            }
        }
        return found;
    }

    private static List<ProcessHandle> byCommandLine(Path root) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.pid() != ProcessHandle.current().pid())
                .filter(process -> process.info()
                        .commandLine()
                        .orElse("")
                        .contains(root.resolve("mesos").toString()))
                .toList();
    }
}
