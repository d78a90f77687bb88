package dev.holdfast.fuzz;

import java.util.List;

/** Something that reads what comes from outside. */
interface Target {

    /** What became of an input. */
    enum Outcome {
        ACCEPTED,
        REJECTED
    }

    String name();

    /** Valid inputs, from which hostile ones are made. */
    List<byte[]> samples();

    /** How its inputs are changed. */
    Mutator mutator();

    /** How many of a thousand inputs it gets: those that are read slowly get fewer. */
    int share();

    /** Reads it. Whatever it throws is a bug, for what is refused properly it calls rejected. */
    Outcome feed(byte[] input) throws Exception;
}
