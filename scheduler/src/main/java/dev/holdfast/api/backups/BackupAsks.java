package dev.holdfast.api.backups;

import java.util.List;

/** What is sent with requests about backups. */
public final class BackupAsks {

    private BackupAsks() {}

    /**
     * A backup out of turn.
     *
     * @param name of the snapshot; empty for one with the time in it, which the schedule's retention counts
     * @param tables {@code doc.orders}; all if empty
     */
    public record Backup(String name, List<String> tables) {}

    /** @param nodes of the scratch cluster; 0 for as many as the cluster has */
    public record Scratch(int nodes) {}

    /**
     * What to restore of a snapshot.
     *
     * @param repository that it is in; empty for our own
     * @param tables {@code doc.orders}; all if empty
     * @param partition of the one table named: {@code day=2026-01-01}, a value for each column; all if empty
     * @param intoSchema schema to restore into in place of the tables' own; empty for their own
     * @param everything also users, privileges, views and settings, as CrateDB's own ALL
     */
    public record Restore(
            String repository, List<String> tables, List<String> partition, String intoSchema, boolean everything) {}
}
