package dev.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.model.TaskId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is done, and not done, about processes that the master cannot see for a while. The simulator found the first. */
class OutOfSightStoryTest {

    private static final Duration MINUTES = Duration.ofMinutes(5);

    @TempDir
    Path directory;

    @Test
    void whatIsOutOfReachIsAskedForByNameAgainAndAgain() {
        Story story = Story.ready(directory, 4, 3);
        SimAgent agent = agentOf(story);
        story.line("its agent is cut off", () -> story.mesos.cutOff(agent, story.now));
        story.until(
                "it is out of reach", MINUTES, () -> story.node(Story.data(0)).state() == NodeState.UNREACHABLE);
        TaskId task = story.node(Story.data(0)).incarnation().orElseThrow().taskId();
        long before = asked(story, task);
        story.advance(Duration.ofMinutes(11));
        assertThat(asked(story, task) - before).as("questions about it").isGreaterThanOrEqualTo(2);
    }

    private static long asked(Story story, TaskId task) {
        return story.world.done(Effect.Reconcile.class).stream()
                .filter(effect -> effect.tasks().containsKey(task))
                .count();
    }

    @Test
    void nothingIsProvedAwayBeforeTheMasterHasSaidHowAllIs() {
        Story story = Story.ready(directory, 4, 3);
        story.toy.drains = false;
        story.accepted(new Command.Remove(Story.ORDERS, Story.data(2)));
        story.advance(Duration.ofSeconds(30));
        story.line("the master fails over, and does not answer yet", () -> {
            story.mesos.disconnect("broken");
            story.mesos.mute = true;
        });
        story.send(new Event.Disconnected("broken"));
        story.line("it is back", () -> story.mesos.connect(story.now));
        story.line("the node is empty", () -> story.toy.drains = true);
        story.advance(Duration.ofMinutes(1));
        assertThat(story.state().sight().unreconciled()).as("not answered for").isNotEmpty();
        assertThat(story.world.done(Effect.Kill.class)).isEmpty();
        story.line("the master answers", () -> story.mesos.mute = false);
        story.until(
                "it is removed",
                MINUTES,
                () -> story.state().node(Story.data(2)).isEmpty());
    }

    @Test
    void aProcessWhoseEndShowedOnlyInItsVolumeDoesNotHoldUpWhatComesInItsPlace() {
        Story story = Story.ready(directory, 5, 3);
        SimAgent agent = agentOf(story);
        story.accepted(new Command.Restart(Story.ORDERS, List.of(Story.data(0))));
        story.until(
                "it is asked to end", MINUTES, () -> story.node(Story.data(0)).state() == NodeState.STOPPING);
        story.line("its agent is cut off while it ends", () -> story.mesos.cutOff(agent, story.now));
        story.until(
                "it is out of reach", MINUTES, () -> story.node(Story.data(0)).state() == NodeState.UNREACHABLE);
        story.line("the agent is back, under a new id", () -> story.mesos.comesBackAs(agent, "another", story.now));
        story.until("it is started there again", MINUTES, story::isReady);
        story.line("an operator marks the agent gone", () -> story.mesos.markGone(agent, story.now));
        story.until(
                "it is replaced",
                Duration.ofMinutes(10),
                () -> story.node(Story.data(0)).generation() == 2 && story.isReady());
    }

    private static SimAgent agentOf(Story story) {
        String hostname =
                story.node(Story.data(0)).claim().orElseThrow().agent().hostname();
        return story.mesos.agent(Integer.parseInt(hostname.substring("host".length())));
    }
}
