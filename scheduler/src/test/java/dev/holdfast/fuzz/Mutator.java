package dev.holdfast.fuzz;

import java.util.List;
import java.util.SplittableRandom;

/** Makes a hostile input of valid ones. */
@FunctionalInterface
interface Mutator {

    byte[] mutate(List<byte[]> samples, SplittableRandom random);
}
