package dev.holdfast.spec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class CanaryTest {

    @Test
    void itIsANumberOfNodes() {
        assertThat(Canary.problem("canary", "1")).isEmpty();
        assertThat(Canary.problem("canary", "0")).isEmpty();
        assertThat(Canary.problem("canary", "")).isEmpty();
        assertThat(Canary.problem("seeds", "two")).as("another option").isEmpty();
        assertThat(Canary.problem("canary", "-1")).isPresent();
        assertThat(Canary.problem("canary", "one"))
                .get()
                .extracting(Problem::path)
                .isEqualTo("options.canary");
    }
}
