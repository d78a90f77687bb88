package dev.holdfast.core;

import static dev.holdfast.core.WindowWords.AHEAD;
import static dev.holdfast.core.WindowWords.LASTS;
import static dev.holdfast.core.WindowWords.LEAD;
import static dev.holdfast.core.WindowWords.LONG;
import static dev.holdfast.core.WindowWords.NODE;
import static dev.holdfast.core.WindowWords.accepted;
import static dev.holdfast.core.WindowWords.agent;
import static dev.holdfast.core.WindowWords.announce;
import static dev.holdfast.core.WindowWords.declined;
import static dev.holdfast.core.WindowWords.moments;
import static dev.holdfast.core.WindowWords.open;
import static dev.holdfast.core.WindowWords.ready;
import static dev.holdfast.core.WindowWords.reason;
import static dev.holdfast.core.WindowWords.resting;
import static dev.holdfast.core.WindowWords.rests;
import static dev.holdfast.core.WindowWords.told;
import static dev.holdfast.core.WindowWords.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Action;
import dev.holdfast.database.Blocker;
import dev.holdfast.model.NodeId;
import dev.holdfast.model.OfferId;
import dev.holdfast.model.Resource;
import dev.holdfast.model.TaskState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Maintenance windows: promised is what can be done, done is what was promised, and whoever waits says so. */
final class MaintenanceStoryTest {

    @TempDir
    private Path directory;

    // What the master is answered

    @Test
    void anAgentOnWhichNothingOfOursRunsIsPromised() {
        Story story = ready(directory, 5);
        story.line("a window on the spare agent", () -> announce(story, story.mesos.agent(5)));
        story.advance(Duration.ofSeconds(2));
        assertThat(story.world.done(Effect.AcceptInverse.class))
                .extracting(Effect.AcceptInverse::offers)
                .containsExactly(List.of(new OfferId("inverse-1")));
        assertThat(declined(story)).isZero();
    }

    @Test
    void anAgentWhoseNodesCanBeStoppedIsPromisedAndTheNodeSaysWhen() {
        Story story = ready(directory, 5);
        Instant from = story.now.plus(AHEAD);
        story.line("a window on its agent", () -> announce(story, agent(story)));
        story.advance(Duration.ofSeconds(40));
        assertThat(accepted(story)).as("asked twice, promised twice").isEqualTo(2);
        assertThat(declined(story)).isZero();
        assertThat(reason(story).rule()).isEqualTo("maintenance");
        assertThat(reason(story).text())
                .contains("it is stopped from " + from.minus(LEAD).truncatedTo(ChronoUnit.SECONDS) + " on");
        assertThat(reason(story).until()).contains(from);
        story.expect(NODE, NodeState.READY);
    }

    @Test
    void usuallyNodesAreStoppedTenMinutesAhead() {
        Story story = Story.ready(directory, 5, 3);
        Instant from = story.now.plus(Duration.ofMinutes(12));
        story.line("a window on its agent", () -> story.mesos.announce(agent(story), from, LASTS));
        story.advance(Duration.ofSeconds(115));
        story.expect(NODE, NodeState.READY);
        story.until("it is stopped", Duration.ofSeconds(20), () -> rests(story));
    }

    @Test
    void whatAGateHoldsIsNotPromisedAndSaysWhy() {
        Story story = ready(directory, 5);
        story.toy.rules.shut.put(Action.STOP, List.of(Blocker.waitFor("busy", "t-3 has no other copy")));
        story.line("a window on its agent", () -> announce(story, agent(story)));
        story.advance(Duration.ofSeconds(2));
        assertThat(accepted(story)).isZero();
        assertThat(declined(story)).isEqualTo(1);
        assertThat(reason(story).text()).contains("data-2 cannot leave it as things stand: t-3 has no other copy");
        open(story);
        story.advance(Duration.ofSeconds(40));
        assertThat(accepted(story)).as("asked again, promised").isEqualTo(1);
    }

