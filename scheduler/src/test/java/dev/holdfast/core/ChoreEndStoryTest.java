package dev.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Chore;
import dev.holdfast.model.AgentId;
import dev.holdfast.model.TaskState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How chores beside nodes end when something else ends: their node, its agent, their plan, the scheduler. */
final class ChoreEndStoryTest {

    @TempDir
    private Path directory;

    @Test
    void itSurvivesARestartOfTheSchedulerAndIsNotRepeated() {
        Story story = ChoreStories.ready(directory, 2, "repair");
        ChoreStories.repair(story, 0, "repair");
        ChoreStories.untilRuns(story, "repair");
        story.restartScheduler();
        story.advance(Duration.ofSeconds(5));
        story.expect("it still runs", () -> ChoreStories.runs(story, "repair"));
        ChoreStories.untilDone(story);
        story.restartScheduler();
        story.advance(Duration.ofMinutes(5));
        assertThat(story.mesos.tasks.chores("repair")).hasSize(1);
    }

    @Test
    void whatEndedWhileTheSchedulerWasAwayIsHeardOf() {
        Story story = ChoreStories.ready(directory, 2, "repair");
        ChoreStories.repair(story, 0, "repair");
        ChoreStories.untilRuns(story, "repair");
        story.mesos.disconnect("the scheduler is away");
        story.advance(Duration.ofMinutes(1));
        story.restartScheduler();
        ChoreStories.untilDone(story);
        assertThat(ChoreStories.end(story, 0, "repair").orElseThrow().text()).isEqualTo("all done");
        assertThat(story.mesos.tasks.chores("repair")).hasSize(1);
    }

    @Test
    void whileItsAgentIsCutOffItIsWaitedFor() {
        Story story = ChoreStories.ready(directory, 2, "repair");
        ChoreStories.repair(story, 0, "repair");
        ChoreStories.untilRuns(story, "repair");
        SimAgent agent = story.mesos.tasks.chores("repair").get(0).agent;
        story.line("its agent is cut off", () -> story.mesos.cutOff(agent, story.now));
        story.advance(Duration.ofMinutes(3));
        story.expect("nothing ended", () -> ChoreStories.end(story, 0, "repair").isEmpty());
        story.line("the agent is back", () -> story.mesos.comesBack(agent, story.now));
        ChoreStories.untilDone(story);
        assertThat(story.mesos.tasks.chores("repair")).hasSize(1);
        assertThat(story.node(Story.data(0)).incarnation().orElseThrow().number())
                .isEqualTo(1);
    }

    @Test
    void whenItsAgentIsStartedAnewBothAreOverAndBegunAnew() {
        Story story = ChoreStories.ready(directory, 2, "repair");
        story.mesos.tasks.choresTake = Duration.ofMinutes(2);
        ChoreStories.repair(story, 0, "repair");
        ChoreStories.untilRuns(story, "repair");
        SimAgent agent = story.mesos.tasks.chores("repair").get(0).agent;
        story.line("its agent is cut off", () -> story.mesos.cutOff(agent, story.now));
        story.advance(Duration.ofMinutes(1));
        story.line("the machine is started anew", () -> story.mesos.comesBackAs(agent, "another", story.now));
        story.until(
                "it failed",
                ChoreStories.LONG,
                () -> ChoreStories.end(story, 0, "repair").isPresent());
        ChoreStories.untilDone(story);
        assertThat(story.mesos.tasks.chores("repair")).hasSize(2);
        assertThat(story.mesos.tasks.chores("repair").get(1).agent.id).isEqualTo(new AgentId("another"));
        assertThat(story.node(Story.data(0)).incarnation().orElseThrow().number())
                .isEqualTo(2);
    }

    @Test
    void whenItsAgentIsMarkedGoneItIsOver() {
        Story story = ChoreStories.ready(directory, 3, "repair");
        ChoreStories.repair(story, 0, "repair");
        ChoreStories.untilRuns(story, "repair");
        SimAgent agent = story.mesos.tasks.chores("repair").get(0).agent;
        story.line("its agent is marked gone", () -> story.mesos.markGone(agent, story.now));
        story.until(
                "the node is replaced",
                ChoreStories.LONG,
                () -> story.node(Story.data(0)).generation() == 2
                        && story.node(Story.data(0)).beside().task().isEmpty());
    }

    @Test
    void whenItsNodeCrashesItIsEndedBeforeTheNodeStartsAgain() {
        Story story = ChoreStories.ready(directory, 2, "repair");
        story.mesos.tasks.choresTake = Duration.ofHours(1);
        ChoreStories.repair(story, 0, "repair");
        ChoreStories.untilRuns(story, "repair");
        SimTask node = story.mesos.tasks.liveOf(Story.data(0).toString()).orElseThrow();
        story.line(
                "the node's process crashes",
                () -> story.mesos.tasks.end(node, TaskState.FAILED, "", "Command exited with status 1", story.now));
        story.until(
                "it is ended",
                ChoreStories.LONG,
                () -> ChoreStories.end(story, 0, "repair").isPresent());
        assertThat(ChoreStories.end(story, 0, "repair").orElseThrow().text()).contains("the process of data-0 is over");
        story.until(
                "the node is ready again",
                ChoreStories.LONG,
                () -> story.node(Story.data(0)).state() == NodeState.READY);
        ChoreStories.untilRuns(story, "repair");
        assertThat(story.mesos.tasks.chores("repair")).hasSize(2);
    }

