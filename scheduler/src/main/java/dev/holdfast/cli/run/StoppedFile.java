package dev.holdfast.cli.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** Which clusters the end of {@code up} stopped, so that the next one starts them, and only them. */
final class StoppedFile {

    private static final String NAME = "up.stopped";
    private static final String UNFINISHED = " unfinished";

    /**
     * A cluster that was stopped by us.
     *
     * @param unfinished whether a plan was under way, which is to go on
     */
    record Stopped(String cluster, boolean unfinished) {}

    private final Path file;

    StoppedFile(Path data) {
        this.file = data.resolve(NAME);
    }

    List<Stopped> read() throws IOException {
        List<Stopped> all = new ArrayList<>();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                if (!line.isBlank()) {
                    all.add(new Stopped(line.replace(UNFINISHED, "").strip(), line.endsWith(UNFINISHED)));
                }
            }
        }
        return all;
    }

    void write(List<Stopped> all) throws IOException {
        if (all.isEmpty()) {
            Files.deleteIfExists(file);
            return;
        }
        Path whole = file.resolveSibling(NAME + ".new");
        Files.write(
                whole,
                all.stream()
                        .map(one -> one.cluster() + (one.unfinished() ? UNFINISHED : ""))
                        .toList());
        Files.move(whole, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
