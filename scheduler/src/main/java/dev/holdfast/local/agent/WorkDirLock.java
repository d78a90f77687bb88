package dev.holdfast.local.agent;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** One agent per work directory: two would fight over the same tasks. */
final class WorkDirLock implements AutoCloseable {

    private final FileChannel channel;

    private WorkDirLock(FileChannel channel) {
        this.channel = channel;
    }

    static WorkDirLock take(Path workDir) throws IOException {
        Files.createDirectories(workDir.resolve("meta"));
        FileChannel channel = FileChannel.open(
                workDir.resolve("meta").resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return new WorkDirLock(channel);
            }
        } catch (OverlappingFileLockException sameProgram) {
            // Reported below like any other agent's.
        }
        channel.close();
        throw new IOException(
                "Another agent already runs in " + workDir + ". Stop it, or give this one a work directory of its own");
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
