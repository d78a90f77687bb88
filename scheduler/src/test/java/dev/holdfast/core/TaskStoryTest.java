package dev.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Action;
import dev.holdfast.database.Blocker;
import dev.holdfast.model.AgentId;
import dev.holdfast.model.TaskId;
import dev.holdfast.model.TaskState;
import dev.holdfast.model.TaskStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes end, agents go and come back, updates repeat themselves. */
final class TaskStoryTest {

    @TempDir
    private Path directory;

    @Test
    void aProcessThatEndsIsStartedAgainOnItsVolume() {
        Story story = Story.ready(directory, 4, 3);
        Claim claim = story.node(Story.data(1)).claim().orElseThrow();
        story.world.lastWords = "java.lang.OutOfMemoryError";
        story.line("data-1 crashes", () -> crash(story, Story.data(1).toString()));
        story.until(
                "it is down",
                Duration.ofSeconds(2),
                () -> !story.node(Story.data(1)).state().mayRun());
        story.until(
                "its last words are known",
                Duration.ofSeconds(1),
                () -> story.node(Story.data(1)).trouble().text().endsWith("; it said: java.lang.OutOfMemoryError"));
        story.until("all ready", Duration.ofSeconds(15), story::isReady);
        assertThat(story.node(Story.data(1)).claim()).contains(claim);
        assertThat(story.node(Story.data(1)).trouble()).isEqualTo(Trouble.NONE);
        story.advance(Duration.ofMinutes(1));
        story.line("expect order", () -> Order.expect(story));
    }

