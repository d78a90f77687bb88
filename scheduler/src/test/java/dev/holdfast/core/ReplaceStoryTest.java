package dev.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Action;
import dev.holdfast.database.Blocker;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import dev.holdfast.model.TaskId;
import dev.holdfast.plan.Plan;
import dev.holdfast.plan.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is replaced by itself, when, and what never is. */
final class ReplaceStoryTest {

    private static final Duration LONG = Duration.ofMinutes(6);
    private static final NodeId LOST = Story.data(2);

    @TempDir
    private Path directory;

    @Test
    void anAgentMarkedGoneMakesItsNodeBeReplacedByItself() {
        Story story = Story.ready(directory, 5, 3);
        SimAgent agent = TaskStoryTest.agentOf(story, LOST.toString());
        story.line("an operator marks its agent gone", () -> story.mesos.markGone(agent, story.now));
        story.until("it is replaced", LONG, () -> story.node(LOST).generation() == 2 && story.isReady());
        assertThat(story.mesos.operations.destroyed).isEmpty();
        story.line("the agent comes back after all", () -> story.mesos.comesBackAs(agent, "agent-9", story.now));
        story.advance(Duration.ofMinutes(5));
        assertThat(story.mesos.operations.destroyed)
                .as("its old volume is left to a person")
                .isEmpty();
        assertThat(story.state().surplus().values()).singleElement().matches(SurplusRecord::keepVolume);
        story.advance(Duration.ofMinutes(35));
        assertThat(story.node(LOST).generation()).isEqualTo(2);
    }

    @Test
    void whoseNewPlaceIsLostBeforeItIsReadyTakesAnother() {
        Story story = Story.ready(directory, 6, 3);
        SimAgent first = TaskStoryTest.agentOf(story, LOST.toString());
        story.line("an operator marks its agent gone", () -> story.mesos.markGone(first, story.now));
        story.until(
                "it comes up on another",
                LONG,
                () -> story.node(LOST).generation() == 2 && story.node(LOST).state() == NodeState.RUNNING);
        long plan = plan(story).number();
        SimAgent second = TaskStoryTest.agentOf(story, LOST.toString());
        story.line("that one is marked gone, too", () -> story.mesos.markGone(second, story.now));
        story.until("it is replaced on a third", LONG, () -> story.node(LOST).generation() == 3 && story.isReady());
        assertThat(plan(story).number()).as("by the same plan").isEqualTo(plan);
        assertThat(TaskStoryTest.agentOf(story, LOST.toString())).isNotIn(first, second);
        assertThat(story.mesos.operations.destroyed).isEmpty();
    }

    private static Plan plan(Story story) {
        return story.cluster().plan().orElseThrow();
    }

    @Test
    void itsNewPlaceIsWhereItsDatabaseNeedsIt() {
        Story story = Story.ready(directory, 6, 3);
        SimAgent agent = TaskStoryTest.agentOf(story, LOST.toString());
        String needed = story.mesos.agents.get(5).hostname;
        story.toy.rules.place = "@hostname:IS:" + needed;
        story.line("an operator marks its agent gone", () -> story.mesos.markGone(agent, story.now));
        story.until("it is replaced", LONG, () -> story.node(LOST).generation() == 2 && story.isReady());
        assertThat(story.node(LOST).claim().orElseThrow().agent().hostname()).isEqualTo(needed);
    }

    @Test
    void whoseAgentIsCutOffWaitsUnlessItsClusterSaysOtherwise() {
        Story story = Story.ready(directory, 5, 3);
        cutOffWithItsProcess(story);
        story.advance(Duration.ofMinutes(50));
        story.expect(LOST, NodeState.UNREACHABLE);
        assertThat(reason(story).text()).contains("it is not replaced by itself: option replace-after is never");
        assertThat(reason(story).until()).isEmpty();
    }

