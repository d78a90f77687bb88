package dev.holdfast.cli.run;

import dev.holdfast.cli.Exit;
import dev.holdfast.cli.Failure;
import dev.holdfast.cli.Question;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Destroys what an {@code up} has kept: clusters, volumes, state. Downloaded software stays. */
final class Fresh {

    private static final long BYTES_A_MEGABYTE = 1_000_000;
    private static final long END_SECONDS = 10;

    /** Everything of ours but the cache; what else lies there is not ours to delete. */
    private static final List<String> OURS = Stream.concat(
                    Stream.of(
                            "state.db",
                            "state.db-wal",
                            "state.db-shm",
                            "mesos",
                            "scratch",
                            "up.stopped",
                            "up.run",
                            "zookeeper",
                            "state.key"),
                    IntStream.rangeClosed(1, SeveralSchedulers.COUNT).mapToObj(i -> "scheduler-" + i))
            .toList();

    private final Path data;
    private final PrintWriter err;

    Fresh(Path data, PrintWriter err) {
        this.data = data;
        this.err = err;
    }

    @SuppressWarnings("try") // the lock is only held
    void destroy(boolean confirmed) throws IOException, InterruptedException {
        List<Path> there =
                OURS.stream().map(data::resolve).filter(Files::exists).toList();
        if (there.isEmpty()) {
            return;
        }
        try (DirectoryLock lock = DirectoryLock.take(data, "holdfast up --fresh")) {
            List<ProcessHandle> running = Leftovers.below(data);
            err.println("--fresh destroys all clusters and their data in " + data + ":");
            for (Path path : there) {
                err.println("  " + path + " (" + megabytes(path) + " MB)");
            }
            if (!running.isEmpty()) {
                err.println("  " + running.size() + " processes that still run from there are killed");
            }
            err.flush();
            if (!confirmed && !new Question().agrees("Destroy them?", "--yes")) {
                throw new Failure(
                        Exit.USAGE, "nothing was destroyed", "start without --fresh to go on with what is there");
            }
            for (ProcessHandle process : running) {
                process.destroyForcibly();
                try {
                    process.onExit().get(END_SECONDS, TimeUnit.SECONDS);
                } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
                    throw new Failure(Exit.CONFLICT, "process " + process.pid() + " does not end", "end it first", e);
                }
            }
            for (Path path : there) {
                Trees.delete(path);
            }
        }
    }

    private static long megabytes(Path path) throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            return files.filter(Files::isRegularFile).mapToLong(Fresh::size).sum() / BYTES_A_MEGABYTE;
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0; // gone meanwhile
        }
    }
}
