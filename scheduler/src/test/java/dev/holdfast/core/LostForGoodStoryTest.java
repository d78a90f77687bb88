package dev.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.model.NodeId;
import dev.holdfast.plan.Plan;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A removal of a node whose machine is lost for good, by a person's word. */
final class LostForGoodStoryTest {

    private static final Duration LONG = Duration.ofMinutes(6);
    private static final NodeId LOST = Story.data(2);

    @TempDir
    private Path directory;

    @Test
    void whatRunsIsNotLost() {
        Story story = Story.ready(directory, 4, 3);
        story.refused(new Command.Remove(Story.ORDERS, LOST, true), Answer.Kind.INVALID, "its process runs");
        assertThat(story.spec().group("data").orElseThrow().count()).isEqualTo(3);
    }

    @Test
    void aRemovalThatWaitsForAnAgentThatIsCutOffBeginsAnewWithoutIt() {
        Story story = Story.ready(directory, 4, 3);
        story.toy.drains = false;
        story.accepted(new Command.Remove(Story.ORDERS, LOST));
        story.advance(Duration.ofSeconds(30));
        SimAgent agent = TaskStoryTest.agentOf(story, LOST.toString());
        story.mesos.tasks.twins.add(LOST.toString());
        story.toy.unseen.add(LOST);
        story.line("its machine is off for good", () -> story.mesos.cutOff(agent, story.now));
        story.until("it is out of reach", LONG, () -> story.node(LOST).state() == NodeState.UNREACHABLE);
        story.advance(Duration.ofMinutes(5));
        assertThat(story.plan().status()).isEqualTo(Plan.Status.RUNNING);
        story.toy.drains = true;
        story.accepted(new Command.Remove(Story.ORDERS, LOST, true));
        assertThat(story.plan().title()).isEqualTo("remove data-2, which is lost");
        story.advance(Duration.ofMinutes(5));
        assertThat(story.plan().steps())
                .allMatch(step -> step.reason()
                        .filter(why -> why.rule().equals("agent-cut-off"))
                        .isEmpty());
    }
}
