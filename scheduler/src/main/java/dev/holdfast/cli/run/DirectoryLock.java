package dev.holdfast.cli.run;

import dev.holdfast.cli.Exit;
import dev.holdfast.cli.Failure;
import dev.holdfast.cli.RunFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * One {@code up} per data directory. The operating system lets go of the lock when the process ends, however it ends.
 */
final class DirectoryLock implements AutoCloseable {

    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    static DirectoryLock take(Path data) {
        try {
            Files.createDirectories(data);
            FileChannel channel =
                    FileChannel.open(data.resolve("up.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            Optional<FileLock> lock = tryLock(channel);
            if (lock.isPresent()) {
                return new DirectoryLock(channel);
            }
            channel.close();
        } catch (IOException e) {
            throw new Failure(
                    Exit.UNAVAILABLE,
                    "the data directory " + data + " cannot be used: " + e.getMessage(),
                    "see that it can be written and has space left, or give another with --data",
                    e);
        }
        String who = RunFile.in(data)
                .alive()
                .map(running -> " (process " + running.pid() + ", " + running.api() + ")")
                .orElse("");
        throw new Failure(
                Exit.CONFLICT,
                "another holdfast is using " + data + who,
                "stop it with 'holdfast down --data " + data + "', or give another directory with --data");
    }

    private static Optional<FileLock> tryLock(FileChannel channel) throws IOException {
        try {
            return Optional.ofNullable(channel.tryLock());
        } catch (OverlappingFileLockException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
