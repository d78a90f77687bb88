package dev.holdfast.crate.model.node;

import dev.holdfast.crate.model.core.World;
import dev.holdfast.crate.model.state.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * A node's files: {@code nodes/0/_state} and one log for each shard below {@code nodes/0/indices}. The disk's size
 * can be made up: a file
 * {@code model-disk.json} with {@code size} and {@code used} in the data path is read again whenever the size is
 * asked for.
 */
final class DiskFiles implements World.Files {
    private static final String DISK = "model-disk.json";
    private static final String LOG = "ops.jsonl";

    private final Path data;
    private final Path node;
    private final SortedMap<String, FileChannel> open = new TreeMap<>();

    DiskFiles(Path data) {
        this.data = data;
        this.node = data.resolve("nodes").resolve("0");
        try {
            Files.createDirectories(node.resolve("_state"));
            Files.createDirectories(node.resolve("indices"));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    Path node() {
        return node;
    }

    @Override
    public Optional<byte[]> read(String name) {
        Path file = node.resolve("_state").resolve(name);
        try {
            return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void write(String name, byte[] content) {
        replaceFile(node.resolve("_state").resolve(name), content);
    }

    private static void replaceFile(Path file, byte[] content) {
        try {
            Path next = file.resolveSibling(file.getFileName() + ".next");
            Files.write(next, content);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private Path log(Path of) {
        return of.resolve(LOG);
    }

    private Path shard(String name) {
        return node.resolve("indices").resolve(name);
    }

    @Override
    public List<String> logs() {
        Path indices = node.resolve("indices");
        try (Stream<Path> found = Files.find(indices, 3, (path, is) -> is.isRegularFile() && path.endsWith(LOG))) {
            return found.map(path -> indices.relativize(path.getParent()).toString())
                    .sorted()
                    .toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public List<String> log(String shard) {
        return lines(log(shard(shard)));
    }

    /** A last line cut off by a kill was never answered for. */
    private static List<String> lines(Path file) {
        try {
            if (!Files.exists(file)) {
                return List.of();
            }
            String all = Files.readString(file);
            List<String> lines = new ArrayList<>(all.lines().toList());
            if (!all.isEmpty() && !all.endsWith("\n")) {
                lines.remove(lines.size() - 1);
            }
            return lines;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void append(String shard, List<String> lines) {
        try {
            FileChannel channel = open.get(shard);
            if (channel == null) {
                Files.createDirectories(shard(shard));
                Path file = log(shard(shard));
                cutTorn(file);
                channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                open.put(shard, channel);
            }
            ByteBuffer bytes = ByteBuffer.wrap((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void cutTorn(Path file) throws IOException {
        if (Files.exists(file)) {
            byte[] all = Files.readAllBytes(file);
            int end = all.length;
            while (end > 0 && all[end - 1] != '\n') {
                end--;
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(end);
            }
        }
    }

    @Override
    public void replace(String shard, List<String> lines) {
        close(shard);
        try {
            Files.createDirectories(shard(shard));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        String text = lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
        replaceFile(log(shard(shard)), text.getBytes(StandardCharsets.UTF_8));
    }

    private void close(String shard) {
        FileChannel channel = open.remove(shard);
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }

    @Override
    public void drop(String shard) {
        close(shard);
        delete(shard(shard));
    }

    private static void delete(Path path) {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> all = Files.walk(path)) {
            for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(one);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private Optional<JsonNode> madeUp() {
        Path file = data.resolve(DISK);
        try {
            return Files.exists(file) ? Optional.of(Json.parse(Files.readAllBytes(file))) : Optional.empty();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public long total() {
        return madeUp().map(d -> d.path("size").asLong()).orElseGet(() -> real(true));
    }

    @Override
    public long free() {
        return madeUp().map(d -> d.path("size").asLong() - d.path("used").asLong())
                .orElseGet(() -> real(false));
    }

    private long real(boolean total) {
        try {
            FileStore store = Files.getFileStore(data);
            return total ? store.getTotalSpace() : store.getUsableSpace();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public List<String> foreign(String path) {
        return lines(Path.of(path + ".jsonl"));
    }

    @Override
    public void writeForeign(String path, List<String> lines) {
        Path file = Path.of(path + ".jsonl");
        try {
            Files.createDirectories(Optional.ofNullable(file.getParent()).orElseThrow());
            Files.write(file, lines);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void dropForeign(String path) {
        delete(Path.of(path));
    }
}
