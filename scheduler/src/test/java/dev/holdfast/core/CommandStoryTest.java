package dev.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Action;
import dev.holdfast.database.Blocker;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import dev.holdfast.plan.Plan;
import dev.holdfast.plan.Step;
import dev.holdfast.spec.ClusterSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What users ask for, and take back. */
final class CommandStoryTest {

    private static final Duration MINUTES = Duration.ofMinutes(5);

    @TempDir
    private Path directory;

    @Test
    void aRejectedWishChangesNothingAndNamesAllThatIsWrong() {
        Story story = Story.ready(directory, 4, 3);
        ClusterSpec wrong = Specs.with(story.spec(), "forbidden", "yes");
        story.refused(new Command.Apply(wrong, "set", 0), Answer.Kind.INVALID, "may not be set");
        story.refused(new Command.Apply(wrong, "set", 0), Answer.Kind.INVALID, "read the manual");
        story.refused(new Command.Apply(Specs.scaled(story.spec(), 200), "scale", 0), Answer.Kind.INVALID, "data");
        story.refused(
                new Command.Apply(Specs.sized(story.spec(), 64_000, 1024), "size", 0), Answer.Kind.INVALID, "cpus");
        story.refused(new Command.Apply(story.spec(), "late", 77), Answer.Kind.CONFLICT, "changed meanwhile");
        story.refused(new Command.Restart(new ClusterName("nothing"), List.of()), Answer.Kind.UNKNOWN, "nothing");
        story.refused(new Command.Restart(Story.ORDERS, List.of(Story.data(9))), Answer.Kind.UNKNOWN, "data-9");
        story.refused(new Command.Cancel(Story.ORDERS), Answer.Kind.CONFLICT, "no plan");
        story.refused(new Command.Uninstall(Story.ORDERS, "order"), Answer.Kind.INVALID, "confirm");
        story.line("expect order", () -> Order.expect(story));
    }

    @Test
    void aNodeOfAnotherClusterIsUnknown() {
        Story story = Story.ready(directory, 4, 1);
        story.accepted(new Command.Apply(Specs.of(new ClusterName("other"), 1, 1), "create", 0));
        NodeId foreign = new NodeId(new ClusterName("other"), "data", 0);
        story.refused(new Command.Stop(Story.ORDERS, List.of(foreign)), Answer.Kind.UNKNOWN, "other/data-0");
    }

    @Test
    void aRestartKeepsVolumesAndHappensOneByOne() {
        Story story = Story.ready(directory, 4, 3);
        Map<NodeId, String> before = volumes(story);
        story.accepted(new Command.Restart(Story.ORDERS, List.of()));
        story.until("all restarted", MINUTES, story::isReady);
        assertThat(volumes(story)).isEqualTo(before);
        assertThat(story.state().nodes().values()).allMatch(node -> node.launches() == 2);
        assertThat(story.mesos.operations.destroyed).isEmpty();
        story.advance(Duration.ofMinutes(1));
        story.line("expect order", () -> Order.expect(story));
    }

    @Test
    void aSecondPlanIsRefusedWhileOneIsUnderWay() {
        Story story = Story.ready(directory, 4, 3);
        story.accepted(new Command.Restart(Story.ORDERS, List.of()));
        story.refused(new Command.Restart(Story.ORDERS, List.of(Story.data(0))), Answer.Kind.CONFLICT, "under way");
    }

    @Test
    void aNewTargetTakesThePlaceOfTheOneUnderWay() {
        Story story = Story.ready(directory, 6, 3);
        story.accepted(new Command.Apply(Specs.with(story.spec(), "a", "1"), "set a", 0));
        story.advance(Duration.ofSeconds(6));
        story.accepted(new Command.Apply(Specs.with(Specs.scaled(story.spec(), 4), "b", "2"), "set b and scale", 0));
        story.until("all ready", MINUTES, story::isReady);
        assertThat(story.state().nodes().values())
                .allMatch(node ->
                        node.incarnation().orElseThrow().inputs().get("b").equals("2"));
        assertThat(story.state().nodes()).hasSize(5);
        story.advance(Duration.ofMinutes(1));
        story.line("expect order", () -> Order.expect(story));
    }

    @Test
    void cancelGoesBackToTheWishBefore() {
        Story story = Story.ready(directory, 6, 3);
        ClusterSpec before = story.spec();
        story.accepted(new Command.Apply(Specs.with(before, "a", "1"), "set a", 0));
        story.until(
                "one was restarted",
                MINUTES,
                () -> story.state().nodes().values().stream()
                        .anyMatch(node -> node.launches() == 2 && node.state() == NodeState.READY));
        story.send(new Command.Cancel(Story.ORDERS));
        story.until("all ready", MINUTES, story::isReady);
        assertThat(story.spec()).isEqualTo(before);
        assertThat(story.state().nodes().values())
                .allMatch(node -> !node.incarnation().orElseThrow().inputs().containsKey("a"));
    }

