package dev.holdfast.crate.model.allocation;

/** What a decider says about a copy on a node. */
public record Decision(Answer answer, String because) {

    /** Worst last. */
    public enum Answer {
        YES,
        THROTTLE,
        NO
    }

    static final Decision YES = new Decision(Answer.YES, "");

    static Decision no(String because) {
        return new Decision(Answer.NO, because);
    }

    static Decision throttle(String because) {
        return new Decision(Answer.THROTTLE, because);
    }

    public boolean yes() {
        return answer == Answer.YES;
    }

    public boolean no() {
        return answer == Answer.NO;
    }
}
