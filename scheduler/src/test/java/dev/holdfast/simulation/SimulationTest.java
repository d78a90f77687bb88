package dev.holdfast.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Seeds that keep every promise, and mutants that do not. {@code -Dsimulation.from=101 -Dsimulation.to=200} plays others;
 * {@code bench/simulate} any number.
 */
final class SimulationTest {

    /** Within so many seeds each mutant must be caught. */
    private static final int SEEDS_FOR_A_MUTANT = 8;

    private final Run run = new Run();

    static LongStream seeds() {
        return LongStream.rangeClosed(Long.getLong("simulation.from", 1), Long.getLong("simulation.to", 20));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whateverHappensEveryPromiseIsKeptAndAllComesToOrder(long seed) {
        Run.Result result = run.play(seed, Run.faults(seed, Run.FAULTS), Optional.empty(), 0);
        if (result.promise().isPresent()) {
            throw new AssertionError("seed " + seed + ", " + Simulate.explain(run, result, Optional.empty()));
        }
        assertThat(result.acknowledged())
                .as("writes that clients were told are safe")
                .isGreaterThan(1000);
        assertThat(result.lines()).isGreaterThan(500);
    }

    static LongStream seedsOfCrate() {
        return LongStream.rangeClosed(Long.getLong("simulation.crate.from", 2), Long.getLong("simulation.crate.to", 3));
    }

    @ParameterizedTest(name = "CrateDB, seed {0}")
    @MethodSource("seedsOfCrate")
    void soItIsWithCrateDb(long seed) {
        Run crate = new Run(Run.Database.CRATE);
        Run.Result result = crate.play(seed, Run.faults(seed, Run.FAULTS), Optional.empty(), 0);
        if (result.promise().isPresent()) {
            throw new AssertionError("seed " + seed + ", " + Simulate.explain(crate, result, Optional.empty()));
        }
        assertThat(result.acknowledged())
                .as("rows that clients were told are safe")
                .isGreaterThan(1000);
    }

    static LongStream seedsOfCassandra() {
        return LongStream.rangeClosed(
                Long.getLong("simulation.cassandra.from", 6), Long.getLong("simulation.cassandra.to", 7));
    }

    @ParameterizedTest(name = "Cassandra, seed {0}")
    @MethodSource("seedsOfCassandra")
    void soItIsWithARing(long seed) {
        Run ring = new Run(Run.Database.CASSANDRA);
        Run.Result result = ring.play(seed, Run.faults(seed, Run.FAULTS), Optional.empty(), 0);
        if (result.promise().isPresent()) {
            throw new AssertionError("seed " + seed + ", " + Simulate.explain(ring, result, Optional.empty()));
        }
        assertThat(result.acknowledged())
                .as("rows that clients were told are safe")
                .isGreaterThan(1000);
        assertThat(ring.play(seed, Run.faults(seed, Run.FAULTS), Optional.empty(), 0)
                        .hash())
                .isEqualTo(result.hash());
    }

    @Test
    void theSameSeedIsTheSameRunOfCrateDbToo() {
        List<Fault> few = Run.faults(2, Run.FAULTS).subList(0, 6);
        long first =
                new Run(Run.Database.CRATE).play(2, few, Optional.empty(), 0).hash();
        assertThat(new Run(Run.Database.CRATE).play(2, few, Optional.empty(), 0).hash())
                .isEqualTo(first);
    }

    @Test
    void theSameSeedIsTheSameRunAndAnotherIsAnother() {
        List<Fault> faults = Run.faults(7, Run.FAULTS);
        assertThat(Run.faults(7, Run.FAULTS)).isEqualTo(faults);
        long first = run.play(7, faults, Optional.empty(), 0).hash();
        assertThat(run.play(7, faults, Optional.empty(), 100).hash()).isEqualTo(first);
        assertThat(run.play(8, faults, Optional.empty(), 0).hash()).isNotEqualTo(first);
        assertThat(run.play(7, faults.subList(1, faults.size()), Optional.empty(), 0)
                        .hash())
                .isNotEqualTo(first);
    }

    @ParameterizedTest
    @EnumSource(Mutant.class)
    void everyMutantIsCaught(Mutant mutant) {
        Optional<Run.Result> caught = Simulate.catches(new Run(mutant.database()), mutant, SEEDS_FOR_A_MUTANT);
        assertThat(caught).as(mutant + " in seeds 1 to " + SEEDS_FOR_A_MUTANT).isPresent();
        assertThat(mutant.promises())
                .as(caught.get().text())
                .contains(caught.get().promise().orElseThrow());
    }

    @Test
    void aBrokenRunIsExplainedWithFewFaults() {
        Run.Result broken = Simulate.catches(run, Mutant.DESTROYS_ON_ABSENCE, SEEDS_FOR_A_MUTANT)
                .orElseThrow();
        Shrinking shrinking = new Shrinking(run, broken, Optional.of(Mutant.DESTROYS_ON_ABSENCE));
        List<Fault> few = shrinking.shrink(broken.faults());
        assertThat(few).hasSizeLessThan(5).isSubsetOf(broken.faults());
        Run.Result again = run.play(broken.seed(), few, Optional.of(Mutant.DESTROYS_ON_ABSENCE), 50);
        assertThat(again.promise()).isEqualTo(broken.promise());
        assertThat(again.table()).last().asString().contains("BROKEN");
    }
}
