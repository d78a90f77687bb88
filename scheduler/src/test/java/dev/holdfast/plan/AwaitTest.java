package dev.holdfast.plan;

import static dev.holdfast.plan.ToyCluster.broker;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Action;
import dev.holdfast.database.Chore;
import dev.holdfast.database.Debt;
import dev.holdfast.database.Stage;
import dev.holdfast.plan.PlanRequest.Selection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Stages that wait with patience, that are about another node, and that write down what is seen now. */
final class AwaitTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final ToyCluster cluster = ToyCluster.running(1, 3);

    private void restartAwaiting(String claim) {
        cluster.rules.way(
                Action.RESTART,
                new Stage.Gate(Action.RESTART),
                new Stage.Stop(),
                new Stage.Start(),
                new Stage.Ready(),
                new Stage.Await(claim, PATIENCE));
        cluster.begin(new PlanRequest.Restart(Selection.of(List.of(broker(0), broker(1)))));
        cluster.runUntilIn("restart-broker-0", Stage.Await.class);
    }

    @Test
    void aStepIsNotOverBeforeWhatItAwaitsIsSeenAndNoOtherBegins() {
        cluster.refuted.add("recovered/broker-0");
        restartAwaiting("recovered");
        cluster.run(600);
        assertThat(cluster.step("restart-broker-0").progress()).isEqualTo("recovered/broker-0 is refuted");
        assertThat(cluster.step("restart-broker-0").reason())
                .as("on its way, which is no wait")
                .isEmpty();
        assertThat(cluster.node(broker(1)).incarnation).isEqualTo(1);
        cluster.refuted.clear();
        cluster.claims.add("recovered/broker-0");
        cluster.claims.add("recovered/broker-1");
        cluster.run(60);
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.DONE);
        assertThat(cluster.told).noneMatch(text -> text.contains("goes on, though"));
    }

    @Test
    void whatComesNoNearerIsWaitedForAsLongAsThereIsPatienceAndThenLeftBehindWithAWord() {
        restartAwaiting("recovered");
        cluster.run(15);
        Reason reason = cluster.step("restart-broker-0").reason().orElseThrow();
        assertThat(reason.rule()).isEqualTo("recovered");
        assertThat(reason.remedy()).contains("holdfast resume orders --override recovered");
        assertThat(reason.until()).isPresent();
        Instant until = reason.until().orElseThrow();
        while (cluster.now.isBefore(until)) {
            assertThat(cluster.step("restart-broker-0").status().isOver()).isFalse();
            cluster.run(1);
        }
        cluster.run(1);
        assertThat(cluster.step("restart-broker-0").status()).isEqualTo(Step.Status.DONE);
        assertThat(cluster.told).contains("restart broker-0 goes on, though still: not known");
    }

    @Test
    void patienceBeginsAnewWheneverItIsSeenToBeOnItsWay() {
        cluster.refuted.add("recovered/broker-0");
        restartAwaiting("recovered");
        cluster.run(300);
        cluster.refuted.clear();
        Instant stalled = cluster.now;
        cluster.run(60);
        assertThat(cluster.step("restart-broker-0").status().isOver()).isFalse();
        Instant until =
                cluster.step("restart-broker-0").reason().flatMap(Reason::until).orElseThrow();
        assertThat(until).isBetween(stalled.plus(PATIENCE).minusSeconds(40), stalled.plus(PATIENCE));
    }

    @Test
    void aDatabaseThatNoLongerAnswersDoesNotHoldTheStepForEver() {
        restartAwaiting("recovered");
        cluster.answers = false;
        cluster.run((int) PATIENCE.toSeconds() + 5);
        assertThat(cluster.step("restart-broker-0").status()).isEqualTo(Step.Status.DONE);
        cluster.run(60);
        assertThat(cluster.node(broker(1)).incarnation)
                .as("the gate of the next does hold it")
                .isEqualTo(1);
    }

    @Test
    void aUserNeedNotWaitSoLong() {
        restartAwaiting("recovered");
        cluster.run(15);
        cluster.plan = PlanRunner.override(cluster.plan, "recovered");
        cluster.run(1);
        assertThat(cluster.step("restart-broker-0").status()).isEqualTo(Step.Status.DONE);
    }

    @Test
    void aStepMayStopAndStartAnotherNodeBetweenItsOwnStages() {
        Debt debt = new Debt("pass/broker-0", "broker-0 may go alone", Chore.on(broker(0), "unpass"));
        cluster.rules.way(
                Action.REMOVE,
                new Stage.Gate(Action.REMOVE),
                new Stage.Stop(),
                new Stage.On(broker(0), new Stage.Owe(debt.id())),
                new Stage.On(broker(0), new Stage.Stop()),
                new Stage.On(broker(0), new Stage.Start()),
                new Stage.On(broker(0), new Stage.Ready()),
                new Stage.Pay(debt.id()),
                new Stage.Release(),
                new Stage.Forget());
        cluster.ungated = true;
        cluster.scale("broker", 2);
        cluster.begin("scale broker 3 -> 2");
        cluster.runUntilIn("remove-broker-2", Stage.On.class);
        cluster.run(20);
        assertThat(cluster.node(broker(0)).launches)
                .as("nothing is done before the rules word the debt")
                .isEqualTo(1);
        assertThat(cluster.node(broker(2)).up).isFalse();
        cluster.rules.owed.put(debt.id(), debt);
        cluster.cancel();
        cluster.node(broker(0)).healthy = false;
        cluster.run(30);
        assertThat(cluster.debts).containsExactly(debt);
        assertThat(cluster.node(broker(0)).launches).isEqualTo(2);
        assertThat(cluster.node(broker(2)).released)
                .as("its volume stays while the other is not ready")
                .isFalse();
        cluster.node(broker(0)).healthy = true;
        cluster.run(30);
        assertThat(cluster.nodes).doesNotContainKey(broker(2));
        assertThat(cluster.debts).isEmpty();
        assertThat(cluster.node(broker(0)).launches).isEqualTo(2);
    }
}