    @Test
    void aCancelledScaleInLeavesTheNodeAlone() {
        Story story = Story.ready(directory, 6, 3);
        story.toy.drains = false;
        story.accepted(new Command.Apply(Specs.scaled(story.spec(), 2), "scale", 0));
        story.advance(Duration.ofSeconds(20));
        story.send(new Command.Cancel(Story.ORDERS));
        story.line("the database could drain now", () -> story.toy.drains = true);
        story.advance(Duration.ofMinutes(2));
        story.expect(Story.data(2), NodeState.READY);
        story.expect("no plan is under way", () -> !story.plan().isActive());
        story.expect("nothing is owed", () -> story.cluster().debts().isEmpty());
        assertThat(story.toy.done).doesNotContain("drain/orders/data-2");
        assertThat(story.spec().group("data").orElseThrow().count()).isEqualTo(3);
        assertThat(story.mesos.operations.destroyed).isEmpty();
    }

    @Test
    void aScaleInThatIsHeldByAGateAndCancelledLeavesTheNodeAlone() {
        Story story = Story.ready(directory, 6, 3);
        story.toy.rules.shut.put(Action.REMOVE, List.of(Blocker.waitFor("toy", "not now")));
        story.accepted(new Command.Apply(Specs.scaled(story.spec(), 2), "scale", 0));
        story.advance(Duration.ofSeconds(20));
        story.send(new Command.Cancel(Story.ORDERS));
        story.line("the gate opens", () -> story.toy.rules.shut.clear());
        story.advance(Duration.ofMinutes(2));
        story.expect(Story.data(2), NodeState.READY);
        story.expect("no plan is under way", () -> !story.plan().isActive());
        assertThat(story.mesos.operations.destroyed).isEmpty();
    }

    @Test
    void pauseHoldsThePlanAndResumeGoesOn() {
        Story story = Story.ready(directory, 4, 3);
        story.accepted(new Command.Restart(Story.ORDERS, List.of()));
        story.accepted(new Command.Pause(Story.ORDERS));
        story.advance(Duration.ofMinutes(5));
        long restarted = story.state().nodes().values().stream()
                .filter(node -> node.launches() > 1)
                .count();
        assertThat(restarted).isLessThanOrEqualTo(1);
        assertThat(story.plan().status()).isEqualTo(Plan.Status.PAUSED);
        story.accepted(new Command.Resume(Story.ORDERS, ""));
        story.until("all restarted", MINUTES, story::isReady);
        assertThat(story.state().nodes().values()).allMatch(node -> node.launches() == 2);
    }

    @Test
    void aGateHoldsWithAReasonUntilAUserOverridesIt() {
        Story story = Story.ready(directory, 4, 3);
        story.toy.rules.shut.put(Action.RESTART, List.of(Blocker.outage("only-copy", "data-0 has the only copy")));
        story.accepted(new Command.Restart(Story.ORDERS, List.of(Story.data(0))));
        story.advance(Duration.ofMinutes(10));
        Step step = story.plan().steps().findFirst().orElseThrow();
        assertThat(step.reason().orElseThrow().rule()).isEqualTo("only-copy");
        assertThat(story.node(Story.data(0)).launches()).isEqualTo(1);
        story.accepted(new Command.Resume(Story.ORDERS, "only-copy"));
        story.until("all ready", MINUTES, story::isReady);
        assertThat(story.node(Story.data(0)).launches()).isEqualTo(2);
    }

    @Test
    void stoppedNodesStayStoppedUntilTheyAreStarted() {
        Story story = Story.ready(directory, 4, 3);
        Map<NodeId, String> before = volumes(story);
        story.accepted(new Command.Stop(Story.ORDERS, List.of()));
        story.until("all stopped", MINUTES, () -> !story.plan().isActive());
        story.advance(Duration.ofHours(1));
        assertThat(story.state().nodes().values()).allMatch(node -> node.state() == NodeState.STOPPED);
        story.restartScheduler();
        story.advance(Duration.ofMinutes(10));
        assertThat(story.mesos.tasks.live()).isEmpty();
        story.accepted(new Command.Start(Story.ORDERS, List.of()));
        story.until("all ready", MINUTES, story::isReady);
        assertThat(volumes(story)).isEqualTo(before);
        story.advance(Duration.ofMinutes(1));
        story.line("expect order", () -> Order.expect(story));
    }

    @Test
    void aCancelledFirstStartReleasesWhatNeverRan() {
        Story story = new Story(directory);
        story.mesos.addAgent(4, 4096, 10_000);
        story.mesos.tellsAgents = false;
        story.startScheduler();
        story.accepted(new Command.Apply(Specs.of(1, 2), "create", 0));
        story.advance(Duration.ofSeconds(20));
        story.expect(Story.data(0), NodeState.STOPPED);
        story.expectWait(Story.data(1), "placement");
        story.accepted(new Command.Cancel(Story.ORDERS));
        story.advance(Duration.ofMinutes(2));
        assertThat(story.mesos.reservations()).isEmpty();
        assertThat(story.state().nodes()).isEmpty();
    }

