package dev.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.ChoreEnd;
import dev.holdfast.database.NodeView;
import dev.holdfast.model.Operation;
import dev.holdfast.model.TaskState;
import dev.holdfast.plan.Chores;
import dev.holdfast.plan.Step;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Chores that are done by a task of their own beside their node. */
final class ChoreStoryTest {

    @TempDir
    private Path directory;

    @Test
    void itRunsInTheExecutorOfItsNodeOutOfTheShareThatIsKeptForIt() {
        Story story = ChoreStories.ready(directory, 2, "repair");
        ChoreStories.repair(story, 0, "repair");
        ChoreStories.untilRuns(story, "repair");
        SimTask chore = story.mesos.tasks.chores("repair").get(0);
        story.expect("the node is ready", () -> story.node(Story.data(0)).state() == NodeState.READY);
        assertThat(chore.executor)
                .isEqualTo(story.node(Story.data(0)).incarnation().orElseThrow().executor());
        assertThat(Sizing.of(chore.spec.resources())).isEqualTo(new Sizing(100, 128_000, 0));
        assertThat(chore.spec.id().value()).startsWith("orders.data-0.1.repair.m1-");
        story.advance(Duration.ofSeconds(10));
        story.expect(
                "the step tells how far it is",
                () -> story.plan().steps().anyMatch(step -> step.progress().equals("half done")));
        ChoreStories.untilDone(story);
        ChoreEnd end = ChoreStories.end(story, 0, "repair").orElseThrow();
        assertThat(end.ok()).isTrue();
        assertThat(end.text()).isEqualTo("all done");
        assertThat(end.incarnation()).isEqualTo(1);
        assertThat(end.at()).isAfter(end.begunAt());
        NodeView view = Views.of(story.node(Story.data(0)));
        assertThat(view.ended()).containsEntry("repair", end);
        story.advance(Duration.ofMinutes(5));
        assertThat(story.mesos.tasks.chores("repair")).hasSize(1);
        Order.expect(story);
    }

    @Test
    void itsShareIsNoExcessAndKeptWhileNothingUsesIt() {
        Story story = ChoreStories.ready(directory, 2, "repair");
        story.advance(Duration.ofMinutes(20));
        Order.expect(story);
        assertThat(story.state().sight().books().leaks()).isEmpty();
        assertThat(story.world.done(Effect.Accept.class))
                .noneMatch(accept -> accept.operations().stream().anyMatch(Operation.Unreserve.class::isInstance));
    }

    @Test
    void itRunsLongerThanAnyDriverMay() {
        Story story = ChoreStories.ready(directory, 2, "repair");
        story.mesos.tasks.choresTake = Duration.ofMinutes(12);
        ChoreStories.repair(story, 0, "repair");
        ChoreStories.untilRuns(story, "repair");
        story.advance(Duration.ofMinutes(11));
        story.expect("it still runs", () -> ChoreStories.runs(story, "repair"));
        ChoreStories.untilDone(story);
        assertThat(story.mesos.tasks.chores("repair")).hasSize(1);
    }

    @Test
    void oneThatFailsIsBegunAnewAndSaysWhy() {
        Story story = ChoreStories.ready(directory, 2, "repair");
        story.mesos.tasks.failing.add("repair");
        ChoreStories.repair(story, 0, "repair");
        story.until(
                "it failed",
                ChoreStories.LONG,
                () -> ChoreStories.end(story, 0, "repair").isPresent());
        assertThat(ChoreStories.end(story, 0, "repair").orElseThrow().ok()).isFalse();
        assertThat(ChoreStories.end(story, 0, "repair").orElseThrow().text()).contains("TASK_FAILED", "it broke");
        story.until(
                "it is begun anew",
                ChoreStories.LONG,
                () -> story.mesos.tasks.chores("repair").size() == 2);
        story.line("it will end well", () -> story.mesos.tasks.failing.clear());
        ChoreStories.untilDone(story);
        assertThat(ChoreStories.end(story, 0, "repair").orElseThrow().ok()).isTrue();
    }

