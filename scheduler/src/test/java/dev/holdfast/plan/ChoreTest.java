package dev.holdfast.plan;

import static dev.holdfast.plan.ToyCluster.broker;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Chore;
import dev.holdfast.database.Debt;
import dev.holdfast.database.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class ChoreTest {

    private static final Chore MOVE = new Chore("move", Optional.empty(), new TreeMap<>());

    private final ToyCluster cluster = ToyCluster.running(1, 2);

    private void move(Stage... way) {
        cluster.begin(new PlanRequest.Run(MOVE, "move data", List.of(way)));
    }

    @Test
    void aFailingChoreIsTriedAgainAfterPausesThatDouble() {
        cluster.failing.add("move");
        move();
        List<Instant> tries = new ArrayList<>();
        for (int second = 0; second < 400; second++) {
            int before = cluster.performed.size();
            Instant at = cluster.now;
            cluster.run(1);
            if (cluster.performed.size() > before) {
                tries.add(at);
            }
        }
        List<Long> pauses = new ArrayList<>();
        for (int i = 1; i < tries.size(); i++) {
            pauses.add(Duration.between(tries.get(i - 1), tries.get(i)).toSeconds());
        }
        assertThat(pauses).startsWith(2L, 2L, 4L, 8L, 16L, 32L, 60L, 60L);
        Reason reason = cluster.step("move").reason().orElseThrow();
        assertThat(reason.text()).isEqualTo("move failed: connection refused");
        assertThat(reason.since()).isEqualTo(tries.get(0));
        assertThat(reason.until()).isPresent();
        assertThat(cluster.told.stream().filter(text -> text.contains("failed")))
                .hasSize(1);
        cluster.failing.clear();
        cluster.run(90);
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.DONE);
    }

    @Test
    void theTurnAsksToBeWokenForTheNextTry() {
        cluster.failing.add("move");
        cluster.answers = false;
        move();
        cluster.run(2);
        cluster.turn();
        assertThat(cluster.last.wakeAt()).isPresent();
    }

    @Test
    void aChoreThatWasTakenButIsNotDoneIsRepeatedFromTimeToTime() {
        cluster.slow.add("move");
        move();
        cluster.run(61);
        assertThat(cluster.performed).hasSizeBetween(5, 7);
        assertThat(cluster.step("move").status()).isEqualTo(Step.Status.RUNNING);
        assertThat(cluster.step("move").progress()).contains("1 GB of 4 GB");
    }

    @Test
    void withoutAnAnswerAChoreThatWasTakenIsNeitherDoneNorRepeated() {
        cluster.answers = false;
        move();
        cluster.run(60);
        assertThat(cluster.performed).hasSize(1);
        assertThat(cluster.plan.isActive()).isTrue();
        cluster.answers = true;
        cluster.run(5);
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.DONE);
    }

    @Test
    void whatAChoreFailedAtMayBeDoneAllTheSame() {
        cluster.failing.add("move");
        move();
        cluster.run(10);
        cluster.failing.clear();
        cluster.slow.clear();
        cluster.run(30);
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.DONE);
    }

    @Test
    void nothingIsDoneBeforeItIsWrittenDown() {
        Debt debt = new Debt("throttle", "throttled", Chore.on(broker(0), "unmove"));
        move(new Stage.Do(MOVE, Optional.of(debt)), new Stage.Pay("throttle"));
        cluster.turn();
        assertThat(cluster.last.wants()).contains(new Want.Owe(debt)).doesNotContain(new Want.Perform(MOVE));
        cluster.turn();
        assertThat(cluster.last.wants()).contains(new Want.Perform(MOVE)).doesNotContain(new Want.Owe(debt));
        cluster.run(20);
        assertThat(cluster.debts).isEmpty();
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.DONE);
    }

    @Test
    void aChoreThatCanNeverBeDoneEndsItsPlanAndWhatItOwesIsPaid() {
        Chore unthrottle = new Chore("unthrottle", Optional.empty(), new TreeMap<>());
        Debt throttle = new Debt("throttle", "moves are throttled", unthrottle);
        cluster.failing.add("move");
        move(new Stage.Do(MOVE, Optional.of(throttle)), new Stage.Pay("throttle"));
        cluster.run(20);
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.RUNNING);
        cluster.refuted.add("move");
        cluster.run(30);
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.CANCELLED);
        assertThat(cluster.plan.notes()).containsExactly("given up: what it is about is gone");
        assertThat(cluster.told)
                .contains("move data: cancelled")
                .containsOnlyOnce("given up: what it is about is gone");
        assertThat(cluster.debts).isEmpty();
        assertThat(cluster.performed).extracting(Chore::name).endsWith("unthrottle");
    }

    @Test
    void whatThePackageSaysAChoreLeavesBehindIsOwedFirstAndTakenOutLast() {
        cluster.rules.debt = Optional.of(new Debt("throttle", "throttled", Chore.on(broker(0), "unthrottle")));
        cluster.rules.finishing.add(MOVE);
        cluster.slow.add("move");
        cluster.begin("apply");
        cluster.run(15);
        assertThat(cluster.debts).hasSize(1);
        cluster.begin("apply again");
        assertThat(cluster.plan.phases().stream().map(Phase::name))
                .as("the step pays what is still owed")
                .containsExactly("finish");
        cluster.slow.clear();
        cluster.run(30);
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.DONE);
        assertThat(cluster.debts).isEmpty();
        assertThat(cluster.performed).extracting(Chore::name).endsWith("unthrottle");
    }

    @Test
    void aDebtIsPaidOnlyWhenTheDatabaseShowsIt() {
        cluster.debts.add(new Debt("cordon/broker-0", "no partitions", Chore.on(broker(0), "uncordon")));
        cluster.slow.add("uncordon");
        cluster.begin("apply");
        assertThat(cluster.plan.steps().map(Step::id)).containsExactly("restore-cordon-broker-0");
        cluster.run(30);
        assertThat(cluster.debts).hasSize(1);
        cluster.slow.clear();
        cluster.run(30);
        assertThat(cluster.debts).isEmpty();
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.DONE);
    }

    @Test
    void aDebtThatCannotBePaidSaysWhyAndCanBeGivenUp() {
        cluster.debts.add(new Debt("cordon/broker-0", "no partitions", Chore.on(broker(0), "uncordon")));
        cluster.failing.add("uncordon");
        cluster.begin("apply");
        cluster.run(20);
        assertThat(cluster.step("restore-cordon-broker-0")
                        .reason()
                        .orElseThrow()
                        .remedy())
                .endsWith("holdfast resume orders --override chore-fails gives it up");
        cluster.plan = PlanRunner.override(cluster.plan, PlanRunner.EVERYTHING);
        cluster.run(20);
        assertThat(cluster.debts).as("only by its name").hasSize(1);
        cluster.plan = PlanRunner.override(cluster.plan, "chore-fails");
        cluster.run(20);
        assertThat(cluster.debts).isEmpty();
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.DONE);
    }

    @Test
    void aDebtWhosePaymentDoesNotTakeIsAWaitThatSaysSo() {
        cluster.debts.add(new Debt("cordon/broker-0", "no partitions", Chore.on(broker(0), "uncordon")));
        cluster.slow.add("uncordon");
        cluster.begin("apply");
        cluster.run(30);
        assertThat(cluster.step("restore-cordon-broker-0")
                        .reason()
                        .orElseThrow()
                        .rule())
                .isEqualTo("not-restored");
        cluster.plan = PlanRunner.override(cluster.plan, "not-restored");
        cluster.run(5);
        assertThat(cluster.debts).isEmpty();
    }

    @Test
    void aDebtThatNobodyOwesIsPaid() {
        move(new Stage.Pay("nothing"));
        cluster.turn();
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.DONE);
    }

    @Test
    void aChoreThatIsUnderWayIsNotAskedForAgain() {
        cluster.hanging.add("move");
        move();
        cluster.run(5);
        assertThat(cluster.last.wants()).doesNotContain(new Want.Perform(MOVE));
        assertThat(cluster.step("move").status()).isEqualTo(Step.Status.RUNNING);
    }

    @Test
    void aChoreAboutTheWholeClusterAndOneAboutANodeAreNotUnderWayTogether() {
        Chore onNode = Chore.on(broker(0), "drain");
        assertThat(Chores.of(List.of(onNode), java.util.Map.of()).isAnotherRunningBeside(MOVE))
                .isTrue();
        assertThat(Chores.of(List.of(MOVE), java.util.Map.of()).isAnotherRunningBeside(onNode))
                .isTrue();
        assertThat(Chores.of(List.of(Chore.on(broker(1), "drain")), java.util.Map.of())
                        .isAnotherRunningBeside(onNode))
                .isFalse();
        assertThat(Chores.of(List.of(MOVE), java.util.Map.of()).isAnotherRunningBeside(MOVE))
                .isFalse();
    }

    @Test
    void nothingIsPutIntoADatabaseOfWhichItIsNotKnownWhatIsThere() {
        Debt debt = new Debt("throttle", "throttled", Chore.on(broker(0), "unmove"));
        cluster.answers = false;
        cluster.look();
        move(new Stage.Do(MOVE, Optional.of(debt)), new Stage.Pay("throttle"));
        cluster.run(10);
        assertThat(cluster.step("move").reason().orElseThrow().rule()).isEqualTo("settings-unknown");
        assertThat(cluster.debts).isEmpty();
        cluster.answers = true;
        cluster.run(30);
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.DONE);
        assertThat(cluster.performed).extracting(Chore::name).containsExactly("move", "unmove");
    }
}
