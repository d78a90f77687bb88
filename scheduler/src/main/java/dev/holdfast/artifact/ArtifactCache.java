package dev.holdfast.artifact;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store of files under their SHA-256, shared by any number of threads and processes of one machine.
 *
 * <ol>
 *   <li>A file is written under a temporary name while its digest is computed, forced to disk, made read-only, given
 *       {@link #FILE_TIME}, and only then linked to its final name: what has a final name was whole and right then.
 *   <li>Two who bring the same file at once both succeed; the first one's file stays.
 *   <li>A later look is cheap: a file that still has the time (and size) it was given was not written to. One that has
 *       another time is read again, and counts as absent if its content changed.
 * </ol>
 *
 * <p>Every file has the same modification time because a JVM accepts a class-data archive only with jars of exactly the
 * times (in seconds) seen when it was made: with one time for all, an archive made from this cache fits every sandbox
 * whose jars were given that time, on any machine. That is also why files are copied from Maven's local repository and
 * not linked: a link would share its time and any later change.
 */
public final class ArtifactCache {

    /** The modification time of every file: 2000-01-01T00:00:00Z. */
    public static final FileTime FILE_TIME = FileTime.from(Instant.parse("2000-01-01T00:00:00Z"));

    private static final Logger log = LoggerFactory.getLogger(ArtifactCache.class);
    private static final Duration LEFTOVER_AGE = Duration.ofDays(1);
    private static final Pattern LEFTOVER = Pattern.compile("[0-9]{13}-.*");

    private final Path root;

    private ArtifactCache(Path root) {
        this.root = root;
    }

    /**
     * Opens the cache in a directory, made if absent; clears temporary files that somebody left a day ago or earlier.
     */
    public static ArtifactCache open(Path directory) throws ArtifactException {
        ArtifactCache cache = new ArtifactCache(directory.toAbsolutePath().normalize());
        try {
            for (String part : List.of("sha256", "derived", "tmp")) {
                Files.createDirectories(cache.root.resolve(part));
            }
            cache.clearLeftovers();
        } catch (IOException e) {
            throw cache.unusable(e);
        }
        return cache;
    }

    /** The file with this content, if it is here. */
    public Optional<Path> find(Sha256 sha256) {
        Path file = place(sha256);
        try {
            return intact(file, sha256) ? Optional.of(file) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // Not there, or not readable: to be fetched again either way.
        }
    }

    /** The file of this artifact, if it is here. */
    public Optional<Path> find(Artifact artifact) {
        return find(artifact.sha256());
    }

    /**
     * Copies a file in.
     *
     * @param what what errors call it
     * @throws ArtifactException if its content is not what was expected, or the disk refuses
     */
    public Path add(Path file, String what, Sha256 expected, long size) throws ArtifactException {
        Optional<Path> present = find(expected);
        if (present.isPresent()) {
            return present.get();
        }
        try (Incoming incoming = receive()) {
            incoming.copy(file);
            if (incoming.size() != size || !incoming.sha256().equals(expected)) {
                throw mismatch(
                        what,
                        expected,
                        size,
                        incoming.sha256(),
                        incoming.size(),
                        "Delete " + file + " and try again; if it comes back the same, the repository it came from has"
                                + " another file under that name.");
            }
            return incoming.install();
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /** Copies a file in, whatever its content, and says what it is. */
    public Sha256 add(Path file) throws ArtifactException {
        try (Incoming incoming = receive()) {
            incoming.copy(file);
            incoming.install();
            return incoming.sha256();
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /** Where a file is received before it is installed; close it whatever happens. */
    Incoming receive() throws IOException {
        Path temporary = temporary();
        FileChannel channel = FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        return new Incoming(this, temporary, channel, Channels.newOutputStream(channel));
    }

    /** The file that was once made under this key and is still here. */
    public Optional<Sha256> derived(String key) {
        try {
            String text = Files.readString(root.resolve("derived").resolve(key)).strip();
            return Sha256.isHex(text)
                    ? Optional.of(new Sha256(text)).filter(sha -> find(sha).isPresent())
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Remembers that this file of the cache is what the key stands for. */
    public void remember(String key, Sha256 sha256) throws ArtifactException {
        Path temporary = temporary();
        try {
            Files.writeString(temporary, sha256 + "\n", StandardCharsets.UTF_8);
            moveOver(temporary, root.resolve("derived").resolve(key));
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    ArtifactException unusable(IOException e) {
        return new ArtifactException(
                "the artifact cache in " + root + " cannot be used: " + e,
                "Make room on that disk and give this user the right to write there, or choose another data directory.",
                e);
    }

    static ArtifactException mismatch(
            String what, Sha256 expected, long size, Sha256 gotSha, long gotSize, String remedy) {
        return new ArtifactException(
                what + " is not the file that was locked: expected sha256 " + expected + " (" + size + " bytes), got "
                        + gotSha + " (" + gotSize + " bytes)",
                remedy);
    }

    /** Gives a complete temporary file its final name; the temporary name is gone afterwards. */
    Path install(Path temporary, Sha256 sha256) throws IOException {
        Files.setLastModifiedTime(temporary, FILE_TIME);
        Path target = place(sha256);
        Files.createDirectories(root.resolve("sha256").resolve(sha256.hex().substring(0, 2)));
        try {
            Files.createLink(target, temporary);
            Files.delete(temporary);
        } catch (FileAlreadyExistsException e) {
            if (intact(target, sha256)) {
                Files.delete(temporary);
            } else {
                moveOver(temporary, target);
            }
        } catch (UnsupportedOperationException | java.nio.file.FileSystemException e) {
            moveOver(temporary, target); // A file system without hard links.
        }
        return target;
    }

    private Path place(Sha256 sha256) {
        return root.resolve("sha256").resolve(sha256.hex().substring(0, 2)).resolve(sha256.hex());
    }

    private static boolean intact(Path file, Sha256 sha256) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        if (attributes.lastModifiedTime().toMillis() == FILE_TIME.toMillis()) {
            return true;
        }
        if (!Sha256.of(file).equals(sha256)) {
            log.warn("{} was changed after it was stored; it will be fetched again", file);
            return false;
        }
        Files.setLastModifiedTime(file, FILE_TIME);
        return true;
    }

    private static void moveOver(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Temporary names start with the time they were made, since the file's own times say nothing about its age. */
    private Path temporary() {
        return root.resolve("tmp").resolve(System.currentTimeMillis() + "-" + UUID.randomUUID());
    }

    private void clearLeftovers() throws IOException {
        long old = System.currentTimeMillis() - LEFTOVER_AGE.toMillis();
        try (Stream<Path> files = Files.list(root.resolve("tmp"))) {
            for (Path file : files.toList()) {
                String name = String.valueOf(file.getFileName());
                if (LEFTOVER.matcher(name).matches() && Long.parseLong(name.substring(0, name.indexOf('-'))) < old) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** Makes a file read-only for everyone, where the file system knows such rights. */
    static void protect(Path file) throws IOException {
        try {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
        } catch (UnsupportedOperationException e) {
            log.debug("{} stays writable: its file system has no such rights", file);
        }
    }
}
