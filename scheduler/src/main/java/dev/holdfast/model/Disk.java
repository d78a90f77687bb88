package dev.holdfast.model;

/**
 * Where a disk resource lies and, if it is a volume, which.
 *
 * @param source the disk it is on, copied through unchanged from the offer
 * @param persistenceId the volume's id, empty for disk that is not a volume
 * @param principal who created the volume
 * @param containerPath where the volume is mounted, relative to the executor's sandbox
 */
public record Disk(Source source, String persistenceId, String principal, String containerPath) {

    public boolean isVolume() {
        return !persistenceId.isEmpty();
    }

    /** ROOT is the agent's work directory, the others are disks of their own; a MOUNT is taken whole. */
    public enum Kind {
        ROOT,
        PATH,
        MOUNT,
        BLOCK,
        RAW
    }

    /** @param root path or mount point; the remaining texts are empty where the offer had none */
    public record Source(Kind kind, String root, String vendor, String id, String profile) {
        public static final Source ROOT = new Source(Kind.ROOT, "", "", "", "");
    }
}
