package dev.holdfast.plan;

import static dev.holdfast.plan.ToyCluster.broker;
import static dev.holdfast.plan.ToyCluster.controller;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Action;
import dev.holdfast.database.Blocker;
import dev.holdfast.database.Chore;
import dev.holdfast.database.Stage;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A node that has begun to leave its database can stay after all, by a way of its own; and what it asks again asks its gate again. */
final class UndoTest {

    private static final Chore LEAVE = Chore.on(broker(2), "decommission");
    private static final List<Stage> BACK = List.of(
            new Stage.Gate(Action.RESTART),
            new Stage.Stop(),
            new Stage.Gate(Action.START),
            new Stage.Start(),
            new Stage.Ready());

    private static ToyCluster leaving() {
        ToyCluster cluster = ToyCluster.running(1, 3);
        cluster.rules.way(
                Action.REMOVE,
                new Stage.Gate(Action.REMOVE),
                new Stage.Undo(BACK),
                new Stage.Do(LEAVE, Optional.empty()),
                new Stage.NoReturn(),
                new Stage.Stop(),
                new Stage.Release(),
                new Stage.Forget());
        cluster.slow.add("decommission");
        cluster.scale("broker", 2);
        cluster.begin("scale broker 3 -> 2");
        return cluster;
    }

    private static ToyCluster left() {
        ToyCluster cluster = leaving();
        cluster.runUntilIn("remove-broker-2", Stage.Do.class);
        cluster.run(5);
        assertThat(cluster.performed).containsOnly(LEAVE);
        return cluster;
    }