    @Test
    void theDelayBetweenFailuresDoublesAndIsForgottenOnceItIsReady() {
        Story story = Story.ready(directory, 4, 3);
        String node = Story.data(0).toString();
        List<Instant> launches = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            int runs = story.node(Story.data(0)).launches();
            story.line("data-0 crashes", () -> crash(story, node));
            story.until(
                    "it is launched again",
                    Duration.ofMinutes(6),
                    () -> story.node(Story.data(0)).launches() > runs);
            launches.add(story.now);
            story.until(
                    "its process is there",
                    Duration.ofSeconds(5),
                    () -> story.mesos.tasks.liveOf(node).isPresent());
        }
        for (int i = 3; i < launches.size(); i++) {
            Duration before = Duration.between(launches.get(i - 2), launches.get(i - 1));
            Duration after = Duration.between(launches.get(i - 1), launches.get(i));
            assertThat(after)
                    .isBetween(
                            before.multipliedBy(13).dividedBy(10),
                            before.multipliedBy(3).plusSeconds(3));
        }
        story.until("all ready", Duration.ofMinutes(1), story::isReady);
        assertThat(story.node(Story.data(0)).trouble()).isEqualTo(Trouble.NONE);
        int runs = story.node(Story.data(0)).launches();
        story.line("it crashes once more", () -> crash(story, node));
        story.until(
                "it is launched at once",
                Duration.ofSeconds(5),
                () -> story.node(Story.data(0)).launches() > runs);
    }

    @Test
    void anAgentThatIsCutOffAndComesBackKeepsItsProcess() {
        Story story = Story.ready(directory, 4, 3);
        SimAgent agent = agentOf(story, "orders/data-2");
        TaskId task =
                story.mesos.tasks.liveOf("orders/data-2").orElseThrow().spec.id();
        story.line("its agent is cut off", () -> story.mesos.cutOff(agent, story.now));
        story.advance(Duration.ofMinutes(30));
        story.expect(Story.data(2), NodeState.UNREACHABLE);
        story.expectWait(Story.data(2), "unreachable");
        story.line("the agent is back", () -> story.mesos.comesBack(agent, story.now));
        story.until("all ready", Duration.ofMinutes(1), story::isReady);
        assertThat(story.mesos.tasks.liveOf("orders/data-2").orElseThrow().spec.id())
                .isEqualTo(task);
        story.advance(Duration.ofMinutes(1));
        story.line("expect order", () -> Order.expect(story));
    }

    @Test
    void anAgentThatComesBackUnderANewIdIsRecognisedByItsVolume() {
        Story story = Story.ready(directory, 4, 3);
        SimAgent agent = agentOf(story, "orders/data-2");
        Claim before = story.node(Story.data(2)).claim().orElseThrow();
        story.line("its agent is cut off", () -> story.mesos.cutOff(agent, story.now));
        story.advance(Duration.ofMinutes(10));
        story.line("it comes back as agent-9", () -> story.mesos.comesBackAs(agent, "agent-9", story.now));
        story.until("all ready", Duration.ofMinutes(1), story::isReady);
        Claim after = story.node(Story.data(2)).claim().orElseThrow();
        assertThat(after.persistenceId()).isEqualTo(before.persistenceId());
        assertThat(after.agent().id()).isEqualTo(new AgentId("agent-9"));
        assertThat(story.mesos.tasks.liveOf("orders/data-2").orElseThrow().spec.agentId())
                .isEqualTo(new AgentId("agent-9"));
        story.advance(Duration.ofMinutes(1));
        story.line("expect order", () -> Order.expect(story));
    }

    @Test
    void anAgentThatComesBackUnderANewIdWhileItsNodeIsStoppedIsRecognisedToo() {
        Story story = Story.ready(directory, 4, 3);
        SimAgent agent = agentOf(story, "orders/data-2");
        story.accepted(new Command.Stop(Story.ORDERS, List.of(Story.data(2))));
        story.until("it is stopped", Duration.ofMinutes(1), () -> !story.plan().isActive());
        story.line("its agent is cut off", () -> story.mesos.cutOff(agent, story.now));
        story.advance(Duration.ofMinutes(10));
        story.line("it comes back as agent-9", () -> story.mesos.comesBackAs(agent, "agent-9", story.now));
        story.accepted(new Command.Start(Story.ORDERS, List.of(Story.data(2))));
        story.until("all ready", Duration.ofMinutes(1), story::isReady);
    }

    @Test
    void duplicateAndStaleUpdatesMoveNothing() {
        Story story = Story.ready(directory, 4, 3);
        List<TaskStatus> heard = new ArrayList<>();
        SimTask task = story.mesos.tasks.liveOf("orders/data-0").orElseThrow();
        heard.add(status(task.spec.id(), TaskState.STARTING, "u1", task.agent.id));
        heard.add(status(task.spec.id(), TaskState.RUNNING, "u2", task.agent.id));
        int acks = story.world.done(Effect.Acknowledge.class).size();
        for (TaskStatus status : heard) {
            story.send(new Event.TaskUpdate(status));
            story.expect(Story.data(0), NodeState.READY);
        }
        assertThat(story.world.done(Effect.Acknowledge.class)).hasSize(acks + 2);
        story.advance(Duration.ofMinutes(1));
        assertThat(story.world.done(Effect.Kill.class)).isEmpty();
    }

    @Test
    void updatesWithoutUuidAreNotAcknowledged() {
        Story story = Story.ready(directory, 4, 3);
        SimTask task = story.mesos.tasks.liveOf("orders/data-0").orElseThrow();
        int acks = story.world.done(Effect.Acknowledge.class).size();
        story.send(new Event.TaskUpdate(status(task.spec.id(), TaskState.RUNNING, "", task.agent.id)));
        assertThat(story.world.done(Effect.Acknowledge.class)).hasSize(acks);
    }

    @Test
    void aTaskOfOursThatNobodyKnowsIsKilledAndAForeignOneIsNot() {
        Story story = Story.ready(directory, 4, 3);
        AgentId agent = new AgentId("agent-1");
        story.send(new Event.TaskUpdate(status(new TaskId("orders.data-7.3.m1-zz"), TaskState.RUNNING, "u1", agent)));
        story.send(new Event.TaskUpdate(status(new TaskId("somebody-else"), TaskState.RUNNING, "u2", agent)));
        assertThat(story.world.done(Effect.Kill.class)).hasSize(1);
        story.advance(Duration.ofMinutes(5));
        assertThat(story.world.done(Effect.Kill.class))
                .as("a kill of a task that is gone")
                .hasSize(1);
    }

    @Test
    void aTaskOfOursOnAnUnknownAgentIsKilledOnce() {
        Story story = Story.ready(directory, 4, 3);
        AgentId agent = new AgentId("ghost");
        story.send(new Event.TaskUpdate(status(new TaskId("orders.data-7.3.m1-zz"), TaskState.RUNNING, "u1", agent)));
        story.advance(Duration.ofMinutes(5));
        assertThat(story.world.done(Effect.Kill.class)).hasSize(1);
    }

    @Test
    void aProcessBelievedOverThatLivesIsKilled() {
        Story story = Story.ready(directory, 4, 3);
        SimTask task = story.mesos.tasks.liveOf("orders/data-0").orElseThrow();
        story.masterTellsTheTruth = false;
        story.line("the master wrongly says it is gone, then that it runs", () -> {
            story.send(new Event.TaskUpdate(status(task.spec.id(), TaskState.GONE, "", task.agent.id)));
            story.send(new Event.TaskUpdate(status(task.spec.id(), TaskState.RUNNING, "", task.agent.id)));
        });
        assertThat(story.world.done(Effect.Kill.class)).hasSize(1);
        story.until("all ready", Duration.ofMinutes(1), story::isReady);
    }

    @Test
    void aKillIsRepeatedUntilTheProcessEnds() {
        Story story = Story.ready(directory, 4, 3);
        story.mesos.tasks.stubborn.add("orders/data-0");
        TaskId task =
                story.mesos.tasks.liveOf("orders/data-0").orElseThrow().spec.id();
        story.accepted(new Command.Stop(Story.ORDERS, List.of(Story.data(0))));
        story.advance(Duration.ofMinutes(2));
        story.expect(Story.data(0), NodeState.STOPPING);
        story.expectWait(Story.data(0), "stopping");
        assertThat(story.mesos.tasks.kills.get(task)).isBetween(3, 5);
        story.mesos.tasks.stubborn.clear();
        story.until("it is stopped", Duration.ofMinutes(1), () -> !story.plan().isActive());
        story.expect(Story.data(0), NodeState.STOPPED);
        story.advance(Duration.ofMinutes(10));
        story.expect(Story.data(0), NodeState.STOPPED);
    }

    @Test
    void aKillThatNobodyHeardIsNotRepeatedPastAGateThatHasShutMeanwhile() {
        Story story = Story.ready(directory, 4, 3);
        TaskId task =
                story.mesos.tasks.liveOf("orders/data-0").orElseThrow().spec.id();
        story.line("what is sent to its agent is lost", () -> story.mesos.tasks.stubborn.add("orders/data-0"));
        story.accepted(new Command.Stop(Story.ORDERS, List.of(Story.data(0))));
        story.until("it is asked to stop", Duration.ofMinutes(1), () -> story.mesos.tasks.kills.containsKey(task));
        story.line(
                "another is lost",
                () -> story.toy.rules.shut.put(
                        Action.STOP, List.of(Blocker.waitFor("last-copy", "data-0 has the last copy"))));
        story.line("its agent can be reached again", () -> story.mesos.tasks.stubborn.clear());
        story.advance(Duration.ofMinutes(2));
        assertThat(story.mesos.tasks.kills.get(task)).isEqualTo(1);
        story.expect(Story.data(0), NodeState.READY);
        assertThat(story.plan()
                        .steps()
                        .findFirst()
                        .orElseThrow()
                        .reason()
                        .orElseThrow()
                        .text())
                .isEqualTo("data-0 has the last copy");
        story.line("the other is back", () -> story.toy.rules.shut.clear());
        story.until("it is stopped", Duration.ofMinutes(1), () -> !story.plan().isActive());
        story.expect(Story.data(0), NodeState.STOPPED);
    }

    static void crash(Story story, String node) {
        SimTask task = story.mesos.tasks.liveOf(node).orElseThrow();
        story.mesos.tasks.end(
                task, TaskState.FAILED, "COMMAND_EXECUTOR_FAILED", "Command exited with status 1", story.now);
    }

    static SimAgent agentOf(Story story, String node) {
        return story.mesos.tasks.liveOf(node).orElseThrow().agent;
    }

    static TaskStatus status(TaskId task, TaskState state, String uuid, AgentId agent) {
        return new TaskStatus(
                task,
                state,
                "",
                "EXECUTOR",
                "",
                Optional.of(agent),
                Optional.empty(),
                uuid,
                Optional.empty(),
                "",
                Instant.parse("2026-01-01T00:00:00Z"));
    }
}
