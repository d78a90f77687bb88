package dev.holdfast.local.agent.process;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Keeps what tasks print from filling the disk. */
public final class OutputFiles {

    private OutputFiles() {}

    /**
     * Moves the output of a sandbox aside where it is longer than {@code maxBytes}: copied to {@code stdout.1}, then
     * cut to nothing. The task writes on, at the new end, for it has the file open for appending. A line written
     * between the two steps is lost.
     */
    public static void rotate(Path sandbox, long maxBytes) throws IOException {
        for (String name : List.of("stdout", "stderr")) {
            Path file = sandbox.resolve(name);
            if (Files.isRegularFile(file) && Files.size(file) > maxBytes) {
                Files.copy(file, sandbox.resolve(name + ".1"), StandardCopyOption.REPLACE_EXISTING);
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    channel.truncate(0);
                }
            }
        }
    }
}