    @Test
    void theTimeThatAClusterGivesIsWaitedForAndShown() {
        Story story = replacing("30m", 5);
        cutOffWithItsProcess(story);
        story.advance(Duration.ofMinutes(29));
        story.expect(LOST, NodeState.UNREACHABLE);
        Instant since = story.node(LOST).since();
        assertThat(reason(story).rule()).isEqualTo("unreachable");
        assertThat(reason(story).until()).contains(since.plus(Duration.ofMinutes(30)));
        story.advance(Duration.ofMinutes(5));
        story.until("it is replaced", LONG, () -> story.node(LOST).generation() == 2 && story.isReady());
        assertThat(story.state().surplus().values()).singleElement().matches(SurplusRecord::keepVolume);
    }

    @Test
    void whatItsDatabaseStillSeesAliveIsNeverReplaced() {
        Story story = replacing("30m", 5);
        SimAgent agent = TaskStoryTest.agentOf(story, LOST.toString());
        story.line("the agent's own process dies, its tasks go on", () -> story.mesos.cutOff(agent, story.now));
        story.advance(Duration.ofMinutes(45));
        story.expect(LOST, NodeState.UNREACHABLE);
        story.expectWait(LOST, "agent-and-database-disagree");
        assertThat(reason(story).text()).contains("its database still sees it alive");
        assertThat(story.plan().title()).doesNotStartWith("replace");
        story.line("the operator marks the agent gone, too early", () -> {
            story.mesos.tasks.twins.add(LOST.toString());
            SimTask task = story.mesos.tasks.liveOf(LOST.toString()).orElseThrow();
            story.masterTellsTheTruth = false;
            story.send(new Event.TaskUpdate(
                    TaskStoryTest.status(task.spec.id(), dev.holdfast.model.TaskState.GONE_BY_OPERATOR, "", agent.id)));
        });
        story.advance(Duration.ofMinutes(35));
        story.expect(LOST, NodeState.LOST);
        story.expectWait(LOST, "agent-and-database-disagree");
        story.toy.unseen.add(LOST);
        story.until(
                "nobody sees it: it is replaced", LONG, () -> story.node(LOST).generation() == 2);
    }

    @Test
    void aGateThatIsShutKeepsANodeFromBeingReplaced() {
        Story story = replacing("30m", 5);
        story.toy.rules.shut.put(
                Action.REPLACE, List.of(Blocker.refusal("only-copy", "data-2 holds the only copy of t-3")));
        cutOffWithItsProcess(story);
        story.advance(Duration.ofMinutes(45));
        story.expect(LOST, NodeState.UNREACHABLE);
        assertThat(reason(story).text()).contains("it is not replaced yet: data-2 holds the only copy of t-3");
        story.toy.rules.shut.clear();
        story.send(new Event.LastWords(LOST, 99, "")); // makes the cluster be looked at
        story.until("it is replaced", LONG, () -> story.node(LOST).generation() == 2 && story.isReady());
    }

    @Test
    void aDatabaseThatDoesNotAnswerKeepsANodeFromBeingReplaced() {
        Story story = replacing("30m", 5);
        cutOffWithItsProcess(story);
        story.toy.answers = false;
        story.advance(Duration.ofMinutes(45));
        story.expect(LOST, NodeState.UNREACHABLE);
        assertThat(reason(story).text()).contains("has not answered lately");
        story.toy.answers = true;
        story.until("it is replaced", LONG, () -> story.node(LOST).generation() == 2 && story.isReady());
    }

    @Test
    void whoReturnsBeforeItsVolumeIsGivenUpIsNotReplacedAndNotKilled() {
        Story story = replacing("30m", 3);
        SimAgent agent = TaskStoryTest.agentOf(story, LOST.toString());
        TaskId task =
                story.mesos.tasks.liveOf(LOST.toString()).orElseThrow().spec.id();
        story.toy.unseen.add(LOST);
        story.line("it is cut off from everybody", () -> story.mesos.cutOff(agent, story.now));
        story.advance(Duration.ofMinutes(29));
        story.toy.rules.shut.put(Action.START, List.of());
        story.line("it is back in the last moment", () -> story.mesos.comesBack(agent, story.now));
        story.toy.unseen.clear();
        story.advance(Duration.ofMinutes(30));
        story.until("all ready", LONG, story::isReady);
        assertThat(story.node(LOST).generation()).isEqualTo(1);
        assertThat(story.mesos.tasks.liveOf(LOST.toString()).orElseThrow().spec.id())
                .isEqualTo(task);
        assertThat(story.world.done(Effect.Kill.class)).isEmpty();
    }

