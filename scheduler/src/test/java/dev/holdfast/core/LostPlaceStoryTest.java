package dev.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.model.NodeId;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A package may want what comes in a lost node's place to stand where that one stood, as in the same rack. */
final class LostPlaceStoryTest {

    private static final Duration LONG = Duration.ofMinutes(6);
    private static final NodeId LOST = Story.data(2);

    @TempDir
    private Path directory;

    @Test
    void aReplacementWaitsForAnAgentWhereTheLostOneStoodThoughOthersHaveRoom() {
        Story story = Story.ready(directory, 5, 3);
        SimAgent agent = TaskStoryTest.agentOf(story, LOST.toString());
        story.toy.rules.place = "@hostname:IS:host6";
        story.line("an operator marks its agent gone", () -> story.mesos.markGone(agent, story.now));
        story.until("its disk is given up", LONG, () -> story.node(LOST).generation() == 2);
        story.advance(Duration.ofMinutes(2));
        story.expect(LOST, NodeState.WANTED);
        assertThat(story.state().sight().waits().get(LOST).text())
                .startsWith("it must stand where the one before it stood (@hostname:IS:host6); ")
                .contains("4 agents refused: ");
        story.line("agents are added", () -> {
            story.mesos.addAgent(4, 4096, 10_000);
            story.mesos.addAgent(4, 4096, 10_000);
        });
        story.until("it is replaced", LONG, story::isReady);
        assertThat(story.node(LOST).claim().orElseThrow().agent().hostname()).isEqualTo("host6");
    }

    @Test
    void whoNeverLostADiskStandsAnywhere() {
        Story story = Story.ready(directory, 4, 3);
        story.toy.rules.place = "@hostname:IS:nowhere.example.org";
        story.send(new Command.Apply(Specs.scaled(story.spec(), 4), "scale", 0));
        story.until("the fourth is there", LONG, story::isReady);
    }
}
