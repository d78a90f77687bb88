package dev.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Action;
import dev.holdfast.database.Blocker;
import dev.holdfast.database.Exporter;
import dev.holdfast.model.NodeId;
import dev.holdfast.model.Operation;
import dev.holdfast.model.Quantity;
import dev.holdfast.model.Resource;
import dev.holdfast.model.Resources;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that stand already get the port of their exporter where they stand, before they are started with it. */
final class ExporterPortStoryTest {

    private static final Duration MINUTES = Duration.ofMinutes(5);
    private static final int PORT = 31_090;

    @TempDir
    private Path directory;

    /** A ready cluster from before there was an exporter: its wish names no port for it. */
    private Story ready() {
        Story story = Story.ready(directory, 3, 2);
        story.toy.ports.put(Exporter.PORT, PORT);
        return story;
    }

    private static void wantMetrics(Story story) {
        story.accepted(new Command.Apply(Specs.option(story.spec(), Exporter.OPTION, "true"), "metrics", 0));
    }

    private static int port(Story story, NodeId node) {
        return story.node(node).claim().orElseThrow().heldPorts().getOrDefault(Exporter.PORT, -1);
    }

    private static Quantity.Ranges ofTask(Story story, String node) {
        return story.mesos.tasks.liveOf(node).orElseThrow().spec.resources().ports();
    }

    @Test
    void thePortIsReservedWhereTheNodeStandsAndTheNextProcessHasIt() {
        Story story = ready();
        var volumes = CommandStoryTest.volumes(story);
        wantMetrics(story);
        story.until(
                "one is asked to stop",
                MINUTES,
                () -> !story.world.done(Effect.Kill.class).isEmpty());
        assertThat(story.state().nodes().values())
                .as("reserved before anything is stopped")
                .anyMatch(node -> port(story, node.id()) != -1 && node.launches() == 1);
        story.until("all ready", MINUTES, story::isReady);
        assertThat(CommandStoryTest.volumes(story)).isEqualTo(volumes);
        assertThat(port(story, Story.data(0))).isNotEqualTo(-1);
        assertThat(ofTask(story, "orders/data-0").contains(port(story, Story.data(0))))
                .isTrue();
        assertThat(story.node(Story.data(0)).incarnation().orElseThrow().inputs())
                .containsEntry(Exporter.INPUT, "true");
        story.advance(Duration.ofMinutes(1));
        story.line("expect order", () -> Order.expect(story));
    }

    @Test
    void withoutOperationFeedbackTheNextOfferIsTheAnswer() {
        Story story = ready();
        story.mesos.feedback = false;
        wantMetrics(story);
        story.until("all ready", MINUTES, story::isReady);
        assertThat(ofTask(story, "orders/data-1").contains(port(story, Story.data(1))))
                .isTrue();
        story.until("there is order", Duration.ofMinutes(2), () -> Order.is(story));
    }

    @Test
    void aReserveThatIsLostIsRepeatedAndUntilThenThePortIsNotTheNodes() {
        Story story = ready();
        story.mesos.faults.put(Operation.Reserve.class, SimMesos.Fault.SILENCE);
        wantMetrics(story);
        story.advance(Duration.ofSeconds(10));
        assertThat(story.state().nodes().values()).allMatch(node -> port(story, node.id()) == -1);
        assertThat(story.state().nodes().values()).allMatch(node -> node.launches() == 1);
        story.until("all ready", MINUTES, story::isReady);
        story.until("there is order", Duration.ofMinutes(2), () -> Order.is(story));
        assertThat(story.state().nodes().values()).allMatch(node -> port(story, node.id()) != -1);
    }

    @Test
    void whereNoPortIsFreeTheNodeRunsOnAndSaysWhatHelps() {
        Story story = ready();
        story.line(
                "another framework has all ports",
                () -> story.mesos.agents.forEach(agent -> agent.used = agent.used.plus(ports(agent.free()))));
        wantMetrics(story);
        story.advance(Duration.ofMinutes(1));
        assertThat(story.state().sight().waits().values())
                .anyMatch(reason -> reason.rule().equals("room")
                        && reason.text().contains("for the exporter")
                        && reason.remedy().contains("options.metrics=false"));
        assertThat(story.state().nodes().values()).allMatch(node -> node.launches() == 1);
        story.line(
                "it leaves",
                () -> story.mesos.agents.forEach(agent ->
                        agent.used = agent.used.minus(ports(agent.used.filter(resource -> !resource.isReserved())))));
        story.until("all ready", MINUTES, story::isReady);
        assertThat(port(story, Story.data(0))).isNotEqualTo(-1);
    }

