package dev.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.model.OfferId;
import dev.holdfast.model.Resource;
import dev.holdfast.plan.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Maintenance windows: promised is only what is so, and what runs where a window comes says so. */
final class MaintenanceStoryTest {

    private static final Duration LONG = Duration.ofMinutes(6);

    @TempDir
    private Path directory;

    @Test
    void anAgentOnWhichNothingOfOursRunsIsPromised() {
        Story story = Story.ready(directory, 5, 3);
        story.line("a window on the spare agent", () -> announce(story, story.mesos.agent(5)));
        story.advance(Duration.ofSeconds(2));
        assertThat(story.world.done(Effect.AcceptInverse.class))
                .extracting(Effect.AcceptInverse::offers)
                .containsExactly(List.of(new OfferId("inverse-1")));
        assertThat(story.world.done(Effect.DeclineInverse.class)).isEmpty();
    }

    @Test
    void anAgentOnWhichANodeRunsIsNotAndTheNodeSaysSo() {
        Story story = Story.ready(directory, 5, 3);
        SimAgent agent = TaskStoryTest.agentOf(story, "orders/data-2");
        Instant from = story.now.plus(Duration.ofHours(2));
        story.line("a window on its agent", () -> announce(story, agent));
        story.advance(Duration.ofSeconds(2));
        assertThat(story.world.done(Effect.AcceptInverse.class)).isEmpty();
        assertThat(story.world.done(Effect.DeclineInverse.class)).hasSize(1);
        Reason reason = Optional.ofNullable(story.state().sight().waits().get(Story.data(2)))
                .orElseThrow();
        assertThat(reason.rule()).isEqualTo("maintenance");
        assertThat(reason.until()).contains(from);
        assertThat(reason.remedy()).contains("holdfast stop orders/data-2 before");
        story.expect(Story.data(2), NodeState.READY);
        story.accepted(new Command.Stop(Story.ORDERS, List.of(Story.data(2))));
        story.until("it is stopped", LONG, () -> !story.plan().isActive());
        story.line("the master asks again", () -> announce(story, agent));
        story.advance(Duration.ofSeconds(2));
        assertThat(story.world.done(Effect.AcceptInverse.class)).hasSize(1);
    }

    @Test
    void whatIsPlacedAnewAvoidsAnAgentWithAWindowSoon() {
        Story story = Story.ready(directory, 5, 3);
        SimAgent spare = story.mesos.agent(5);
        story.line("a window on the spare agent", () -> {
            story.mesos.announce(spare, story.now.plus(Duration.ofMinutes(30)), Duration.ofHours(1));
        });
        story.accepted(new Command.Apply(Specs.scaled(story.spec(), 4), "scale", 0));
        story.advance(Duration.ofMinutes(2));
        assertThat(spare.total.stream().filter(Resource::isVolume)).isEmpty();
        story.line("the window is called off", () -> spare.unavailableFrom = Optional.empty());
        story.until("all ready", LONG, story::isReady);
    }

    @Test
    void aWindowThatIsCalledOffIsForgotten() {
        Story story = Story.ready(directory, 5, 3);
        SimAgent agent = TaskStoryTest.agentOf(story, "orders/data-2");
        story.line("a window on its agent", () -> announce(story, agent));
        story.advance(Duration.ofSeconds(2));
        story.expectWait(Story.data(2), "maintenance");
        story.send(new Event.InverseRescinded(new OfferId("inverse-1")));
        story.advance(Duration.ofSeconds(6));
        story.expect("it waits for nothing", () -> story.state().sight().waits().isEmpty());
    }

    private static void announce(Story story, SimAgent agent) {
        story.mesos.announce(agent, story.now.plus(Duration.ofHours(2)), Duration.ofHours(1));
    }
}
