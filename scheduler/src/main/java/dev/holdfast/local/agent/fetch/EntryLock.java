package dev.holdfast.local.agent.fetch;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The lock of a cache's entry, against other programs and against other agents of this one.
 *
 * <p>The system knows a file's locks by program: closing the file anywhere in a program gives up what any part of it had locked. So
 * nobody here opens a lock file that another part of this program has open, and that is known once for the program.
 */
final class EntryLock implements AutoCloseable {

    private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private EntryLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Empty, with nothing done, when somebody else has it. */
    static Optional<EntryLock> take(Path entry) throws IOException {
        Path file = entry.resolveSibling(entry.getFileName() + ".lock")
                .toAbsolutePath()
                .normalize();
        if (!OPEN.add(file)) {
            return Optional.empty();
        }
        boolean taken = false;
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                FileLock lock = channel.tryLock();
                taken = lock != null;
            } catch (OverlappingFileLockException underAnotherName) {
                taken = false;
            } finally {
                if (!taken) {
                    channel.close();
                }
            }
            return taken ? Optional.of(new EntryLock(file, channel)) : Optional.empty();
        } finally {
            if (!taken) {
                OPEN.remove(file);
            }
        }
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            OPEN.remove(file);
        }
    }
}
