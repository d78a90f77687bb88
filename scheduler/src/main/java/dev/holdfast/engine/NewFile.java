package dev.holdfast.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Writes a file so that it is there whole and for good, or not at all. */
final class NewFile {

    private NewFile() {}

    /** Makes a directory, and those above it, unless it is there; only the directory itself gets the mode. */
    static void directory(Path directory, String mode) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Path above = directory.toAbsolutePath().getParent();
        if (above != null) {
            Files.createDirectories(above);
        }
        try {
            Files.createDirectory(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode)));
        } catch (FileAlreadyExistsException e) {
            // Somebody was faster.
        }
    }

    /** Leaves what is there as it is, whoever wrote it. */
    static void unlessThere(Path file, String text, String mode) throws IOException {
        Path whole = whole(file, text, mode);
        try {
            link(whole, file);
        } finally {
            Files.deleteIfExists(whole);
        }
        settle(file);
    }

    /** In place of what may be there. */
    static void inPlace(Path file, String text, String mode) throws IOException {
        Path whole = whole(file, text, mode);
        try {
            Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(whole);
        }
        settle(file);
    }

    /** A link is made only where there is nothing yet, in one step, unlike a move. */
    private static void link(Path whole, Path file) throws IOException {
        try {
            Files.createLink(file, whole);
        } catch (FileAlreadyExistsException e) {
            // Never overwritten.
        } catch (UnsupportedOperationException | FileSystemException e) {
            if (Files.notExists(file)) {
                Files.move(whole, file); // a disk that knows no links
            }
        }
    }

    private static Path whole(Path file, String text, String mode) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        Path whole = Files.createTempFile(directory, ".new-", ""); // readable to nobody else from its beginning
        try (FileChannel channel = FileChannel.open(whole, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            Files.setPosixFilePermissions(whole, PosixFilePermissions.fromString(mode));
            channel.force(true);
            return whole;
        } catch (IOException e) {
            Files.deleteIfExists(whole);
            throw e;
        }
    }

    /** The directory too must know of it after a loss of power. */
    private static void settle(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null) {
            return;
        }
        try (FileChannel channel = FileChannel.open(directory, Set.of(StandardOpenOption.READ))) {
            channel.force(true);
        }
    }
}
