package dev.holdfast.database.crate;

import dev.holdfast.spec.ClusterSpec;

/** The package's own options, that are no settings of CrateDB. */
public final class CrateOptions {

    static final String CLUSTER_NAME = "cluster-name";
    static final String DATA_PATH = "data-path";
    static final String BLOB_PATH = "blob-path";
    static final String SRV_QUERY = "srv-query";
    static final String SRV_RESOLVER = "srv-resolver";
    static final String ADMIN = "admin";
    static final String TLS = "tls";

    static final String BACKUP_REPOSITORY = "backup-repository";
    static final String BACKUP_LOCATION = "backup-location";
    static final String BACKUP_SETTINGS = "backup-settings";
    static final String BACKUP_SCHEDULE = "backup-schedule";
    static final String BACKUP_KEEP = "backup-keep";
    static final String BACKUP_KEEP_DAYS = "backup-keep-days";
    static final String BACKUP_TABLES = "backup-tables";
    static final String BACKUP_OF = "backup-of";

    /** On the command line an option cannot be empty. */
    private static final String OFF = "off";

    private CrateOptions() {}

    /** What an option says; empty if nothing, or that it is off. */
    static String text(ClusterSpec target, String option) {
        String value = target.options().getOrDefault(option, "").strip();
        return value.equals(OFF) ? "" : value;
    }

    /** Directory of the host that nodes may keep snapshots in; empty if none. */
    static String repositoryPath(ClusterSpec target) {
        return text(target, BACKUP_REPOSITORY).equals(RepositoryKind.FS.word()) ? text(target, BACKUP_LOCATION) : "";
    }

    /** {@code cluster.name}. */
    public static String clusterName(ClusterSpec target) {
        String named = text(target, CLUSTER_NAME);
        return named.isEmpty() ? target.name().toString() : named;
    }
}
