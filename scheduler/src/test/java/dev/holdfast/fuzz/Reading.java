package dev.holdfast.fuzz;

import java.util.List;

/** A target that is a function. */
record Reading(String name, int share, Mutator mutator, List<byte[]> samples, Reader reader) implements Target {

    Reading {
        samples = List.copyOf(samples);
    }

    /** Whether the input was accepted. */
    @FunctionalInterface
    interface Reader {
        boolean accepts(byte[] input) throws Exception;
    }

    @Override
    public Outcome feed(byte[] input) throws Exception {
        return reader.accepts(input) ? Outcome.ACCEPTED : Outcome.REJECTED;
    }
}
