package dev.holdfast.discovery;

import static dev.holdfast.discovery.RateBound.Verdict.ANSWER;
import static dev.holdfast.discovery.RateBound.Verdict.HINT;
import static dev.holdfast.discovery.RateBound.Verdict.SILENCE;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RateBoundTest {

    private long nanos;
    private final RateBound bound = new RateBound(() -> nanos, 7);

    private Map<RateBound.Verdict, Integer> judge(String from, int times) {
        InetAddress address = Entries.address(from).orElseThrow();
        Map<RateBound.Verdict, Integer> verdicts = new EnumMap<>(RateBound.Verdict.class);
        for (int i = 0; i < times; i++) {
            verdicts.merge(bound.judge(address), 1, Integer::sum);
        }
        return verdicts;
    }

    @Test
    void aNetworkGetsItsBurstAndThenHintsAndSilenceByTurns() {
        assertThat(judge("10.0.0.1", RateBound.BURST)).containsEntry(ANSWER, RateBound.BURST);
        assertThat(judge("10.0.0.2", 100))
                .as("the same network")
                .containsEntry(HINT, 50)
                .containsEntry(SILENCE, 50);
        assertThat(judge("10.0.1.1", 1)).as("another one").containsEntry(ANSWER, 1);
    }

    @Test
    void withTimeThereIsMore() {
        judge("fd00:1:2:3::1", 2 * RateBound.BURST);
        nanos += 500_000_000L;
        assertThat(judge("fd00:1:2:3::2", 2 * RateBound.BURST)).containsEntry(ANSWER, RateBound.RATE / 2);
        nanos += 3_600_000_000_000L;
        assertThat(judge("fd00:1:2:3::2", 2 * RateBound.BURST)).containsEntry(ANSWER, RateBound.BURST);
    }

    @Test
    void shortWhilesAddUp() {
        judge("10.0.0.1", 2 * RateBound.BURST);
        int answers = 0;
        for (int i = 0; i < 10_000; i++) {
            nanos += 300_000; // 0.3 ms, less than one answer's time and less than a millisecond
            answers += judge("10.0.0.1", 1).getOrDefault(ANSWER, 0);
        }
        assertThat(answers).isBetween(RateBound.RATE * 3 * 95 / 100, RateBound.RATE * 3);
    }

    @Test
    void thisMachineIsNotBounded() {
        assertThat(judge("127.0.0.1", 100_000)).containsEntry(ANSWER, 100_000);
        assertThat(judge("::1", 1_000)).containsEntry(ANSWER, 1_000);
    }
}
