package dev.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Parting;
import dev.holdfast.model.NodeId;
import dev.holdfast.plan.Phase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An uninstall ends with nothing reserved, also where agents are away: when they are back. */
final class UninstallStoryTest {

    private static final Duration MINUTES = Duration.ofMinutes(5);

    @TempDir
    private Path directory;

    @Test
    void anUninstallSaysWhichAgentIsAwayAndEndsWhenItIsBack() {
        Story story = Story.ready(directory, 5, 3);
        SimAgent agent = TaskStoryTest.agentOf(story, "orders/data-1");
        story.line("its agent is cut off", () -> story.mesos.cutOff(agent, story.now));
        story.advance(Duration.ofMinutes(1));
        story.accepted(new Command.Uninstall(Story.ORDERS, "orders"));
        assertThat(story.plan().notes()).anyMatch(note -> note.contains(agent.hostname + " is away"));
        story.advance(Duration.ofMinutes(2));
        assertThat(story.mesos.operations.destroyed).hasSize(2);
        story.restartScheduler();
        story.advance(Duration.ofMinutes(2));
        story.expect("it waits", () -> story.state().cluster(Story.ORDERS).isPresent());
        story.expectWait(Story.data(1), "unreachable");
        story.line("the agent is back", () -> story.mesos.comesBack(agent, story.now));
        story.until(
                "the cluster is gone", MINUTES, () -> story.state().clusters().isEmpty());
        nothingIsLeft(story);
    }

    @Test
    void aPartOfSomethingLargerLeavesItNodeByNodeBeforeItIsDestroyed() {
        Story story = Story.ready(directory, 5, 3);
        story.toy.rules.parting = Parting.refused("data-2 is needed by others", "see to it");
        story.refused(
                new Command.Uninstall(Story.ORDERS, "orders"), Answer.Kind.CONFLICT, "data-2 is needed by others");
        assertThat(story.state().cluster(Story.ORDERS)).isPresent();
        story.toy.rules.parting = Parting.BY_LEAVING;
        story.accepted(new Command.Uninstall(Story.ORDERS, "orders"));
        assertThat(story.plan().phases()).allMatch(phase -> phase.strategy() == Phase.Strategy.SERIAL);
        story.until(
                "the first drains",
                MINUTES,
                () -> story.toy.done.stream().anyMatch(chore -> chore.startsWith("drain/")));
        assertThat(story.mesos.operations.destroyed).as("while it drains").isEmpty();
        story.restartScheduler();
        story.until(
                "the cluster is gone", MINUTES, () -> story.state().clusters().isEmpty());
        nothingIsLeft(story);
    }

    private static void nothingIsLeft(Story story) {
        story.until(
                "nothing is reserved",
                MINUTES,
                () -> story.mesos.reservations().isEmpty() && story.mesos.offers.roles.isEmpty());
        assertThat(story.state().surplus()).isEmpty();
        assertThat(story.mesos.tasks.live()).isEmpty();
        assertThat(LeakStoryTest.audit(story).agents()).isEmpty();
    }

    @Test
    void anUninstallEndsOnAnAgentThatComesBackAsAnother() {
        Story story = Story.ready(directory, 5, 3);
        SimAgent agent = TaskStoryTest.agentOf(story, "orders/data-1");
        story.line("its agent is cut off", () -> story.mesos.cutOff(agent, story.now));
        story.accepted(new Command.Uninstall(Story.ORDERS, "orders"));
        story.advance(Duration.ofMinutes(2));
        story.restartScheduler();
        story.line("it is back as another", () -> story.mesos.comesBackAs(agent, "another", story.now));
        story.until(
                "the cluster is gone", MINUTES, () -> story.state().clusters().isEmpty());
        nothingIsLeft(story);
    }

    @Test
    void anUninstallEndsOnAnAgentThatComesBackAsAnotherWithoutItsDisk() {
        Story story = Story.ready(directory, 5, 3);
        SimAgent agent = TaskStoryTest.agentOf(story, "orders/data-1");
        story.line("its agent is cut off", () -> story.mesos.cutOff(agent, story.now));
        story.accepted(new Command.Uninstall(Story.ORDERS, "orders"));
        story.advance(Duration.ofMinutes(10));
        story.expectWait(Story.data(1), "unreachable");
        story.line("it is back as another, with a new disk", () -> {
            story.mesos.comesBackAs(agent, "another", story.now);
            story.mesos.losesAll(agent);
        });
        story.until(
                "the cluster is gone", MINUTES, () -> story.state().clusters().isEmpty());
        assertThat(story.state().surplus()).as("until offers prove it").hasSize(1);
        story.restartScheduler();
        story.advance(Duration.ofMinutes(12));
        nothingIsLeft(story);
    }

    @Test
    void anUninstallEndsWhereAnOperatorGaveTheReservationBack() {
        Story story = Story.ready(directory, 5, 3);
        SimAgent agent = TaskStoryTest.agentOf(story, "orders/data-1");
        story.accepted(new Command.Stop(Story.ORDERS, List.of(Story.data(1))));
        story.until("it is stopped", MINUTES, () -> !story.plan().isActive());
        story.line("an operator unreserves what it had", () -> {
            story.mesos.rescind(agent);
            story.mesos.losesAll(agent);
        });
        story.accepted(new Command.Uninstall(Story.ORDERS, "orders"));
        story.until(
                "the cluster is gone", MINUTES, () -> story.state().clusters().isEmpty());
        story.advance(Duration.ofMinutes(12));
        nothingIsLeft(story);
    }