    @Test
    void whoseClusterWantsItLeftToAPersonIsNotPromisedAndNotStopped() {
        Story story = with(directory, "maintenance", "wait", 5);
        SimAgent agent = agent(story);
        story.line("a window on its agent", () -> announce(story, agent));
        story.advance(moments(20));
        assertThat(accepted(story)).isZero();
        story.expect(NODE, NodeState.READY);
        assertThat(reason(story).remedy()).contains("holdfast stop orders/data-2 before");
        story.accepted(new Command.Stop(Story.ORDERS, List.of(NODE)));
        story.until("it is stopped", LONG, () -> !story.plan().isActive());
        story.advance(moments(10));
        story.expect(NODE, NodeState.STOPPED);
    }

    @Test
    void aWindowWithoutAnEndIsNotPromisedAndNothingIsStoppedForIt() {
        Story story = ready(directory, 5);
        story.line(
                "a window without end",
                () -> story.mesos.announce(agent(story), story.now.plus(moments(5)), Optional.empty()));
        story.advance(moments(10));
        assertThat(accepted(story)).isZero();
        story.expect(NODE, NodeState.READY);
        assertThat(reason(story).text()).contains("the window has no end");
    }

    @Test
    void whatIsPlacedAnewAvoidsAnAgentWithAWindowSoon() {
        Story story = ready(directory, 5);
        SimAgent spare = story.mesos.agent(5);
        story.line("a window on the spare agent", () -> {
            story.mesos.announce(spare, story.now.plus(moments(30)), Duration.ofHours(1));
        });
        story.accepted(new Command.Apply(Specs.scaled(story.spec(), 4), "scale", 0));
        story.advance(moments(2));
        assertThat(spare.total.stream().filter(Resource::isVolume)).isEmpty();
        story.line("the window is called off", () -> story.mesos.callOff(spare));
        story.until("all ready", LONG, story::isReady);
    }

    // Stopped before, started after

    @Test
    void aNodeIsStoppedJustBeforeAndStartedAfter() {
        Story story = ready(directory, 5);
        Promises.watch(story);
        String volume = story.node(NODE).claim().orElseThrow().persistenceId();
        Instant from = story.now.plus(AHEAD);
        story.line("a window on its agent", () -> announce(story, agent(story)));
        story.advance(moments(5).minusSeconds(5));
        story.expect(NODE, NodeState.READY);
        story.until("it is stopped", moments(3), () -> rests(story));
        assertThat(story.now).isBefore(from.minus(moments(5)));
        assertThat(told(story)).anyMatch(text -> text.contains("by itself: stop data-2 for maintenance of host"));
        story.line(
                "it stays so to the end",
                () -> story.checks.add(
                        () -> assertThat(story.node(NODE).state()).isEqualTo(NodeState.STOPPED)));
        assertThat(reason(story).text()).contains("it is started again after that");
        story.advance(Duration.between(story.now, from.plus(LASTS).minusSeconds(1)));
        story.checks.clear();
        assertThat(declined(story)).isZero();
        story.until("it is back", LONG, story::isReady);
        assertThat(story.node(NODE).claim().orElseThrow().persistenceId()).isEqualTo(volume);
        assertThat(story.node(NODE).generation()).isEqualTo(1);
        story.advance(moments(5));
        story.expect("once is enough", () -> story.node(NODE).launches() == 2 && story.isReady());
    }

    @Test
    void aWindowThatIsCalledOffBeforeIsForgotten() {
        Story story = ready(directory, 5);
        SimAgent agent = agent(story);
        story.line("a window on its agent", () -> story.mesos.announce(agent, story.now.plus(moments(30)), LASTS));
        story.advance(moments(2));
        story.expectWait(NODE, "maintenance");
        story.line("it is called off, of which nobody is told", () -> story.mesos.callOff(agent));
        story.advance(Maintaining.UNHEARD.plusSeconds(40));
        story.expect("it waits for nothing", () -> story.state().sight().waits().isEmpty());
        story.advance(moments(40));
        assertThat(story.node(NODE).launches()).isEqualTo(1);
    }

