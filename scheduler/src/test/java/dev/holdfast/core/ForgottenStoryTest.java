package dev.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.model.Operation;
import dev.holdfast.model.TaskId;
import dev.holdfast.model.TaskSpec;
import dev.holdfast.model.TaskState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What got lost on the way, or nobody remembers, is found out in time. */
final class ForgottenStoryTest {

    private static final Duration MINUTES = Duration.ofMinutes(5);

    @TempDir
    private Path directory;

    @Test
    void aTaskOfOursThatNobodyRemembersIsFoundAndKilled() {
        Story story = Story.ready(directory, 4, 3);
        story.line("a process runs of which no record tells", () -> stray(story));
        story.until(
                "it is found and ended",
                Duration.ofMinutes(6),
                () -> story.mesos.tasks.liveOf("orders/data-9").isEmpty());
        assertThat(story.mesos.tasks.live()).hasSize(4);
    }

    private static void stray(Story story) {
        SimTask known = story.mesos.tasks.liveOf("orders/data-0").orElseThrow();
        TaskSpec like = known.spec;
        TaskSpec stray = new TaskSpec(
                new TaskId("orders.data-9.1.m1-99"),
                like.name(),
                like.agentId(),
                dev.holdfast.model.Resources.NONE,
                like.command(),
                like.user(),
                like.environment(),
                like.fetches(),
                like.graceSeconds(),
                like.volumes(),
                like.ports(),
                new java.util.TreeMap<>(java.util.Map.of("holdfast_node", "orders/data-9")));
        story.mesos.tasks.launch(
                stray,
                new dev.holdfast.model.ExecutorSpec(known.executor.id(), dev.holdfast.model.Resources.NONE),
                known.agent,
                story.now);
    }

    @Test
    void aRoleThatWantsOffersAndGetsNoneIsRevivedOnceAMinute() {
        Story story = Story.ready(directory, 4, 3);
        story.line("all machines are taken", () -> story.mesos.agents.forEach(agent -> agent.used = agent.total));
        story.send(new Command.Apply(Specs.scaled(story.spec(), 4), "scale", 0));
        story.advance(Duration.ofSeconds(30));
        int before = story.world.done(Effect.Revive.class).size();
        story.advance(Duration.ofMinutes(10));
        assertThat(story.world.done(Effect.Revive.class).size() - before).isBetween(9, 11);
    }

    @Test
    void aChoreWhoseEndNobodyHearsOfIsPerformedAgain() {
        Story story = Story.ready(directory, 4, 3);
        story.world.unheard.add("drain");
        story.toy.drains = false;
        story.accepted(new Command.Apply(Specs.scaled(story.spec(), 2), "scale", 0));
        story.advance(Duration.ofSeconds(20));
        story.line("it had come to nothing", () -> story.toy.done.clear());
        story.toy.drains = true;
        story.until(
                "it is drained and gone",
                Duration.ofMinutes(8),
                () -> !story.plan().isActive());
        assertThat(story.state().node(Story.data(2))).isEmpty();
    }

    @Test
    void aSurplusThatNobodyEverSawIsRememberedForTenMinutes() {
        Story story = Story.on(directory, 3);
        story.mesos.faults.put(Operation.Reserve.class, SimMesos.Fault.SILENCE);
        story.accepted(new Command.Apply(Specs.of(1, 2), "create", 0));
        story.until("all ready", MINUTES, story::isReady);
        story.advance(Duration.ofMinutes(8));
        assertThat(story.state().surplus()).hasSize(1);
        story.advance(Duration.ofMinutes(4));
        assertThat(story.state().surplus()).isEmpty();
    }

