package dev.holdfast.plan;

import static dev.holdfast.plan.ToyCluster.broker;
import static dev.holdfast.plan.ToyCluster.controller;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Action;
import dev.holdfast.database.Blocker;
import dev.holdfast.database.Chore;
import dev.holdfast.database.Stage;
import dev.holdfast.model.NodeId;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class StartAndScaleTest {

    @Test
    void aFirstStartReservesEverythingThenStartsGroupByGroup() {
        ToyCluster cluster = new ToyCluster(1, 2);
        cluster.begin("create");
        assertThat(cluster.plan.phases().stream().map(Phase::name))
                .containsExactly("reserve", "start controller", "start broker");
        cluster.run(1);
        assertThat(cluster.nodes.keySet()).containsExactly(broker(0), broker(1), controller(0));
        assertThat(cluster.nodes.values()).allMatch(node -> node.placed && !node.everLaunched);
        cluster.runUntilIn("add-controller-0", Stage.Start.class);
        assertThat(cluster.node(broker(0)).goal).isEqualTo(Goal.STOPPED);
        cluster.run(60);
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.DONE);
        assertThat(cluster.plan.finishedAt()).isPresent();
        assertThat(cluster.nodes.values()).allMatch(node -> node.up && node.incarnation == 1);
    }

    @Test
    void aGroupStartsOnceTheOneBeforeItHasProcessesUnlessItsGateSaysOtherwise() {
        ToyCluster cluster = new ToyCluster(1, 2);
        cluster.begin("create");
        cluster.runUntilIn("add-controller-0", Stage.Start.class);
        cluster.node(controller(0)).starts = false;
        cluster.run(30);
        assertThat(cluster.node(broker(0)).goal)
                .as("no controller has a process")
                .isEqualTo(Goal.STOPPED);
        cluster.node(controller(0)).starts = true;
        cluster.node(controller(0)).healthy = false;
        cluster.run(30);
        assertThat(cluster.step("add-controller-0").status().isOver()).isFalse();
        assertThat(cluster.node(broker(0)).up).isTrue();
    }

    @Test
    void withoutRoomForOneNodeNothingStartsAndTheWaitSaysSo() {
        ToyCluster cluster = new ToyCluster(1, 2);
        cluster.begin("create");
        cluster.room = false;
        cluster.run(3);
        cluster.room = true;
        cluster.settle();
        ToyNode last = cluster.node(broker(1));
        last.placed = false;
        cluster.room = false;
        last.waiting = Optional.of(new Reason("memory", "no agent has 512 MB", cluster.now, "", Optional.empty()));
        cluster.run(30);
        assertThat(cluster.nodes.values()).noneMatch(node -> node.everLaunched);
        assertThat(cluster.step("reserve-broker-1").reason().orElseThrow().rule())
                .isEqualTo("memory");
        assertThat(cluster.step("reserve-broker-0").status()).isEqualTo(Step.Status.DONE);
    }

    @Test
    void atMostSoManyStartAtOnceAsThePackageAllows() {
        ToyCluster cluster = new ToyCluster(1, 6);
        cluster.rules.startsAtOnce.put("broker", 2);
        cluster.begin("create");
        int most = 0;
        for (int second = 0; second < 100 && cluster.plan.isActive(); second++) {
            cluster.run(1);
            long starting = cluster.plan
                    .steps()
                    .filter(step -> step.node().map(NodeId::group).equals(Optional.of("broker")))
                    .filter(Ways::isStarting)
                    .count();
            most = (int) Math.max(most, starting);
            assertThat(starting).isLessThanOrEqualTo(2);
        }
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.DONE);
        assertThat(most).isEqualTo(2);
    }

    @Test
    void aNodeThatIsHeldBackDoesNotHoldUpTheOthers() {
        ToyCluster cluster = new ToyCluster(1, 3);
        cluster.rules.startsAtOnce.put("broker", 1);
        cluster.begin("create");
        cluster.runUntilIn("add-broker-0", Stage.Start.class);
        cluster.node(broker(0)).starts = false;
        cluster.node(broker(0)).waiting =
                Optional.of(new Reason("crash", "it crashed 3 times", cluster.now, "", Optional.empty()));
        cluster.run(30);
        assertThat(cluster.step("add-broker-2").status()).isEqualTo(Step.Status.DONE);
        assertThat(cluster.step("add-broker-0").reason().orElseThrow().rule()).isEqualTo("crash");
    }

    @Test
    void whatWaitsForLeaveToStartLetsAnotherGoFirstThatItMayBeWaitingFor() {
        ToyCluster cluster = ToyCluster.running(2, 1);
        cluster.ungated = true;
        cluster.begin(new PlanRequest.Stop(PlanRequest.Selection.everything()));
        cluster.run(100);
        cluster.rules.startsAtOnce.put("controller", 1);
        List<Stage> start = List.of(new Stage.Reserve(), new Stage.Start(), new Stage.Ready());
        List<Stage> joins =
                List.of(new Stage.Reserve(), new Stage.Gate(Action.START), new Stage.Start(), new Stage.Ready());
        cluster.rules.ways.put(Action.START, (node, view) -> node.equals(controller(0)) ? joins : start);
        cluster.rules.shut(Action.START, Blocker.waitFor("others-down", "controller-1 is down"));
        cluster.begin(new PlanRequest.Start(PlanRequest.Selection.everything()));
        cluster.run(20);
        assertThat(cluster.node(controller(1)).up).isFalse();
        cluster.rules.ranks.put(controller(0), 1); // a person gave controller-1 a volume of a member back
        cluster.run(20);
        assertThat(cluster.step("start-controller-1").status()).isEqualTo(Step.Status.DONE);
        assertThat(cluster.step("start-controller-0").reason().orElseThrow().rule())
                .isEqualTo("others-down");
        cluster.rules.shut(Action.START);
        cluster.run(60);
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.DONE);
    }

    @Test
    void whatServesNobodyIsEndedOnlyOnceItIsKnownHowAllStands() {
        ToyCluster cluster = ToyCluster.running(1, 3);
        cluster.rules.way(Action.START, new Stage.Reserve(), new Stage.Stop(), new Stage.Start(), new Stage.Ready());
        cluster.rules.spent.add(broker(2));
        cluster.rules.shut(
                Action.STOP, Blocker.waitFor(PlanRunner.RECONCILIATION, "the master has not told yet how broker-0 is"));
        cluster.begin("the same again");
        cluster.runUntilHeld("start-broker-2", PlanRunner.RECONCILIATION);
        assertThat(cluster.node(broker(2)).up).isTrue();
        int launches = cluster.node(broker(2)).launches;
        cluster.rules.shut(
                Action.STOP, Blocker.waitFor("quorum", "broker-0 is down")); // of what serves nobody, none is taken
        cluster.run(60);
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.DONE);
        assertThat(cluster.node(broker(2)).launches).isEqualTo(launches + 1);
    }

    @Test
    void scalingOutAddsOnlyWhatIsMissing() {
        ToyCluster cluster = ToyCluster.running(1, 3);
        cluster.scale("broker", 5);
        cluster.rules.finishing.add(new Chore("rebalance", Optional.empty(), new TreeMap<>()));
        cluster.begin("scale broker 3 -> 5");
        assertThat(cluster.plan.phases().stream().map(Phase::name)).containsExactly("add broker", "finish");
        assertThat(cluster.plan.steps().map(Step::id))
                .containsExactly("add-broker-3", "add-broker-4", "finish-1-rebalance");
        cluster.run(60);
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.DONE);
        assertThat(cluster.nodes).hasSize(6);
        assertThat(cluster.performed).extracting(Chore::name).containsExactly("rebalance");
        assertThat(cluster.node(broker(0)).incarnation).isEqualTo(1);
    }

    @Test
    void aPackageThatJoinsOneByOneFinishesOneNodeBeforeTheNextStarts() {
        ToyCluster cluster = ToyCluster.running(1, 1);
        cluster.rules.startsAtOnce.put("controller", 1);
        cluster.rules.ways.put(
                Action.START,
                (node, view) -> List.of(
                        new Stage.Reserve(),
                        new Stage.Start(),
                        new Stage.Ready(),
                        new Stage.Do(Chore.on(node, "join"), Optional.empty())));
        cluster.nodes.keySet().forEach(node -> cluster.putDone(Chore.on(node, "join")));
        cluster.slow.add("join");
        cluster.scale("controller", 3);
        cluster.begin("scale controller 1 -> 3");
        cluster.run(30);
        assertThat(cluster.step("add-controller-1").progress()).isEqualTo("join has 1 GB of 4 GB to go");
        assertThat(cluster.nodes).doesNotContainKey(controller(2));
        cluster.slow.clear();
        cluster.run(60);
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.DONE);
    }

    @Test
    void aStartGateAsksTheRulesButNeedsNoAnswer() {
        ToyCluster cluster = ToyCluster.running(1, 1);
        cluster.rules.way(Action.START, new Stage.Gate(Action.START), new Stage.Start(), new Stage.Ready());
        cluster.answers = false;
        cluster.node(broker(0)).goal = Goal.STOPPED;
        cluster.settle();
        cluster.rules.shut(Action.START, Blocker.waitFor("one-join", "broker-7 is joining"));
        cluster.begin(new PlanRequest.Start(PlanRequest.Selection.everything()));
        cluster.run(5);
        assertThat(cluster.step("start-broker-0").reason().orElseThrow().rule()).isEqualTo("one-join");
        cluster.rules.shut(Action.START);
        cluster.run(5);
        assertThat(cluster.node(broker(0)).up).isTrue();
    }

    @Test
    void nothingToDoIsAnEmptyPlan() {
        ToyCluster cluster = ToyCluster.running(3, 3);
        assertThat(cluster.begin("apply").isEmpty()).isTrue();
        assertThat(cluster.begin(new PlanRequest.Start(PlanRequest.Selection.everything()))
                        .isEmpty())
                .isTrue();
        cluster.turn();
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.DONE);
    }

    @Test
    void growingComesBeforeRestartingAndRestartingBeforeShrinking() {
        ToyCluster cluster = ToyCluster.running(3, 3);
        cluster.scale("controller", 1);
        cluster.scale("broker", 4);
        cluster.set("threads", "8");
        cluster.begin("apply");
        assertThat(cluster.plan.phases().stream().map(Phase::name))
                .containsExactly("add broker", "update", "remove controller");
        List<String> ids = cluster.plan.steps().map(Step::id).toList();
        assertThat(ids).endsWith("remove-controller-2", "remove-controller-1");
        assertThat(ids).contains("restart-controller-0").doesNotContain("restart-controller-1");
        cluster.run(200);
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.DONE);
        assertThat(cluster.nodes.keySet()).containsExactly(broker(0), broker(1), broker(2), broker(3), controller(0));
        assertThat(cluster.node(broker(0)).inputs).containsEntry("threads", "8");
    }

    @Test
    void aSmallerWishDuringAFirstStartReleasesWhatNeverStarted() {
        ToyCluster cluster = new ToyCluster(1, 5);
        cluster.begin("create");
        cluster.run(2);
        cluster.scale("broker", 2);
        cluster.begin("scale broker 5 -> 2");
        assertThat(cluster.plan.phases().get(0).name()).isEqualTo("clear");
        cluster.run(60);
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.DONE);
        assertThat(cluster.nodes.keySet()).containsExactly(broker(0), broker(1), controller(0));
    }

    @Test
    void aCorrectedTargetReachesNodesThatFailAtTheirFirstStart() {
        ToyCluster cluster = new ToyCluster(1, 2);
        cluster.set("heap", "too much");
        cluster.begin("create");
        cluster.nodes.values().forEach(node -> node.healthy = false);
        cluster.runUntilIn("add-controller-0", Stage.Ready.class);
        cluster.node(controller(0)).healthy = false;
        cluster.run(20);
        assertThat(cluster.plan.isActive()).isTrue();
        cluster.set("heap", "right");
        cluster.begin("set heap=right");
        cluster.nodes.values().forEach(node -> node.healthy = true);
        cluster.run(60);
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.DONE);
        assertThat(cluster.node(controller(0)).inputs).containsEntry("heap", "right");
    }

    @Test
    void aNodeBeingDestroyedButWantedAgainIsDestroyedFirstAndThenMadeAnew() {
        ToyCluster cluster = ToyCluster.running(1, 3);
        ToyNode going = cluster.node(broker(2));
        going.goal = Goal.RELEASED;
        going.up = false;
        cluster.begin("apply");
        assertThat(cluster.plan.steps().map(Step::id)).containsExactly("remove-broker-2", "add-broker-2");
        cluster.run(60);
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.DONE);
        NodeId again = broker(2);
        assertThat(cluster.node(again)).isNotSameAs(going);
        assertThat(cluster.node(again).up).isTrue();
    }

    @Test
    void nodesThatAreHeldBackKeepLaterGroupsWaitingForAWhileOnlyIfEnoughOthersAreReady() {
        ToyCluster cluster = new ToyCluster(3, 1);
        cluster.begin("create");
        cluster.runUntilIn("add-controller-2", Stage.Start.class);
        ToyNode crashing = cluster.node(controller(2));
        crashing.starts = false;
        crashing.waiting = Optional.of(new Reason("crash", "it crashed 3 times", cluster.now, "", Optional.empty()));
        cluster.node(controller(1)).healthy = false;
        cluster.run(90);
        assertThat(cluster.node(broker(0)).everLaunched)
                .as("one of three is not enough")
                .isFalse();
        cluster.node(controller(1)).healthy = true;
        cluster.overtaking = true;
        cluster.run(20);
        assertThat(cluster.step("add-broker-0").status()).isEqualTo(Step.Status.DONE);
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.RUNNING);
        crashing.starts = true;
        crashing.waiting = Optional.empty();
        cluster.run(20);
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.DONE);
    }

    @Test
    void aStartThatIsHeldBackForAMomentIsWaitedFor() {
        ToyCluster cluster = new ToyCluster(3, 1);
        cluster.begin("create");
        cluster.runUntilIn("add-controller-2", Stage.Start.class);
        ToyNode crashing = cluster.node(controller(2));
        crashing.starts = false;
        crashing.waiting = Optional.of(new Reason("crash", "it crashed", cluster.now, "", Optional.empty()));
        cluster.run(40);
        assertThat(cluster.node(broker(0)).everLaunched).isFalse();
        assertThat(cluster.last.wakeAt()).isPresent();
    }

    @Test
    void aNodeThatServesInAClusterThatWasNeverWholePassesAGateForNewInputs() {
        ToyCluster cluster = new ToyCluster(1, 2);
        cluster.begin("create");
        cluster.runUntilIn("add-broker-1", Stage.Start.class);
        cluster.node(broker(1)).starts = false;
        cluster.run(20);
        assertThat(cluster.view().isReady(broker(0))).isTrue();
        cluster.rules.shut(Action.RESTART, Blocker.waitFor("isr", "broker-0 is needed"));
        cluster.set("threads", "8");
        cluster.begin("set threads=8");
        cluster.node(broker(1)).starts = true;
        cluster.run(60);
        assertThat(cluster.node(broker(0)).incarnation).isEqualTo(1);
        assertThat(cluster.node(broker(1)).up).isTrue();
        cluster.rules.shut(Action.RESTART);
        cluster.run(60);
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.DONE);
        assertThat(cluster.node(broker(0)).inputs).containsEntry("threads", "8");
    }
}
