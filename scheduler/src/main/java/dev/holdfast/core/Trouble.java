package dev.holdfast.core;

import java.time.Duration;
import java.time.Instant;

/**
 * What went wrong with a node lately, and when it is tried again.
 *
 * @param failures in a row
 * @param text of the last one, with what the process said before it ended
 * @param retryAt not before
 */
public record Trouble(int failures, String text, Instant retryAt) {

    public static final Trouble NONE = new Trouble(0, "", Instant.EPOCH);

    private static final Duration FIRST_DELAY = Duration.ofSeconds(1);
    private static final String NOT_FETCHED = "its files could not be fetched: ";
    private static final Duration FETCH_DELAY = Duration.ofSeconds(5);
    private static final Duration MAX_DELAY = Duration.ofMinutes(5);

    /** One more failure: the first is retried at once, then the delay doubles up to five minutes. */
    public Trouble more(String why, Instant now) {
        int exponent = Math.min(failures - 1, 16);
        Duration delay = failures == 0 ? Duration.ZERO : FIRST_DELAY.multipliedBy(1L << exponent);
        return new Trouble(failures + 1, why, now.plus(delay.compareTo(MAX_DELAY) > 0 ? MAX_DELAY : delay));
    }

    /** Files could not be fetched, which is no fault of the process: not counted. Tried again at once, then every few seconds. */
    public Trouble notFetched(String why, Instant now) {
        boolean again = text.startsWith(NOT_FETCHED);
        return new Trouble(failures, NOT_FETCHED + why, again ? now.plus(FETCH_DELAY) : now);
    }

    public Trouble explain(String more) {
        return new Trouble(failures, more, retryAt);
    }

    /** Tried again at once; what happened is not forgotten. */
    public Trouble retryNow() {
        return new Trouble(failures, text, Instant.EPOCH);
    }
}
