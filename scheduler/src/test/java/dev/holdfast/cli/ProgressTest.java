package dev.holdfast.cli;

import static dev.holdfast.cli.Wires.NOON;
import static dev.holdfast.cli.Wires.cluster;
import static dev.holdfast.cli.Wires.node;
import static dev.holdfast.cli.Wires.plan;
import static dev.holdfast.cli.Wires.step;
import static dev.holdfast.cli.Wires.waiting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.api.wire.ClusterInfo;
import dev.holdfast.api.wire.StepInfo;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private final Progress progress = new Progress();

    private List<String> after(long millis, ClusterInfo cluster) {
        return progress.lines(cluster, NOON.plusMillis(millis));
    }

    private static ClusterInfo running(StepInfo... steps) {
        return cluster(
                Optional.of(plan(1, "running", steps)), node("broker-0", "running", ""), node("broker-1", "ready", ""));
    }

    @Test
    void nodesThatDoTheSameShareALineAndNothingIsSaidTwice() {
        ClusterInfo picture = running(
                step("restart", "broker-0", "running", "starts"), step("restart", "broker-1", "running", "starts"));

        assertThat(after(0, picture))
                .containsExactly("plan 1: restart all", "broker-0 (host0), broker-1 (host1): starts");
        assertThat(after(100, picture)).isEmpty();
        assertThat(after(60_000, picture)).isEmpty();
    }

    @Test
    void whatEndsIsNamedByItsVerb() {
        after(0, running(step("restart", "broker-0", "running", "stops")));

        assertThat(after(100, running(step("restart", "broker-0", "done", ""))))
                .containsExactly("restart broker-0: done");
    }

    @Test
    void numbersThatCountOnAreRepeatedOnlyNowAndThen() {
        assertThat(after(0, running(waiting("add", "broker-0", "software", "1 of 9 files"))))
                .contains("broker-0: waits: 1 of 9 files");
        assertThat(after(500, running(waiting("add", "broker-0", "software", "2 of 9 files"))))
                .isEmpty();
        assertThat(after(2500, running(waiting("add", "broker-0", "software", "7 of 9 files"))))
                .containsExactly("broker-0: waits: 7 of 9 files");
        assertThat(after(2600, running(waiting("add", "broker-0", "offer", "no offer yet"))))
                .containsExactly("broker-0: waits: no offer yet");
    }

    @Test
    void aPlanThatWasOverBeforeIsNoNews() {
        ClusterInfo old = cluster(Optional.of(plan(4, "done", step("restart", "broker-0", "done", ""))));

        assertThat(after(0, old)).isEmpty();
        assertThat(after(
                        100, cluster(Optional.of(plan(5, "running", step("restart", "broker-0", "running", "stops"))))))
                .containsExactly("plan 5: restart all", "broker-0: stops");
    }

    @Test
    void manyNamesAreCutShort() {
        StepInfo[] many = new StepInfo[9];
        for (int i = 0; i < many.length; i++) {
            many[i] = step("restart", "broker-" + i, "running", "stops");
        }
        assertThat(after(0, running(many))).contains("broker-0, broker-1, broker-2 and 6 more: stops");
    }
}