    @Test
    void whoReturnsAfterItWasReplacedIsKilledAndItsVolumeKeptForAPerson() {
        Story story = replacing("30m", 5);
        SimAgent agent = TaskStoryTest.agentOf(story, LOST.toString());
        SimTask old = story.mesos.tasks.liveOf(LOST.toString()).orElseThrow();
        String volume = story.node(LOST).claim().orElseThrow().persistenceId();
        story.toy.unseen.add(LOST);
        story.mesos.tasks.twins.add(LOST.toString());
        story.line("it is cut off from everybody and runs on", () -> story.mesos.cutOff(agent, story.now));
        story.until(
                "it is given up", Duration.ofMinutes(40), () -> story.node(LOST).generation() == 2);
        story.toy.unseen.clear();
        story.until("another is ready in its place", LONG, story::isReady);
        story.line("the agent is back, with the old process", () -> story.mesos.comesBack(agent, story.now));
        story.until("the old process is ended", LONG, () -> !old.isLive());
        story.advance(Duration.ofMinutes(30));
        assertThat(story.mesos.operations.destroyed).doesNotContain(volume);
        assertThat(story.state().surplus().values()).singleElement().matches(SurplusRecord::keepVolume);
        assertThat(agent.total.stream()
                        .filter(dev.holdfast.model.Resource::isVolume)
                        .map(SimOperations::persistenceId))
                .contains(volume);
        story.until("all ready", LONG, story::isReady);
    }

    @Test
    void aPlanThatAUserCancelsIsNotBegunAgainForTheSameLoss() {
        Story story = Story.ready(directory, 3, 3);
        SimAgent agent = TaskStoryTest.agentOf(story, LOST.toString());
        story.mesos.addAgent(0.1, 64, 10);
        story.line("an operator marks its agent gone", () -> story.mesos.markGone(agent, story.now));
        story.toy.rules.shut.put(Action.STOP, List.of());
        story.until("it is being replaced", LONG, () -> story.plan().title().equals("replace data-2"));
        Answer answer = story.send(new Command.Cancel(Story.ORDERS));
        assertThat(answer).isInstanceOf(Answer.Accepted.class);
        long plans = story.cluster().plans();
        story.advance(Duration.ofMinutes(50));
        assertThat(story.cluster().plans()).isEqualTo(plans);
    }

    @Test
    void aClusterReplacesOneAtATimeAndAllClustersFew() {
        Story story = Story.on(directory, 14);
        List<ClusterName> names = List.of(new ClusterName("a"), new ClusterName("b"), new ClusterName("c"));
        for (ClusterName name : names) {
            story.accepted(new Command.Apply(Specs.option(Specs.of(name, 1, 3), "replace-after", "1h"), "create", 0));
            story.until(
                    "ready",
                    LONG,
                    () -> story.state().cluster(name).orElseThrow().everReady());
        }
        int most = 0;
        for (ClusterName name : names) {
            SimAgent agent = TaskStoryTest.agentOf(story, name + "/data-0");
            story.line("one of its agents is gone", () -> story.mesos.markGone(agent, story.now));
        }
        for (int i = 0; i < 120; i++) {
            story.advance(Duration.ofSeconds(1));
            int now = (int) story.state().clusters().values().stream()
                    .flatMap(cluster -> cluster.plan().filter(Plan::isActive).stream())
                    .filter(plan -> plan.title().startsWith("replace"))
                    .count();
            most = Math.max(most, now);
        }
        assertThat(most).isEqualTo(2);
        story.until(
                "all is well",
                LONG,
                () -> story.state().nodes().values().stream().allMatch(node -> node.state() == NodeState.READY));
    }

