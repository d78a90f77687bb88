package dev.holdfast.node;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a Cassandra node has on disk of writes that other members missed. Its bean tells only of files that are closed; those that are still
 * written count as much, so the files themselves are looked at. Their names say for whom, and since when: {@code HOSTID-MILLIS-VERSION.hints}.
 */
final class HintFiles {

    private static final Pattern NAME =
            Pattern.compile("([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})-(\\d{1,18})-\\d+\\.hints");

    private final Path directory;

    HintFiles(Path directory) {
        this.directory = directory;
    }

    /** Of one member. */
    private static final class Kept {
        private long bytes;
        private long oldest = Long.MAX_VALUE;
    }

    /** Bytes of all; -1 if that cannot be seen. */
    long bytes() {
        long bytes = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.hints")) {
            for (Path file : files) {
                bytes += size(file);
            }
            return bytes;
        } catch (IOException e) {
            return -1;
        }
    }

    /** By member: its identity in the ring, bytes, and for how long the oldest are kept, in milliseconds. */
    List<JsonLine> byMember() {
        long now = System.currentTimeMillis();
        Map<String, Kept> all = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.hints")) {
            for (Path file : files) {
                Matcher name = NAME.matcher(file.getFileName().toString());
                long size = size(file);
                if (name.matches() && size > 0) {
                    Kept kept = all.computeIfAbsent(name.group(1), host -> new Kept());
                    kept.bytes += size;
                    kept.oldest = Math.min(kept.oldest, Long.parseLong(name.group(2)));
                }
            }
        } catch (IOException e) {
            return List.of(); // what cannot be seen is told by bytes()
        }
        List<JsonLine> lines = new ArrayList<>();
        all.forEach((host, kept) -> lines.add(new JsonLine()
                .add("hostId", host)
                .add("bytes", kept.bytes)
                .add("ageMs", Math.max(0, now - kept.oldest))));
        return lines;
    }

    /** Delivered files go away at any moment. */
    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0;
        }
    }
}
