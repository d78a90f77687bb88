package dev.holdfast.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Some seconds' worth of hostile input; {@code bench/fuzz} takes any number. */
class FuzzTest {

    private static final long INPUTS = Long.getLong("fuzz.inputs", 5_000);
    private static final long SEED = Long.getLong("fuzz.seed", 1);

    @TempDir
    private Path directory;

    @Test
    void whateverComesIsAcceptedOrRejectedAndNothingBreaks() throws Exception {
        try (Targets targets = new Targets(directory)) {
            List<Fuzzer.Totals> totals = new Fuzzer(SEED).run(targets.all(), INPUTS);
            totals.forEach(System.out::println);
            assertThat(totals)
                    .allSatisfy(kind -> assertThat(kind.rejected())
                            .as(kind.target() + " rejects some")
                            .isPositive());
        }
    }

    @Test
    void anInputIsMadeOfItsSeedAndNumberAlone() throws Exception {
        try (Targets targets = new Targets(directory)) {
            for (Target target : targets.all()) {
                assertThat(new Fuzzer(7).input(target, 3)).as(target.name()).isEqualTo(new Fuzzer(7).input(target, 3));
            }
        }
    }
}
