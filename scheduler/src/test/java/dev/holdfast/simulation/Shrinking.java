package dev.holdfast.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds few faults of a run that break the same promise: delta debugging. Pieces of the list are left out, ever smaller ones, as long
 * as what is left still breaks it. That is not always the smallest list, but one from which nothing more can be left out.
 */
final class Shrinking {

    private static final int MOST_RUNS = 400;

    private final Run run;
    private final long seed;
    private final Optional<Mutant> mutant;
    private final String promise;
    private int runs;

    Shrinking(Run run, Run.Result broken, Optional<Mutant> mutant) {
        this.run = run;
        this.seed = broken.seed();
        this.mutant = mutant;
        this.promise = broken.promise().orElseThrow(() -> new IllegalArgumentException("nothing was broken"));
    }

    List<Fault> shrink(List<Fault> all) {
        List<Fault> left = all;
        int pieces = 2;
        while (left.size() > 1 && runs < MOST_RUNS) {
            int size = Math.max(1, (left.size() + pieces - 1) / pieces);
            Optional<List<Fault>> fewer = Optional.empty();
            for (int from = 0; from < left.size() && fewer.isEmpty() && runs < MOST_RUNS; from += size) {
                List<Fault> rest = new ArrayList<>(left.subList(0, from));
                rest.addAll(left.subList(Math.min(left.size(), from + size), left.size()));
                fewer = breaks(rest) ? Optional.of(rest) : Optional.empty();
            }
            if (fewer.isPresent()) {
                left = fewer.get();
                pieces = Math.max(2, pieces - 1);
            } else if (size == 1) {
                break;
            } else {
                pieces = Math.min(left.size(), pieces * 2);
            }
        }
        return left;
    }

    private boolean breaks(List<Fault> faults) {
        runs++;
        return run.play(seed, faults, mutant, 0)
                .promise()
                .filter(promise::equals)
                .isPresent();
    }

    /** How many runs it took. */
    int runs() {
        return runs;
    }
}