    @Test
    void aCancelledRemovalBringsItsNodeBackByARestart() {
        ToyCluster cluster = left();
        int launches = cluster.node(broker(2)).launches;
        cluster.cancel();
        assertThat(cluster.step("remove-broker-2").status()).isEqualTo(Step.Status.CANCELLED);
        assertThat(cluster.plan.notes()).contains("broker-2 has begun to leave; its restart takes that back");
        cluster.run(60);
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.CANCELLED);
        assertThat(cluster.node(broker(2)).up).isTrue();
        assertThat(cluster.node(broker(2)).launches).isEqualTo(launches + 1);
    }

    @Test
    void oneThatHasAskedNothingYetIsLeftAsItIs() {
        ToyCluster cluster = leaving();
        cluster.rules.shut(Action.REMOVE, Blocker.waitFor("others-down", "broker-0 is down"));
        cluster.run(10);
        int launches = cluster.node(broker(2)).launches;
        cluster.cancel();
        cluster.run(60);
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.CANCELLED);
        assertThat(cluster.performed).isEmpty();
        assertThat(cluster.node(broker(2)).launches).isEqualTo(launches);
    }

    @Test
    void oneThatIsWantedAgainIsRestartedAndStays() {
        ToyCluster cluster = left();
        int launches = cluster.node(broker(2)).launches;
        cluster.scale("broker", 3);
        cluster.begin("scale broker 2 -> 3");
        assertThat(cluster.plan.steps().map(Step::id)).containsExactly("restart-broker-2");
        cluster.begin("the same again, before that has begun");
        assertThat(cluster.plan.steps().map(Step::id)).containsExactly("restart-broker-2");
        cluster.run(60);
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.DONE);
        assertThat(cluster.node(broker(2)).launches).isEqualTo(launches + 1);
        assertThat(cluster.begin("once more").steps()).isEmpty();
    }

    @Test
    void anotherChangeLetsItLeaveOn() {
        ToyCluster cluster = left();
        cluster.set("a", "b");
        cluster.begin("set a=b");
        Step on = cluster.step("remove-broker-2");
        assertThat(on.stages().get(on.at())).isInstanceOf(Stage.Do.class);
        assertThat(cluster.plan.steps().map(Step::id)).doesNotContain("restart-broker-2");
        cluster.slow.clear();
        cluster.putDone(LEAVE);
        cluster.run(200);
        assertThat(cluster.nodes).doesNotContainKey(broker(2));
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.DONE);
    }

    @Test
    void oneThatIsTakenBackAndUnwantedAgainIsMadeWholeFirst() {
        ToyCluster cluster = left();
        cluster.cancel();
        cluster.begin("scale broker 3 -> 2, again");
        assertThat(cluster.plan.steps().map(Step::id)).containsExactly("restart-broker-2", "remove-broker-2");
        cluster.slow.clear();
        cluster.putDone(LEAVE);
        cluster.run(200);
        assertThat(cluster.nodes).doesNotContainKey(broker(2));
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.DONE);
    }

    @Test
    void onceItHasLeftThereIsNoWayBack() {
        ToyCluster cluster = left();
        cluster.slow.clear();
        cluster.putDone(LEAVE);
        cluster.runUntilIn("remove-broker-2", Stage.Stop.class);
        cluster.cancel();
        assertThat(cluster.plan.notes())
                .contains("remove broker-2 cannot be taken back any more and goes on to its end");
        cluster.run(100);
        assertThat(cluster.nodes).doesNotContainKey(broker(2));
    }

    @Test
    void whatFailedIsTriedAgainOnlyBehindItsGate() {
        ToyCluster cluster = leaving();
        cluster.failing.add("decommission");
        cluster.runUntilIn("remove-broker-2", Stage.Do.class);
        cluster.runUntilHeld("remove-broker-2", "chore-fails");
        int tries = cluster.performed.size();
        cluster.rules.shut(Action.REMOVE, Blocker.waitFor("others-down", "broker-0 is down"));
        cluster.runUntilHeld("remove-broker-2", "others-down");
        assertThat(cluster.step("remove-broker-2").reason().orElseThrow().text())
                .startsWith("broker-0 is down; decommission failed before: ");
        cluster.run(120);
        assertThat(cluster.performed).hasSize(tries);
        cluster.rules.shut(Action.REMOVE);
        cluster.run(70);
        assertThat(cluster.performed).hasSizeGreaterThan(tries);
    }

    @Test
    void aRestartThatItsGateHoldsIsLetGoByASecondCancel() {
        ToyCluster cluster = left();
        cluster.rules.shut(Action.RESTART, Blocker.outage("no-majority", "broker-0 is down"));
        cluster.cancel();
        cluster.runUntilHeld("back-restart-broker-2", "no-majority");
        cluster.cancel();
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.CANCELLED);
        assertThat(cluster.plan.notes())
                .anyMatch(note -> note.startsWith("broker-2 could not be restarted yet, which alone makes it whole"));
        assertThat(cluster.node(broker(2)).up).isTrue();
    }

    @Test
    void aRestartWhoseNodeCannotComeUpIsLetGoByASecondCancel() {
        ToyCluster cluster = left();
        cluster.node(broker(2)).up = false; // its machine is lost for good, and with it the disk
        cluster.node(broker(2)).waiting =
                Optional.of(new Reason("offer", "no offer has shown its volume", cluster.now, "", Optional.empty()));
        cluster.node(broker(2)).starts = false;
        cluster.cancel();
        cluster.runUntilIn("back-restart-broker-2", Stage.Start.class);
        cluster.run(30);
        assertThat(cluster.plan.isActive()).isTrue();
        cluster.cancel();
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.CANCELLED);
    }

    @Test
    void oneThatIsOutByTheTimeItIsToBeTakenBackIsRemovedAsWhatItIs() {
        ToyCluster cluster = left();
        cluster.cancel();
        cluster.rules.shut(Action.START, Blocker.refusal("has-left", "its disk is of the past"));
        cluster.begin("scale broker 3 -> 2, again");
        assertThat(cluster.plan.steps().map(Step::id)).containsExactly("remove-broker-2");
    }

    @Test
    void amongAllThatAreToStartIsNoneThatNeverMay() {
        ToyCluster cluster = left();
        TreeSet<dev.holdfast.model.NodeId> some = new TreeSet<>(Set.of(broker(1), broker(2)));
        assertThat(PlanRunner.neverStarted(some, cluster.view(), cluster.rules)).isEmpty();
        cluster.rules.shut(Action.START, Blocker.waitFor("start-order", "broker-0 starts first"));
        assertThat(PlanRunner.neverStarted(some, cluster.view(), cluster.rules)).isEmpty();
        cluster.rules.shut(Action.START, Blocker.refusal("has-left", "its disk is of the past"));
        assertThat(PlanRunner.neverStarted(some, cluster.view(), cluster.rules)).containsExactlyElementsOf(some);
    }

    // What leaves may be needed by what stays

    @Test
    void votersThatLeaveAreStartedWithThoseThatCannotComeUpWithoutThem() {
        ToyCluster cluster = ToyCluster.running(3, 2);
        cluster.ungated = true;
        cluster.begin(new PlanRequest.Stop(PlanRequest.Selection.everything()));
        cluster.run(100);
        cluster.rules.needed.add(controller(2));
        cluster.scale("controller", 2);
        cluster.begin("scale controller 3 -> 2");
        assertThat(cluster.plan.steps().map(Step::id)).containsSubsequence("start-controller-2", "remove-controller-2");
        cluster.run(200);
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.DONE);
        assertThat(cluster.nodes).doesNotContainKey(controller(2));
    }

    @Test
    void whereAllShallStayStoppedTheyAreStartedOnlyWithTheOthers() {
        ToyCluster cluster = ToyCluster.running(3, 2);
        cluster.ungated = true;
        cluster.begin(new PlanRequest.Stop(PlanRequest.Selection.everything()));
        cluster.run(100);
        cluster.stoppedByUser.addAll(cluster.nodes.keySet());
        cluster.rules.needed.add(controller(2));
        cluster.scale("controller", 2);
        cluster.rules.shut(Action.REMOVE, Blocker.waitFor("answer", "nobody answers"));
        cluster.begin("scale controller 3 -> 2");
        cluster.run(10);
        assertThat(cluster.plan.steps().map(Step::id)).containsExactly("remove-controller-2");
        TreeSet<dev.holdfast.model.NodeId> all = new TreeSet<>(cluster.nodes.keySet());
        Set<dev.holdfast.model.NodeId> taken =
                PlanRunner.takenBy(cluster.plan, all, cluster.view(), cluster.statuses(), cluster.rules);
        assertThat(taken).isEmpty();
        cluster.plan = PlanRunner.startToo(cluster.plan, all, cluster.view(), cluster.statuses(), cluster.rules);
        assertThat(cluster.plan.steps().map(Step::id)).contains("start-controller-2", "start-broker-0");
    }
}