    @Test
    void aRemovalEndsToo() {
        Story story = Story.ready(directory, 5, 3);
        SimAgent agent = TaskStoryTest.agentOf(story, "orders/data-2");
        story.accepted(new Command.Stop(Story.ORDERS, List.of(Story.data(2))));
        story.until("it is stopped", MINUTES, () -> !story.plan().isActive());
        story.line("an operator unreserves what it had", () -> {
            story.mesos.rescind(agent);
            story.mesos.losesAll(agent);
        });
        story.accepted(new Command.Remove(Story.ORDERS, Story.data(2)));
        story.until(
                "it is gone", MINUTES, () -> story.state().node(Story.data(2)).isEmpty());
        story.until("the plan is done", MINUTES, () -> !story.plan().isActive());
        story.advance(Duration.ofMinutes(12));
        assertThat(story.state().surplus()).isEmpty();
    }

    @Test
    void anUninstallWaitsNoLongerForAnAgentOfWhichAPersonSaysThatItNeverComesBack() {
        Story story = Story.ready(directory, 5, 3);
        SimAgent agent = TaskStoryTest.agentOf(story, "orders/data-1");
        String uid = story.node(Story.data(1)).claim().orElseThrow().uid();
        story.line("its agent is cut off", () -> story.mesos.cutOff(agent, story.now));
        story.advance(Duration.ofMinutes(1));
        assertThat(story.send(new Command.Forget(uid))).isInstanceOf(Answer.Refused.class);
        story.accepted(new Command.Uninstall(Story.ORDERS, "orders"));
        story.advance(Duration.ofMinutes(10));
        story.expect(
                "the wait says what a person can do",
                () -> story.plan()
                        .steps()
                        .flatMap(step -> step.reason().stream())
                        .anyMatch(reason -> reason.remedy().contains("holdfast audit forget " + uid)));
        story.line(
                "a person says so",
                () -> assertThat(story.send(new Command.Forget(uid))).isInstanceOf(Answer.Done.class));
        story.until(
                "the cluster is gone", MINUTES, () -> story.state().clusters().isEmpty());
        assertThat(story.state().surplus()).isEmpty();
        story.line("the agent is back after all", () -> story.mesos.comesBack(agent, story.now));
        story.until(
                "its process is ended", MINUTES, () -> story.mesos.tasks.live().isEmpty());
        story.advance(Duration.ofMinutes(2));
        assertThat(LeakStoryTest.audit(story).leaks())
                .singleElement()
                .satisfies(leak -> assertThat(leak.uid()).isEqualTo(uid));
    }

    @Test
    void anUninstallReleasesWhatComesBackThoughAnOperatorCalledItGone() {
        Story story = Story.ready(directory, 5, 3);
        SimAgent agent = TaskStoryTest.agentOf(story, "orders/data-1");
        story.line("an operator marks it gone", () -> story.mesos.markGone(agent, story.now));
        story.advance(Duration.ofSeconds(1));
        story.accepted(new Command.Uninstall(Story.ORDERS, "orders"));
        story.until(
                "the cluster is gone", MINUTES, () -> story.state().clusters().isEmpty());
        story.restartScheduler();
        story.advance(Duration.ofMinutes(12));
        assertThat(LeakStoryTest.audit(story).waiting())
                .singleElement()
                .satisfies(line -> assertThat(line.away()).isTrue());
        story.line("it was not gone", () -> story.mesos.comesBackAs(agent, "another", story.now));
        nothingIsLeft(story);
    }

    @Test
    void anUninstallReleasesVolumesThatWereKeptBefore() {
        Story story = Story.ready(directory, 5, 3);
        SimAgent agent = TaskStoryTest.agentOf(story, "orders/data-1");
        story.line("an operator marks it gone", () -> story.mesos.markGone(agent, story.now));
        story.advance(Duration.ofSeconds(1));
        story.accepted(new Command.Replace(Story.ORDERS, Story.data(1)));
        story.until("all ready", MINUTES, story::isReady);
        story.line("it was not gone", () -> story.mesos.comesBackAs(agent, "other", story.now));
        story.advance(Duration.ofMinutes(2));
        story.accepted(new Command.Uninstall(Story.ORDERS, "orders"));
        story.until(
                "the cluster is gone", MINUTES, () -> story.state().clusters().isEmpty());
        nothingIsLeft(story);
    }

    @Test
    void anUninstallInTheMidstOfAClaimOnAnAgentThatGoesEndsWhenItIsBack() {
        Story story = Story.on(directory, 4);
        story.accepted(new Command.Apply(Specs.of(1, 3), "create", 0));
        story.until("claims are sent", Duration.ofSeconds(5), () -> !story.mesos.operations.made.isEmpty());
        TreeSet<NodeId> nodes = new TreeSet<>(story.state().nodes().keySet());
        SimAgent agent =
                LeakStoryTest.agentOf(story, story.node(nodes.first()).claim().orElseThrow());
        story.line("an agent is cut off before it answers", () -> story.mesos.cutOff(agent, story.now));
        story.accepted(new Command.Uninstall(Story.ORDERS, "orders"));
        story.advance(Duration.ofMinutes(6));
        story.restartScheduler();
        story.advance(Duration.ofMinutes(6));
        story.line("the agent is back", () -> story.mesos.comesBack(agent, story.now));
        story.until(
                "the cluster is gone", MINUTES, () -> story.state().clusters().isEmpty());
        nothingIsLeft(story);
    }
}
