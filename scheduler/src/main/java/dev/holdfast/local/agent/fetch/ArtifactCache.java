package dev.holdfast.local.agent.fetch;

import dev.holdfast.local.agent.disk.Directories;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One copy of each fetched file, for all agents that share the directory, in this program or another.
 *
 * <p>1. An entry is a directory named by the URI's hash, made aside and renamed when whole. 2. Whoever needs an entry
 * takes the lock of its name first; twenty tasks that want the same file at once wait for one of them to fetch it.
 * 3. Beyond its size the cache gives up the entries that were used longest ago; sandboxes that have links to them keep
 * their files.
 */
public final class ArtifactCache {

    private static final long FIRST_WAIT_MILLIS = 2;
    private static final long LAST_WAIT_MILLIS = 50;
    private static final Duration LOCK_TIMEOUT = Duration.ofMinutes(15);

    private final Path directory;
    private final long maxBytes;
    private final Clock clock;

    /**
     * @param directory best on the same disk as the sandboxes, else links become copies
     * @param maxBytes size beyond which old entries are given up
     */
    public ArtifactCache(Path directory, long maxBytes, Clock clock) {
        this.directory = directory;
        this.maxBytes = maxBytes;
        this.clock = clock;
    }

    /** Puts something into a directory that is still empty. */
    interface Filler {
        void fill(Path entry) throws IOException;
    }

    /** Takes something out of an entry. */
    interface Reader {
        void read(Path entry) throws IOException;
    }

    /**
     * Has an entry filled if it is not there, then lets it be linked, which takes no lock: a link is made whole or,
     * when the entry was given up at that moment, not at all.
     */
    void useLinked(String uri, Filler filler, Reader reader) throws IOException {
        Path entry = directory.resolve(hash(uri));
        waitUntil(() -> readIfThere(entry, reader) || tryUse(entry, filler, reader));
    }

    /** Has an entry filled if it is not there, then lets it be read; it is not given up meanwhile. */
    void use(String uri, Filler filler, Reader reader) throws IOException {
        Path entry = directory.resolve(hash(uri));
        waitUntil(() -> tryUse(entry, filler, reader));
    }

    private boolean readIfThere(Path entry, Reader reader) throws IOException {
        if (!Files.isDirectory(entry)) {
            return false;
        }
        try {
            Files.setLastModifiedTime(entry, FileTime.from(clock.instant()));
            reader.read(entry);
            return true;
        } catch (NoSuchFileException givenUp) {
            return false;
        }
    }

    /** False, with nothing done, when somebody else has the entry's lock. */
    @SuppressWarnings("try") // the lock is only held
    private boolean tryUse(Path entry, Filler filler, Reader reader) throws IOException {
        Files.createDirectories(directory);
        boolean isNew = false;
        Optional<EntryLock> taken = EntryLock.take(entry);
        if (taken.isEmpty()) {
            return false;
        }
        try (EntryLock lock = taken.get()) {
            if (!Files.isDirectory(entry)) {
                fill(entry, filler);
                isNew = true;
            }
            Files.setLastModifiedTime(entry, FileTime.from(clock.instant()));
            reader.read(entry);
        }
        if (isNew) {
            giveUpOldest(entry);
        }
        return true;
    }

    private static void fill(Path entry, Filler filler) throws IOException {
        Path fresh = entry.resolveSibling(entry.getFileName() + ".new");
        Directories.delete(fresh);
        Files.createDirectories(fresh);
        try {
            filler.fill(fresh);
            Files.move(fresh, entry, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Directories.delete(fresh);
        }
    }

    /** Something to try again until it can be done. */
    private interface Attempt {
        boolean succeeds() throws IOException;
    }

    private static void waitUntil(Attempt attempt) throws IOException {
        long end = System.nanoTime() + LOCK_TIMEOUT.toNanos();
        long wait = FIRST_WAIT_MILLIS;
        while (!attempt.succeeds()) {
            if (System.nanoTime() > end) {
                throw new IOException(
                        "another fetch of it has not finished in " + LOCK_TIMEOUT.toMinutes() + " minutes");
            }
            pause(wait);
            wait = Math.min(2 * wait, LAST_WAIT_MILLIS);
        }
    }

    @SuppressWarnings("ThreadSleep") // File locks can only be asked for, not waited for, across threads and programs.
    private static void pause(long millis) throws IOException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            throw new IOException("the agent is closing", closing);
        }
    }

    private void giveUpOldest(Path newest) throws IOException {
        List<Path> entries;
        try (Stream<Path> all = Files.list(directory)) {
            entries = new ArrayList<>(
                    all.filter(path -> !path.getFileName().toString().contains(".") && Files.isDirectory(path))
                            .toList());
        }
        long total = 0;
        for (Path entry : entries) {
            total += size(entry);
        }
        entries.sort(Comparator.comparing(ArtifactCache::lastUse));
        for (Path oldest : entries) {
            if (total <= maxBytes) {
                return;
            }
            if (!oldest.equals(newest)) {
                total -= giveUp(oldest);
            }
        }
    }

    /** Deletes an entry unless somebody uses it right now; the bytes freed. */
    @SuppressWarnings("try") // the lock is only held
    private static long giveUp(Path entry) throws IOException {
        Optional<EntryLock> taken = EntryLock.take(entry);
        if (taken.isEmpty()) {
            return 0;
        }
        try (EntryLock lock = taken.get()) {
            long bytes = size(entry);
            Directories.delete(entry);
            return bytes;
        }
    }

    private static FileTime lastUse(Path entry) {
        try {
            return Files.getLastModifiedTime(entry);
        } catch (IOException gone) {
            return FileTime.fromMillis(0);
        }
    }

    private static long size(Path entry) throws IOException {
        try (Stream<Path> files = Files.walk(entry)) {
            long bytes = 0;
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                bytes += Files.size(file);
            }
            return bytes;
        } catch (NoSuchFileException gone) {
            return 0;
        }
    }

    /**
     * The same file under another name: a link where that is possible, which keeps its times, else a copy with them.
     * Nobody may write to it, for all sandboxes share it.
     */
    static void link(Path source, Path target) throws IOException {
        try {
            Files.createLink(target, source);
        } catch (NoSuchFileException gone) {
            throw gone;
        } catch (UnsupportedOperationException | FileSystemException notHere) {
            if (Files.exists(target)) {
                throw new IOException("there already is a file " + target.getFileName() + " in the sandbox", notHere);
            }
            Files.copy(source, target, StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    /** Readable by all, writable by nobody, runnable by all where it is runnable at all or is to be. */
    static void protect(Path file, boolean executable) throws IOException {
        Set<PosixFilePermission> mode = new HashSet<>(Set.of(
                PosixFilePermission.OWNER_READ, PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ));
        if (executable || Files.isExecutable(file)) {
            mode.addAll(Set.of(
                    PosixFilePermission.OWNER_EXECUTE,
                    PosixFilePermission.GROUP_EXECUTE,
                    PosixFilePermission.OTHERS_EXECUTE));
        }
        Files.setPosixFilePermissions(file, mode);
    }

    private static String hash(String uri) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(uri.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
