package dev.holdfast.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Faults that are rare, beside the usual ones; {@code bench/simulate --also} plays any number of seeds with them. */
final class RareFaultsTest {

    private final Run run = new Run();

    @ParameterizedTest(name = "{0}, seed {1}")
    @CsvSource({"COPIES, 3", "CUTS, 1"})
    void everyPromiseIsKeptAndAllComesToOrder(Rare rare, long seed) {
        List<Fault> faults = Run.faults(seed, Run.FAULTS, EnumSet.of(rare));
        assertThat(faults).hasSizeGreaterThan(Run.FAULTS).containsAll(Run.faults(seed, Run.FAULTS));
        Run.Result result = run.play(seed, faults, Optional.empty(), 0);
        if (result.promise().isPresent()) {
            throw new AssertionError(rare + ", seed " + seed + ", " + Simulate.explain(run, result, Optional.empty()));
        }
        assertThat(result.acknowledged())
                .as("writes that clients were told are safe")
                .isGreaterThan(1000);
    }

    @Test
    void theSameSeedIsTheSameRun() {
        List<Fault> few = Run.faults(4, Run.FAULTS, EnumSet.allOf(Rare.class)).subList(0, 12);
        long first = run.play(4, few, Optional.empty(), 0).hash();
        assertThat(run.play(4, few, Optional.empty(), 0).hash()).isEqualTo(first);
    }
}