    @Test
    void wantOfThePortKeepsNobodyDown() {
        Story story = ready();
        story.line(
                "another framework has all ports",
                () -> story.mesos.agents.forEach(agent -> agent.used = agent.used.plus(ports(agent.free()))));
        wantMetrics(story);
        story.advance(Duration.ofSeconds(20));
        for (NodeId node : List.of(Story.data(0), Story.data(1), Story.keeper(0))) {
            story.line(node + " crashes", () -> TaskStoryTest.crash(story, node.toString()));
            story.advance(Duration.ofSeconds(5));
            story.until("it is up again", MINUTES, () -> story.node(node).state() == NodeState.READY);
        }
        story.advance(MINUTES);
        assertThat(story.state().nodes().values()).as("once, and no more").allMatch(node -> node.launches() == 2);
        story.line(
                "the ports are free again",
                () -> story.mesos.agents.forEach(agent ->
                        agent.used = agent.used.minus(ports(agent.used.filter(resource -> !resource.isReserved())))));
        story.until("all ready", MINUTES, story::isReady);
        story.accepted(new Command.Restart(Story.ORDERS, List.of()));
        story.until("all ready", MINUTES, story::isReady);
        assertThat(story.state().nodes().values())
                .as("at the next restart")
                .allMatch(node -> ofTask(story, node.id().toString()).contains(port(story, node.id())));
    }

    @Test
    void oneThatCrashesBeforeItHasThePortGetsItBeforeItStarts() {
        Story story = ready();
        story.toy.rules.shut.put(Action.RESTART, List.of(Blocker.waitFor("test", "the story holds all restarts")));
        story.toy.rules.shut.put(Action.STOP, List.of(Blocker.waitFor("test", "the story holds all restarts")));
        wantMetrics(story);
        story.line("data-1 crashes", () -> TaskStoryTest.crash(story, "orders/data-1"));
        story.until(
                "it is up again",
                MINUTES,
                () -> story.node(Story.data(1)).launches() == 2
                        && story.node(Story.data(1)).state() == NodeState.READY);
        assertThat(ofTask(story, "orders/data-1").contains(port(story, Story.data(1))))
                .isTrue();
    }

    @Test
    void anAnswerThatIsLostDelaysItsStartByNoMoreThanItsTimeOut() {
        Story story = ready();
        story.toy.rules.shut.put(Action.RESTART, List.of(Blocker.waitFor("test", "the story holds all restarts")));
        story.toy.rules.shut.put(Action.STOP, List.of(Blocker.waitFor("test", "the story holds all restarts")));
        wantMetrics(story);
        story.advance(Duration.ofSeconds(10));
        story.mesos.faults.put(Operation.Reserve.class, SimMesos.Fault.SILENCE);
        story.line("data-1 crashes", () -> TaskStoryTest.crash(story, "orders/data-1"));
        story.until(
                "it is up again",
                Duration.ofMinutes(1),
                () -> story.node(Story.data(1)).launches() == 2
                        && story.node(Story.data(1)).state() == NodeState.READY);
    }

    @Test
    void newNodesArePlacedWithIt() {
        Story story = ready();
        wantMetrics(story);
        story.until("all ready", MINUTES, story::isReady);
        story.accepted(new Command.Apply(Specs.scaled(story.spec(), 3), "grow", 0));
        story.until("all ready", MINUTES, story::isReady);
        assertThat(story.node(Story.data(2)).launches()).isEqualTo(1);
        assertThat(port(story, Story.data(2))).isNotEqualTo(-1);
        story.restartScheduler();
        story.advance(Duration.ofMinutes(1));
        assertThat(story.isReady()).isTrue();
    }

    @Test
    void whoDoesNotWantItHasNoSuchPort() {
        Story story = ready();
        story.accepted(new Command.Apply(Specs.scaled(story.spec(), 3), "grow", 0));
        story.until("all ready", MINUTES, story::isReady);
        assertThat(story.state().nodes().values()).allMatch(node -> port(story, node.id()) == -1);
        assertThat(story.node(Story.data(0)).launches()).isEqualTo(1);
    }

    private static Resources ports(Resources from) {
        return from.filter(resource -> resource.name().equals(Resource.PORTS) && !resource.isReserved());
    }
}
