package dev.holdfast.database.crate;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where a cluster's snapshots are kept, and which are being restored.
 *
 * @param repositories by name. What one of them cannot be asked, because its store is out of reach, CrateDB leaves out: a missing snapshot
 *     need not be gone
 * @param restores that CrateDB lists, over or not
 */
public record Archive(SortedMap<String, Repository> repositories, List<Restore> restores) {

    public static final Archive NONE = new Archive(new TreeMap<>(), List.of());

    public Archive {
        repositories = Collections.unmodifiableSortedMap(new TreeMap<>(repositories));
        restores = List.copyOf(restores);
    }

    /**
     * One repository.
     *
     * @param type {@code fs}, {@code s3}, …
     * @param settings as CrateDB shows them, what is secret made unreadable
     * @param snapshots in it, oldest first
     */
    public record Repository(String type, SortedMap<String, String> settings, List<Snapshot> snapshots) {
        public Repository {
            settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
            snapshots = List.copyOf(snapshots);
        }
    }

    /**
     * One snapshot.
     *
     * @param state {@code SUCCESS}, {@code PARTIAL}, {@code FAILED} or {@code IN_PROGRESS}
     * @param startedAt epoch if not known
     * @param finishedAt epoch while it runs
     * @param failure the first that is told of; empty if none
     */
    public record Snapshot(
            String name,
            String state,
            Instant startedAt,
            Instant finishedAt,
            int shards,
            int failures,
            String failure) {

        public boolean isGood() {
            return state.equals("SUCCESS");
        }

        public boolean isRunning() {
            return state.equals("IN_PROGRESS");
        }
    }

    /**
     * A restore.
     *
     * @param state of the whole: {@code INIT}, {@code STARTED}, {@code SUCCESS}, {@code FAILURE}
     * @param done shards that are restored
     * @param failed shards that cannot be
     */
    public record Restore(String repository, String snapshot, String state, int shards, int done, int failed) {

        public boolean isRunning() {
            return !state.equals("SUCCESS") && !state.equals("FAILURE");
        }
    }

    Optional<Repository> repository(String name) {
        return Optional.ofNullable(repositories.get(name));
    }

    Optional<Snapshot> snapshot(String repository, String name) {
        return repository(repository).stream()
                .flatMap(known -> known.snapshots().stream())
                .filter(snapshot -> snapshot.name().equals(name))
                .findFirst();
    }

    /** Whether CrateDB makes or restores any snapshot now. */
    public boolean isBusy() {
        return restores.stream().anyMatch(Restore::isRunning)
                || repositories.values().stream()
                        .flatMap(known -> known.snapshots().stream())
                        .anyMatch(Snapshot::isRunning);
    }
}
