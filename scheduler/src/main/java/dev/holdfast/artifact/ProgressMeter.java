package dev.holdfast.artifact;

import java.util.HashMap;
import java.util.Map;

/** Adds up what several downloads report at once, and tells the listener, not more often than is useful. */
final class ProgressMeter {

    private static final long QUIET_NANOS = 100_000_000L;

    private final String set;
    private final int filesTotal;
    private final long bytesTotal;
    private final FetchProgress.Listener listener;
    private final Map<String, Long> underWay = new HashMap<>();
    private int filesDone;
    private long bytesDone;
    private long toldAt;

    ProgressMeter(ArtifactSet set, FetchProgress.Listener listener) {
        this.set = set.name();
        this.filesTotal = set.artifacts().size();
        this.bytesTotal = set.totalSize();
        this.listener = listener;
        this.toldAt = System.nanoTime() - QUIET_NANOS;
    }

    synchronized void transferred(String name, long bytes) {
        underWay.put(name, bytes);
        if (System.nanoTime() - toldAt >= QUIET_NANOS) {
            tell();
        }
    }

    synchronized void finished(Artifact artifact) {
        underWay.remove(artifact.name());
        filesDone++;
        bytesDone += artifact.size();
        tell();
    }

    private void tell() {
        toldAt = System.nanoTime();
        long moving = underWay.values().stream().mapToLong(Long::longValue).sum();
        // A server may send more than was locked; the mismatch is reported later, and is no reason to show 103 %.
        listener.progressed(
                new FetchProgress(set, filesDone, filesTotal, Math.min(bytesDone + moving, bytesTotal), bytesTotal));
    }
}
