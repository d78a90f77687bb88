package dev.holdfast.api.backups;

import dev.holdfast.api.Backend;
import dev.holdfast.api.Call;
import dev.holdfast.api.Refused;
import dev.holdfast.api.Route;
import dev.holdfast.api.wire.OutcomeInfo;
import dev.holdfast.core.Command;
import dev.holdfast.core.View.ClusterPicture;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Observation;
import dev.holdfast.database.crate.Archive;
import dev.holdfast.database.crate.Archive.Repository;
import dev.holdfast.database.crate.Archive.Snapshot;
import dev.holdfast.database.crate.BackupChores;
import dev.holdfast.database.crate.BackupWish;
import dev.holdfast.database.crate.CrateDetails;
import dev.holdfast.database.crate.CrateDetails.Part;
import dev.holdfast.database.crate.Scratch;
import dev.holdfast.database.crate.sql.ChoreFailedException;
import dev.holdfast.model.ClusterName;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Backups of CrateDB and Cassandra clusters. */
public final class BackupRoutes {

    private static final String BACKUPS = "/v1/clusters/{cluster}/backups";
    private static final String CRATE = "crate";
    private static final String PREVIEW = "preview";

    private final Backend backend;
    private final Clock clock;
    private final RingBackupRequests rings;

    /** {@code clock} gives backups their names. */
    public BackupRoutes(Backend backend, Clock clock) {
        this.backend = backend;
        this.clock = clock;
        this.rings = new RingBackupRequests(backend, clock);
    }

    public List<Route> routes() {
        return List.of(
                Route.list(BACKUPS, "All backups there are, newest first", BackupInfo.class, this::list),
                Route.post(BACKUPS, "Makes a backup now", BackupAsks.Backup.class, OutcomeInfo.class, this::create),
                Route.post(
                                BACKUPS + "/{snapshot}/restore",
                                "Restores a snapshot, or tables of it, which must not be there",
                                BackupAsks.Restore.class,
                                RestoreInfo.class,
                                this::restore)
                        .with(PREVIEW, "true: say what would be restored, and do nothing"),
                Route.post(
                        BACKUPS + "/{snapshot}/scratch",
                        "Makes a cluster to restore this snapshot into for a trial, NAME-verify; uninstall it afterwards",
                        BackupAsks.Scratch.class,
                        OutcomeInfo.class,
                        this::scratch),
                Route.list(
                        "/v1/clusters/{cluster}/tables",
                        "CrateDB's tables with their primary shards and rows",
                        TableInfo.class,
                        this::tables));
    }

    private ClusterPicture cluster(Call call) {
        ClusterPicture cluster = backend.cluster(call.path("cluster"));
        if (!cluster.packageName().equals(CRATE)) {
            throw Refused.because(
                    Refused.INVALID,
                    "Holdfast makes no backups of " + cluster.packageName() + " yet",
                    "'holdfast status' lists all clusters with their packages");
        }
        return cluster;
    }

    /** What was last seen; a cluster that did not answer has no list, rather than an empty one. */
    static CrateDetails seen(ClusterView view, Part... parts) {
        return view.observation()
                .map(Observation::details)
                .filter(CrateDetails.class::isInstance)
                .map(CrateDetails.class::cast)
                .filter(details -> details.knows(parts))
                .orElseThrow(() -> Refused.because(
                        Refused.UNAVAILABLE,
                        "CrateDB has not told: "
                                + view.observation().map(Observation::summary).orElse("it was not asked yet"),
                        "see 'holdfast why " + view.target().name() + "'"));
    }

    private List<BackupInfo> list(Call call) {
        ClusterPicture any = backend.cluster(call.path("cluster"));
        return any.packageName().equals(RingBackupRequests.PACKAGE) ? rings.list(any) : snapshots(call);
    }

    private List<BackupInfo> snapshots(Call call) {
        ClusterView view = backend.viewOf(cluster(call));
        Archive archive = seen(view, Part.ARCHIVE).archive();
        Optional<BackupWish> wish = BackupWish.of(view.target());
        List<BackupInfo> all = new ArrayList<>();
        for (Map.Entry<String, Repository> repository : archive.repositories().entrySet()) {
            boolean ours = repository.getKey().equals(BackupWish.REPOSITORY);
            for (Snapshot snapshot : repository.getValue().snapshots()) {
                all.add(new BackupInfo(
                        snapshot.name(),
                        repository.getKey(),
                        repository.getValue().type(),
                        snapshot.state(),
                        known(snapshot.startedAt()),
                        known(snapshot.finishedAt()),
                        snapshot.shards(),
                        snapshot.shards() + " shards",
                        ours
                                && wish.filter(known -> known.isOurs(snapshot.name()))
                                        .isPresent(),
                        snapshot.failure()));
            }
        }
        all.sort(Comparator.comparing((BackupInfo info) -> info.startedAt().orElse(Instant.EPOCH))
                .reversed());
        return all;
    }

    private static Optional<Instant> known(Instant time) {
        return Optional.of(time).filter(at -> at.isAfter(Instant.EPOCH));
    }

