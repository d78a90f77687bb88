package dev.holdfast.core;

import static dev.holdfast.core.WindowWords.AHEAD;
import static dev.holdfast.core.WindowWords.LASTS;
import static dev.holdfast.core.WindowWords.LONG;
import static dev.holdfast.core.WindowWords.NODE;
import static dev.holdfast.core.WindowWords.agent;
import static dev.holdfast.core.WindowWords.announce;
import static dev.holdfast.core.WindowWords.declined;
import static dev.holdfast.core.WindowWords.moments;
import static dev.holdfast.core.WindowWords.ready;
import static dev.holdfast.core.WindowWords.reason;
import static dev.holdfast.core.WindowWords.resting;
import static dev.holdfast.core.WindowWords.rests;
import static dev.holdfast.core.WindowWords.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.plan.Plan;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What users say while nodes leave for maintenance windows, and nodes that are moved ahead of them. */
final class LeavingStoryTest {

    @TempDir
    private Path directory;

    // What users say meanwhile

    @Test
    void whatAUserStartsInTheWindowIsNotStoppedAgainForIt() {
        Story story = resting(directory, 5);
        story.accepted(new Command.Start(Story.ORDERS, List.of(NODE)));
        story.until("it is up", LONG, story::isReady);
        story.advance(moments(8));
        story.expect("it stays up", story::isReady);
        assertThat(reason(story).text()).contains("it is not begun again");
    }

    @Test
    void whatAUserStopsInTheWindowStaysStoppedAfterIt() {
        Story story = resting(directory, 5);
        story.send(new Command.Stop(Story.ORDERS, List.of(NODE)));
        story.advance(moments(25));
        story.expect(NODE, NodeState.STOPPED);
        story.accepted(new Command.Start(Story.ORDERS, List.of(NODE)));
        story.until("it is up", LONG, story::isReady);
    }

    @Test
    void whatAUserCancelsIsNotBegunAgainForTheSameWindow() {
        Story story = ready(directory, 5);
        story.line("a window on its agent", () -> announce(story, agent(story)));
        story.until("it is being stopped", LONG, () -> story.plan().title().equals("stop data-2"));
        story.accepted(new Command.Cancel(Story.ORDERS));
        story.until("it is up", LONG, story::isReady);
        story.advance(moments(22));
        story.expect("it stays up", story::isReady);
        assertThat(story.cluster().stopped()).isEmpty();
    }

    @Test
    void aClusterGrowsWhileANodeOfItRests() {
        Story story = resting(directory, 6);
        story.accepted(new Command.Apply(Specs.scaled(story.spec(), 4), "scale", 0));
        story.until("it has grown", LONG, () -> !story.plan().isActive());
        story.expect("it rests", () -> rests(story));
        story.expect(Story.data(3), NodeState.READY);
        story.until("it is back", moments(25), story::isReady);
    }

    @Test
    void aPlanThatIsUnderWayAtTheEndOfAWindowAlsoStartsTheNode() {
        Story story = resting(directory, 5);
        story.accepted(new Command.Restart(Story.ORDERS, List.of(Story.data(0))));
        story.expect("it waits for the one that rests", () -> story.plan().isActive());
        story.advance(moments(5));
        story.expect("it still does", () -> story.plan().isActive());
        story.expect(NODE, NodeState.STOPPED);
        story.until("all is done", moments(20), story::isReady);
        assertThat(story.node(Story.data(0)).launches()).isEqualTo(2);
        assertThat(story.plan().status()).isEqualTo(Plan.Status.DONE);
    }

    // Moved ahead

    @Test
    void aNodeIsMovedAheadWhereItsClusterWantsThatAndAnAgentHasRoom() {
        Story story = with(directory, "maintenance", "move", 5);
        story.send(new Command.Apply(Specs.option(story.spec(), "maintenance-lead", "400s"), "set", 0));
        SimAgent agent = agent(story);
        story.line("a window on its agent", () -> story.mesos.announce(agent, story.now.plus(moments(25)), LASTS));
        story.advance(moments(4));
        assertThat(declined(story)).isZero();
        assertThat(reason(story).text()).contains("it is moved to another agent from");
        story.expect("it is not moved yet", () -> story.node(NODE).generation() == 1);
        story.until("it is moved", LONG, () -> story.node(NODE).generation() == 2 && story.isReady());
        assertThat(story.node(NODE).claim().orElseThrow().agent().id()).isNotEqualTo(agent.id);
        story.advance(moments(40));
        assertThat(story.node(NODE).launches()).isEqualTo(2);
    }

    @Test
    void aNodeForWhichNoAgentHasRoomIsStoppedInstead() {
        Story story = with(directory, "maintenance", "move", 3);
        String volume = story.node(NODE).claim().orElseThrow().persistenceId();
        story.line("a window on its agent", () -> story.mesos.announce(agent(story), story.now.plus(AHEAD), LASTS));
        story.advance(moments(4));
        story.expect(NODE, NodeState.READY);
        assertThat(declined(story)).isZero();
        story.until("it is stopped", moments(2), () -> rests(story));
        story.until("it is back", moments(25), story::isReady);
        assertThat(story.node(NODE).claim().orElseThrow().persistenceId()).isEqualTo(volume);
    }
}
