package dev.holdfast.api.wire;

/**
 * Whether this scheduler answers over DNS.
 *
 * @param on whether it listens
 * @param text why it does not, or tells nothing now; empty if all is well
 * @param listen {@code address:port}; empty if it does not
 * @param domain that names end in
 * @param framework the label before it
 * @param ttlSeconds how long answers may be kept
 * @param unknown queries answered with SERVFAIL
 * @param dropped queries without an answer
 * @param truncated answers that were cut, or said to ask over TCP
 */
public record NamesInfo(
        boolean on,
        String text,
        String listen,
        String domain,
        String framework,
        long ttlSeconds,
        long queries,
        long answered,
        long noSuchName,
        long unknown,
        long refused,
        long malformed,
        long dropped,
        long truncated,
        long forwarded) {

    /** Of a scheduler that does not listen. */
    public static NamesInfo off(String why) {
        return new NamesInfo(false, why, "", "", "", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }
}