    @Test
    void aWindowThatIsCalledOffWhileTheNodeIsDownBringsItBackAtOnce() {
        Story story = resting(directory, 5);
        story.line("it is called off", () -> story.mesos.callOff(agent(story)));
        story.until("it is back", moments(2), story::isReady);
    }

    @Test
    void aWindowThatIsCalledOffWhileThePlanWaitsEndsThePlan() {
        Story story = ready(directory, 5);
        SimAgent agent = agent(story);
        story.line("a window on its agent", () -> announce(story, agent));
        story.until("its plan begins", LONG, () -> story.plan().title().equals("stop data-2"));
        story.line("the database falls silent in the last moment", () -> story.toy.answers = false);
        story.advance(moments(2));
        story.expect(
                "its plan waits",
                () -> story.plan().isActive()
                        && story.plan().title().equals("stop data-2")
                        && story.node(NODE).state() == NodeState.READY);
        story.line("it is called off", () -> story.mesos.callOff(agent));
        story.advance(Maintaining.UNHEARD.plusSeconds(40));
        story.line("it answers again", () -> story.toy.answers = true);
        story.advance(moments(5));
        story.expect("nothing is under way", () -> !story.plan().isActive());
        assertThat(story.node(NODE).launches()).isEqualTo(1);
        assertThat(story.cluster().stopped()).isEmpty();
    }

    @Test
    void aWindowThatIsMovedToLaterBringsTheNodeBackUntilThen() {
        Story story = resting(directory, 5);
        Instant later = story.now.plus(moments(20));
        story.line("it is moved", () -> story.mesos.announce(agent(story), later, LASTS));
        story.until("it is back", moments(3), story::isReady);
        story.advance(Duration.between(story.now, later.minus(LEAD)));
        story.expect(NODE, NodeState.READY);
        story.until("it is stopped anew", moments(3), () -> rests(story));
        story.until("it is back anew", moments(30), story::isReady);
        assertThat(story.node(NODE).launches()).isEqualTo(3);
    }

    @Test
    void aSchedulerThatDiesInTheWindowStartsTheNodeAfterItAndNotBefore() {
        Story story = resting(directory, 5);
        Instant end = agent(story).unavailableUntil.orElseThrow();
        story.restartScheduler();
        story.advance(moments(5));
        story.expect("it rests", () -> rests(story));
        story.restartScheduler();
        story.advance(Duration.between(story.now, end.minusSeconds(1)));
        story.expect("it rests", () -> rests(story));
        story.until("it is back", LONG, story::isReady);
    }

    @Test
    void whereverTheSchedulerDiesTheNodeIsDownInTheWindowAndUpAfterIt() {
        for (int boundary = 1; boundary < 34; boundary += 3) {
            Story story = ready(directory, 4);
            story.line(
                    "a window on its agent",
                    () -> story.mesos.announce(agent(story), story.now.plus(moments(11)), moments(6)));
            story.crashAfter(boundary);
            story.advance(moments(12));
            story.expect("it rests", () -> rests(story));
            story.until("it is back", moments(15), story::isReady);
            assertThat(story.node(NODE).launches()).isEqualTo(2);
        }
    }

    // More than one

    @Test
    void ofTwoAgentsAtTheSameTimeTheSecondWaitsUntilTheFirstIsBack() {
        Story story = ready(directory, 5);
        Promises.watch(story);
        SimAgent first = agent(story);
        SimAgent second = agent(story, Story.data(1));
        Instant from = story.now.plus(AHEAD);
        story.line("two windows that overlap", () -> {
            story.mesos.announce(first, from, LASTS);
            story.mesos.announce(second, from.plus(moments(5)), LASTS);
        });
        story.advance(Duration.ofSeconds(10));
        assertThat(accepted(story)).as("the first is promised").isEqualTo(1);
        assertThat(declined(story)).as("the second is not").isEqualTo(1);
        assertThat(reason(story, Story.data(1)).text()).contains("goes first; one agent at a time");
        story.advance(moments(22));
        story.expect("the first rests", () -> rests(story));
        story.expect(Story.data(1), NodeState.READY);
        assertThat(reason(story, Story.data(1)).text()).contains("data-2 is down for maintenance of");
        assertThat(told(story)).anyMatch(text -> text.contains("has begun and data-1 still runs there"));
        story.until(
                "the first is back and the second stopped",
                moments(5),
                () -> story.node(NODE).state() == NodeState.READY
                        && story.node(Story.data(1)).state() == NodeState.STOPPED);
        story.until("both are back", moments(10), story::isReady);
    }