    @Test
    void aCancelEndsIt() {
        Story story = ChoreStories.ready(directory, 3, "drain");
        story.mesos.tasks.choresTake = Duration.ofHours(1);
        story.send(new Command.Apply(Specs.scaled(story.spec(), 2), "scale", 0));
        ChoreStories.untilRuns(story, "drain");
        story.send(new Command.Cancel(Story.ORDERS));
        story.until("it is over", ChoreStories.LONG, () -> !ChoreStories.runs(story, "drain"));
        story.until("the plan is over", ChoreStories.LONG, () -> !story.plan().isActive());
        assertThat(ChoreStories.end(story, 2, "drain").orElseThrow().text()).contains("no plan wants it any more");
        story.expect("the node serves", () -> story.node(Story.data(2)).state() == NodeState.READY);
        assertThat(story.cluster().debts()).isEmpty();
        story.advance(Duration.ofMinutes(1));
        Order.expect(story);
    }

    @Test
    void aPauseLeavesItRunning() {
        Story story = ChoreStories.ready(directory, 3, "drain");
        story.mesos.tasks.choresTake = Duration.ofMinutes(10);
        story.send(new Command.Apply(Specs.scaled(story.spec(), 2), "scale", 0));
        ChoreStories.untilRuns(story, "drain");
        story.send(new Command.Pause(Story.ORDERS));
        story.advance(Duration.ofMinutes(20));
        assertThat(ChoreStories.end(story, 2, "drain").orElseThrow().ok()).isTrue();
        story.send(new Command.Resume(Story.ORDERS, ""));
        story.until("it is removed", ChoreStories.LONG, () -> !story.plan().isActive());
        assertThat(story.mesos.tasks.chores("drain")).hasSize(1);
        assertThat(story.state().nodes()).hasSize(3);
    }

    @Test
    void aStopEndsItFirst() {
        Story story = ChoreStories.ready(directory, 2, "repair");
        story.mesos.tasks.choresTake = Duration.ofHours(1);
        ChoreStories.repair(story, 0, "repair");
        ChoreStories.untilRuns(story, "repair");
        SimTask node = story.mesos.tasks.liveOf(Story.data(0).toString()).orElseThrow();
        story.checks.add(() -> assertThat(
                        story.mesos.tasks.kills.containsKey(node.spec.id()) && ChoreStories.runs(story, "repair"))
                .as("the node is asked to end while the chore beside it runs")
                .isFalse());
        story.toy.rules.upkeep = view -> List.of();
        story.send(new Command.Stop(Story.ORDERS, List.of(Story.data(0))));
        story.until(
                "it is stopped",
                ChoreStories.LONG,
                () -> story.node(Story.data(0)).state() == NodeState.STOPPED);
        assertThat(ChoreStories.end(story, 0, "repair").orElseThrow().ok()).isFalse();
        story.send(new Command.Start(Story.ORDERS, List.of(Story.data(0))));
        story.until(
                "it is ready",
                ChoreStories.LONG,
                () -> story.node(Story.data(0)).state() == NodeState.READY);
        story.advance(Duration.ofMinutes(1));
        Order.expect(story);
    }

    @Test
    void anUninstallEndsIt() {
        Story story = ChoreStories.ready(directory, 2, "repair");
        story.mesos.tasks.choresTake = Duration.ofHours(1);
        ChoreStories.repair(story, 0, "repair");
        ChoreStories.untilRuns(story, "repair");
        story.send(new Command.Uninstall(Story.ORDERS, "orders"));
        story.until(
                "all is gone", ChoreStories.LONG, () -> story.state().clusters().isEmpty());
        story.until(
                "nothing is reserved",
                ChoreStories.LONG,
                () -> story.mesos.reservations().isEmpty());
        assertThat(story.mesos.tasks.live()).isEmpty();
    }

    @Test
    void itIsDoneOnceThoughTheSchedulerDiesAnywhere() {
        int crash = 1;
        for (boolean came = true; came; crash++) {
            Story story = ChoreStories.ready(directory, 1, "repair");
            story.mesos.tasks.choresTake = Duration.ofSeconds(2);
            story.advance(Duration.ofMillis(crash % 7 * 130L));
            story.crashAfter(crash);
            story.insist(new Command.Run(Story.ORDERS, Chore.on(Story.data(0), "repair"), "repair data-0"));
            ChoreStories.untilDone(story);
            assertThat(story.mesos.tasks.chores("repair"))
                    .as("processes of the repair after a crash at " + crash)
                    .hasSize(1);
            came = !story.isCrashStillToCome();
            story.until("there is order after a crash at " + crash, ChoreStories.LONG, () -> Order.is(story));
        }
        assertThat(crash).isGreaterThan(20);
    }

    /** With {@link CrashStoryTest}, which takes every step of a removal: here some of them, with the drain beside the node. */
    @Test
    void aRemovalWithADrainBesideTheNodeSurvivesACrash() {
        int crash = 1;
        for (boolean came = true; came; crash += 7) {
            Story story = ChoreStories.ready(directory, 2, "drain");
            story.mesos.tasks.choresTake = Duration.ofSeconds(4);
            story.advance(Duration.ofMillis(crash % 5 * 190L));
            story.crashAfter(crash);
            story.insist(new Command.Apply(Specs.scaled(story.spec(), 1), "scale", 0));
            story.until(
                    "it is removed",
                    ChoreStories.LONG,
                    () -> !story.plan().isActive() && story.state().nodes().size() == 2);
            // A node whose end was decided and not heard of has its gate asked again, and with it all that follows.
            boolean anew = story.facts.stream()
                    .anyMatch(fact ->
                            fact instanceof Fact.Told told && told.text().contains("its gate is asked again"));
            assertThat(story.mesos.tasks.chores("drain"))
                    .as("processes of the drain after a crash at " + crash)
                    .hasSize(anew ? 2 : 1);
            came = !story.isCrashStillToCome();
            story.until("there is order after a crash at " + crash, Duration.ofMinutes(13), () -> Order.is(story));
        }
        assertThat(crash).isGreaterThan(60);
    }
}
