package dev.holdfast.api.backups;

import dev.holdfast.api.Backend;
import dev.holdfast.api.Call;
import dev.holdfast.api.Refused;
import dev.holdfast.api.wire.OutcomeInfo;
import dev.holdfast.core.Command;
import dev.holdfast.core.View.ClusterPicture;
import dev.holdfast.database.Chore;
import dev.holdfast.database.cassandra.RingBackups;
import dev.holdfast.model.ClusterName;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** What is asked of backups of Cassandra, which are whole, and lie in a directory that only the agents see. */
final class RingBackupRequests {

    static final String PACKAGE = "cassandra";

    private final Backend backend;
    private final Clock clock;

    RingBackupRequests(Backend backend, Clock clock) {
        this.backend = backend;
        this.clock = clock;
    }

    Object create(Call call, ClusterPicture cluster) throws InterruptedException {
        BackupAsks.Backup ask = call.body(BackupAsks.Backup.class);
        if (!ask.tables().isEmpty()) {
            throw Refused.because(Refused.INVALID, "a backup of Cassandra has all tables in it", "leave out --table");
        }
        String location = location(cluster);
        if (!RingBackups.owner(cluster.spec()).equals(cluster.name())) {
            throw Refused.because(
                    Refused.CONFLICT,
                    cluster.name() + " only reads the backups of " + RingBackups.owner(cluster.spec()),
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
        String text = "restores " + name + " of " + RingBackups.owner(cluster.spec()) + " from " + location(cluster);
        if (preview) {
            return new RestoreInfo("preview", text, location(cluster), name, List.of(), 0, notes, Optional.empty());
        }
        OutcomeInfo outcome = backend.ask(new Command.Run(new ClusterName(cluster.name()), chore, "restore " + name));
        return new RestoreInfo(
                outcome.outcome(), outcome.text(), location(cluster), name, List.of(), 0, notes, outcome.plan());
    }

    private static String location(ClusterPicture cluster) {
        return RingBackups.location(cluster.spec())
                .orElseThrow(() -> Refused.because(
                        Refused.CONFLICT,
                        cluster.name() + " has no place for backups",
                        "holdfast set " + cluster.name()
                                + " options.backup-location=DIRECTORY, one that every agent has mounted"));
    }
}
