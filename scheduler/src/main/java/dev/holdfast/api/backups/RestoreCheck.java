package dev.holdfast.api.backups;

import dev.holdfast.api.Backend;
import dev.holdfast.api.Refused;
import dev.holdfast.api.backups.RestoreInfo.RestoredInfo;
import dev.holdfast.core.View.ClusterPicture;
import dev.holdfast.database.Chore;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.crate.BackupChores;
import dev.holdfast.database.crate.BackupWish;
import dev.holdfast.database.crate.sql.ChoreFailedException;
import dev.holdfast.database.crate.sql.CrateDriver;
import dev.holdfast.database.crate.sql.SnapshotContent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Whether a restore can be done, judged before anything is done: CrateDB restores nothing over a table that is there, and what it has begun it
 * does not take back.
 */
final class RestoreCheck {

    static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int SHOWN = 3;

    private final Backend backend;
    private final ClusterPicture cluster;
    private final String snapshot;
    private final String repository;
    private final BackupAsks.Restore ask;

    RestoreCheck(Backend backend, ClusterPicture cluster, String snapshot, BackupAsks.Restore ask) {
        this.backend = backend;
        this.cluster = cluster;
        this.snapshot = snapshot;
        this.repository = ask.repository().isEmpty() ? BackupWish.REPOSITORY : ask.repository();
        this.ask = ask;
    }

    static void checkTable(String table) {
        if (!table.matches("[^.,\"\\s]+\\.[^.,\"\\s]+")) {
            throw invalid("'" + table + "' is no table's name", "write schema and name, as in doc.orders");
        }
    }

    RestoreInfo preview() {
        checkAsk();
        ClusterView view = backend.viewOf(cluster);
        SnapshotContent content = content(view);
        List<String> names = wanted(content);
        List<RestoredInfo> tables = names.stream()
                .map(name -> new RestoredInfo(
                        name, restoredAs(name), content.partitioned().contains(name)))
                .toList();
        String partition = partition();
        if (content.partitions().contains(partition)) {
            throw Refused.because(
                    Refused.CONFLICT,
                    "the partition " + partition + " is there already",
                    "restore beside it: --rename-schema restored; or delete its rows by these columns alone first, which drops it");
        }
        List<String> there = tables.stream()
                .map(RestoredInfo::restoredAs)
                .filter(table -> content.there().contains(table))
                .toList();
        if (!there.isEmpty() && partition.isEmpty()) {
            throw Refused.because(
                    Refused.CONFLICT,
                    few(there) + (there.size() == 1 ? " is there" : " are there") + " already",
                    "restore beside it: --rename-schema restored; or drop it first: holdfast client " + cluster.name()
                            + " -c \"drop table " + there.get(0) + "\"");
        }
        return new RestoreInfo(
                "preview",
                "restores " + tables.size() + (tables.size() == 1 ? " table" : " tables") + " of " + repository + "."
                        + snapshot,
                repository,
                snapshot,
                tables,
                content.shards(),
                notes(content),
                Optional.empty());
    }

    /** The one asked for, where it would be restored; empty if none is named. */
    private String partition() {
        if (ask.partition().isEmpty()) {
            return "";
        }
        TreeMap<String, String> values = new TreeMap<>();
        for (String column : ask.partition()) {
            int equals = column.indexOf('=');
            values.put(column.substring(0, equals), column.substring(equals + 1));
        }
        return SnapshotContent.partition(restoredAs(ask.tables().get(0)), values);
    }

    private void checkAsk() {
        ask.tables().forEach(RestoreCheck::checkTable);
        if (!ask.partition().isEmpty() && ask.tables().size() != 1) {
            throw invalid("a partition is one of one table", "name that table: --table doc.orders");
        }
        for (String column : ask.partition()) {
            if (!column.matches("[^=,\"\\s]+=[^,]*")) {
                throw invalid("'" + column + "' names no partition", "write column=value, as in day=2026-01-01");
            }
        }
        if (!ask.intoSchema().isEmpty() && !ask.intoSchema().matches("[a-z][a-z0-9_]*")) {
            throw invalid(
                    "'" + ask.intoSchema() + "' cannot be a schema's name",
                    "use lower-case letters, digits and underscores, beginning with a letter");
        }
        if (ask.everything() && (!ask.tables().isEmpty() || !ask.intoSchema().isEmpty())) {
            throw invalid("everything is restored as it was", "leave out tables and the other schema, or 'everything'");
        }
    }

