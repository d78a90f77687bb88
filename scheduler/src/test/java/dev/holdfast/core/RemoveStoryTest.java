package dev.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.model.Operation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes and clusters go, and leave nothing behind. */
final class RemoveStoryTest {

    private static final Duration MINUTES = Duration.ofMinutes(5);

    @TempDir
    private Path directory;

    @Test
    void aRemovedNodeIsDrainedStoppedDestroyedAndUnreserved() {
        Story story = Story.ready(directory, 4, 3);
        String volume = story.node(Story.data(2)).claim().orElseThrow().persistenceId();
        story.accepted(new Command.Apply(Specs.scaled(story.spec(), 2), "scale", 0));
        story.until("it is gone", MINUTES, () -> !story.plan().isActive());
        assertThat(story.state().node(Story.data(2))).isEmpty();
        assertThat(story.mesos.operations.destroyed).containsExactly(volume);
        story.advance(Duration.ofMinutes(1));
        story.line("expect order", () -> Order.expect(story));
        story.expect("no oddities", () -> oddities(story).isEmpty());
    }

    @Test
    void whatComesFreeInTwoOffersIsReleasedWhole() {
        Story story = Story.ready(directory, 4, 3);
        story.mesos.offers.splits = true;
        story.accepted(new Command.Remove(Story.ORDERS, Story.data(0)));
        story.until("it is gone", MINUTES, () -> !story.plan().isActive());
        assertThat(story.state().node(Story.data(0))).isEmpty();
        story.advance(Duration.ofMinutes(1));
        story.line("expect order", () -> Order.expect(story));
    }

    @Test
    void aDestroyThatFailsIsRepeated() {
        Story story = Story.ready(directory, 4, 3);
        story.mesos.faults.put(Operation.Destroy.class, SimMesos.Fault.ERROR);
        removes(story);
    }

    @Test
    void anUnreserveThatFailsIsRepeated() {
        Story story = Story.ready(directory, 4, 3);
        story.mesos.faults.put(Operation.Unreserve.class, SimMesos.Fault.ERROR);
        removes(story);
    }

    @Test
    void anUnreserveThatIsSilentlyDroppedIsRepeated() {
        Story story = Story.ready(directory, 4, 3);
        story.mesos.faults.put(Operation.Unreserve.class, SimMesos.Fault.SILENCE);
        removes(story);
    }

    @Test
    void withoutOperationFeedbackTheOfferTellsThatAllIsReleased() {
        Story story = Story.ready(directory, 4, 3);
        story.mesos.feedback = false;
        removes(story);
    }

    @Test
    void anAgentThatGoesWhileItsNodeIsReleasedIsWaitedFor() {
        Story story = Story.ready(directory, 4, 3);
        SimAgent agent = TaskStoryTest.agentOf(story, "orders/data-2");
        story.mesos.feedback = false;
        story.accepted(new Command.Apply(Specs.scaled(story.spec(), 2), "scale", 0));
        story.until(
                "its release is sent", MINUTES, () -> story.node(Story.data(2)).state() == NodeState.REMOVING);
        story.line("its agent is cut off", () -> story.mesos.cutOff(agent, story.now));
        story.advance(Duration.ofMinutes(5));
        story.expect(
                "it is still known", () -> story.state().node(Story.data(2)).isPresent());
        story.line("the agent is back", () -> story.mesos.comesBack(agent, story.now));
        story.until("it is gone", MINUTES, () -> !story.plan().isActive());
        story.advance(Duration.ofMinutes(1));
        story.line("expect order", () -> Order.expect(story));
    }

    private static void removes(Story story) {
        story.accepted(new Command.Apply(Specs.scaled(story.spec(), 2), "scale", 0));
        story.until("it is gone", MINUTES, () -> !story.plan().isActive());
        assertThat(story.state().node(Story.data(2))).isEmpty();
        story.advance(Duration.ofMinutes(2));
        story.line("expect order", () -> Order.expect(story));
        assertThat(story.mesos.operations.destroyed).hasSize(1);
    }

