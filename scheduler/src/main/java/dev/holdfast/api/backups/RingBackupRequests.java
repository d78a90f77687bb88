package dev.holdfast.api.backups;

import dev.holdfast.api.Backend;
import dev.holdfast.api.Call;
import dev.holdfast.api.Refused;
import dev.holdfast.api.wire.OutcomeInfo;
import dev.holdfast.core.Command;
import dev.holdfast.core.View.ClusterPicture;
import dev.holdfast.database.Chore;
import dev.holdfast.database.cassandra.BackupOptions;
import dev.holdfast.database.cassandra.RingBackups;
import dev.holdfast.database.cassandra.ring.CassandraDriver;
import dev.holdfast.database.cassandra.ring.RingArchive;
import dev.holdfast.model.ClusterName;
import dev.holdfast.node.backup.Archive;
import dev.holdfast.node.backup.RefusedException;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What is asked of backups of Cassandra, which are whole, and lie where its agents put them. */
final class RingBackupRequests {

    static final String PACKAGE = "cassandra";

    private static final long MEGABYTE = 1_000_000;

    private final Backend backend;
    private final Clock clock;

    RingBackupRequests(Backend backend, Clock clock) {
        this.backend = backend;
        this.clock = clock;
    }

    /** From the scheduler's machine: a store with its secrets, a directory if it is mounted here. */
    List<BackupInfo> list(ClusterPicture cluster) {
        String location = location(cluster);
        if (!(backend.packageOf(cluster).driver() instanceof CassandraDriver driver)) {
            throw new IllegalStateException("Cassandra has another driver");
        }
        try {
            return driver.archive().entries(cluster.spec(), location).stream()
                    .map(entry -> info(entry, location, cluster))
                    .toList();
        } catch (RefusedException e) {
            throw Refused.because(Refused.CONFLICT, String.valueOf(e.getMessage()), e.remedy());
        } catch (IOException e) {
            throw Refused.because(
                    Refused.UNAVAILABLE,
                    "the backups of " + cluster.name() + " cannot be listed: " + e.getMessage(),
                    "see that " + location + " can be reached from the scheduler's machine");
        }
    }

    private static BackupInfo info(Archive.Entry entry, String location, ClusterPicture cluster) {
        String nodes = entry.nodes() + (entry.nodes() == 1 ? " node, " : " nodes, ");
        boolean isMadeUp = RingBackups.isMadeUp(cluster.spec(), entry.name());
        return new BackupInfo(
                entry.name(),
                location,
                RingArchive.kind(location),
                entry.isWhole() ? "SUCCESS" : entry.problem().isEmpty() ? "UNFINISHED" : "FAILED",
                entry.at(),
                Optional.empty(),
                0,
                nodes + entry.files() + " files, " + size(entry.bytes()),
                isMadeUp && BackupOptions.clearsUp(cluster.spec()),
                entry.problem().isEmpty() && !entry.missing().isEmpty()
                        ? "without the part of " + String.join(", ", entry.missing())
                        : entry.problem());
    }

    Object create(Call call, ClusterPicture cluster) throws InterruptedException {
        BackupAsks.Backup ask = call.body(BackupAsks.Backup.class);
        if (!ask.tables().isEmpty()) {
            throw Refused.because(Refused.INVALID, "a backup of Cassandra has all tables in it", "leave out --table");
        }
        String location = location(cluster);
        if (!BackupOptions.owner(cluster.spec()).equals(cluster.name())) {
            throw Refused.because(
                    Refused.CONFLICT,
                    cluster.name() + " only reads the backups of " + BackupOptions.owner(cluster.spec()),
                    "set its option backup-of to \"\" first, which gives it a place of its own");
        }
        String name = ask.name().isEmpty() ? RingBackups.name(cluster.spec(), clock.instant()) : ask.name();
        BackupRoutes.checkName(name);
        Chore chore = RingBackups.backup(cluster.spec(), location, name, clock.instant());
        return backend.ask(new Command.Run(new ClusterName(cluster.name()), chore, "backup " + name));
    }

    Object restore(Call call, ClusterPicture cluster, boolean preview) throws InterruptedException {
        BackupAsks.Restore ask = call.body(BackupAsks.Restore.class);
        boolean chosen = !ask.tables().isEmpty()
                || !ask.partition().isEmpty()
                || !ask.intoSchema().isEmpty()
                || !ask.repository().isEmpty()
                || ask.everything();
        if (chosen) {
            throw Refused.because(
                    Refused.INVALID,
                    "a backup of Cassandra is restored whole",
                    "leave out --table, --partition, --rename-schema, --repository and --everything");
        }
        String name = call.path("snapshot");
        BackupRoutes.checkName(name);
        Chore chore = RingBackups.restore(cluster.spec(), location(cluster), name, clock.instant());
        List<String> notes = List.of(
                "its tables must not be there, or be empty: a table that holds rows is refused",
                "keyspaces get the replication that they had then");
        String text = "restores " + name + " of " + BackupOptions.owner(cluster.spec()) + " from " + location(cluster);
        if (preview) {
            return new RestoreInfo("preview", text, location(cluster), name, List.of(), 0, notes, Optional.empty());
        }
        OutcomeInfo outcome = backend.ask(new Command.Run(new ClusterName(cluster.name()), chore, "restore " + name));
        return new RestoreInfo(
                outcome.outcome(), outcome.text(), location(cluster), name, List.of(), 0, notes, outcome.plan());
    }

    private static String location(ClusterPicture cluster) {
        return BackupOptions.location(cluster.spec())
                .orElseThrow(
                        () -> Refused.because(
                                Refused.CONFLICT,
                                cluster.name() + " has no place for backups",
                                "holdfast set " + cluster.name()
                                        + " options.backup-location=DIRECTORY, one that every agent has mounted, or s3://BUCKET/PREFIX"));
    }

    private static String size(long bytes) {
        return bytes < MEGABYTE ? bytes + " B" : String.format(Locale.ROOT, "%.1f MB", bytes / (double) MEGABYTE);
    }
}