    private Object create(Call call) throws InterruptedException {
        ClusterPicture any = backend.cluster(call.path("cluster"));
        if (any.packageName().equals(RingBackupRequests.PACKAGE)) {
            return rings.create(call, any);
        }
        ClusterPicture cluster = cluster(call);
        BackupWish wish = BackupWish.of(cluster.spec())
                .orElseThrow(
                        () -> Refused.because(
                                Refused.CONFLICT,
                                cluster.name() + " has no repository to make backups in",
                                "holdfast set " + cluster.name()
                                        + " options.backup-repository=fs options.backup-location=DIRECTORY, or one of another type"));
        if (wish.isOfAnother(cluster.spec())) {
            throw Refused.because(
                    Refused.CONFLICT,
                    cluster.name() + " only reads the backups of " + wish.owner(),
                    "set its option backup-of to \"\" first, which gives it a place of its own");
        }
        BackupAsks.Backup ask = call.body(BackupAsks.Backup.class);
        ask.tables().forEach(RestoreCheck::checkTable);
        String name = name(ask.name(), cluster);
        List<String> tables = ask.tables().isEmpty() ? wish.tables() : ask.tables();
        return backend.ask(
                new Command.Run(new ClusterName(cluster.name()), BackupChores.backup(name, tables), "backup " + name));
    }

    private String name(String wished, ClusterPicture cluster) {
        if (wished.isEmpty()) {
            return BackupWish.name(cluster.name(), clock.instant());
        }
        checkName(wished);
        boolean taken = backend.viewOf(cluster)
                .observation()
                .map(Observation::details)
                .filter(details -> details instanceof CrateDetails known
                        && known.archive().repositories().containsKey(BackupWish.REPOSITORY)
                        && known.archive().repositories().get(BackupWish.REPOSITORY).snapshots().stream()
                                .anyMatch(snapshot -> snapshot.name().equals(wished)))
                .isPresent();
        if (taken) {
            throw Refused.because(
                    Refused.CONFLICT, "there is a snapshot '" + wished + "' already", "choose another name, or none");
        }
        return wished;
    }

    static void checkName(String name) {
        if (!name.matches("[a-z0-9][a-z0-9_.-]{0,99}")) {
            throw Refused.because(
                    Refused.INVALID,
                    "'" + name + "' cannot be a snapshot's name",
                    "use lower-case letters, digits, dots, dashes and underscores");
        }
    }

    private Object scratch(Call call) throws InterruptedException {
        ClusterPicture cluster = cluster(call);
        String name = cluster.name() + Scratch.SUFFIX;
        if (!ClusterName.isValid(name)) {
            throw Refused.because(
                    Refused.INVALID, "'" + name + "' is too long for a cluster's name", "restore into one by hand");
        }
        boolean there = snapshots(call).stream()
                .anyMatch(backup -> backup.name().equals(call.path("snapshot"))
                        && backup.repository().equals(BackupWish.REPOSITORY));
        if (!there) {
            throw Refused.because(
                    Refused.UNKNOWN,
                    "there is no snapshot '" + call.path("snapshot") + "' in repository '" + BackupWish.REPOSITORY
                            + "'",
                    "holdfast backups " + cluster.name() + " lists them all");
        }
        if (backend.isThere(name)) {
            throw Refused.because(
                    Refused.CONFLICT,
                    "there is a cluster '" + name + "' already",
                    "wait for that trial, or holdfast uninstall " + name);
        }
        int asked = call.body(BackupAsks.Scratch.class).nodes();
        int nodes = asked > 0 ? asked : Scratch.usualNodes(cluster.spec());
        return backend.ask(new Command.Apply(
                Scratch.of(
                        cluster.spec(), new ClusterName(name), backend.specs().roleOf(name), nodes),
                "try a backup of " + cluster.name(),
                0));
    }

    private List<TableInfo> tables(Call call) {
        ClusterPicture cluster = cluster(call);
        try {
            return RestoreCheck.driver(backend, cluster).counts(backend.viewOf(cluster), RestoreCheck.LIMIT).stream()
                    .map(table -> new TableInfo(table.name(), table.shards(), table.rows()))
                    .toList();
        } catch (ChoreFailedException e) {
            throw Refused.because(
                    Refused.UNAVAILABLE,
                    "CrateDB does not tell of its tables: " + e.getMessage(),
                    "see 'holdfast why " + cluster.name() + "'");
        }
    }

    private Object restore(Call call) throws InterruptedException {
        ClusterPicture any = backend.cluster(call.path("cluster"));
        if (any.packageName().equals(RingBackupRequests.PACKAGE)) {
            return rings.restore(call, any, call.flag(PREVIEW));
        }
        ClusterPicture cluster = cluster(call);
        BackupAsks.Restore ask = call.body(BackupAsks.Restore.class);
        RestoreCheck check = new RestoreCheck(backend, cluster, call.path("snapshot"), ask);
        RestoreInfo preview = check.preview();
        if (call.flag(PREVIEW)) {
            return preview;
        }
        OutcomeInfo outcome = backend.ask(new Command.Run(
                new ClusterName(cluster.name()), check.chore(preview), "restore " + call.path("snapshot")));
        return new RestoreInfo(
                outcome.outcome(),
                outcome.text(),
                preview.repository(),
                preview.snapshot(),
                preview.tables(),
                preview.shards(),
                preview.notes(),
                outcome.plan());
    }
}
