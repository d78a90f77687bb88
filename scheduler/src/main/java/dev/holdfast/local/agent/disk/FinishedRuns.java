package dev.holdfast.local.agent.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Sandboxes of executors that are over: kept for whoever wants to read their logs, the oldest given up first. */
public final class FinishedRuns {

    /** How many are kept. */
    public static final int KEPT = 50;

    private final AgentLayout layout;

    public FinishedRuns(AgentLayout layout) {
        this.layout = layout;
    }

    /** Adds one, and deletes the oldest beyond those kept. */
    public synchronized void add(Path run, long epochMillis) throws IOException {
        Files.createDirectories(layout.finished());
        deleteMarks(run);
        Path name = layout.finished().resolve("%015d-%s".formatted(epochMillis, run.getFileName()));
        Files.writeString(name, layout.root().relativize(run).toString());
        List<Path> all;
        try (Stream<Path> names = Files.list(layout.finished())) {
            all = names.sorted().toList();
        }
        for (Path oldest : all.subList(0, Math.max(0, all.size() - KEPT))) {
            Path sandbox = layout.root().resolve(Files.readString(oldest)).normalize();
            if (sandbox.startsWith(layout.sandboxes())) {
                Sandboxes.delete(sandbox);
            }
            Files.deleteIfExists(oldest);
        }
    }

    private void deleteMarks(Path run) throws IOException {
        Directories.delete(layout.marks(run.getFileName().toString()));
        Path containers = run.resolve("containers");
        if (!Files.isDirectory(containers)) {
            return;
        }
        try (Stream<Path> tasks = Files.list(containers)) {
            for (Path task : tasks.toList()) {
                Directories.delete(layout.marks(task.getFileName().toString()));
            }
        }
    }
}
