package dev.holdfast.plan;

/** What became of a stage in this turn. */
sealed interface Move {

    /** The stage is done. */
    record Next() implements Move {}

    /** On to another stage, further on or back. */
    record To(int stage) implements Move {}

    /** Not done yet. */
    record Stay(Step step) implements Move {}

    /** It can never be done; its plan ends, as far back as that is possible. */
    record GiveUp(String why) implements Move {}

    Move NEXT = new Next();

    static Move stay(Step step) {
        return new Stay(step);
    }
}
