package dev.holdfast.cli.run;

import dev.holdfast.cli.Exit;
import dev.holdfast.cli.Failure;
import dev.holdfast.cli.RunFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * One process of ours per data directory, whatever it does there. The operating system lets go of the lock when the process ends, however
 * it ends. Who has it stands in the file.
 */
final class DirectoryLock implements AutoCloseable {

    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    /** @param who takes it, as in {@code holdfast up} */
    static DirectoryLock take(Path data, String who) {
        Path file = data.resolve("up.lock");
        String holder;
        try {
            Files.createDirectories(data);
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            Optional<FileLock> lock = tryLock(channel);
            if (lock.isPresent()) {
                String text = ProcessHandle.current().pid() + " " + who + "\n";
                channel.truncate(0);
                channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
                return new DirectoryLock(channel);
            }
            channel.close();
            holder = Files.readString(file).strip();
        } catch (IOException e) {
            throw new Failure(
                    Exit.UNAVAILABLE,
                    "the data directory " + data + " cannot be used: " + e.getMessage(),
                    "see that it can be written and has space left, or give another with --data",
                    e);
        }
        Optional<RunFile.Running> up = RunFile.in(data).alive();
        int space = holder.indexOf(' ');
        String known = up.map(running -> " (process " + running.pid() + ", " + running.api() + ")")
                .orElseGet(() -> space < 0
                        ? ""
                        : " (process " + holder.substring(0, space) + ", " + holder.substring(space + 1) + ")");
        throw new Failure(
                Exit.CONFLICT,
                "another holdfast is using " + data + known,
                (up.isPresent() ? "stop it with 'holdfast down --data " + data + "'" : "end that process")
                        + ", or give another directory with --data");
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
