package dev.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.model.Operation;
import dev.holdfast.model.Resource;
import dev.holdfast.model.Resources;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes grow and shrink where they stand. */
final class SizeStoryTest {

    private static final Duration MINUTES = Duration.ofMinutes(5);

    @TempDir
    private Path directory;

    @Test
    void nodesGrowInPlaceReservedBeforeTheyStop() {
        Story story = Story.ready(directory, 3, 2);
        var volumes = CommandStoryTest.volumes(story);
        story.accepted(new Command.Apply(Specs.sized(story.spec(), 2000, 2048), "grow", 0));
        story.until(
                "the first is asked to stop",
                MINUTES,
                () -> !story.world.done(Effect.Kill.class).isEmpty());
        assertThat(reserved(story, Story.data(0)).milli(Resource.CPUS)).isEqualTo(2000);
        story.until("all ready", MINUTES, story::isReady);
        assertThat(CommandStoryTest.volumes(story)).isEqualTo(volumes);
        assertThat(taskMemory(story, "orders/data-0")).isEqualTo(2_048_000 - 32_000);
        story.advance(Duration.ofMinutes(1));
        story.line("expect order", () -> Order.expect(story));
    }

    @Test
    void whereThereIsNoRoomTheNodeWaitsAndRunsOn() {
        Story story = Story.ready(directory, 3, 2);
        story.line("another framework takes all of host1", () -> {
            SimAgent agent = story.mesos.agent(1);
            agent.used = agent.used.plus(agent.free().filter(resource -> !resource.isReserved()));
        });
        story.accepted(new Command.Apply(Specs.sized(story.spec(), 2000, 2048), "grow", 0));
        story.advance(MINUTES);
        NodeRecord crowded = story.state().nodes().values().stream()
                .filter(node -> node.claim().orElseThrow().agent().hostname().equals("host1"))
                .filter(node -> node.id().group().equals("data"))
                .findFirst()
                .orElseThrow();
        assertThat(crowded.state()).isEqualTo(NodeState.READY);
        assertThat(crowded.launches()).isEqualTo(1);
        story.line("the other framework leaves", () -> {
            SimAgent agent = story.mesos.agent(1);
            agent.used = agent.used.filter(Resource::isReserved);
        });
        story.until("all ready", MINUTES, story::isReady);
        story.advance(Duration.ofMinutes(1));
        story.line("expect order", () -> Order.expect(story));
    }

    @Test
    void aWaitForRoomNamesTheAgentAndDoesNotFlicker() {
        Story story = Story.ready(directory, 3, 2);
        story.line(
                "another framework takes all but a little of every agent",
                () -> story.mesos.agents.forEach(agent -> {
                    Resources most = new Sizing(1500, 1000_000, 0)
                            .takeFrom(agent.free().filter(resource -> !resource.isReserved()));
                    agent.used = agent.used.plus(most);
                }));
        story.accepted(new Command.Apply(Specs.sized(story.spec(), 4000, 2048), "grow", 0));
        story.advance(Duration.ofSeconds(30));
        story.expectWait(Story.data(0), "room");
        long told = told(story);
        story.advance(MINUTES);
        story.expectWait(Story.data(0), "room");
        assertThat(told(story)).isEqualTo(told);
    }

    private static long told(Story story) {
        return story.facts.stream().filter(Fact.Told.class::isInstance).count();
    }

    @Test
    void nodesShrinkAndGiveBackWhatIsTooMuch() {
        Story story = Story.ready(directory, 3, 2);
        story.accepted(new Command.Apply(Specs.sized(story.spec(), 500, 512), "shrink", 0));
        story.until("all ready", MINUTES, story::isReady);
        story.advance(Duration.ofMinutes(1));
        story.line("expect order", () -> Order.expect(story));
    }

    @Test
    void withoutOperationFeedbackSizesChangeToo() {
        Story story = Story.ready(directory, 3, 2);
        story.mesos.feedback = false;
        story.accepted(new Command.Apply(Specs.sized(story.spec(), 2000, 512), "change", 0));
        story.until("all ready", MINUTES, story::isReady);
        story.until("there is order", Duration.ofMinutes(2), () -> Order.is(story));
    }

