package dev.holdfast.discovery;

/**
 * What a server has done so far.
 *
 * @param unknown answered with SERVFAIL
 * @param dropped without an answer, because of a bound, or because it was none to answer
 * @param truncated answered with what fits, or with the hint to ask again over TCP
 */
public record Tally(
        long queries,
        long answered,
        long noSuchName,
        long unknown,
        long refused,
        long malformed,
        long dropped,
        long truncated,
        long forwarded) {}
