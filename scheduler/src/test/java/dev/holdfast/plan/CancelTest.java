package dev.holdfast.plan;

import static dev.holdfast.plan.ToyCluster.broker;
import static dev.holdfast.plan.ToyCluster.controller;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Action;
import dev.holdfast.database.Blocker;
import dev.holdfast.database.Chore;
import dev.holdfast.database.Debt;
import dev.holdfast.database.Stage;
import dev.holdfast.plan.PlanRequest.Selection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class CancelTest {

    private static ToyCluster draining() {
        ToyCluster cluster = ToyCluster.running(1, 3);
        cluster.rules.ways.put(Action.REMOVE, (node, view) -> RemoveAndReplaceTest.drain(node));
        cluster.scale("broker", 2);
        cluster.begin("scale broker 3 -> 2");
        return cluster;
    }

    @Test
    void aDrainThatIsCancelledLeavesTheNodeAndTakesTheCordonOut() {
        ToyCluster cluster = draining();
        cluster.slow.add("drain");
        cluster.runUntilIn("remove-broker-2", Stage.Do.class);
        cluster.run(10);
        assertThat(cluster.debts).hasSize(1);
        cluster.cancel();
        assertThat(cluster.step("remove-broker-2").status()).isEqualTo(Step.Status.CANCELLED);
        assertThat(cluster.plan.isActive()).isTrue();
        cluster.run(30);
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.CANCELLED);
        assertThat(cluster.debts).isEmpty();
        assertThat(cluster.performed).extracting(Chore::name).endsWith("uncordon");
        assertThat(cluster.node(broker(2)).up).isTrue();
        assertThat(cluster.plan.notes())
                .anyMatch(note -> note.startsWith("broker-2 stays for now, though the target does not name it"));
        cluster.begin("the same again");
        assertThat(cluster.plan.steps().map(Step::id)).contains("remove-broker-2");
    }

    @Test
    void aChoreStillUnderWayEndsBeforeItsTracesAreTakenOut() {
        ToyCluster cluster = draining();
        cluster.runUntilIn("remove-broker-2", Stage.Do.class);
        cluster.run(1);
        cluster.hanging.add("drain");
        cluster.run(5);
        assertThat(cluster.chores().isRunning(Chore.on(broker(2), "drain"))).isTrue();
        cluster.cancel();
        cluster.run(20);
        assertThat(cluster.performed).extracting(Chore::name).doesNotContain("uncordon");
        cluster.hanging.clear();
        cluster.run(20);
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.CANCELLED);
        assertThat(cluster.performed).extracting(Chore::name).containsExactly("cordon", "drain", "uncordon");
    }

    @Test
    void aRemovalPastItsStopGoesOnToItsEnd() {
        ToyCluster cluster = draining();
        cluster.claims.add("empty/broker-2");
        cluster.runUntilIn("remove-broker-2", Stage.Stop.class);
        cluster.cancel();
        assertThat(cluster.plan.notes())
                .contains("remove broker-2 cannot be taken back any more and goes on to its end");
        cluster.run(60);
        assertThat(cluster.nodes).doesNotContainKey(broker(2));
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.DONE);
    }

    @Test
    void aNodeThatARestartHasStoppedIsStartedAgain() {
        ToyCluster cluster = ToyCluster.running(1, 2);
        cluster.begin(new PlanRequest.Restart(Selection.everything()));
        cluster.runUntilIn("restart-broker-0", Stage.Stop.class);
        cluster.settle();
        cluster.cancel();
        assertThat(cluster.plan.steps().map(Step::id)).contains("back-start-broker-0");
        assertThat(cluster.step("restart-controller-0").status()).isEqualTo(Step.Status.CANCELLED);
        cluster.run(30);
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.CANCELLED);
        assertThat(cluster.nodes.values()).allMatch(node -> node.up);
    }

    @Test
    void aStartThatIsCancelledIsNotStartedAllTheSame() {
        ToyCluster cluster = ToyCluster.running(1, 2);
        cluster.begin(new PlanRequest.Stop(Selection.of(List.of(broker(1)))));
        cluster.run(10);
        cluster.node(broker(1)).sized = false;
        cluster.room = false;
        cluster.begin(new PlanRequest.Start(Selection.of(List.of(broker(1)))));
        cluster.run(5);
        cluster.cancel();
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.CANCELLED);
        assertThat(cluster.node(broker(1)).goal).isEqualTo(Goal.STOPPED);
    }

    @Test
    void aPlanWithNothingToTurnBackIsOverAtOnce() {
        ToyCluster cluster = ToyCluster.running(1, 2);
        cluster.begin(new PlanRequest.Restart(Selection.everything()));
        cluster.rules.shut(Action.RESTART, Blocker.waitFor("isr", "catching up"));
        cluster.run(5);
        cluster.cancel();
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.CANCELLED);
        assertThat(cluster.plan.finishedAt()).contains(cluster.now);
    }

    @Test
    void cancellingTwiceOrWhilePausedIsTheSameAsOnce() {
        ToyCluster cluster = draining();
        cluster.slow.add("drain");
        cluster.run(10);
        cluster.plan = PlanRunner.pause(cluster.plan);
        cluster.cancel();
        Plan once = cluster.plan;
        assertThat(once.status()).isEqualTo(Plan.Status.RUNNING);
        cluster.cancel();
        assertThat(cluster.plan).isEqualTo(once);
        cluster.run(30);
        Plan over = cluster.plan;
        cluster.cancel();
        assertThat(cluster.plan).isEqualTo(over);
    }

    @Test
    void aSecondCancelLetsGoOfANodeThatCannotBeStartedAgain() {
        ToyCluster cluster = ToyCluster.running(1, 2);
        cluster.begin(new PlanRequest.Restart(Selection.everything()));
        cluster.runUntilIn("restart-broker-0", Stage.Stop.class);
        cluster.settle();
        cluster.node(broker(0)).starts = false;
        cluster.node(broker(0)).waiting =
                Optional.of(new Reason("offer", "no offer shows its volume", cluster.now, "", Optional.empty()));
        cluster.cancel();
        cluster.run(60);
        assertThat(cluster.plan.isActive()).isTrue();
        cluster.cancel();
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.CANCELLED);
        assertThat(cluster.plan.notes()).contains("broker-0 could not be started again; it comes up when it can");
        assertThat(cluster.node(broker(0)).goal).isEqualTo(Goal.RUNNING);
        cluster.begin(new PlanRequest.Replace(broker(0)));
        assertThat(cluster.plan.steps().map(Step::id)).contains("replace-broker-0");
    }

    @Test
    void newNodesThatNeverStartedAreReleasedAndThoseThatDidStay() {
        ToyCluster cluster = ToyCluster.running(1, 1);
        cluster.rules.startsAtOnce.put("broker", 2);
        cluster.scale("broker", 5);
        cluster.begin("scale broker 1 -> 5");
        cluster.runUntilIn("add-broker-1", Stage.Ready.class);
        cluster.node(broker(1)).healthy = false;
        cluster.node(broker(2)).healthy = false;
        cluster.run(5);
        cluster.cancel();
        cluster.run(30);
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.CANCELLED);
        assertThat(cluster.nodes.keySet()).containsExactly(broker(0), broker(1), broker(2), controller(0));
        assertThat(cluster.plan.notes()).anyMatch(note -> note.contains("holdfast remove orders/broker-1"));
    }

    @Test
    void aNodeThatWasGivenAVolumeBackKeepsItThoughItNeverStartedOnIt() {
        ToyCluster cluster = ToyCluster.running(1, 3);
        cluster.rules.way(
                Action.START, new Stage.Reserve(), new Stage.Gate(Action.START), new Stage.Start(), new Stage.Ready());
        cluster.rules.shut(Action.START, Blocker.waitFor("not-now", "the others must be there first"));
        cluster.scale("broker", 4);
        cluster.begin("scale broker 3 -> 4");
        cluster.runUntilHeld("add-broker-3", "not-now");
        cluster.node(broker(3)).givenBack = true;
        cluster.cancel();
        cluster.run(60);
        assertThat(cluster.nodes).containsKey(broker(3));
        assertThat(cluster.node(broker(3)).placed).isTrue();
        assertThat(cluster.plan.notes())
                .contains(
                        "broker-3 stays on the volume that a person gave it back; holdfast remove orders/broker-3 takes"
                                + " it out");
    }

    @Test
    void aFirstStartThatIsCancelledWhileItReservesReleasesEverything() {
        ToyCluster cluster = new ToyCluster(1, 2);
        cluster.begin("create");
        cluster.run(1);
        cluster.cancel();
        cluster.run(30);
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.CANCELLED);
        assertThat(cluster.nodes).isEmpty();
    }

    @Test
    void aReplacementGoesBackBeforeItsVolumeIsGivenUpAndOnAfterwards() {
        ToyCluster cluster = ToyCluster.running(1, 2);
        cluster.begin(new PlanRequest.Replace(broker(1)));
        cluster.runUntilIn("replace-broker-1", Stage.Stop.class);
        cluster.cancel();
        cluster.run(30);
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.CANCELLED);
        assertThat(cluster.node(broker(1)).up).isTrue();
        assertThat(cluster.node(broker(1)).generation).isEqualTo(1);
        cluster.begin(new PlanRequest.Replace(broker(1)));
        cluster.room = false;
        cluster.runUntilIn("replace-broker-1", Stage.Reserve.class);
        cluster.cancel();
        cluster.room = true;
        cluster.run(30);
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.DONE);
        assertThat(cluster.node(broker(1)).generation).isEqualTo(2);
    }

    @Test
    void aChoreForTheWholeClusterIsCancelledAndItsThrottleTakenOut() {
        ToyCluster cluster = ToyCluster.running(1, 2);
        Chore move = new Chore("move", Optional.empty(), new TreeMap<>());
        Chore unthrottle = new Chore("unthrottle", Optional.empty(), new TreeMap<>());
        Debt throttle = new Debt("throttle", "moves are throttled", unthrottle);
        cluster.slow.add("move");
        cluster.begin(new PlanRequest.Run(
                move, "rebalance", List.of(new Stage.Do(move, Optional.of(throttle)), new Stage.Pay("throttle"))));
        cluster.run(20);
        assertThat(cluster.step("move").progress()).isEqualTo("move has 1 GB of 4 GB to go");
        cluster.cancel();
        cluster.run(20);
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.CANCELLED);
        assertThat(cluster.debts).isEmpty();
        assertThat(cluster.performed).extracting(Chore::name).contains("unthrottle");
    }

    @Test
    void aNewTargetInTheMidstOfARestartStartsWhatIsDownWithItsOwnInputs() {
        ToyCluster cluster = ToyCluster.running(1, 3);
        cluster.set("threads", "8");
        cluster.begin("set threads=8");
        cluster.runUntilIn("restart-broker-0", Stage.Stop.class);
        cluster.settle();
        cluster.set("threads", "9");
        cluster.begin("set threads=9");
        assertThat(cluster.plan.phases().get(0).name()).isEqualTo("start broker");
        assertThat(cluster.plan.steps().map(Step::id))
                .startsWith("start-broker-0")
                .doesNotContain("restart-broker-0");
        cluster.run(100);
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.DONE);
        assertThat(cluster.nodes.values()).allMatch(node -> "9".equals(node.inputs.get("threads")));
        assertThat(cluster.node(broker(0)).incarnation).isEqualTo(2);
    }

    @Test
    void aNewTargetRestoresWhatTheOldPlanOwedUnlessItsOwnStepsDo() {
        ToyCluster cluster = draining();
        cluster.slow.add("drain");
        cluster.run(10);
        cluster.set("threads", "8");
        cluster.begin("set threads=8");
        assertThat(cluster.plan.phases().stream().map(Phase::name)).containsExactly("update", "remove broker");
        cluster.scale("broker", 3);
        cluster.begin("scale broker 2 -> 3");
        assertThat(cluster.plan.phases().get(0).name()).isEqualTo("restore");
        cluster.run(100);
        assertThat(cluster.debts).isEmpty();
        assertThat(cluster.node(broker(2)).up).isTrue();
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.DONE);
    }

    @Test
    void aRemovalPastItsStopGoesOnWhereItWasUnderANewTargetThatDoesNotWantTheNodeEither() {
        ToyCluster cluster = draining();
        cluster.claims.add("empty/broker-2");
        cluster.runUntilIn("remove-broker-2", Stage.Stop.class);
        cluster.settle();
        cluster.set("threads", "8");
        cluster.begin("set threads=8");
        cluster.begin("apply again, before anything happened");
        cluster.run(100);
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.DONE);
        assertThat(cluster.nodes).doesNotContainKey(broker(2));
        assertThat(cluster.performed).extracting(Chore::name).containsOnlyOnce("drain");
    }

    @Test
    void aRemovalPastItsStopIsTakenBackByATargetThatWantsTheNode() {
        ToyCluster cluster = draining();
        cluster.claims.add("empty/broker-2");
        cluster.runUntilIn("remove-broker-2", Stage.Stop.class);
        cluster.settle();
        cluster.scale("broker", 3);
        cluster.begin("scale broker 2 -> 3");
        cluster.run(100);
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.DONE);
        assertThat(cluster.node(broker(2)).up).isTrue();
        assertThat(cluster.node(broker(2)).generation).isEqualTo(1);
        assertThat(cluster.debts).isEmpty();
    }

    @Test
    void aReplacementPastItsPointGoesOnWhereItWasUnderANewTarget() {
        ToyCluster cluster = ToyCluster.running(1, 2);
        cluster.rules.way(
                Action.REPLACE,
                new Stage.Gate(Action.REPLACE),
                new Stage.Stop(),
                new Stage.Renew(),
                new Stage.Reserve(),
                new Stage.Do(Chore.on(broker(1), "forget-old"), Optional.empty()),
                new Stage.Start(),
                new Stage.Ready());
        cluster.begin(new PlanRequest.Replace(broker(1)));
        cluster.room = false;
        cluster.runUntilIn("replace-broker-1", Stage.Reserve.class);
        cluster.scale("broker", 3);
        cluster.begin("scale broker 2 -> 3");
        assertThat(cluster.plan.phases().stream().map(Phase::name)).containsExactly("go on", "add broker");
        cluster.room = true;
        cluster.run(60);
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.DONE);
        assertThat(cluster.performed).extracting(Chore::name).containsExactly("forget-old");
    }

    @Test
    void aNodeThatHadNotFinishedJoiningIsFinishedByTheNextPlan() {
        ToyCluster cluster = ToyCluster.running(1, 1);
        cluster.rules.ways.put(
                Action.START,
                (node, view) -> List.of(
                        new Stage.Reserve(),
                        new Stage.Start(),
                        new Stage.Ready(),
                        new Stage.Do(Chore.on(node, "join"), Optional.empty())));
        cluster.putDone(Chore.on(broker(0), "join"));
        cluster.putDone(Chore.on(controller(0), "join"));
        cluster.slow.add("join");
        cluster.scale("broker", 2);
        cluster.begin("scale broker 1 -> 2");
        cluster.runUntilIn("add-broker-1", Stage.Do.class);
        cluster.run(5);
        cluster.begin("apply");
        assertThat(cluster.plan.steps().map(Step::id)).containsExactly("start-broker-1");
        cluster.slow.clear();
        cluster.run(30);
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.DONE);
        assertThat(cluster.isDone(Chore.on(broker(1), "join"))).isTrue();
        assertThat(cluster.node(broker(1)).incarnation).isEqualTo(1);
    }

    @Test
    void afterACrashAPlanGoesOnAtTheSameStep() {
        ToyCluster cluster = draining();
        cluster.claims.add("empty/broker-2");
        cluster.runUntilIn("remove-broker-2", Stage.Do.class);
        cluster.forgetOutcomes();
        cluster.run(3);
        cluster.forgetOutcomes();
        cluster.run(100);
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.DONE);
        assertThat(cluster.debts).isEmpty();
    }

    @Test
    void whatARemovalBeganInTheDatabaseIsEndedBeforeItsDebtsArePaid() {
        ToyCluster cluster = draining();
        cluster.rules.debtsOfChores.put(
                "drain", new Debt("moves", "partitions move", Chore.on(broker(2), "cancel-moves")));
        cluster.slow.add("drain");
        cluster.run(10);
        cluster.performed.clear();
        cluster.cancel();
        cluster.run(30);
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.CANCELLED);
        assertThat(cluster.performed).extracting(Chore::name).containsExactly("cancel-moves", "uncordon");
        assertThat(cluster.debts).isEmpty();
        assertThat(cluster.node(broker(2)).up).isTrue();
    }
}
