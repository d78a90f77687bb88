package dev.holdfast.mesos;

/** What became of a call. Nothing is repeated here: whoever asked knows whether it still wants it. */
public sealed interface CallResult {

    /** The master took it. What comes of it arrives as events. */
    record Sent() implements CallResult {}

    /**
     * The master would not have it, and did nothing.
     *
     * @param status HTTP status
     * @param text the master's own words
     */
    record Rejected(int status, String text) implements CallResult {}

    /** It never left: there is no subscription, or not the one it was meant for, or we may not act any more. */
    record NotConnected(String reason) implements CallResult {}

    /** It left, but no answer came: it may or may not have been done. */
    record Unanswered(String reason) implements CallResult {}
}
