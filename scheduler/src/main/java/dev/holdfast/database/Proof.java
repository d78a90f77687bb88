package dev.holdfast.database;

/**
 * Whether something is proved.
 *
 * @param answer YES only by what was seen; UNKNOWN where nothing was seen; NEVER where what was seen shows that no waiting can
 *     bring it about, such as moving a topic that is gone
 * @param text why not, or how far: {@code 1.2 GB of 4.0 GB moved, about 3 min left}
 */
public record Proof(Answer answer, String text) {

    public enum Answer {
        YES,
        NO,
        NEVER,
        UNKNOWN
    }

    public static Proof yes(String text) {
        return new Proof(Answer.YES, text);
    }

    public static Proof no(String text) {
        return new Proof(Answer.NO, text);
    }

    public static Proof never(String text) {
        return new Proof(Answer.NEVER, text);
    }

    public static Proof unknown(String text) {
        return new Proof(Answer.UNKNOWN, text);
    }

    public boolean isYes() {
        return answer == Answer.YES;
    }
}
