package dev.holdfast.real;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/** Processes that run below a directory: tasks have sessions of their own, so their parents' end does not end them. */
final class Leftovers {

    private static final Duration LONGEST_END = Duration.ofSeconds(20);
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    private Leftovers() {}

    static List<ProcessHandle> below(Path directory) {
        return below(directory, "");
    }

    /** Those in whose working directory this stands too, as whole names. */
    static List<ProcessHandle> below(Path directory, String within) {
        List<ProcessHandle> found = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (standsBelow(process, directory, within)) {
                    ProcessHandle.of(Long.parseLong(process.getFileName().toString()))
                            .ifPresent(found::add);
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot read /proc", e);
        }
        return found;
    }

    private static boolean standsBelow(Path process, Path directory, String within) {
        try {
            Path at = Files.readSymbolicLink(process.resolve("cwd"));
            return at.startsWith(directory) && (within.isEmpty() || (at + "/").contains("/" + within + "/"));
        } catch (IOException gone) {
            return false;
        }
    }

    /** {@code kill -9} for all of them, and again, since one may just be starting another, until there is none. */
    static void kill(Path directory) {
        Awaitility.await("the end of everything below " + directory)
                .atMost(LONGEST_END)
                .pollDelay(Duration.ZERO)
                .pollInterval(LOOK_EVERY)
                .pollInSameThread()
                .until(() -> {
                    List<ProcessHandle> left = below(directory);
                    left.forEach(ProcessHandle::destroyForcibly);
                    return left.isEmpty();
                });
    }
}
