package dev.holdfast.database.kafka.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.ClusterView;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PatienceTest {

    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final Patience patience = new Patience();

    @Test
    void whileNodesComeUpLooksAreShortAndEachThatRunsOutOfTimeMakesTheNextLonger() {
        ClusterView coming = Views.view(Views.node(Views.controller(0), Views.ports("controller", 9093, 9405)));
        assertThat(patience.of(coming, LONGEST)).isEqualTo(Duration.ofMillis(1500));
        patience.looked(Views.NAME, true);
        assertThat(patience.of(coming, LONGEST)).isEqualTo(Duration.ofMillis(3000));
        for (int i = 0; i < 10; i++) {
            patience.looked(Views.NAME, true);
        }
        assertThat(patience.of(coming, LONGEST)).isEqualTo(LONGEST);
        patience.looked(Views.NAME, false);
        assertThat(patience.of(coming, LONGEST)).isEqualTo(Duration.ofMillis(1500));
    }

    @Test
    void whereNothingComesUpALookMayTakeItsTime() {
        assertThat(patience.of(Views.view(), LONGEST)).isEqualTo(LONGEST);
    }
}
