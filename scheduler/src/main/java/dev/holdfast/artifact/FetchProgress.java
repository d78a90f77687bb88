package dev.holdfast.artifact;

/**
 * How far a fetch is. Bytes count what is already here from the start, so that done reaches total.
 *
 * @param set the name of the set being fetched
 */
public record FetchProgress(String set, int filesDone, int filesTotal, long bytesDone, long bytesTotal) {

    /** Told after every change, from any thread, a few times a second at most between finished files. */
    public interface Listener {
        void progressed(FetchProgress progress);
    }
}