    @Test
    void missingSoftwareIsAWaitWithItsCauseAndRemedy() {
        Story story = Story.on(directory, 3);
        story.world.hasSoftware = false;
        story.accepted(new Command.Apply(Specs.of(1, 2), "create", 0));
        story.advance(Duration.ofSeconds(20));
        story.expectWait(Story.keeper(0), "software");
        long told = story.facts.stream().filter(Fact.Told.class::isInstance).count();
        story.advance(Duration.ofMinutes(10));
        story.expectWait(Story.keeper(0), "software");
        assertThat(story.facts.stream().filter(Fact.Told.class::isInstance))
                .as("lines told while nothing changes")
                .hasSize((int) told);
    }

    static Map<NodeId, String> volumes(Story story) {
        return story.state().nodes().values().stream()
                .collect(Collectors.toMap(
                        NodeRecord::id, node -> node.claim().orElseThrow().persistenceId()));
    }

    @Test
    void aCancelledStopLeavesStoppedOnlyWhatWasStoppedBefore() {
        Story story = Story.ready(directory, 4, 3);
        story.accepted(new Command.Stop(Story.ORDERS, List.of(Story.data(0))));
        story.until("it is stopped", MINUTES, () -> !story.plan().isActive());
        story.toy.rules.shut.put(Action.STOP, List.of(Blocker.waitFor("toy", "not now")));
        story.accepted(new Command.Stop(Story.ORDERS, List.of(Story.data(1), Story.data(2))));
        story.advance(Duration.ofSeconds(10));
        story.accepted(new Command.Cancel(Story.ORDERS));
        assertThat(story.cluster().stopped()).containsExactly(Story.data(0));
    }

    @Test
    void aStoppedNodeWhoseReplacementIsCancelledStaysStopped() {
        Story story = Story.ready(directory, 4, 3);
        story.accepted(new Command.Stop(Story.ORDERS, List.of(Story.data(0))));
        story.until("it is stopped", MINUTES, () -> !story.plan().isActive());
        story.toy.rules.shut.put(Action.REPLACE, List.of(Blocker.waitFor("toy", "not now")));
        story.accepted(new Command.Replace(Story.ORDERS, Story.data(0)));
        story.advance(Duration.ofSeconds(10));
        story.accepted(new Command.Cancel(Story.ORDERS));
        assertThat(story.cluster().stopped()).containsExactly(Story.data(0));
        story.accepted(new Command.Apply(Specs.of(2, 3), "one keeper more", 0));
        story.until("the change is done", MINUTES, () -> !story.plan().isActive());
        story.expect(Story.data(0), NodeState.STOPPED);
    }

    @Test
    void aNodeThatACancelledRestartHadStoppedComesUpAndIsNoStoppedOne() {
        Story story = Story.ready(directory, 4, 3);
        story.accepted(new Command.Restart(Story.ORDERS, List.of(Story.data(0))));
        story.until("it is down", MINUTES, () -> story.node(Story.data(0)).state() == NodeState.STOPPED);
        story.accepted(new Command.Cancel(Story.ORDERS));
        assertThat(story.cluster().stopped()).isEmpty();
        story.until("all ready", MINUTES, story::isReady);
    }

    @Test
    void anUpdateThatWaitsForAStoppedNodeSaysSoAndItsStartLetsItGoOn() {
        Story story = Story.ready(directory, 4, 3);
        story.accepted(new Command.Stop(Story.ORDERS, List.of(Story.data(1))));
        story.until("it is stopped", MINUTES, () -> !story.plan().isActive());
        story.accepted(new Command.Apply(Specs.with(story.spec(), "a", "1"), "set a", 0));
        story.advance(MINUTES);
        Step held = story.plan()
                .steps()
                .filter(step -> step.reason().isPresent())
                .findFirst()
                .orElseThrow();
        assertThat(held.reason().orElseThrow().remedy()).contains("holdfast start orders/data-1");
        story.accepted(new Command.Start(Story.ORDERS, List.of(Story.data(1))));
        story.until("all ready", MINUTES, story::isReady);
        assertThat(story.cluster().stopped()).isEmpty();
        assertThat(story.state().nodes().values())
                .allMatch(node ->
                        "1".equals(node.incarnation().orElseThrow().inputs().get("a")));
    }

    @Test
    void aNodeThatThePlanItselfStopsIsNotStartedMeanwhile() {
        Story story = Story.ready(directory, 4, 3);
        story.mesos.tasks.stubborn.add("orders/data-1");
        story.accepted(new Command.Stop(Story.ORDERS, List.of(Story.data(1))));
        story.advance(Duration.ofSeconds(10));
        story.refused(new Command.Start(Story.ORDERS, List.of(Story.data(1))), Answer.Kind.CONFLICT, "under way");
    }
}
