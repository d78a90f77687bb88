package dev.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.Audit.LeakLine;
import dev.holdfast.model.TaskId;
import dev.holdfast.model.TaskState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An older copy of the state was put back: what happened since is known from what is there, and nothing of it is lost. */
final class OlderCopyStoryTest {

    private static final Duration MINUTES = Duration.ofMinutes(5);

    @TempDir
    private Path directory;

    /** Its record stands on the volume of before; that of now would be lost for the node if it could not be given back. */
    @Test
    void aNodeThatWasReplacedSinceTheCopyTakesItsNewerVolumeBack() {
        Story story = Story.ready(directory, 5, 3);
        State copy = story.copy();
        Claim old = story.node(Story.data(1)).claim().orElseThrow();
        story.accepted(new Command.Replace(Story.ORDERS, Story.data(1)));
        story.until("there is order", MINUTES, () -> story.isReady() && Order.is(story));
        Claim newer = story.node(Story.data(1)).claim().orElseThrow();
        story.restoreScheduler(copy);
        story.advance(Duration.ofSeconds(40));
        story.expect(Story.data(1), NodeState.STOPPED);
        LeakLine leak = LeakStoryTest.audit(story).leaks().get(0);
        assertThat(leak.uid()).isEqualTo(newer.uid());
        assertThat(leak.adopt()).isEmpty();
        assertThat(story.send(new Command.Adopt(newer.uid()))).isInstanceOf(Answer.Done.class);
        story.until("all ready", MINUTES, story::isReady);
        // Of what it stood on before nothing is there; that takes offers to be sure of.
        story.until("there is order", Duration.ofMinutes(20), () -> Order.is(story));
        assertThat(story.node(Story.data(1)).claim().orElseThrow().persistenceId())
                .isEqualTo(newer.persistenceId());
        assertThat(story.node(Story.data(1)).generation()).isEqualTo(2);
        assertThat(story.mesos.operations.destroyed).containsExactly(old.persistenceId());
        assertThat(LeakStoryTest.audit(story).leaks()).isEmpty();
    }

    /** Its record knows of no process on that volume; it may be the only one with what is on it all the same. */
    @Test
    void aVolumeThatWasGivenBackIsNotTakenForOneOnWhichNothingEverWas() {
        Story story = Story.ready(directory, 6, 3);
        State copy = story.copy();
        story.accepted(new Command.Apply(Specs.scaled(story.spec(), 4), "scale", 0));
        story.until("all ready", MINUTES, story::isReady);
        String since = story.node(Story.data(3)).claim().orElseThrow().uid();
        story.restoreScheduler(copy);
        story.advance(Duration.ofSeconds(40));
        story.accepted(new Command.Apply(Specs.scaled(story.spec(), 4), "scale", 0));
        story.advance(Duration.ofMinutes(1));
        assertThat(story.send(new Command.Adopt(since))).isInstanceOf(Answer.Done.class);
        story.accepted(new Command.Apply(Specs.scaled(story.spec(), 3), "scale", 0));
        assertThat(story.cluster().plan().orElseThrow().phases())
                .extracting(dev.holdfast.plan.Phase::name)
                .containsExactly("remove down");
    }

    /** An import gives the state another mark; what was launched under the one before it must end all the same. */
    @Test
    void aProcessOfAfterTheCopyEndsAndIsCountedAlsoIfTheCopyWasImported() {
        Story story = Story.ready(directory, 4, 3);
        State copy = story.copy();
        story.accepted(new Command.Restart(Story.ORDERS, List.of(Story.data(1))));
        story.until("all ready", MINUTES, story::isReady);
        assertThat(number(story)).isEqualTo(2);
        Self self = copy.self();
        story.restoreScheduler(copy.after(new Fact.SelfIs(new Self(self.owner(), "imported", self.frameworkId(), 0))));
        story.until("it runs anew", MINUTES, () -> story.isReady() && number(story) > 2);
        assertThat(number(story)).isEqualTo(3);
        assertThat(story.mesos.tasks.all().stream().map(task -> task.spec.id())).doesNotHaveDuplicates();
    }

