package dev.holdfast.local.agent.fetch;

import dev.holdfast.local.agent.disk.Owner;
import dev.holdfast.mesos.v1.CommandInfo;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;

/**
 * Brings what a command's URIs name into its sandbox.
 *
 * <p>1. A plain file is put there under its own name or the one asked for; an archive is unpacked there unless that is
 * switched off. 2. With {@code cache} the file is a link to the cache's copy, with its times, read-only; so a JVM's
 * shared archive made in one sandbox fits in all. 3. A cached archive is unpacked once, in the cache: what is never
 * changed in place (jars, native libraries) is linked from there, everything else is copied, so that a sandbox may edit
 * its own.
 */
public final class Fetcher {

    private static final String FILE = "file";
    private static final String TREE = "tree";
    private static final List<String> NEVER_CHANGED = List.of(".jar", ".so", ".jsa", ".war", ".zip", ".class");

    private final ArtifactCache cache;
    private final Download download;

    /**
     * @param http follows redirects
     * @param timeout for one file
     */
    public Fetcher(ArtifactCache cache, HttpClient http, Duration timeout) {
        this.cache = cache;
        this.download = new Download(http, timeout);
    }

    /** Fetches one URI; the message of a failure names it. */
    public void fetch(CommandInfo.URI uri, Path sandbox, Owner owner) throws IOException {
        try {
            String name = name(uri);
            Path target = target(uri, name, sandbox, owner);
            // What is to be run is not unpacked, as with Mesos.
            boolean unpacks = uri.getExtract() && !uri.getExecutable() && Archives.isArchive(name);
            if (!uri.getCache()) {
                fetchPlain(uri, target, unpacks, name, sandbox, owner);
            } else if (unpacks) {
                cache.use(
                        uri.getValue() + "#" + TREE,
                        entry -> fillWithTree(entry, uri, name),
                        entry -> copyTree(entry.resolve(TREE), sandbox, owner));
            } else {
                cache.useLinked(
                        uri.getValue() + (uri.getExecutable() ? "#x" : ""),
                        entry -> fillWithFile(entry, uri),
                        entry -> ArtifactCache.link(entry.resolve(FILE), target));
            }
        } catch (IOException | IllegalArgumentException failed) {
            throw new IOException("Failed to fetch '" + uri.getValue() + "': " + failed.getMessage(), failed);
        }
    }

    private void fetchPlain(CommandInfo.URI uri, Path target, boolean unpacks, String name, Path sandbox, Owner owner)
            throws IOException {
        download.to(target, uri.getValue());
        if (uri.getExecutable()) {
            ArtifactCache.protect(target, true);
        }
        owner.take(target);
        if (unpacks) {
            Archives.unpack(target, name, sandbox);
            takeTree(sandbox, owner);
        }
    }

    private void fillWithFile(Path entry, CommandInfo.URI uri) throws IOException {
        Path file = entry.resolve(FILE);
        download.to(file, uri.getValue());
        ArtifactCache.protect(file, uri.getExecutable());
    }

    private void fillWithTree(Path entry, CommandInfo.URI uri, String name) throws IOException {
        Path archive = entry.resolve("archive");
        download.to(archive, uri.getValue());
        Path tree = Files.createDirectory(entry.resolve(TREE));
        Archives.unpack(archive, name, tree);
        Files.delete(archive);
    }

    private static void copyTree(Path tree, Path sandbox, Owner owner) throws IOException {
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path from, BasicFileAttributes attributes) throws IOException {
                Path to = sandbox.resolve(tree.relativize(from).toString());
                if (!Files.isDirectory(to)) {
                    Files.createDirectory(to);
                    owner.take(to);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path from, BasicFileAttributes attributes) throws IOException {
                Path to = sandbox.resolve(tree.relativize(from).toString());
                boolean isShared = attributes.isRegularFile()
                        && NEVER_CHANGED.stream().anyMatch(from.getFileName().toString()::endsWith);
                if (isShared) {
                    ArtifactCache.link(from, to);
                    return FileVisitResult.CONTINUE;
                }
                Files.copy(
                        from,
                        to,
                        StandardCopyOption.COPY_ATTRIBUTES,
                        StandardCopyOption.REPLACE_EXISTING,
                        LinkOption.NOFOLLOW_LINKS);
                if (attributes.isRegularFile()) {
                    owner.take(to);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void takeTree(Path sandbox, Owner owner) throws IOException {
        Files.walkFileTree(sandbox, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                // A file with other names is the cache's, and shared.
                boolean isOwn =
                        attributes.isRegularFile() && Integer.valueOf(1).equals(Files.getAttribute(file, "unix:nlink"));
                if (isOwn) {
                    owner.take(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                owner.take(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static String name(CommandInfo.URI uri) throws IOException {
        String value = uri.getValue();
        String path = value.contains("://") ? value.replaceFirst("[?#].*$", "") : value;
        String name = path.substring(path.lastIndexOf('/') + 1);
        if (name.isEmpty() || name.equals(".") || name.equals("..")) {
            throw new IOException("it does not end in the name of a file");
        }
        return name;
    }

    private static Path target(CommandInfo.URI uri, String name, Path sandbox, Owner owner) throws IOException {
        String wanted = uri.hasOutputFile() && !uri.getOutputFile().isEmpty() ? uri.getOutputFile() : name;
        Path target = sandbox.resolve(wanted).normalize();
        if (Path.of(wanted).isAbsolute() || !target.startsWith(sandbox.normalize())) {
            throw new IOException("output_file '" + wanted + "' is not inside the sandbox. Use a relative path");
        }
        Path directory = target.getParent();
        if (directory != null) {
            make(directory, owner);
        }
        return target;
    }

    /** Directories on the way are the task's as the files are: it may put more into them. */
    private static void make(Path directory, Owner owner) throws IOException {
        Path parent = directory.getParent();
        if (Files.isDirectory(directory)) {
            return;
        }
        if (parent != null) {
            make(parent, owner);
        }
        Files.createDirectories(directory);
        owner.take(directory);
    }
}
