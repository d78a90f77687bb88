package dev.holdfast.database.cassandra.ring;

import dev.holdfast.database.Secrets;
import dev.holdfast.database.cassandra.BackupOptions;
import dev.holdfast.node.backup.Archive;
import dev.holdfast.node.backup.RefusedException;
import dev.holdfast.node.backup.S3Location;
import dev.holdfast.spec.ClusterSpec;
import java.io.IOException;
import java.util.List;

/** Looks into the place where a ring's backups lie: from the scheduler's machine, with its own secrets. */
public final class RingArchive {

    private final Secrets secrets;

    RingArchive(Secrets secrets) {
        this.secrets = secrets;
    }

    /**
     * All there are, newest first.
     *
     * @param location as the spec says
     * @throws RefusedException if it cannot be looked into from here
     */
    public List<Archive.Entry> entries(ClusterSpec target, String location) throws IOException, RefusedException {
        return Archive.open(
                        location,
                        Archive.environment(
                                value(target, BackupOptions.ACCESS_KEY),
                                value(target, BackupOptions.SECRET_KEY),
                                value(target, BackupOptions.TOKEN)))
                .of(BackupOptions.owner(target));
    }

    private String value(ClusterSpec target, String option) {
        return BackupOptions.secret(target, option).flatMap(secrets::value).orElse("");
    }

    /** What kind of place it is. */
    public static String kind(String location) {
        return S3Location.isMeant(location) ? "s3" : "directory";
    }
}
