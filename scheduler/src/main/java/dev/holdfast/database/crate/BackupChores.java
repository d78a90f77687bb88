package dev.holdfast.database.crate;

import dev.holdfast.database.Chore;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Names of the operations on snapshots, and how they are asked for. What a repository is made of is in the spec, never in a chore: chores
 * are shown, and it may name secrets.
 */
public final class BackupChores {

    /** Makes our repository, if it is not there. */
    public static final String REPOSITORY = "backup-repository";

    /** Begins a snapshot of the name {@link #SNAPSHOT}, in our repository, made first if it must be; its end is seen. */
    public static final String BACKUP = "backup";

    /** Drops the snapshots that {@link #SNAPSHOTS} lists. */
    public static final String DROP = "drop-backups";

    /** Begins to restore a snapshot; its end is seen. */
    public static final String RESTORE = "restore";

    /** Argument: a snapshot's name. */
    public static final String SNAPSHOT = "snapshot";

    /** Argument: names with commas. */
    public static final String SNAPSHOTS = "snapshots";

    /** Argument: the repository a snapshot is in. */
    public static final String IN = "repository";

    /** Argument: tables with commas, {@code doc.orders}; absent for all. */
    public static final String TABLES = "tables";

    /** Argument of {@link #RESTORE}: the one partition to restore, {@code day=2026-01-01}, with commas. */
    public static final String PARTITION = "partition";

    /** Argument of {@link #RESTORE}: schema that tables are restored into in place of their own. */
    public static final String SCHEMA = "into-schema";

    /** Argument of {@link #RESTORE}: everything CrateDB has in it, users and settings too. */
    public static final String WHOLE = "everything";

    /** Argument of {@link #RESTORE}: tables that must be there at the end, with commas. */
    public static final String EXPECTED = "expected";

    private BackupChores() {}

    static Chore repository() {
        return CrateChores.ofCluster(REPOSITORY);
    }

    /** {@code tables} may be empty for all. */
    public static Chore backup(String snapshot, List<String> tables) {
        Chore chore = CrateChores.ofCluster(BACKUP).with(SNAPSHOT, snapshot);
        return tables.isEmpty() ? chore : chore.with(TABLES, String.join(",", tables));
    }

    static Chore drop(List<String> snapshots) {
        return CrateChores.ofCluster(DROP).with(SNAPSHOTS, String.join(",", snapshots));
    }

    /** A restore with these arguments. */
    public static Chore restore(SortedMap<String, String> arguments) {
        return new Chore(RESTORE, Optional.empty(), new TreeMap<>(arguments));
    }
}
