package dev.holdfast.local.agent.fetch;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;

/** Unpacks archives with the times and modes of their files: tar by the machine's own tar, zip by the JDK. */
final class Archives {

    private static final List<String> TARS = List.of(".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz");

    private Archives() {}

    /** Whether a file of this name is one of the archives that are unpacked. */
    static boolean isArchive(String name) {
        return isZip(name) || TARS.stream().anyMatch(name::endsWith);
    }

    private static boolean isZip(String name) {
        return name.endsWith(".zip");
    }

    /**
     * Unpacks into a directory.
     *
     * @param name what the archive is called, where the file itself is called something else
     */
    static void unpack(Path archive, String name, Path directory) throws IOException {
        if (isZip(name)) {
            unzip(archive, directory);
        } else {
            untar(archive, directory);
        }
    }

    private static void untar(Path archive, Path directory) throws IOException {
        Process tar = new ProcessBuilder(
                        "tar", "-x", "--no-same-owner", "-f", archive.toString(), "-C", directory.toString())
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .start();
        try {
            String said = new String(tar.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (tar.waitFor() != 0) {
                throw new IOException(
                        "cannot be unpacked: " + said.lines().findFirst().orElse("tar failed"));
            }
        } catch (InterruptedException closing) {
            tar.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("the agent is closing", closing);
        }
    }

    private static void unzip(Path archive, Path directory) throws IOException {
        Path target = directory.toAbsolutePath().normalize();
        // By class, for the file in the cache has no extension that would tell.
        try (FileSystem zip = FileSystems.newFileSystem(archive, Map.of("enablePosixFileAttributes", true))) {
            for (Path root : zip.getRootDirectories()) {
                Files.walkFileTree(root, new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path entry, BasicFileAttributes attributes)
                            throws IOException {
                        Files.createDirectories(inside(target, root.relativize(entry)));
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path entry, BasicFileAttributes attributes) throws IOException {
                        Path file = inside(target, root.relativize(entry));
                        Files.copy(entry, file, StandardCopyOption.REPLACE_EXISTING);
                        Files.setLastModifiedTime(file, attributes.lastModifiedTime());
                        setMode(entry, file);
                        return FileVisitResult.CONTINUE;
                    }
                });
            }
        }
    }

    private static Path inside(Path target, Path entry) throws IOException {
        Path file = target.resolve(entry.toString()).normalize();
        if (!file.startsWith(target)) {
            throw new IOException("cannot be unpacked: '" + entry + "' leads out of the directory");
        }
        return file;
    }

    private static void setMode(Path entry, Path file) throws IOException {
        var mode = Files.getPosixFilePermissions(entry);
        // Archives made elsewhere carry no modes at all.
        if (!mode.isEmpty()) {
            Files.setPosixFilePermissions(file, mode);
        }
    }
}
