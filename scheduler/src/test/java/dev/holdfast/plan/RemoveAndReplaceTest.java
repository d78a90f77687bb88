package dev.holdfast.plan;

import static dev.holdfast.plan.ToyCluster.broker;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Action;
import dev.holdfast.database.Blocker;
import dev.holdfast.database.Chore;
import dev.holdfast.database.Debt;
import dev.holdfast.database.Stage;
import dev.holdfast.model.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class RemoveAndReplaceTest {

    private final ToyCluster cluster = ToyCluster.running(1, 3);

    /** Like Kafka's: keep partitions off, move them away, prove it twice, stop, prove it again, take its name out. */
    @BeforeEach
    void thePackageDrains() {
        cluster.rules.ways.put(Action.REMOVE, (node, view) -> drain(node));
    }

    static List<Stage> drain(NodeId node) {
        Debt cordon = new Debt(
                "cordon/" + node.shortName(), node.shortName() + " takes no partitions", Chore.on(node, "uncordon"));
        return List.of(
                new Stage.Gate(Action.REMOVE),
                new Stage.Do(Chore.on(node, "cordon"), Optional.of(cordon)),
                new Stage.Start(),
                new Stage.Ready(),
                new Stage.Do(Chore.on(node, "drain"), Optional.empty()),
                new Stage.Prove("empty", 2, 4),
                new Stage.Stop(),
                new Stage.Prove("empty", 1, 2),
                new Stage.Pay(cordon.id()),
                new Stage.Do(Chore.on(node, "unregister"), Optional.empty()),
                new Stage.Release(),
                new Stage.Forget());
    }

    private void shrink() {
        cluster.scale("broker", 2);
        cluster.begin("scale broker 3 -> 2");
    }

    @Test
    void aNodeIsDrainedProvedEmptyStoppedAndForgotten() {
        cluster.claims.add("empty/broker-2");
        shrink();
        cluster.run(100);
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.DONE);
        assertThat(cluster.nodes).doesNotContainKey(broker(2));
        assertThat(cluster.performed)
                .extracting(Chore::name)
                .containsExactly("cordon", "drain", "uncordon", "unregister");
        assertThat(cluster.debts).isEmpty();
    }

    @Test
    void aDrainThatOnlySomebodyElseCanFreeWaitsWithItsReasonAndGoesOnOnceItIsFreed() {
        cluster.claims.add("empty/broker-2");
        cluster.refuted.add("drain");
        shrink();
        cluster.run(60);
        assertThat(cluster.step("remove-broker-2").status()).isEqualTo(Step.Status.WAITING);
        Reason reason = cluster.step("remove-broker-2").reason().orElseThrow();
        assertThat(reason.rule()).isEqualTo("drain");
        assertThat(reason.text()).isEqualTo("what it is about is gone");
        assertThat(reason.remedy()).contains("cancel");
        assertThat(cluster.performed).extracting(Chore::name).containsExactly("cordon", "drain");
        cluster.refuted.clear();
        cluster.run(60);
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.DONE);
    }

    @Test
    void aNodeStoppedToLeaveIsStartedAgainWhenTheOthersTurnOutToNeedIt() {
        cluster.rules.way(
                Action.REMOVE,
                new Stage.Start(),
                new Stage.Gate(Action.REMOVE),
                new Stage.Stop(),
                new Stage.Do(Chore.on(broker(2), "leave"), Optional.empty()),
                new Stage.Release(),
                new Stage.Forget());
        cluster.failing.add("leave");
        shrink();
        cluster.runUntilHeld("remove-broker-2", "chore-fails");
        assertThat(cluster.node(broker(2)).up).isFalse();
        cluster.rules.needed.add(broker(2));
        cluster.rules.shut(Action.REMOVE, Blocker.waitFor("majority", "its vote is needed"));
        cluster.run(60);
        assertThat(cluster.node(broker(2)).up).isTrue();
        assertThat(cluster.told).anyMatch(line -> line.startsWith("remove broker-2 goes back: start"));
        assertThat(cluster.step("remove-broker-2").reason().orElseThrow().rule())
                .isEqualTo("majority");
        cluster.rules.needed.clear();
        cluster.rules.shut(Action.REMOVE);
        cluster.failing.clear();
        cluster.run(60);
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.DONE);
        assertThat(cluster.nodes).doesNotContainKey(broker(2));
    }

    @Test
    void aVolumeThatWasLostBeforeItsFirstLaunchIsReplacedToo() {
        cluster.rules.shut(Action.START, Blocker.waitFor("not-now", "the others must be there first"));
        cluster.rules.way(
                Action.START, new Stage.Reserve(), new Stage.Gate(Action.START), new Stage.Start(), new Stage.Ready());
        cluster.scale("broker", 4);
        cluster.begin("scale broker 3 -> 4");
        cluster.runUntilHeld("add-broker-3", "not-now");
        assertThat(cluster.node(broker(3)).incarnation).isZero();
        cluster.begin(new PlanRequest.Replace(broker(3)));
        cluster.run(60);
        assertThat(cluster.node(broker(3)).generation).isEqualTo(2);
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.DONE);
    }

    @Test
    void twoProofsNeedTwoLooks() {
        cluster.claims.add("empty/broker-2");
        shrink();
        cluster.runUntilIn("remove-broker-2", Stage.Prove.class);
        cluster.pass(Duration.ofSeconds(1));
        cluster.look();
        cluster.turn();
        assertThat(cluster.step("remove-broker-2").proofs()).hasSize(1);
        assertThat(cluster.step("remove-broker-2").progress()).startsWith("proved 1 of 2 times");
        cluster.turn();
        assertThat(cluster.step("remove-broker-2").proofs()).hasSize(1);
        assertThat(cluster.node(broker(2)).goal).isEqualTo(Goal.RUNNING);
        cluster.pass(Duration.ofSeconds(1));
        cluster.look();
        cluster.turn();
        assertThat(cluster.node(broker(2)).goal).isEqualTo(Goal.STOPPED);
    }

    @Test
    void silenceAndIgnoranceProveNothing() {
        shrink();
        cluster.runUntilIn("remove-broker-2", Stage.Prove.class);
        cluster.run(30);
        assertThat(cluster.step("remove-broker-2").reason().orElseThrow().rule())
                .isEqualTo("empty");
        cluster.claims.add("empty/broker-2");
        cluster.answers = false;
        cluster.run(60);
        assertThat(cluster.node(broker(2)).up).isTrue();
        assertThat(cluster.step("remove-broker-2").proofs()).isEmpty();
    }

    @Test
    void aPartitionThatLandedMeanwhileSendsTheNodeBackToBeDrainedAgain() {
        cluster.claims.add("empty/broker-2");
        shrink();
        cluster.runUntilIn("remove-broker-2", Stage.Stop.class);
        cluster.refuted.add("empty/broker-2");
        cluster.settle();
        cluster.runUntilIn("remove-broker-2", Stage.Start.class);
        assertThat(cluster.told).anyMatch(text -> text.equals("remove broker-2 goes back: start"));
        cluster.refuted.clear();
        cluster.run(100);
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.DONE);
        assertThat(cluster.performed)
                .extracting(Chore::name)
                .containsExactly("cordon", "drain", "drain", "uncordon", "unregister");
        assertThat(cluster.nodes).doesNotContainKey(broker(2));
    }

    @Test
    void aNoTakesBackWhatWasProvedBefore() {
        cluster.rules.way(
                Action.REMOVE,
                new Stage.Gate(Action.REMOVE),
                new Stage.Prove("empty", 2, -1),
                new Stage.Stop(),
                new Stage.Release(),
                new Stage.Forget());
        cluster.claims.add("empty/broker-2");
        shrink();
        cluster.runUntilIn("remove-broker-2", Stage.Prove.class);
        cluster.pass(Duration.ofSeconds(1));
        cluster.look();
        cluster.turn();
        assertThat(cluster.step("remove-broker-2").proofs()).hasSize(1);
        cluster.refuted.add("empty/broker-2");
        cluster.pass(Duration.ofSeconds(1));
        cluster.look();
        cluster.turn();
        assertThat(cluster.step("remove-broker-2").proofs()).isEmpty();
        assertThat(cluster.step("remove-broker-2").reason().orElseThrow().text())
                .contains("refuted");
    }

    @Test
    void removalsGoOneByOneHighestIndexFirst() {
        cluster.claims.addAll(List.of("empty/broker-1", "empty/broker-2"));
        cluster.scale("broker", 1);
        cluster.begin("scale broker 3 -> 1");
        cluster.run(20);
        assertThat(cluster.step("remove-broker-1").status()).isEqualTo(Step.Status.PENDING);
        cluster.run(200);
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.DONE);
    }

    @Test
    void aSingleNodeCanBeRemovedBesideTheHighest() {
        cluster.claims.add("empty/broker-0");
        cluster.begin(new PlanRequest.Remove(broker(0)));
        assertThat(cluster.plan.phases().stream().map(Phase::name)).containsExactly("remove broker");
        cluster.run(100);
        assertThat(cluster.nodes.keySet().stream().map(NodeId::shortName))
                .containsExactly("broker-1", "broker-2", "controller-0");
    }

    @Test
    void aNodeOnItsWayOutNeedNotHaveTheTargetsInputs() {
        cluster.claims.add("empty/broker-2");
        cluster.set("threads", "8");
        ToyNode leaving = cluster.node(broker(2));
        shrink();
        cluster.run(200);
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.DONE);
        assertThat(leaving.incarnation).isEqualTo(1);
    }

    @Test
    void aNodeThatIsDownAlreadyIsRemovedBeforeAnyOtherIsRestarted() {
        ToyNode dead = cluster.node(broker(2));
        dead.up = false;
        dead.starts = false;
        cluster.rules.way(
                Action.REMOVE,
                new Stage.Gate(Action.REMOVE),
                new Stage.Stop(),
                new Stage.Release(),
                new Stage.Forget());
        cluster.set("threads", "8");
        shrink();
        assertThat(cluster.plan.phases().stream().map(Phase::name)).containsExactly("remove down", "update");
        cluster.run(100);
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.DONE);
    }

    @Test
    void nothingIsDestroyedBeforeItsProcessIsOver() {
        cluster.claims.add("empty/broker-2");
        cluster.node(broker(2)).stops = false;
        shrink();
        cluster.run(100);
        assertThat(cluster.step("remove-broker-2").stage().orElseThrow()).isInstanceOf(Stage.Stop.class);
        assertThat(cluster.node(broker(2)).goal).isEqualTo(Goal.STOPPED);
    }

    @Test
    void aReplacementGetsANewVolumeOnceItsProcessIsOver() {
        cluster.begin(new PlanRequest.Replace(broker(1)));
        cluster.run(100);
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.DONE);
        ToyNode node = cluster.node(broker(1));
        assertThat(node.generation).isEqualTo(2);
        assertThat(node.up).isTrue();
        assertThat(node.incarnation).isEqualTo(2);
    }

    @Test
    void aReplacementThatIsRefusedTouchesNothing() {
        cluster.rules.shut(Action.REPLACE, Blocker.refusal("seen-alive", "broker-0 sees it alive"));
        cluster.begin(new PlanRequest.Replace(broker(1)));
        cluster.run(60);
        assertThat(cluster.node(broker(1)).generation).isEqualTo(1);
        assertThat(cluster.step("replace-broker-1").reason().orElseThrow().text())
                .contains("sees it alive");
    }

    @Test
    void aReplacedNodeThatWasNotLaunchedAgainIsNotTakenForOneTheDatabaseNeverKnew() {
        ToyNode node = cluster.node(broker(2));
        node.up = false;
        node.goal = Goal.STOPPED;
        node.generation = 2;
        node.everLaunched = false;
        shrink();
        assertThat(cluster.plan.phases().stream().map(Phase::name)).containsExactly("remove down");
        cluster.turn();
        assertThat(cluster.step("remove-broker-2").stages()).hasSize(12);
    }

    @Test
    void aNodeThatRanButWasNeverSeenAliveIsNotTakenForOneThatHoldsNothing() {
        ToyNode node = cluster.node(broker(2));
        node.everLaunched = false;
        node.goal = Goal.STOPPED;
        node.up = false;
        shrink();
        assertThat(cluster.plan.phases().stream().map(Phase::name)).containsExactly("remove down");
        cluster.turn();
        assertThat(cluster.step("remove-broker-2").stages()).startsWith(new Stage.Gate(Action.REMOVE));
    }

    @Test
    void aReplacementRenewsAVolumeOnWhichAProcessRanThatNobodyEverSawAlive() {
        ToyNode node = cluster.node(broker(1));
        node.everLaunched = false;
        cluster.begin(new PlanRequest.Replace(broker(1)));
        cluster.run(100);
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.DONE);
        assertThat(node.generation).isEqualTo(2);
    }

    @Test
    void aRemovalWaitsForAnAgentThatIsCutOffAndAReplacementDoesNot() {
        cluster.claims.add("empty/broker-2");
        ToyNode away = cluster.node(broker(2));
        shrink();
        cluster.runUntilIn("remove-broker-2", Stage.Stop.class);
        away.up = false;
        away.cutOff = true;
        away.goal = Goal.STOPPED;
        cluster.run(30);
        Reason reason = cluster.step("remove-broker-2").reason().orElseThrow();
        assertThat(reason.rule()).isEqualTo("agent-cut-off");
        assertThat(reason.text()).contains("agent host is cut off");
        cluster.cancel();
        cluster.scale("broker", 3);
        cluster.begin(new PlanRequest.Replace(broker(2)));
        cluster.run(60);
        assertThat(away.generation).isEqualTo(2);
        assertThat(away.up).isTrue();
    }

    @Test
    void aProofRightBehindAStopBeginsWhenTheStopHadTimeToShow() {
        cluster.claims.add("empty/broker-2");
        shrink();
        cluster.runUntilIn("remove-broker-2", Stage.Stop.class);
        while (cluster.step("remove-broker-2").at() < 7) {
            cluster.run(1);
        }
        java.time.Instant entered = cluster.step("remove-broker-2").enteredAt().orElseThrow();
        while (cluster.step("remove-broker-2").at() == 7) {
            cluster.run(1);
        }
        assertThat(cluster.observation.orElseThrow().startedAt()).isAfter(entered.plusSeconds(5));
        assertThat(cluster.step("remove-broker-2").at()).isEqualTo(8);
    }

    @Test
    void onlyAReplacementsProofCanBeWaivedByItsName() {
        cluster.rules.way(
                Action.REPLACE,
                new Stage.Gate(Action.REPLACE),
                new Stage.Stop(),
                new Stage.Prove("spare", 2, -1),
                new Stage.Renew(),
                new Stage.Reserve(),
                new Stage.Start(),
                new Stage.Ready());
        cluster.refuted.add("spare/broker-1");
        cluster.begin(new PlanRequest.Replace(broker(1)));
        cluster.runUntilHeld("replace-broker-1", "spare");
        cluster.plan = PlanRunner.override(cluster.plan, PlanRunner.EVERYTHING);
        cluster.run(20);
        assertThat(cluster.node(broker(1)).generation).isEqualTo(1);
        cluster.plan = PlanRunner.override(cluster.plan, "spare");
        cluster.run(20);
        assertThat(cluster.node(broker(1)).generation).isEqualTo(2);
        cluster.refuted.add("empty/broker-2");
        cluster.rules.way(
                Action.REMOVE,
                new Stage.Gate(Action.REMOVE),
                new Stage.Prove("empty", 2, -1),
                new Stage.Stop(),
                new Stage.Release(),
                new Stage.Forget());
        shrink();
        cluster.runUntilHeld("remove-broker-2", "empty");
        cluster.plan = PlanRunner.override(cluster.plan, "empty");
        cluster.run(20);
        assertThat(cluster.node(broker(2)).up).isTrue();
    }
}