    @Test
    void aReserveForGrowthThatIsLostIsRepeated() {
        Story story = Story.ready(directory, 3, 2);
        story.mesos.faults.put(Operation.Reserve.class, SimMesos.Fault.SILENCE);
        story.accepted(new Command.Apply(Specs.sized(story.spec(), 2000, 2048), "grow", 0));
        story.advance(Duration.ofSeconds(10));
        story.expectWait(Story.data(0), "reserving");
        story.until("all ready", MINUTES, story::isReady);
        story.until("there is order", Duration.ofMinutes(2), () -> Order.is(story));
    }

    @Test
    void anUnreserveForShrinkingThatFailsOrIsLostIsRepeated() {
        for (SimMesos.Fault fault : List.of(SimMesos.Fault.SILENCE, SimMesos.Fault.ERROR)) {
            Story story = Story.ready(directory, 3, 2);
            story.mesos.faults.put(Operation.Unreserve.class, fault);
            story.accepted(new Command.Apply(Specs.sized(story.spec(), 500, 512), "shrink", 0));
            story.until("all ready", MINUTES, story::isReady);
            story.until("there is order", Duration.ofMinutes(2), () -> Order.is(story));
        }
    }

    private static Resources reserved(Story story, dev.holdfast.model.NodeId node) {
        return story.mesos
                .reservations()
                .getOrDefault(story.node(node).claim().orElseThrow().uid(), Resources.NONE);
    }

    private static long taskMemory(Story story, String node) {
        return story.mesos.tasks.liveOf(node).orElseThrow().spec.resources().milli(Resource.MEM);
    }

    @Test
    void aNodeThatCrashesWhileItGrowsOrShrinksHasItsNewSizeInTheEnd() {
        for (long cpus : List.of(500L, 700L, 1500L)) {
            for (boolean splits : List.of(true, false)) {
                Story story = Story.ready(directory, 3, 2);
                story.mesos.feedback = false;
                story.mesos.offers.splits = splits;
                story.mesos.faults.put(Operation.Unreserve.class, SimMesos.Fault.SILENCE);
                story.accepted(new Command.Apply(Specs.sized(story.spec(), cpus, cpus), "size", 0));
                for (int i = 0; i < 8; i++) {
                    story.advance(Duration.ofMillis(1300));
                    story.line("data-0 crashes", () -> TaskStoryTest.crash(story, "orders/data-0"));
                    story.until(
                            "it runs again",
                            MINUTES,
                            () -> story.mesos.tasks.liveOf("orders/data-0").isPresent());
                }
                story.until("there is order", MINUTES, () -> story.isReady() && Order.is(story));
            }
        }
    }

    @Test
    void whatAnOperatorUnreservedIsReservedAnewBeforeTheNodeStarts() {
        Story story = Story.ready(directory, 3, 2);
        story.accepted(new Command.Stop(Story.ORDERS, List.of(Story.data(0))));
        story.until("it is stopped", MINUTES, () -> !story.plan().isActive());
        story.advance(Duration.ofSeconds(10));
        String uid = story.node(Story.data(0)).claim().orElseThrow().uid();
        story.line(
                "an operator unreserves its cpus and memory",
                () -> story.mesos.agents.forEach(agent -> {
                    Resources taken = agent.free()
                            .filter(resource -> !resource.name().equals(Resource.DISK)
                                    && !resource.name().equals(Resource.PORTS)
                                    && resource.label(dev.holdfast.model.Labels.CLAIM)
                                            .equals(uid));
                    Resources plain = new Resources(
                            taken.stream().map(SimOperations::asUnreservedDisk).toList());
                    agent.total = agent.total.minus(taken).plus(plain);
                }));
        story.accepted(new Command.Start(Story.ORDERS, List.of(Story.data(0))));
        story.until("there is order", MINUTES, () -> story.isReady() && Order.is(story));
        assertThat(story.node(Story.data(0)).launches()).isEqualTo(2);
    }
}
