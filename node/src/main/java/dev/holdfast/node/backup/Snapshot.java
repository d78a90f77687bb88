package dev.holdfast.node.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The files of a snapshot on a node's disk: {@code data/KEYSPACE/TABLE-ID/snapshots/TAG/FILE}. Keyspaces of the node's own are left out; so
 * are secondary indexes, which are made anew when rows are loaded.
 */
final class Snapshot {

    /** What a node keeps for itself, and what only says how the ring works. */
    private static final Set<String> NOT_COPIED = Set.of(
            "system",
            "system_schema",
            "system_auth",
            "system_distributed",
            "system_traces",
            "system_views",
            "system_virtual_schema");

    private static final Set<String> NO_DATA = Set.of("manifest.json", "schema.cql");

    private Snapshot() {}

    /** One of them, and its name in a backup. */
    record Part(Path file, String name) {}

    static boolean isCopied(String keyspace) {
        return !NOT_COPIED.contains(keyspace);
    }

    /** @param data directory with the keyspaces */
    static List<Part> of(Path data, String tag) throws IOException {
        List<Part> parts = new ArrayList<>();
        for (Path keyspace : directories(data)) {
            if (!isCopied(name(keyspace))) {
                continue;
            }
            for (Path table : directories(keyspace)) {
                String name = name(table);
                int dash = name.lastIndexOf('-');
                Path snapshot = table.resolve("snapshots").resolve(tag);
                if (dash > 0 && Files.isDirectory(snapshot)) {
                    for (Path file : files(snapshot)) {
                        parts.add(new Part(file, name(keyspace) + "/" + name.substring(0, dash) + "/" + name(file)));
                    }
                }
            }
        }
        return parts;
    }

    private static List<Path> directories(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(Files::isDirectory).sorted().toList();
        }
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !NO_DATA.contains(name(file)))
                    .sorted()
                    .toList();
        }
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }
}