    @Test
    void aSurplusIsForgottenThoughItsAgentHasAnotherIdNow() {
        Story story = Story.on(directory, 3);
        story.mesos.faults.put(Operation.Reserve.class, SimMesos.Fault.SILENCE);
        story.accepted(new Command.Apply(Specs.of(1, 2), "create", 0));
        story.until("all ready", MINUTES, story::isReady);
        for (SimAgent agent : story.mesos.agents) {
            story.line("it is cut off", () -> story.mesos.cutOff(agent, story.now));
            story.line("and comes back", () -> story.mesos.comesBackAs(agent, agent.id + "x", story.now));
        }
        story.until("there is order", Duration.ofMinutes(20), () -> story.isReady() && Order.is(story));
    }

    @Test
    void filesThatCouldNotBeFetchedAreTriedAgainAndAreNoCrash() {
        Story story = Story.ready(directory, 4, 3);
        for (int i = 0; i < 10; i++) {
            story.line("the agent cannot fetch", () -> endedByFetch(story, "orders/data-0"));
            story.until(
                    "it is launched again",
                    Duration.ofSeconds(10),
                    () -> story.mesos.tasks.liveOf("orders/data-0").isPresent());
            assertThat(story.node(Story.data(0)).trouble().failures()).isZero();
        }
        assertThat(java.time.Instant.parse("2026-01-01T00:00:50Z"))
                .as("no hot loop")
                .isBefore(story.now);
        story.until("all ready", MINUTES, story::isReady);
    }

    private static void endedByFetch(Story story, String node) {
        SimTask task = story.mesos.tasks.liveOf(node).orElseThrow();
        story.mesos.tasks.end(
                task, TaskState.FAILED, "CONTAINER_LAUNCH_FAILED", "Failed to fetch all URIs for it", story.now);
    }

    @Test
    void aSchedulerThatStartsAnewServesWhatIsStillBeingFetched() {
        Story story = Story.ready(directory, 4, 3);
        story.accepted(new Command.Restart(Story.ORDERS, List.of(Story.data(0))));
        story.until("it is launched", MINUTES, () -> story.node(Story.data(0)).state() == NodeState.STARTING);
        Incarnation launched = story.node(Story.data(0)).incarnation().orElseThrow();
        int before = story.world.done.size();
        story.restartScheduler();
        assertThat(story.world.done.subList(before, story.world.done.size()))
                .contains(new Effect.Serve(Launching.bySha256(launched.launch().files())));
    }

    @Test
    void oneWhoseAgentIsAwayDoesNotKeepWhatStartsAfterItDown() {
        Story story = Story.ready(directory, 5, 3);
        SimAgent agent = story.mesos.tasks.liveOf("orders/keeper-0").orElseThrow().agent;
        story.line("the keeper ends, and its agent goes", () -> {
            endedByFetch(story, "orders/keeper-0");
            story.world.hasSoftware = false;
        });
        story.advance(Duration.ofMillis(1));
        story.line("its agent is cut off", () -> story.mesos.cutOff(agent, story.now));
        story.line("data-0 crashes", () -> TaskStoryTest.crash(story, "orders/data-0"));
        story.advance(Duration.ofSeconds(20));
        story.expectWait(Story.data(0), "start-order");
        story.until(
                "data-0 is ready",
                Duration.ofMinutes(1),
                () -> story.node(Story.data(0)).state() == NodeState.READY);
    }

    @Test
    void theOldVolumeOfAReplacedNodeIsKeptUntilItIsReadyOnTheNew() {
        Story story = Story.ready(directory, 5, 3);
        String old = story.node(Story.data(1)).claim().orElseThrow().persistenceId();
        story.accepted(new Command.Replace(Story.ORDERS, Story.data(1)));
        story.until("it has stopped", MINUTES, () -> story.node(Story.data(1)).generation() == 2);
        story.line("it does not get ready", () -> story.toy.sick.add(Story.data(1)));
        story.advance(MINUTES);
        assertThat(story.mesos.operations.destroyed).isEmpty();
        story.line("it is well", () -> story.toy.sick.clear());
        story.until("there is order", MINUTES, () -> story.isReady() && Order.is(story));
        assertThat(story.mesos.operations.destroyed).containsExactly(old);
    }
}