    @Test
    void aLaunchThatComesToNothingIsTriedAgain() {
        for (TaskState state : List.of(TaskState.DROPPED, TaskState.ERROR, TaskState.LOST, TaskState.GONE)) {
            Story story = ChoreStories.ready(directory, 2, "repair");
            story.mesos.launchEnds = Optional.of(state);
            ChoreStories.repair(story, 0, "repair");
            story.until(
                    "it failed",
                    ChoreStories.LONG,
                    () -> ChoreStories.end(story, 0, "repair").isPresent());
            assertThat(ChoreStories.end(story, 0, "repair").orElseThrow().text())
                    .contains("TASK_" + state);
            ChoreStories.untilDone(story);
            assertThat(story.mesos.tasks.chores("repair")).hasSize(1);
            Order.expect(story);
        }
    }

    @Test
    void twoForOneNodeRunOneAfterTheOther() {
        Story story = ChoreStories.ready(directory, 2, "repair", "cleanup");
        ChoreStories.repair(story, 0, "repair", "cleanup");
        ChoreStories.untilDone(story);
        assertThat(story.mesos.tasks.chores("repair")).hasSize(1);
        assertThat(story.mesos.tasks.chores("cleanup")).hasSize(1);
        assertThat(story.node(Story.data(0)).beside().ended().keySet()).containsExactly("cleanup", "repair");
    }

    @Test
    void aNodeOfBeforeThereWasAShareGetsItWithoutARestart() {
        Story story = Story.ready(directory, 3, 2);
        story.line("a newer Holdfast keeps a share for chores", () -> {
            story.toy.share = ChoreStories.SHARE;
            story.toy.rules.beside.add("repair");
        });
        story.restartScheduler();
        ChoreStories.repair(story, 0, "repair");
        ChoreStories.untilDone(story);
        assertThat(story.mesos.tasks.chores("repair")).hasSize(1);
        assertThat(story.node(Story.data(0)).incarnation().orElseThrow().number())
                .isEqualTo(1);
    }

    @Test
    void aNodeThatShallBecomeSmallerIsDrainedWhileItIsLarge() {
        Story story = ChoreStories.ready(directory, 2, "repair");
        ChoreStories.repair(story, 0, "repair");
        story.mesos.tasks.choresTake = Duration.ofMinutes(2);
        ChoreStories.untilRuns(story, "repair");
        story.send(new Command.Apply(Specs.sized(story.spec(), 500, 600), "smaller", 0));
        story.until("all ready", ChoreStories.LONG, () -> story.isReady() && Order.is(story));
        ChoreStories.untilDone(story);
        Order.expect(story);
    }

    @Test
    void whatKeepsItFromBeginningIsTold() {
        Story story = ChoreStories.ready(directory, 2, "repair");
        SimAgent agent = story.mesos.agents.stream()
                .filter(one -> one.id.equals(
                        story.node(Story.data(0)).claim().orElseThrow().agent().id()))
                .findFirst()
                .orElseThrow();
        story.line("its agent offers nothing", () -> agent.drained = true);
        ChoreStories.repair(story, 0, "repair");
        story.advance(Duration.ofMinutes(2));
        story.expectWait(Story.data(0), Chores.SHARE);
        assertThat(story.plan().steps())
                .anyMatch(step -> step.status() == Step.Status.WAITING
                        && step.reason().orElseThrow().text().contains("waits for an offer from"));
        story.line("its agent offers again", () -> agent.drained = false);
        ChoreStories.untilDone(story);
    }

    @Test
    void itsEndIsToldThoughNobodyTellsWhatItWrote() {
        Story story = ChoreStories.ready(directory, 2, "repair");
        story.world.agentsTell = false;
        ChoreStories.repair(story, 0, "repair");
        ChoreStories.untilDone(story);
        assertThat(ChoreStories.end(story, 0, "repair").orElseThrow().text()).isEqualTo("done");
    }

    @Test
    void aNodeThatDoesNotRunIsAnOutcome() {
        Story story = ChoreStories.ready(directory, 2, "repair");
        story.send(new Command.Stop(Story.ORDERS, List.of(Story.data(0))));
        story.until(
                "it is stopped",
                ChoreStories.LONG,
                () -> story.node(Story.data(0)).state() == NodeState.STOPPED);
        ChoreStories.repair(story, 0, "repair");
        story.until(
                "the step says so",
                ChoreStories.LONG,
                () -> story.plan()
                        .steps()
                        .anyMatch(step -> step.reason()
                                .filter(reason -> reason.text().contains("data-0 is to stop"))
                                .isPresent()));
    }
}
