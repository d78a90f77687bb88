package dev.holdfast.database.crate;

import dev.holdfast.spec.ClusterSpec;

/** The package's own options, that are no settings of CrateDB. */
final class CrateOptions {

    static final String CLUSTER_NAME = "cluster-name";
    static final String DATA_PATH = "data-path";
    static final String BLOB_PATH = "blob-path";
    static final String SRV_QUERY = "srv-query";
    static final String SRV_RESOLVER = "srv-resolver";

    private CrateOptions() {}

    static String text(ClusterSpec target, String option) {
        return target.options().getOrDefault(option, "").strip();
    }

    /** {@code cluster.name}. */
    static String clusterName(ClusterSpec target) {
        String named = text(target, CLUSTER_NAME);
        return named.isEmpty() ? target.name().toString() : named;
    }
}
