package dev.holdfast.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.api.wire.WhyInfo.WaitingInfo;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WaitsTest {

    private static final Instant NOW = Scene.NOW;

    private static WaitingInfo waiting(String subject, String text, Instant since) {
        return new WaitingInfo(subject, "place", text, since, Optional.empty(), "add an agent", List.of());
    }

    @Test
    void what_many_wait_for_is_told_once_with_the_longest_wait() {
        Waits waits = Waits.of(List.of(
                waiting("data-3", "no agent fits", NOW.minusSeconds(10)),
                waiting("data-0", "7 shards have no copy", NOW),
                waiting("data-4", "no agent fits", NOW.minusSeconds(60))));
        assertThat(waits.waits()).extracting(Waits.Wait::named).containsExactly("data-3, data-4", "data-0");
        assertThat(waits.waits().get(0).why().since()).isEqualTo(NOW.minusSeconds(60));
        assertThat(waits.waits().get(0).unnamed()).isEmpty();
    }

    @Test
    void of_very_many_some_are_named_and_all_can_be_looked_up() {
        Waits waits = Waits.of(IntStream.range(0, 20)
                .mapToObj(number -> waiting("reserve broker-" + number, "no offer has come yet", NOW))
                .toList());
        assertThat(waits.waits()).hasSize(1);
        assertThat(waits.waits().get(0).named())
                .isEqualTo("reserve broker-0, reserve broker-1, reserve broker-2 and 17 more");
        assertThat(waits.waits().get(0).unnamed()).hasSize(20).endsWith("reserve broker-19");
    }

    @Test
    void no_more_is_left_out_than_saying_so_would_take() {
        Waits waits = Waits.of(List.of(
                waiting("a", "the same", NOW),
                waiting("b", "the same", NOW),
                waiting("c", "the same", NOW),
                waiting("d", "the same", NOW)));
        assertThat(waits.waits().get(0).named()).isEqualTo("a, b, c, d");
        assertThat(waits.waits().get(0).unnamed()).isEmpty();
    }
}
