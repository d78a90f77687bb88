package dev.holdfast.plan;

import static dev.holdfast.plan.ToyCluster.broker;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Chore;
import dev.holdfast.database.Stage;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Chores of several nodes, some at once. */
final class TogetherTest {

    private static final Chore WHOLE = new Chore("fill", Optional.empty(), new TreeMap<>());
    private static final List<Chore> FOUR = IntStream.range(0, 4)
            .mapToObj(index -> Chore.on(broker(index), "fill"))
            .toList();

    private final ToyCluster cluster = ToyCluster.running(1, 4);

    private void fill(int atOnce) {
        cluster.slow.add("fill");
        cluster.begin(new PlanRequest.Run(WHOLE, "fill", List.of(new Stage.Together(FOUR, atOnce))));
        cluster.run(8);
    }

    @Test
    void noMoreAreBegunThanMayBeAtOnce() {
        fill(2);
        assertThat(cluster.performed).containsOnly(FOUR.get(0), FOUR.get(1));
        assertThat(cluster.step("fill").progress())
                .startsWith("broker-0: ")
                .contains("; broker-1: ")
                .doesNotContain("broker-2");
    }

    @Test
    void whenOneIsDoneTheNextBeginsAndTheOtherGoesOn() {
        fill(2);
        cluster.putDone(FOUR.get(1));
        cluster.run(8);
        assertThat(cluster.performed).contains(FOUR.get(2)).doesNotContain(FOUR.get(3));
        assertThat(cluster.plan.isActive()).isTrue();
        cluster.slow.clear();
        FOUR.forEach(cluster::putDone);
        cluster.run(60);
        assertThat(cluster.performed).contains(FOUR.get(3));
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.DONE);
    }

    @Test
    void allMayBeUnderWayWhereThereIsRoom() {
        fill(9);
        assertThat(cluster.performed).containsAll(FOUR);
    }

    @Test
    void whatIsUnderWayGoesOnWhereHowOthersEndedIsForgotten() {
        fill(2);
        cluster.putDone(FOUR.get(0));
        cluster.run(8);
        cluster.forgetOutcomes();
        cluster.performed.clear();
        cluster.run(8);
        assertThat(cluster.performed)
                .as("asked again, which does no harm, but no third")
                .doesNotContain(FOUR.get(3));
    }

    @Test
    void oneThatFailsIsNamedAndDoesNotHoldTheOthers() {
        cluster.failing.add("fill");
        fill(2);
        Reason why = cluster.step("fill").reason().orElseThrow();
        assertThat(why.rule()).isEqualTo("chore-fails");
        assertThat(why.text()).isEqualTo("broker-0: fill failed: connection refused");
        assertThat(cluster.performed).contains(FOUR.get(0), FOUR.get(1));
        cluster.failing.clear();
        cluster.slow.clear();
        cluster.run(120);
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.DONE);
        assertThat(cluster.performed).containsAll(FOUR);
    }

    @Test
    void inWordsItTellsHowMany() {
        assertThat(StageText.of(new Stage.Together(FOUR.subList(0, 3), 2)))
                .isEqualTo("fill of broker-0, fill of broker-1, fill of broker-2, 2 at once");
    }
}
