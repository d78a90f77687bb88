package dev.holdfast.mesos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackoffTest {

    @Test
    void doublesUpToTheLongestAndBeginsAgainAfterAReset() {
        Backoff backoff = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(3), () -> 0.0);

        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            pauses.add(backoff.next().toMillis());
        }
        assertThat(pauses).containsExactly(500L, 1000L, 2000L, 3000L, 3000L);

        backoff.reset();
        assertThat(backoff.next()).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void shortensAPauseByAtMostHalf() {
        Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(1), () -> 0.5);
        assertThat(backoff.next()).isEqualTo(Duration.ofMillis(750));
    }
}
