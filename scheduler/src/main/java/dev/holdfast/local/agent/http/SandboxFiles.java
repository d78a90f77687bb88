package dev.holdfast.local.agent.http;

import com.google.protobuf.ByteString;
import dev.holdfast.local.agent.core.AgentSnapshot;
import dev.holdfast.local.agent.disk.AgentLayout;
import dev.holdfast.mesos.v1.FileInfo;
import dev.holdfast.mesos.v1.TimeInfo;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The files that may be read through the API. A path is a real one inside the sandboxes, or begins with
 * {@code /frameworks/}, which stands for this agent's own. What it leads to, links followed, must be in a sandbox or a
 * volume.
 */
final class SandboxFiles {

    /** At most this much is read at once, like a real agent's sixteen pages. */
    static final int MAX_READ = 64 * 1024;

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final AgentLayout layout;
    private final Supplier<AgentSnapshot> state;

    SandboxFiles(AgentLayout layout, Supplier<AgentSnapshot> state) {
        this.layout = layout;
        this.state = state;
    }

    /** A part of a file, and how long the whole is. */
    record Part(long size, ByteString data) {}

    /**
     * The real path of what a client names.
     *
     * @throws NoSuchFileException when there is nothing there that may be read
     */
    Path find(String path) throws IOException {
        Path root = layout.root().toRealPath();
        Path real;
        try {
            real = named(path, root).toRealPath();
        } catch (FileSystemException | IllegalArgumentException absent) {
            throw new NoSuchFileException(path);
        }
        if (!real.startsWith(root.resolve("slaves")) && !isInVolume(real)) {
            throw new NoSuchFileException(path);
        }
        return real;
    }

    private Path named(String path, Path root) {
        if (path.startsWith("/frameworks/")) {
            String agent = state.get().agentId().map(id -> id.getValue()).orElse("none");
            return root.resolve("slaves").resolve(agent).resolve(path.substring(1));
        }
        Path named = Path.of(path);
        if (!named.normalize().startsWith(layout.sandboxes())
                && !named.normalize().startsWith(root.resolve("slaves"))) {
            throw new IllegalArgumentException(path);
        }
        return named;
    }

    private boolean isInVolume(Path real) throws IOException {
        for (var resource : state.get().resources()) {
            if (resource.hasDisk() && resource.getDisk().hasPersistence()) {
                Path volume = layout.volume(resource);
                if (Files.exists(volume) && real.startsWith(volume.toRealPath())) {
                    return true;
                }
            }
        }
        return false;
    }

    /** What is in a directory, by name; the paths are under the one asked for. */
    List<FileInfo> list(String path) throws IOException {
        Path directory = find(path);
        if (!Files.isDirectory(directory)) {
            throw new NoSuchFileException(path);
        }
        List<FileInfo> files = new ArrayList<>();
        try (Stream<Path> entries = Files.list(directory)) {
            for (Path entry : entries.sorted().toList()) {
                files.add(describe(entry, path.replaceAll("/+$", "") + "/" + entry.getFileName()));
            }
        }
        return files;
    }

    private static FileInfo describe(Path file, String shown) throws IOException {
        // As links lead to volumes, what they lead to is described; a link to nothing is described itself.
        LinkOption[] follow = Files.exists(file) ? new LinkOption[0] : new LinkOption[] {LinkOption.NOFOLLOW_LINKS};
        PosixFileAttributes attributes = Files.readAttributes(file, PosixFileAttributes.class, follow);
        Map<String, Object> unix = Files.readAttributes(file, "unix:mode,nlink", follow);
        return FileInfo.newBuilder()
                .setPath(shown)
                .setNlink(((Number) unix.getOrDefault("nlink", 1)).intValue())
                .setSize(attributes.size())
                .setMtime(TimeInfo.newBuilder()
                        .setNanoseconds(attributes.lastModifiedTime().toMillis() * NANOS_PER_MILLI))
                .setMode(((Number) unix.getOrDefault("mode", 0)).intValue())
                .setUid(attributes.owner().getName())
                .setGid(attributes.group().getName())
                .build();
    }

    /** Bytes from {@code offset} on, at most {@code length} and {@link #MAX_READ}; none beyond the end. */
    Part read(String path, long offset, long length) throws IOException {
        Path file = find(path);
        if (Files.isDirectory(file)) {
            throw new IOException("Cannot read from directory '" + path + "'");
        }
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "r")) {
            long size = open.length();
            int wanted = (int) Math.max(0, Math.min(Math.min(length, MAX_READ), size - offset));
            byte[] data = new byte[wanted];
            open.seek(Math.min(offset, size));
            open.readFully(data);
            return new Part(size, ByteString.copyFrom(data));
        }
    }
}
