package dev.holdfast.database.crate.marathon;

/**
 * What became of a part of the app.
 *
 * @param what the part, as the app names it
 * @param text what it became, or why it is gone
 */
public record Remark(Kind kind, String what, String text) {

    /** Kinds of fate. */
    public enum Kind {
        /** Means the same in the spec. */
        KEPT,
        /** Means something else now. */
        CHANGED,
        /** Is not in the spec. */
        DROPPED
    }

    @Override
    public String toString() {
        return what + ": " + text;
    }
}