    /** It runs on another volume and another agent, and takes its time to end; two of a node at the same time are never right. */
    @Test
    void aNodeIsNotLaunchedBesideItsProcessOfAfterTheCopy() {
        Story story = Story.ready(directory, 5, 3);
        State copy = story.copy();
        SimAgent agent = TaskStoryTest.agentOf(story, "orders/data-1");
        replacedFrom(story, agent);
        story.mesos.tasks.stubborn.add("orders/data-1");
        story.line("the machine is back", () -> story.mesos.comesBackAs(agent, "again-S1", story.now));
        story.restoreScheduler(copy);
        story.advance(Duration.ofMinutes(2));
        assertThat(story.mesos.tasks.live().stream().map(SimTask::node).filter("orders/data-1"::equals))
                .hasSize(1);
        story.expectWait(Story.data(1), "ends-first");
        story.mesos.tasks.stubborn.clear();
        story.until(
                "that has ended",
                Duration.ofMinutes(10),
                () -> story.mesos.tasks.live().stream()
                        .noneMatch(task -> task.node().equals("orders/data-1")));
        story.advance(Duration.ofMinutes(2));
        assertThat(story.mesos.tasks.live().stream().map(SimTask::node))
                .as("what it wrote last is on its newer volume")
                .doesNotContain("orders/data-1");
        story.expectWait(Story.data(1), "newer-volume");
        String newer = LeakStoryTest.audit(story).leaks().get(0).uid();
        assertThat(story.send(new Command.Adopt(newer))).isInstanceOf(Answer.Done.class);
        story.until("it runs on that", Duration.ofMinutes(10), story::isReady);
        assertThat(TaskStoryTest.agentOf(story, "orders/data-1")).isNotSameAs(agent);
    }

    /** As before, but a person decides for the older one: the newer is destroyed, and then nothing stands against it. */
    @Test
    void aNodeStartsOnItsOlderVolumeOnceAPersonHasGivenTheNewerUp() {
        Story story = Story.ready(directory, 5, 3);
        State copy = story.copy();
        SimAgent agent = TaskStoryTest.agentOf(story, "orders/data-1");
        replacedFrom(story, agent);
        story.line("the machine is back", () -> story.mesos.comesBackAs(agent, "again-S1", story.now));
        story.restoreScheduler(copy);
        story.advance(Duration.ofMinutes(2));
        story.expectWait(Story.data(1), "newer-volume");
        String newer = LeakStoryTest.audit(story).leaks().get(0).uid();
        assertThat(story.send(new Command.Release(newer, newer))).isInstanceOf(Answer.Done.class);
        story.until("it runs on the older one", Duration.ofMinutes(10), story::isReady);
        assertThat(TaskStoryTest.agentOf(story, "orders/data-1")).isSameAs(agent);
    }

    /** Without an older copy: what a node left behind on a machine that nobody sees any more holds up none of its launches. */
    @Test
    void aReplacedNodeWaitsForNoProcessThatItLeftOnALostMachine() {
        Story story = Story.ready(directory, 5, 3);
        SimAgent agent = TaskStoryTest.agentOf(story, "orders/data-1");
        replacedFrom(story, agent);
        story.restartScheduler();
        story.until("Mesos has said how all stands", MINUTES, story::isReady);
        story.accepted(new Command.Restart(Story.ORDERS, List.of(Story.data(1))));
        story.until("it runs anew", MINUTES, () -> story.isReady() && number(story) == 3);
    }

    /** The master never hears of the first of them again; that there was a second says that the first was over. */
    @Test
    void ofTwoLaunchesOfAfterTheCopyOnlyTheLastIsWaitedFor() {
        Story story = Story.ready(directory, 4, 3);
        State copy = story.copy();
        SimAgent agent = TaskStoryTest.agentOf(story, "orders/data-1");
        for (String id : List.of("again-S1", "again-S2")) {
            story.line("its machine starts anew", () -> story.mesos.comesBackAs(agent, id, story.now));
            story.accepted(new Command.Restart(Story.ORDERS, List.of(Story.data(1))));
            story.until("it runs there", MINUTES, story::isReady);
        }
        TaskId second = story.mesos.tasks.all().stream()
                .map(task -> task.spec.id())
                .filter(id -> id.node().equals(Optional.of(Story.data(1))) && id.launch() == 2)
                .findFirst()
                .orElseThrow();
        story.line("the master takes its time", () -> story.mesos.mute = true);
        story.restoreScheduler(copy);
        story.line("and speaks of the second first", () -> story.mesos.mute = false);
        story.send(new Event.TaskUpdate(TaskStoryTest.status(second, TaskState.UNREACHABLE, "", agent.id)));
        story.until("it runs anew", Duration.ofMinutes(10), () -> number(story) > 3 && story.isReady());
    }

    /** Its machine dies, and nobody hears of the end of what ran there. */
    private static void replacedFrom(Story story, SimAgent agent) {
        story.line("its machine dies", () -> {
            story.mesos.cutOff(agent, story.now);
            story.mesos.tasks.endSilently(agent, story.now);
        });
        story.advance(Duration.ofMinutes(1));
        story.accepted(new Command.Replace(Story.ORDERS, Story.data(1)));
        story.until("it is replaced", Duration.ofMinutes(20), story::isReady);
    }

    private static int number(Story story) {
        return story.node(Story.data(1)).incarnation().orElseThrow().number();
    }
}