    @Test
    void allOfAClusterOnTheSameAgentIsStoppedForOneWindow() {
        Story story = ready(directory, 3);
        NodeId keeper = Story.keeper(0);
        SimAgent shared = agent(story, keeper);
        NodeId beside = story.state().nodes().values().stream()
                .filter(node -> !node.id().equals(keeper)
                        && node.claim().orElseThrow().agent().id().equals(shared.id))
                .findFirst()
                .orElseThrow()
                .id();
        story.line(
                "a window on the agent of two",
                () -> story.mesos.announce(shared, story.now.plus(moments(12)), moments(5)));
        story.advance(moments(11));
        story.expect(keeper, NodeState.STOPPED);
        story.expect(beside, NodeState.STOPPED);
        assertThat(declined(story)).isZero();
        story.until("both are back", moments(10), story::isReady);
    }

    // Where it cannot be

    @Test
    void aWindowThatBeginsBeforeItsNodeCouldBeStoppedSaysSoOnce() {
        Story story = ready(directory, 5);
        story.toy.rules.shut.put(Action.STOP, List.of(Blocker.outage("last", "t-3 would be away")));
        story.line("a window on its agent", () -> announce(story, agent(story)));
        story.advance(moments(17));
        story.expect(NODE, NodeState.READY);
        story.expectWait(NODE, "maintenance");
        assertThat(reason(story).text()).contains("is in maintenance").contains("t-3 would be away");
        assertThat(told(story).stream().filter(text -> text.contains("has begun and data-2 still runs there")))
                .hasSize(1);
        open(story);
        story.until("what still can be done is done", moments(2), () -> rests(story));
        story.until("it is back", moments(12), story::isReady);
    }

    @Test
    void whatIsReplacedByItselfGoesFirstAndNeitherTakesTheOthersPlaceAgainAndAgain() {
        Story story = ready(directory, 3);
        SimAgent gone = TaskStoryTest.agentOf(story, "orders/data-1");
        story.line(
                "another's agent is marked gone, and no agent is spare", () -> story.mesos.markGone(gone, story.now));
        story.line("a window on its agent", () -> announce(story, agent(story)));
        story.advance(moments(17));
        ClusterRecord cluster = story.state().clusters().firstEntry().getValue();
        assertThat(cluster.plan().orElseThrow().title()).contains("replace").contains("data-1");
        assertThat(cluster.plans()).as("plans there have been").isLessThanOrEqualTo(4);
        assertThat(reason(story).text()).contains("is under way");
    }

    @Test
    void whatDiesWithItsAgentInAWindowIsNotStartedThereBeforeItsEnd() {
        Story story = ready(directory, 5);
        story.toy.rules.shut.put(Action.STOP, List.of(Blocker.outage("last", "t-3 would be away")));
        SimAgent agent = agent(story);
        story.line("a window on its agent", () -> announce(story, agent));
        story.advance(moments(16));
        story.line(
                "the machine is started anew",
                () -> story.mesos.tasks.end(
                        story.mesos.tasks.liveOf(NODE.toString()).orElseThrow(),
                        TaskState.GONE,
                        "AGENT_REMOVED",
                        "rebooted",
                        story.now));
        story.advance(moments(8));
        story.expect(NODE, NodeState.STOPPED);
        story.expectWait(NODE, "maintenance");
        assertThat(reason(story).text()).contains("it starts there after that");
        story.until("it is back", moments(12), story::isReady);
    }
}
