package dev.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.model.Operation;
import dev.holdfast.plan.Step;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The master goes, comes back, is silent, or has somebody else. */
final class MasterStoryTest {

    private static final Duration MINUTES = Duration.ofMinutes(5);

    @TempDir
    private Path directory;

    @Test
    void tenMinutesWithoutAMasterKillAndReplaceNothing() {
        Story story = Story.ready(directory, 4, 3);
        story.line("the master goes", () -> story.mesos.disconnect("connection refused"));
        story.send(new Event.Disconnected("connection refused"));
        story.accepted(new Command.Restart(Story.ORDERS, List.of()));
        int calls = calls(story);
        story.advance(Duration.ofMinutes(10));
        assertThat(calls(story)).as("calls to a master that is not there").isEqualTo(calls);
        assertThat(held(story).reason().orElseThrow().rule()).isEqualTo("master");
        assertThat(story.state().nodes().values()).allMatch(node -> node.state() == NodeState.READY);
        story.line("it is back", () -> story.mesos.connect(story.now));
        story.until("all restarted", MINUTES, story::isReady);
        assertThat(story.state().nodes().values()).allMatch(node -> node.launches() == 2);
    }

    @Test
    void tenMinutesOfAMastersSilenceKillAndReplaceNothing() {
        Story story = Story.ready(directory, 4, 3);
        story.mesos.mute = true;
        story.line("the master fails over", () -> story.mesos.disconnect("failed over"));
        story.send(new Event.Disconnected("failed over"));
        story.line("another leads, and waits for its agents", () -> story.mesos.connect(story.now));
        story.accepted(new Command.Restart(Story.ORDERS, List.of(Story.data(0))));
        story.advance(Duration.ofMinutes(10));
        story.expectWait(Story.data(1), "reconciliation");
        assertThat(held(story).reason().orElseThrow().rule()).isEqualTo("reconciliation");
        assertThat(story.world.done(Effect.Kill.class)).isEmpty();
        assertThat(story.world.done(Effect.Reconcile.class))
                .as("asked again and again")
                .hasSizeBetween(10, 40);
        story.mesos.mute = false;
        story.until("it is restarted", MINUTES, story::isReady);
        assertThat(story.node(Story.data(0)).launches()).isEqualTo(2);
        assertThat(story.node(Story.data(1)).launches()).isEqualTo(1);
    }

    private static Step held(Story story) {
        return story.plan()
                .steps()
                .filter(step -> step.reason().isPresent())
                .findFirst()
                .orElseThrow();
    }

    private static int calls(Story story) {
        return story.world.done(Effect.Accept.class).size()
                + story.world.done(Effect.Kill.class).size()
                + story.world.done(Effect.Reconcile.class).size()
                + story.world.done(Effect.Revive.class).size()
                + story.world.done(Effect.Suppress.class).size()
                + story.world.done(Effect.Decline.class).size();
    }

    @Test
    void aNodeThatIsDownComesUpThoughAnotherIsNotReconciled() {
        Story story = Story.ready(directory, 4, 3);
        story.accepted(new Command.Stop(Story.ORDERS, List.of(Story.data(0))));
        story.until("it is stopped", MINUTES, () -> !story.plan().isActive());
        story.mesos.mute = true;
        story.restartScheduler();
        story.accepted(new Command.Start(Story.ORDERS, List.of(Story.data(0))));
        story.until(
                "it runs",
                MINUTES,
                () -> story.mesos.tasks.liveOf("orders/data-0").isPresent());
        story.expectWait(Story.data(1), "reconciliation");
    }

    @Test
    void aTaskThatEndedWhileNobodyListenedIsFoundOutAndStartedAgain() {
        Story story = Story.ready(directory, 4, 3);
        story.line("the master is gone", () -> story.mesos.disconnect("refused"));
        story.send(new Event.Disconnected("refused"));
        story.line("data-1 crashes", () -> TaskStoryTest.crash(story, "orders/data-1"));
        story.advance(Duration.ofMinutes(1));
        story.line("it is back", () -> story.mesos.connect(story.now));
        story.until("all ready", Duration.ofMinutes(1), story::isReady);
        assertThat(story.node(Story.data(1)).launches()).isEqualTo(2);
    }

    @Test
    void aSchedulerThatIsKilledFindsEverythingAgain() {
        Story story = Story.ready(directory, 4, 3);
        story.restartScheduler();
        story.advance(Duration.ofSeconds(20));
        story.expect("all ready", story::isReady);
        assertThat(story.state().nodes().values()).allMatch(node -> node.launches() == 1);
        story.until("there is order", Duration.ofMinutes(2), () -> Order.is(story));
    }

    @Test
    void aKillThatWasLostWithTheConnectionIsSentAgainAtOnce() {
        Story story = Story.ready(directory, 4, 3);
        story.mesos.tasks.stubborn.add("orders/data-0");
        story.accepted(new Command.Stop(Story.ORDERS, List.of(Story.data(0))));
        story.until(
                "it is asked to stop", MINUTES, () -> story.node(Story.data(0)).state() == NodeState.STOPPING);
        story.line("the connection breaks", () -> story.mesos.disconnect("broken"));
        story.send(new Event.Disconnected("broken"));
        story.mesos.tasks.stubborn.clear();
        story.line("and comes back", () -> story.mesos.connect(story.now));
        story.until("it is stopped", Duration.ofSeconds(10), () -> !story.plan().isActive());
    }

    @Test
    void whoeverIsFencedActsNoMore() {
        Story story = Story.ready(directory, 4, 3);
        story.accepted(new Command.Restart(Story.ORDERS, List.of()));
        int before = story.world.done.size();
        story.send(new Event.Fenced("Framework failed over"));
        story.expect("it has halted", () -> story.world.halted.isPresent());
        assertThat(story.world.done).hasSize(before + 1).last().isInstanceOf(Effect.Halt.class);
        story.advance(Duration.ofMinutes(10));
        assertThat(story.world.done).hasSize(before + 1);
    }

    @Test
    void roleNamesOfTheClusterAreSubscribedBeforeAnythingIsReserved() {
        Story story = Story.on(directory, 3);
        assertThat(story.mesos.offers.roles).isEmpty();
        story.accepted(new Command.Apply(Specs.of(1, 2), "create", 0));
        assertThat(story.mesos.offers.roles).containsExactly("holdfast/orders");
        assertThat(story.world.done(Effect.Accept.class).stream()
                        .flatMap(accept -> accept.operations().stream())
                        .filter(Operation.Reserve.class::isInstance))
                .isEmpty();
    }
}
