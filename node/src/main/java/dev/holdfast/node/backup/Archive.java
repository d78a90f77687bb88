package dev.holdfast.node.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** What backups there are in a store, for those who list them and those who clear up. */
public final class Archive {

    private final Store store;

    Archive(Store store) {
        this.store = store;
    }

    /**
     * Where a location is.
     *
     * @param location a directory, or {@code s3://…}
     * @param environment with the keys of a store, as {@link #environment} makes it
     * @throws RefusedException if it cannot be looked into from here, and what to do
     */
    public static Archive open(String location, Map<String, String> environment) throws RefusedException {
        if (!S3Location.isMeant(location) && !Files.isDirectory(Path.of(location))) {
            throw new RefusedException(
                    location + " is no directory on this machine: only the agents see what is in it",
                    "mount it here too, or look into it on an agent");
        }
        return new Archive(Stores.open(location, environment));
    }

    /** What {@link #open} wants to find keys in. */
    public static Map<String, String> environment(String accessKey, String secretKey, String token) {
        return Map.of(S3Keys.ACCESS_KEY, accessKey, S3Keys.SECRET_KEY, secretKey, S3Keys.TOKEN, token);
    }

    /**
     * One backup.
     *
     * @param at when it was begun; empty if nobody has put a part yet
     * @param missing nodes that did not put their part, or have not yet
     * @param problem why it cannot be read; empty if it can
     */
    public record Entry(
            String name, Optional<Instant> at, int nodes, List<String> missing, int files, long bytes, String problem) {

        public Entry {
            missing = List.copyOf(missing);
        }

        /** Whether all of it is there. */
        public boolean isWhole() {
            return nodes > 0 && missing.isEmpty() && problem.isEmpty();
        }
    }

    /** All of a cluster, newest first. */
    public List<Entry> of(String cluster) throws IOException, RefusedException {
        List<Entry> all = new ArrayList<>();
        for (String name : store.below(cluster)) {
            all.add(entry(new Backup(store, cluster, name)));
        }
        all.sort(Comparator.comparing((Entry entry) -> entry.at().orElse(Instant.EPOCH))
                .thenComparing(Entry::name)
                .reversed());
        return all;
    }

    private static Entry entry(Backup backup) throws IOException, RefusedException {
        try {
            SortedMap<String, Manifest> parts = backup.parts();
            Optional<Instant> at = parts.values().stream()
                    .flatMap(part -> time(part.facts().getOrDefault("at", "")).stream())
                    .min(Comparator.naturalOrder());
            return new Entry(
                    backup.name(),
                    at,
                    parts.size(),
                    List.copyOf(Backup.missing(parts)),
                    parts.values().stream()
                            .mapToInt(part -> part.files().size())
                            .sum(),
                    parts.values().stream().mapToLong(Manifest::bytes).sum(),
                    "");
        } catch (DamagedException e) {
            return new Entry(backup.name(), Optional.empty(), 0, List.of(), 0, 0, String.valueOf(e.getMessage()));
        }
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