    static CrateDriver driver(Backend backend, ClusterPicture cluster) {
        if (backend.packageOf(cluster).driver() instanceof CrateDriver driver) {
            return driver;
        }
        throw new IllegalStateException("CrateDB has another driver");
    }

    private SnapshotContent content(ClusterView view) {
        SnapshotContent content;
        try {
            content = driver(backend, cluster).contents(view, repository, snapshot, LIMIT);
        } catch (ChoreFailedException e) {
            throw Refused.because(
                    Refused.UNAVAILABLE,
                    "CrateDB does not tell what is in " + repository + "." + snapshot + ": " + e.getMessage(),
                    "see 'holdfast why " + cluster.name() + "'");
        }
        if (!content.isThere()) {
            throw Refused.because(
                    Refused.UNKNOWN,
                    "there is no snapshot '" + snapshot + "' in repository '" + repository + "'",
                    "holdfast backups " + cluster.name() + " lists them all");
        }
        if (content.state().equals("IN_PROGRESS") || content.state().equals("FAILED")) {
            throw Refused.because(
                    Refused.CONFLICT,
                    snapshot + " is " + content.state() + " and cannot be restored",
                    "holdfast backups " + cluster.name() + " lists them all");
        }
        return content;
    }

    private List<String> wanted(SnapshotContent content) {
        if (ask.tables().isEmpty()) {
            if (content.tables().isEmpty() && !ask.everything()) {
                throw Refused.because(Refused.CONFLICT, "there is no table in " + snapshot, "choose another snapshot");
            }
            return content.tables();
        }
        List<String> unknown = new ArrayList<>(ask.tables());
        unknown.removeAll(content.tables());
        if (!unknown.isEmpty()) {
            throw Refused.because(
                    Refused.UNKNOWN, few(unknown) + " is not in " + snapshot, "there are " + few(content.tables()));
        }
        return ask.tables();
    }

    private String restoredAs(String table) {
        return ask.intoSchema().isEmpty() ? table : ask.intoSchema() + table.substring(table.indexOf('.'));
    }

    private List<String> notes(SnapshotContent content) {
        List<String> notes = new ArrayList<>();
        if (content.state().equals("PARTIAL")) {
            notes.add("this snapshot is PARTIAL: shards are missing in it, and rows with them");
        }
        if (ask.everything()) {
            notes.add("users, privileges and settings become those of then, also those that Holdfast set since");
        }
        notes.add("it goes on in CrateDB by itself once it is begun; a cancel does not take it back");
        return notes;
    }

    Chore chore(RestoreInfo preview) {
        TreeMap<String, String> arguments = new TreeMap<>();
        arguments.put(BackupChores.IN, repository);
        arguments.put(BackupChores.SNAPSHOT, snapshot);
        arguments.put(
                BackupChores.EXPECTED,
                String.join(
                        ",",
                        preview.tables().stream().map(RestoredInfo::restoredAs).toList()));
        put(arguments, BackupChores.TABLES, String.join(",", ask.tables()));
        put(arguments, BackupChores.PARTITION, String.join(",", ask.partition()));
        put(arguments, BackupChores.SCHEMA, ask.intoSchema());
        put(arguments, BackupChores.WHOLE, ask.everything() ? "yes" : "");
        return BackupChores.restore(arguments);
    }

    private static void put(Map<String, String> arguments, String name, String value) {
        if (!value.isEmpty()) {
            arguments.put(name, value);
        }
    }

    private static Refused invalid(String message, String remedy) {
        return Refused.because(Refused.INVALID, message, remedy);
    }

    private static String few(List<String> names) {
        String shown = String.join(", ", names.subList(0, Math.min(SHOWN, names.size())));
        return shown + (names.size() > SHOWN ? " and " + (names.size() - SHOWN) + " more" : "");
    }
}
