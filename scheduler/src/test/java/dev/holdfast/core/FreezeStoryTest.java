package dev.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When much is lost at once, everything disruptive is held until a person says go. */
final class FreezeStoryTest {

    private static final Duration LONG = Duration.ofMinutes(6);
    private static final Command THAW = new Command.Thaw();

    @TempDir
    private Path directory;

    @Test
    void twoOfFourNodesLostHoldARestartUntilAPersonSaysGo() {
        Story story = Story.ready(directory, 5, 3);
        SimAgent one = TaskStoryTest.agentOf(story, "orders/data-0");
        SimAgent other = TaskStoryTest.agentOf(story, "orders/data-1");
        story.line("two agents are cut off", () -> {
            story.mesos.cutOff(one, story.now);
            story.mesos.cutOff(other, story.now);
        });
        story.advance(Duration.ofSeconds(10));
        story.expect("it is frozen", () -> isFrozen(story));
        story.line("they are back", () -> {
            story.mesos.comesBack(one, story.now);
            story.mesos.comesBack(other, story.now);
        });
        story.until("all ready", LONG, story::isReady);
        story.accepted(new Command.Restart(Story.ORDERS, List.of()));
        story.advance(Duration.ofMinutes(30));
        assertThat(story.plan().steps().filter(step -> step.reason().isPresent()))
                .anySatisfy(step -> {
                    assertThat(step.reason().orElseThrow().rule()).isEqualTo("frozen");
                    assertThat(step.reason().orElseThrow().remedy()).startsWith("holdfast thaw");
                });
        story.send(new Command.Resume(Story.ORDERS, "*"));
        story.send(new Command.Resume(Story.ORDERS, "frozen"));
        story.restartScheduler();
        story.advance(Duration.ofMinutes(5));
        assertThat(story.state().nodes().values())
                .as("no word but thaw ends it")
                .allMatch(node -> node.launches() == 1);
        assertThat(story.send(THAW)).isInstanceOf(Answer.Nothing.class);
        story.until("all restarted", LONG, story::isReady);
        assertThat(story.state().nodes().values()).allMatch(node -> node.launches() == 2);
    }

    @Test
    void whatWasLostBeforeThePersonSpokeIsNotCountedAgain() {
        Story story = Story.ready(directory, 6, 4);
        SimAgent one = TaskStoryTest.agentOf(story, "orders/data-0");
        SimAgent other = TaskStoryTest.agentOf(story, "orders/data-1");
        story.line("two of five are cut off", () -> {
            story.mesos.cutOff(one, story.now);
            story.mesos.cutOff(other, story.now);
        });
        story.advance(Duration.ofSeconds(10));
        story.expect("it is frozen", () -> isFrozen(story));
        story.send(THAW);
        story.advance(Duration.ofMinutes(35));
        story.expect("it is not frozen again", () -> !isFrozen(story));
        SimAgent third = TaskStoryTest.agentOf(story, "orders/data-2");
        SimAgent fourth = TaskStoryTest.agentOf(story, "orders/data-3");
        story.line("two more", () -> {
            story.mesos.cutOff(third, story.now);
            story.mesos.cutOff(fourth, story.now);
        });
        story.advance(Duration.ofSeconds(10));
        story.expect("these are counted", () -> isFrozen(story));
    }

    @Test
    void oneNodeOfTwoIsNotMany() {
        Story story = Story.ready(directory, 4, 1);
        SimAgent agent = TaskStoryTest.agentOf(story, "orders/data-0");
        story.line("its agent is cut off", () -> story.mesos.cutOff(agent, story.now));
        story.advance(Duration.ofMinutes(1));
        story.expect("it is not frozen", () -> !isFrozen(story));
    }

    @Test
    void lossesFarApartAreNotAtOnce() {
        Story story = Story.ready(directory, 6, 4);
        for (int i = 0; i < 3; i++) {
            SimAgent agent = TaskStoryTest.agentOf(story, Story.data(i).toString());
            story.line("one is cut off", () -> story.mesos.cutOff(agent, story.now));
            story.advance(Freezing.AT_ONCE.plusMinutes(1));
            story.expect("it is not frozen", () -> !isFrozen(story));
        }
    }

    @Test
    void whatATakenDownNodeHoldsIsNotGivenUpWhileMuchIsLost() {
        Story story = Story.ready(directory, 8, 5);
        story.toy.drains = false;
        story.accepted(new Command.Apply(Specs.scaled(story.spec(), 4), "scale", 0));
        story.advance(Duration.ofSeconds(20));
        SimAgent one = TaskStoryTest.agentOf(story, "orders/data-0");
        SimAgent other = TaskStoryTest.agentOf(story, "orders/data-1");
        SimAgent third = TaskStoryTest.agentOf(story, "orders/data-2");
        story.line("three agents are cut off", () -> {
            story.mesos.cutOff(one, story.now);
            story.mesos.cutOff(other, story.now);
            story.mesos.cutOff(third, story.now);
        });
        story.advance(Duration.ofSeconds(5));
        story.toy.drains = true;
        story.advance(Duration.ofMinutes(30));
        story.expect(Story.data(4), NodeState.READY);
        story.send(THAW);
        story.until(
                "it is removed", LONG, () -> story.state().node(Story.data(4)).isEmpty());
    }

    @Test
    void anotherClusterIsHeldToo() {
        Story story = Story.ready(directory, 6, 4);
        ClusterName other = new ClusterName("other");
        story.accepted(new Command.Apply(Specs.of(other, 1, 1), "create", 0));
        story.until(
                "it is ready",
                LONG,
                () -> story.state().cluster(other).orElseThrow().everReady());
        story.mesos.agents.stream()
                .filter(agent -> story.mesos.tasks.live().stream()
                        .noneMatch(task -> task.agent == agent && task.node().startsWith("other/data")))
                .limit(3)
                .forEach(agent -> story.line("one is cut off", () -> story.mesos.cutOff(agent, story.now)));
        story.advance(Duration.ofSeconds(10));
        story.expect("it is frozen", () -> isFrozen(story));
        NodeId node = new NodeId(other, "data", 0);
        story.accepted(new Command.Restart(other, List.of(node)));
        story.advance(Duration.ofMinutes(5));
        assertThat(story.node(node).launches()).isEqualTo(1);
        story.accepted(new Command.Stop(other, List.of()));
        story.until(
                "stopping all is always allowed",
                LONG,
                () -> !story.node(node).state().mayRun());
    }

    @Test
    void thawSaysWhenNothingIsHeld() {
        Story story = Story.ready(directory, 4, 3);
        assertThat(story.send(THAW)).isEqualTo(new Answer.Nothing("nothing is held"));
    }

    static boolean isFrozen(Story story) {
        return story.state().self().freeze().filter(Freeze::on).isPresent();
    }
}