    @Test
    void whatWasStoppedAndThenRemovedIsNotAmongWhatIsStoppedAnyMore() {
        Story story = Story.ready(directory, 4, 3);
        story.accepted(new Command.Stop(Story.ORDERS, List.of(Story.data(2))));
        story.until("it is stopped", MINUTES, () -> !story.plan().isActive());
        story.accepted(new Command.Apply(Specs.scaled(story.spec(), 2), "scale", 0));
        story.until("it is gone", MINUTES, () -> !story.plan().isActive());
        assertThat(story.state().cluster(Story.ORDERS).orElseThrow().stopped()).isEmpty();
    }

    @Test
    void aNodeThatIsAddedAgainUsesNoTaskIdASecondTime() {
        Story story = Story.ready(directory, 4, 3);
        story.accepted(new Command.Apply(Specs.scaled(story.spec(), 2), "scale", 0));
        story.until("it is gone", MINUTES, () -> !story.plan().isActive());
        story.accepted(new Command.Apply(Specs.scaled(story.spec(), 3), "scale", 0));
        story.until("it is back", MINUTES, story::isReady);
        assertThat(story.mesos.tasks.all().stream().map(SimTask::node).filter("orders/data-2"::equals))
                .hasSize(2);
    }

    @Test
    void aReplacedNodeKeepsItsIdentityAndItsOldVolumeIsReleased() {
        Story story = Story.ready(directory, 5, 3);
        String volume = story.node(Story.data(1)).claim().orElseThrow().persistenceId();
        story.accepted(new Command.Replace(Story.ORDERS, Story.data(1)));
        story.until("all ready", MINUTES, story::isReady);
        NodeRecord node = story.node(Story.data(1));
        assertThat(node.generation()).isEqualTo(2);
        assertThat(node.claim().orElseThrow().persistenceId()).isNotEqualTo(volume);
        assertThat(node.launches()).isEqualTo(2);
        story.advance(Duration.ofMinutes(2));
        assertThat(story.mesos.operations.destroyed).containsExactly(volume);
        story.line("expect order", () -> Order.expect(story));
    }

    @Test
    void anUninstallDestroysAllAndUnsubscribesTheRole() {
        Story story = Story.ready(directory, 4, 3);
        story.accepted(new Command.Uninstall(Story.ORDERS, "orders"));
        story.until(
                "the cluster is gone", MINUTES, () -> story.state().clusters().isEmpty());
        story.advance(Duration.ofMinutes(1));
        assertThat(story.mesos.reservations()).isEmpty();
        assertThat(story.mesos.operations.destroyed).hasSize(4);
        assertThat(story.mesos.offers.roles).isEmpty();
        assertThat(story.mesos.tasks.live()).isEmpty();
        assertThat(story.state().nodes()).isEmpty();
        story.expect("no oddities", () -> oddities(story).isEmpty());
    }

    @Test
    void anUninstallInTheMidstOfAFirstStartReleasesAll() {
        for (int seconds = 0; seconds < 9; seconds++) {
            Story story = Story.on(directory, 4);
            story.accepted(new Command.Apply(Specs.of(1, 3), "create", 0));
            story.advance(Duration.ofMillis(seconds * 1000L + 350));
            story.accepted(new Command.Uninstall(Story.ORDERS, "orders"));
            story.until(
                    "the cluster is gone",
                    MINUTES,
                    () -> story.state().clusters().isEmpty());
            story.advance(Duration.ofMinutes(3));
            story.expect("nothing is reserved", () -> story.mesos.reservations().isEmpty());
            story.expect("no role is subscribed", () -> story.mesos.offers.roles.isEmpty());
        }
    }

    @Test
    void aClusterOfTheSameNameStartsAnewAndTrustsNoOldLook() {
        Story story = Story.ready(directory, 4, 3);
        story.accepted(new Command.Uninstall(Story.ORDERS, "orders"));
        story.until(
                "the cluster is gone", MINUTES, () -> story.state().clusters().isEmpty());
        story.toy.sick.add(Story.data(0));
        story.accepted(new Command.Apply(Specs.of(1, 3), "create", 0));
        story.advance(Duration.ofSeconds(30));
        story.expect(Story.data(0), NodeState.RUNNING);
        story.expect("it is not ready", () -> story.plan().isActive());
        story.toy.sick.clear();
        story.until("all ready", MINUTES, story::isReady);
    }

    static List<View.Oddity> oddities(Story story) {
        return new Publishing(name -> story.toy.rules())
                .view(story.state(), 1, story.now)
                .oddities();
    }
}
