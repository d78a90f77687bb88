package dev.holdfast.core;

import java.time.Duration;
import java.time.Instant;

/**
 * What went wrong with a node lately, and when it is tried again.
 *
 * @param failures in a row
 * @param text of the last one, with what the process said before it ended
 * @param retryAt not before; {@link #PARKED} for not before a person or a new target says so
 */
public record Trouble(int failures, String text, Instant retryAt) {

    public static final Trouble NONE = new Trouble(0, "", Instant.EPOCH);

    /** After so many failures in a row a node is parked. With the delays between them that is half an hour at least. */
    public static final int MOST_TRIES = 16;

    static final Instant PARKED = Instant.parse("9999-01-01T00:00:00Z");

    private static final Duration FIRST_DELAY = Duration.ofSeconds(1);
    private static final String NOT_FETCHED = "its files could not be fetched: ";
    private static final String REFUSED = "Mesos refused its launch: ";
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration MAX_DELAY = Duration.ofMinutes(5);

    /** One more failure: the first is retried at once, then the delay doubles up to five minutes; at last it is parked. */
    public Trouble more(String why, Instant now) {
        int exponent = Math.min(failures - 1, 16);
        Duration delay = failures == 0 ? Duration.ZERO : FIRST_DELAY.multipliedBy(1L << exponent);
        Instant next = now.plus(delay.compareTo(MAX_DELAY) > 0 ? MAX_DELAY : delay);
        return new Trouble(failures + 1, why, failures + 1 >= MOST_TRIES ? PARKED : next);
    }

    /** Files could not be fetched, which is no fault of the process: not counted. Tried again at once, then every few seconds. */
    public Trouble notFetched(String why, Instant now) {
        boolean again = text.startsWith(NOT_FETCHED);
        return new Trouble(failures, NOT_FETCHED + why, again ? now.plus(SOON) : now);
    }

    /** Its process ended, or never began, through no fault of its own: not counted. At once, then every few seconds. */
    public Trouble excused(String why, Instant now) {
        boolean again = !text.isEmpty() && kind(text).equals(kind(why));
        return new Trouble(failures, why, again ? now.plus(SOON) : now);
    }

    /** The launch was refused. It is made anew once, for what it was made of may have changed meanwhile; then it is parked. */
    public Trouble refused(String why, Instant now) {
        boolean again = text.startsWith(REFUSED);
        return new Trouble(failures, REFUSED + why, again ? PARKED : now.plus(SOON));
    }

    private static String kind(String text) {
        int end = text.indexOf(':');
        return end < 0 ? text : text.substring(0, end);
    }

    public Trouble explain(String more) {
        return new Trouble(failures, more, retryAt);
    }

    /** Tried again at once; what happened is not forgotten, but what was parked has all its tries again. */
    public Trouble retryNow() {
        return new Trouble(isParked() ? 0 : failures, text, Instant.EPOCH);
    }

    /** Whether it is tried no more by itself. */
    public boolean isParked() {
        return !retryAt.isBefore(PARKED);
    }
}
