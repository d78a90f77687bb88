package dev.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Action;
import dev.holdfast.database.Blocker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a gate said is acted on at once or not at all: who was out of reach meanwhile is asked about anew. */
final class LateYesStoryTest {

    private static final Duration MINUTES = Duration.ofMinutes(5);

    @TempDir
    private Path directory;

    @Test
    void aKillThatTheConnectionSwallowedWaitsForItsGateAgain() {
        Story story = stoppingInVain();
        story.line("the connection breaks", () -> story.mesos.disconnect("broken"));
        story.send(new Event.Disconnected("broken"));
        shut(story);
        story.line("and comes back", () -> story.mesos.connect(story.now));
        staysUpUntilTheGateOpens(story);
    }

    @Test
    void aKillThatWasDecidedBeforeTheSchedulerDiedWaitsForItsGateAgain() {
        Story story = stoppingInVain();
        shut(story);
        story.restartScheduler();
        staysUpUntilTheGateOpens(story);
    }

    @Test
    void aNodeThatWasToStopWhenItsAgentWasCutOffWaitsForItsGateAgain() {
        Story story = stoppingInVain();
        SimAgent agent = story.mesos.agent(agentOf(story));
        story.line("its agent is cut off", () -> story.mesos.cutOff(agent, story.now));
        story.advance(MINUTES);
        shut(story);
        story.line("and comes back", () -> story.mesos.comesBack(agent, story.now));
        staysUpUntilTheGateOpens(story);
    }

    @Test
    void aKillThatNoGateHeldIsJustRepeated() {
        Story story = Story.ready(directory, 4, 3);
        story.mesos.tasks.stubborn.add("orders/data-0");
        story.accepted(new Command.Stop(Story.ORDERS, List.of()));
        story.until(
                "all but one are stopped",
                MINUTES,
                () -> story.mesos.tasks.live().size() <= 2);
        story.line("the connection breaks", () -> story.mesos.disconnect("broken"));
        story.send(new Event.Disconnected("broken"));
        shut(story);
        story.mesos.tasks.stubborn.clear();
        story.line("and comes back", () -> story.mesos.connect(story.now));
        story.until(
                "all are stopped", Duration.ofMinutes(1), () -> !story.plan().isActive());
    }

    @Test
    void nobodyCanOverrideThatTheMasterIsAway() {
        Story story = Story.ready(directory, 4, 3);
        story.toy.answers = false;
        story.line("the master goes", () -> story.mesos.disconnect("refused"));
        story.send(new Event.Disconnected("refused"));
        story.accepted(new Command.Restart(Story.ORDERS, List.of(Story.data(0))));
        story.advance(Duration.ofSeconds(30));
        story.accepted(new Command.Resume(Story.ORDERS, "fresh-answer"));
        story.accepted(new Command.Resume(Story.ORDERS, dev.holdfast.plan.PlanRunner.EVERYTHING));
        story.advance(MINUTES);
        assertThat(story.node(Story.data(0)).goal()).isEqualTo(dev.holdfast.plan.Goal.RUNNING);
        assertThat(story.world.done(Effect.Kill.class)).isEmpty();
    }

    /** A restart has passed its gate, and the process does not even hear that it shall end. */
    private Story stoppingInVain() {
        Story story = Story.ready(directory, 4, 3);
        story.mesos.tasks.stubborn.add("orders/data-0");
        story.accepted(new Command.Restart(Story.ORDERS, List.of(Story.data(0))));
        story.until(
                "it is asked to stop", MINUTES, () -> story.node(Story.data(0)).state() == NodeState.STOPPING);
        return story;
    }

    private static void shut(Story story) {
        story.line(
                "the gate is shut",
                () -> story.toy.rules.shut.put(Action.RESTART, List.of(Blocker.waitFor("toy", "not now"))));
    }

    private static void staysUpUntilTheGateOpens(Story story) {
        int kills = story.world.done(Effect.Kill.class).size();
        story.mesos.tasks.stubborn.clear();
        story.advance(MINUTES);
        story.expect(Story.data(0), NodeState.READY);
        assertThat(story.world.done(Effect.Kill.class)).as("kills").hasSize(kills);
        assertThat(story.node(Story.data(0)).launches()).isEqualTo(1);
        story.line("the gate opens", () -> story.toy.rules.shut.clear());
        story.until("it is restarted", MINUTES, story::isReady);
        assertThat(story.node(Story.data(0)).launches()).isEqualTo(2);
    }

    private static int agentOf(Story story) {
        String hostname =
                story.node(Story.data(0)).claim().orElseThrow().agent().hostname();
        return Integer.parseInt(hostname.substring("host".length()));
    }
}
