package dev.holdfast.plan;

import static dev.holdfast.plan.ToyCluster.broker;
import static dev.holdfast.plan.ToyCluster.controller;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Action;
import dev.holdfast.database.Blocker;
import dev.holdfast.database.Stage;
import dev.holdfast.model.NodeId;
import dev.holdfast.plan.PlanRequest.Selection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class RestartTest {

    @Test
    void aRollingRestartTakesOneNodeAtATimeInTheOrderThePackageRanks() {
        ToyCluster cluster = ToyCluster.running(3, 3);
        cluster.rules.ranks.put(broker(0), 5);
        cluster.rules.ranks.put(controller(1), 9);
        cluster.set("threads", "8");
        cluster.begin("set threads=8");
        List<String> order = new ArrayList<>();
        while (cluster.plan.isActive()) {
            cluster.run(1);
            cluster.plan
                    .steps()
                    .filter(step -> step.status().hasBegun() && !order.contains(step.id()))
                    .forEach(step -> order.add(step.id()));
        }
        assertThat(order)
                .containsExactly(
                        "restart-controller-0",
                        "restart-controller-2",
                        "restart-broker-1",
                        "restart-broker-2",
                        "restart-broker-0",
                        "restart-controller-1");
        assertThat(cluster.nodes.values()).allMatch(node -> node.incarnation == 2);
    }

    @Test
    void aGateWaitsWithItsReasonAndOpensWhenTheDatabaseSaysSo() {
        ToyCluster cluster = ToyCluster.running(1, 3);
        cluster.node(broker(2)).healthy = false;
        cluster.begin(new PlanRequest.Restart(Selection.of(List.of(broker(0)))));
        cluster.runUntilHeld("restart-broker-0", "peers-ready");
        Reason reason = cluster.step("restart-broker-0").reason().orElseThrow();
        assertThat(reason.text()).isEqualTo("broker-2 is not ready");
        assertThat(reason.remedy()).contains("only waiting helps").contains("holdfast cancel orders");
        cluster.run(30);
        assertThat(cluster.step("restart-broker-0").reason().orElseThrow().since())
                .isEqualTo(reason.since());
        assertThat(cluster.node(broker(0)).incarnation).isEqualTo(1);
        assertThat(cluster.told.stream().filter(text -> text.contains("waits: broker-2")))
                .hasSize(1);
        cluster.node(broker(2)).healthy = true;
        cluster.run(30);
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.DONE);
        assertThat(cluster.node(broker(0)).incarnation).isEqualTo(2);
    }

    @Test
    void aNodeThatServesNobodyAnyMoreComesBackBeforeAnyOtherIsTakenDown() {
        ToyCluster cluster = ToyCluster.running(1, 3);
        cluster.rules.spent.add(broker(2));
        cluster.set("threads", "8");
        cluster.begin("set threads=8");
        assertThat(cluster.plan.steps().map(Step::id))
                .startsWith("start-broker-2")
                .doesNotContain("restart-broker-2");
    }

    @Test
    void aGateNeedsAnAnswerThatBeganAfterTheStepCameToIt() {
        ToyCluster cluster = ToyCluster.running(1, 2);
        cluster.look();
        cluster.begin(new PlanRequest.Restart(Selection.of(List.of(broker(0)))));
        cluster.turn();
        assertThat(cluster.step("restart-broker-0").reason().orElseThrow().rule())
                .isEqualTo("fresh-answer");
        assertThat(cluster.last.wants()).contains(new Want.Look());
        assertThat(cluster.node(broker(0)).goal).isEqualTo(Goal.RUNNING);
        cluster.look();
        cluster.turn();
        assertThat(cluster.node(broker(0)).goal)
                .as("an answer that began at the very moment proves nothing about later")
                .isEqualTo(Goal.RUNNING);
        cluster.pass(Duration.ofSeconds(1));
        cluster.look();
        cluster.turn();
        assertThat(cluster.node(broker(0)).goal).isEqualTo(Goal.STOPPED);
    }

    @Test
    void anOldAnswerOpensNoGate() {
        ToyCluster cluster = ToyCluster.running(1, 2);
        cluster.rules.shut(Action.RESTART, Blocker.waitFor("isr", "orders-3 is catching up"));
        cluster.begin(new PlanRequest.Restart(Selection.of(List.of(broker(0)))));
        cluster.runUntilHeld("restart-broker-0", "isr");
        cluster.rules.shut(Action.RESTART);
        cluster.pass(Duration.ofMinutes(5));
        cluster.turn();
        assertThat(cluster.step("restart-broker-0").reason().orElseThrow().rule())
                .isEqualTo("fresh-answer");
    }

    @Test
    void aDatabaseThatDoesNotAnswerHoldsEveryGateUntilAUserSaysGoOn() {
        ToyCluster cluster = ToyCluster.running(1, 1);
        cluster.answers = false;
        cluster.observation = java.util.Optional.empty();
        cluster.rules.shut(Action.RESTART, Blocker.waitFor("unknown", "nothing is known"));
        cluster.begin(new PlanRequest.Restart(Selection.of(List.of(broker(0)))));
        cluster.run(60);
        Reason reason = cluster.step("restart-broker-0").reason().orElseThrow();
        assertThat(reason.rule()).isEqualTo("fresh-answer");
        assertThat(reason.text()).contains("timed out");
        assertThat(reason.remedy()).isEqualTo("holdfast resume orders --override fresh-answer");
        cluster.plan = PlanRunner.override(cluster.plan, "fresh-answer");
        cluster.run(5);
        assertThat(cluster.node(broker(0)).incarnation).isEqualTo(2);
    }

    @Test
    void anOutageIsNamedAndOneOverrideCarriesThePlanThrough() {
        ToyCluster cluster = ToyCluster.running(1, 2);
        cluster.rules.shut(
                Action.RESTART,
                Blocker.waitFor("controller-majority", "controller-0 is alone"),
                Blocker.outage("min-insync-replicas", "orders-3 has no more replicas than its minimum"));
        cluster.begin(new PlanRequest.Restart(Selection.of(List.of(broker(0), broker(1)))));
        cluster.runUntilHeld("restart-broker-0", "min-insync-replicas");
        Reason reason = cluster.step("restart-broker-0").reason().orElseThrow();
        assertThat(reason.text()).contains("orders-3").endsWith("(and 1 more)");
        assertThat(reason.remedy()).isEqualTo("holdfast resume orders --accept-outage min-insync-replicas");
        cluster.plan = PlanRunner.override(cluster.plan, "min-insync-replicas");
        cluster.run(10);
        assertThat(cluster.step("restart-broker-0").reason().orElseThrow().rule())
                .as("accepting an outage does not shorten a wait")
                .isEqualTo("controller-majority");
        cluster.rules.shut(Action.RESTART, Blocker.outage("min-insync-replicas", "orders-4, too"));
        cluster.run(60);
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.DONE);
    }

    @Test
    void aRefusalIsOverriddenForTheStepItHoldsAndForNoOther() {
        ToyCluster cluster = ToyCluster.running(1, 2);
        cluster.rules.shut(Action.RESTART, Blocker.refusal("last-copy", "holds the only copy of orders-3"));
        cluster.begin(new PlanRequest.Restart(Selection.of(List.of(broker(0), broker(1)))));
        cluster.runUntilHeld("restart-broker-0", "last-copy");
        assertThat(cluster.step("restart-broker-0").reason().orElseThrow().remedy())
                .isEqualTo("holdfast resume orders --override last-copy");
        cluster.plan = PlanRunner.override(cluster.plan, PlanRunner.EVERYTHING);
        cluster.run(10);
        assertThat(cluster.node(broker(0)).incarnation).isEqualTo(1);
        cluster.plan = PlanRunner.override(cluster.plan, "last-copy");
        cluster.runUntilHeld("restart-broker-1", "last-copy");
        assertThat(cluster.node(broker(0)).incarnation).isEqualTo(2);
        cluster.run(60);
        assertThat(cluster.node(broker(1)).incarnation).isEqualTo(1);
    }

    @Test
    void everythingButRefusalsCanBeOverriddenAtOnce() {
        ToyCluster cluster = ToyCluster.running(1, 2);
        cluster.rules.shut(Action.RESTART, Blocker.waitFor("isr", "w"), Blocker.outage("outage", "o"));
        cluster.begin(new PlanRequest.Restart(Selection.of(List.of(broker(0)))));
        cluster.plan = PlanRunner.override(cluster.plan, PlanRunner.EVERYTHING);
        cluster.run(20);
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.DONE);
    }

    @Test
    void evenSideBySideOnlyOneStepGetsThroughItsGateAndTheNextNeedsANewAnswer() {
        ToyCluster cluster = ToyCluster.running(1, 2);
        cluster.begin(new PlanRequest.Restart(Selection.of(List.of(broker(0), controller(0)))));
        Phase phase = cluster.plan.phases().get(0);
        cluster.plan =
                cluster.plan.withPhases(List.of(new Phase(phase.name(), Phase.Strategy.PARALLEL, phase.steps())));
        cluster.runUntilIn("restart-broker-0", Stage.Stop.class);
        assertThat(cluster.step("restart-controller-0").reason().orElseThrow().rule())
                .isEqualTo("one-at-a-time");
        while (cluster.step("restart-broker-0").status() != Step.Status.DONE) {
            cluster.settle();
            cluster.look();
            cluster.pass(Duration.ofSeconds(1));
            cluster.turn();
        }
        assertThat(cluster.step("restart-controller-0").reason().orElseThrow().rule())
                .as("the last answer began while the other was on its way")
                .isEqualTo("fresh-answer");
        cluster.run(30);
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.DONE);
    }

    @Test
    void aPackageThatForgetsTheGateGetsOne() {
        ToyCluster cluster = ToyCluster.running(1, 2);
        cluster.rules.way(Action.RESTART, new Stage.Stop(), new Stage.Start(), new Stage.Ready());
        cluster.rules.shut(Action.RESTART, Blocker.waitFor("isr", "orders-3 is catching up"));
        cluster.begin(new PlanRequest.Restart(Selection.of(List.of(broker(0)))));
        cluster.runUntilHeld("restart-broker-0", "isr");
        assertThat(cluster.node(broker(0)).goal).isEqualTo(Goal.RUNNING);
    }

    @Test
    void aNodeThatIsDownGoesFirstAndNeedsNoGate() {
        ToyCluster cluster = ToyCluster.running(1, 3);
        cluster.rules.ranks.put(broker(2), 9);
        cluster.set("heap", "right");
        cluster.begin("set heap=right");
        cluster.node(broker(2)).up = false;
        cluster.node(broker(2)).starts = false;
        cluster.answers = false;
        cluster.turn();
        assertThat(cluster.step("restart-broker-2").stages())
                .isNotEmpty()
                .noneMatch(stage -> stage instanceof Stage.Gate);
        cluster.node(broker(2)).starts = true;
        cluster.run(5);
        assertThat(cluster.node(broker(2)).inputs).containsEntry("heap", "right");
    }

    @Test
    void aNodeThatFailsWhileItsGateIsShutIsTakenPastIt() {
        ToyCluster cluster = ToyCluster.running(1, 1);
        cluster.set("heap", "right");
        cluster.begin("set heap=right");
        cluster.answers = false;
        cluster.rules.ranks.put(controller(0), 9);
        cluster.run(5);
        assertThat(cluster.step("restart-broker-0").reason().orElseThrow().rule())
                .isEqualTo("fresh-answer");
        cluster.node(broker(0)).up = false;
        cluster.turn();
        assertThat(cluster.step("restart-broker-0").stage().orElseThrow()).isInstanceOf(Stage.Stop.class);
        cluster.settle();
        cluster.turn();
        cluster.settle();
        assertThat(cluster.node(broker(0)).inputs).containsEntry("heap", "right");
    }

    @Test
    void aNodeThatRecoveryRestartedWithTheTargetsInputsIsNotRestartedAgain() {
        ToyCluster cluster = ToyCluster.running(1, 2);
        cluster.rules.ranks.put(broker(0), -1);
        cluster.set("threads", "8");
        cluster.begin("set threads=8");
        cluster.rules.shut(Action.RESTART, Blocker.waitFor("isr", "orders-3 is catching up"));
        cluster.runUntilHeld("restart-broker-0", "isr");
        ToyNode node = cluster.node(broker(0));
        node.incarnation++;
        node.inputs = cluster.rules.inputs(cluster.spec, node.id);
        cluster.run(10);
        assertThat(cluster.step("restart-broker-0").status()).isEqualTo(Step.Status.DONE);
        assertThat(node.incarnation).isEqualTo(2);
    }

    @Test
    void readinessOfAnEarlierIncarnationDoesNotCount() {
        ToyCluster cluster = ToyCluster.running(1, 2);
        cluster.begin(new PlanRequest.Restart(Selection.of(List.of(broker(0)))));
        cluster.runUntilIn("restart-broker-0", Stage.Start.class);
        cluster.node(broker(0)).healthy = false;
        cluster.run(20);
        Step step = cluster.step("restart-broker-0");
        assertThat(step.stage().orElseThrow()).isInstanceOf(Stage.Ready.class);
        assertThat(step.progress()).isEqualTo("recovering logs: 3 of 12 left");
        cluster.node(broker(0)).healthy = true;
        cluster.run(5);
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.DONE);
    }

    @Test
    void aPausedPlanKeepsItsReasonsAndWantsNothing() {
        ToyCluster cluster = ToyCluster.running(1, 3);
        cluster.node(broker(2)).healthy = false;
        cluster.begin(new PlanRequest.Restart(Selection.of(List.of(broker(0)))));
        cluster.runUntilHeld("restart-broker-0", "peers-ready");
        cluster.plan = PlanRunner.pause(cluster.plan);
        cluster.node(broker(2)).healthy = true;
        Plan paused = cluster.plan;
        cluster.run(60);
        assertThat(cluster.plan).isEqualTo(paused);
        assertThat(cluster.last.wants()).isEmpty();
        assertThat(cluster.last.wakeAt()).isEmpty();
        cluster.plan = PlanRunner.resume(cluster.plan);
        cluster.run(30);
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.DONE);
    }

    @Test
    void stoppingEverythingNeedsNoGateAndTakesTheReverseOfTheStartOrder() {
        ToyCluster cluster = ToyCluster.running(1, 2);
        cluster.answers = false;
        cluster.ungated = true;
        cluster.rules.shut(Action.STOP, Blocker.refusal("never", "never"));
        cluster.begin(new PlanRequest.Stop(Selection.everything()));
        cluster.turn();
        assertThat(cluster.node(broker(0)).goal).isEqualTo(Goal.STOPPED);
        assertThat(cluster.node(broker(1)).goal).isEqualTo(Goal.STOPPED);
        assertThat(cluster.node(controller(0)).goal).isEqualTo(Goal.RUNNING);
        cluster.run(10);
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.DONE);
        assertThat(cluster.nodes.values()).noneMatch(node -> node.up);
        cluster.answers = true;
        cluster.begin(new PlanRequest.Start(Selection.everything()));
        cluster.run(30);
        assertThat(cluster.nodes.values()).allMatch(node -> node.up);
    }

    @Test
    void stoppingOneNodeIsGated() {
        ToyCluster cluster = ToyCluster.running(1, 3);
        cluster.node(broker(2)).healthy = false;
        cluster.begin(new PlanRequest.Stop(Selection.of(List.of(broker(0)))));
        cluster.runUntilHeld("stop-broker-0", "peers-ready");
        assertThat(cluster.node(broker(0)).up).isTrue();
    }

    @Test
    void whatAUserStoppedStaysStopped() {
        ToyCluster cluster = ToyCluster.running(1, 3);
        cluster.begin(new PlanRequest.Stop(Selection.of(List.of(broker(1)))));
        cluster.run(10);
        cluster.stoppedByUser.add(broker(1));
        assertThat(cluster.begin("apply").isEmpty()).isTrue();
        cluster.set("threads", "8");
        cluster.begin("set threads=8");
        assertThat(cluster.plan.steps().map(Step::id))
                .containsExactly("restart-controller-0", "restart-broker-0", "restart-broker-2");
        cluster.stoppedByUser.clear();
        cluster.begin("apply");
        assertThat(cluster.plan.step("start-broker-1")).isPresent();
    }

    @Test
    void aRestartOfAllLeavesStoppedNodesAloneButANamedOneIsStarted() {
        ToyCluster cluster = ToyCluster.running(1, 2);
        cluster.begin(new PlanRequest.Stop(Selection.of(List.of(broker(1)))));
        cluster.run(10);
        Set<String> all = ids(cluster.begin(new PlanRequest.Restart(Selection.everything())));
        assertThat(all).containsExactly("restart-broker-0", "restart-controller-0");
        Set<String> named = ids(cluster.begin(new PlanRequest.Restart(Selection.of(List.of(broker(1))))));
        assertThat(named).containsExactly("start-broker-1");
    }

    @Test
    void aBiggerReservationIsTakenBeforeTheNodeGoesDownAndNoRoomIsAWait() {
        ToyCluster cluster = ToyCluster.running(1, 2);
        NodeId node = broker(0);
        cluster.room = false;
        cluster.node(node).sized = false;
        cluster.node(node).waiting = java.util.Optional.of(
                new Reason("memory", "0 of 512 MB free", Instant.EPOCH, "", java.util.Optional.empty()));
        cluster.begin("set memory");
        assertThat(ids(cluster.plan)).containsExactly("restart-broker-0");
        cluster.run(20);
        assertThat(cluster.last.wants()).contains(new Want.Resize(node));
        assertThat(cluster.step("restart-broker-0").reason().orElseThrow().rule())
                .isEqualTo("memory");
        assertThat(cluster.node(node).up).isTrue();
        cluster.room = true;
        cluster.node(node).waiting = java.util.Optional.empty();
        cluster.run(30);
        assertThat(cluster.node(node).incarnation).isEqualTo(2);
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.DONE);
    }

    private static Set<String> ids(Plan plan) {
        return new TreeSet<>(plan.steps().map(Step::id).toList());
    }
}
