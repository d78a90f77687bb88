package dev.holdfast.crate.model.core;

import dev.holdfast.crate.model.sql.SqlException;
import dev.holdfast.crate.model.state.ClusterState;
import dev.holdfast.crate.model.state.ClusterState.Repository;
import dev.holdfast.crate.model.state.ClusterState.Restore;
import dev.holdfast.crate.model.state.ClusterState.Snapshot;
import dev.holdfast.crate.model.state.Copy;
import dev.holdfast.crate.model.state.Json;
import dev.holdfast.crate.model.state.Settings;
import java.util.List;
import java.util.Optional;

/** Where a snapshot's rows lie: one file for each shard below the repository's location. */
final class Repositories {
    private Repositories() {}

    static String path(Repository repository, String snapshotUuid, String index, int shard) {
        return repository.settings().getOrDefault("location", "") + "/" + snapshotUuid + "/" + index + "/" + shard;
    }

    private static String index(Repository repository) {
        return repository.settings().getOrDefault("location", "") + "/index";
    }

    /** Writes down which snapshots are in a repository, for whoever opens it next, another cluster for example. */
    static void keep(World world, Repository repository, List<Snapshot> all) {
        world.files()
                .writeForeign(
                        index(repository),
                        all.stream()
                                .filter(s -> s.repository().equals(repository.name()) && s.finished() > 0)
                                .map(s -> Json.tree(s).toString())
                                .toList());
    }

    /** Which snapshots are in a place that is made a repository now, under its name. */
    static List<Snapshot> kept(World world, Repository repository) {
        return world.files().foreign(index(repository)).stream()
                .map(line -> Json.value(Json.parse(line), Snapshot.class))
                .map(s -> new Snapshot(
                        repository.name(),
                        s.name(),
                        s.uuid(),
                        s.state(),
                        s.started(),
                        s.finished(),
                        s.version(),
                        s.all(),
                        s.tables(),
                        s.failures()))
                .toList();
    }

    static List<Snapshot> without(List<Snapshot> all, String repository) {
        return all.stream().filter(s -> !s.repository().equals(repository)).toList();
    }

    static void writable(Repository repository, String what) {
        if (repository.settings().getOrDefault("readonly", "false").equals("true")) {
            throw SqlException.internal(
                    "RepositoryException[[" + repository.name() + "] " + what + " a readonly repository]");
        }
    }

    /** Rows to restore a copy from; empty if they are not there. */
    static Optional<List<String>> shard(World world, ClusterState state, Copy copy) {
        for (Restore restore : state.restores()) {
            String old = restore.indices().get(copy.index());
            Repository repository = state.repositories().get(restore.repository());
            if (old != null && repository != null) {
                return state.snapshots().stream()
                        .filter(s -> s.repository().equals(restore.repository())
                                && s.name().equals(restore.snapshot()))
                        .findFirst()
                        .map(Snapshot::uuid)
                        .map(uuid -> world.files().foreign(path(repository, uuid, old, copy.shard())));
            }
        }
        return Optional.empty();
    }

    /** Bytes in a second. */
    static long restoreRate(ClusterState state, Copy copy) {
        long recovery = Settings.bytes(state.setting("indices.recovery.max_bytes_per_sec"));
        return state.restores().stream()
                .filter(r -> r.indices().containsKey(copy.index()))
                .findFirst()
                .flatMap(r -> Optional.ofNullable(state.repositories().get(r.repository())))
                .map(r -> rate(r, "max_restore_bytes_per_sec"))
                .map(rate -> Math.min(rate, recovery))
                .orElse(recovery);
    }

    static long rate(Repository repository, String setting) {
        return Settings.bytes(repository.settings().getOrDefault(setting, "40mb"));
    }
}
