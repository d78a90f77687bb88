package dev.holdfast.node.backup;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A directory that all agents see, as a mounted file system. What is written is on its disk before it has its name. */
final class DirectoryStore implements Store {

    private static final String UNFINISHED = ".unfinished";

    private final Path root;

    DirectoryStore(Path root) {
        this.root = root;
    }

    @Override
    public Optional<String> read(String name) throws IOException {
        Path file = at(name);
        return Files.isRegularFile(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    }

    @Override
    public void write(String name, String text) throws IOException {
        Path unfinished = unfinished(name);
        Files.writeString(unfinished, text, StandardCharsets.UTF_8);
        finish(unfinished, at(name));
    }

    @Override
    public long size(String name) throws IOException {
        Path file = at(name);
        return Files.isRegularFile(file) ? Files.size(file) : -1;
    }

    @Override
    public void put(Path file, String sha256, String name) throws IOException {
        Path unfinished = unfinished(name);
        Files.copy(file, unfinished, StandardCopyOption.REPLACE_EXISTING);
        finish(unfinished, at(name));
    }

    @Override
    public void get(String name, Path file) throws IOException {
        Files.copy(at(name), file);
    }

    @Override
    public List<String> below(String name) throws IOException {
        Path directory = at(name);
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(Files::isDirectory)
                    .map(path -> String.valueOf(path.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    @Override
    public void delete(String name) throws IOException {
        Trees.delete(at(name));
    }

    private Path at(String name) throws IOException {
        Path path = root.resolve(name).normalize();
        if (!path.startsWith(root)) {
            throw new IOException(name + " leads out of " + root);
        }
        return path;
    }

    private Path unfinished(String name) throws IOException {
        Path path = at(name + UNFINISHED);
        Path directory = path.getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        return path;
    }

    private static void finish(Path unfinished, Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