    @Test
    void nothingIsReplacedWhileMuchIsLost() {
        Story story = replacing("30m", 6);
        SimAgent one = TaskStoryTest.agentOf(story, "orders/data-1");
        SimAgent two = TaskStoryTest.agentOf(story, "orders/data-2");
        story.line("two agents are gone", () -> {
            story.mesos.markGone(one, story.now);
            story.mesos.markGone(two, story.now);
        });
        story.advance(Duration.ofMinutes(45));
        story.expect("it is frozen", () -> FreezeStoryTest.isFrozen(story));
        story.expect(Story.data(1), NodeState.LOST);
        story.expect(Story.data(2), NodeState.LOST);
        story.send(new Command.Thaw());
        story.until("both are replaced", LONG, story::isReady);
        assertThat(story.node(Story.data(1)).generation()).isEqualTo(2);
        assertThat(story.node(Story.data(2)).generation()).isEqualTo(2);
    }

    @Test
    void aDrainedAgentIsWaitedForHoweverLongItTakes() {
        Story story = replacing("30m", 5);
        SimTask task = story.mesos.tasks.liveOf(LOST.toString()).orElseThrow();
        SimAgent agent = task.agent;
        story.line("an operator drains its agent", () -> {
            story.mesos.rescind(agent);
            story.mesos.tasks.end(task, dev.holdfast.model.TaskState.KILLED, "AGENT_DRAINING", "drained", story.now);
            agent.drained = true;
        });
        story.advance(Duration.ofMinutes(35));
        story.expectWait(LOST, "agent-draining");
        story.line("the machine is switched off", () -> agent.connected = false);
        story.advance(Duration.ofMinutes(40));
        story.expectWait(LOST, "agent-draining");
        assertThat(story.node(LOST).generation()).isEqualTo(1);
        assertThat(story.node(LOST).trouble()).isEqualTo(Trouble.NONE);
        story.line("it is back in service", () -> {
            agent.connected = true;
            agent.drained = false;
        });
        story.until("all ready", LONG, story::isReady);
    }

    @Test
    void aNodeWithoutAProcessWhoseAgentStaysAwayIsReplacedToo() {
        Story story = replacing("30m", 5);
        SimAgent agent = TaskStoryTest.agentOf(story, LOST.toString());
        story.line("it crashes, and its agent goes away", () -> {
            TaskStoryTest.crash(story, LOST.toString());
            story.mesos.rescind(agent);
        });
        story.advance(Duration.ofMillis(10));
        story.line("the agent goes away", () -> {
            story.mesos.rescind(agent);
            story.mesos.cutOff(agent, story.now);
        });
        story.advance(Duration.ofMinutes(20));
        story.expect(LOST, NodeState.STOPPED);
        assertThat(reason(story).until()).isPresent();
        story.until(
                "it is replaced", Duration.ofMinutes(30), () -> story.node(LOST).generation() == 2 && story.isReady());
        story.line("the agent is back", () -> story.mesos.comesBack(agent, story.now));
        story.advance(Duration.ofMinutes(30));
        assertThat(story.mesos.operations.destroyed).isEmpty();
        assertThat(story.state().surplus().values()).singleElement().matches(SurplusRecord::keepVolume);
    }

    private Story replacing(String after, int agents) {
        Story story = Story.ready(directory, agents, 3);
        story.send(new Command.Apply(Specs.option(story.spec(), "replace-after", after), "set", 0));
        story.advance(Duration.ofSeconds(5));
        return story;
    }

    private static void cutOffWithItsProcess(Story story) {
        SimAgent agent = TaskStoryTest.agentOf(story, LOST.toString());
        story.line("a machine dies", () -> {
            story.mesos.cutOff(agent, story.now);
            story.mesos.tasks.endSilently(agent, story.now);
        });
    }

    private static Reason reason(Story story) {
        return Optional.ofNullable(story.state().sight().waits().get(LOST)).orElseThrow();
    }
}
