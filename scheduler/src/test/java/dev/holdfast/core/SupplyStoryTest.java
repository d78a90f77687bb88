package dev.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupplyStoryTest {

    @TempDir
    Path directory;

    @Test
    void softwareIsAskedForWhenATargetNamesItNotWhenAnOfferComes() {
        Story story = Story.on(directory, 0);
        story.accepted(new Command.Apply(Specs.of(1, 2), "create", 0));
        story.advance(Duration.ofSeconds(5));
        assertThat(asked(story)).containsExactly("toy-1.0");
    }

    @Test
    void anUpgradeWhoseSoftwareCannotBeHadTakesNothingDown() {
        Story story = Story.on(directory, 3);
        story.accepted(new Command.Apply(Specs.of(1, 2), "create", 0));
        story.until("all is ready", Duration.ofMinutes(2), story::isReady);
        story.world.hasSoftware = false;
        story.accepted(new Command.Apply(story.spec().withVersion("2.0"), "upgrade", 1));
        story.advance(Duration.ofMinutes(10));
        assertThat(story.state().nodes().values())
                .allMatch(node -> node.state() == NodeState.READY && number(node) == 1);
        story.until(
                "the plan says what is missing",
                Duration.ofSeconds(30),
                () -> story.plan()
                        .steps()
                        .flatMap(step -> step.reason().stream())
                        .anyMatch(reason -> reason.text().contains("toy-2.0 is nowhere (name another)")));
        story.world.hasSoftware = true;
        story.until(
                "the upgrade is done",
                Duration.ofMinutes(5),
                () -> !story.plan().isActive());
        assertThat(story.state().nodes().values()).allMatch(node -> number(node) == 2);
        assertThat(asked(story)).contains("toy-2.0");
    }

    private static int number(NodeRecord node) {
        return node.incarnation().orElseThrow().number();
    }

    private static List<String> asked(Story story) {
        return story.world.done.stream()
                .filter(Effect.Prepare.class::isInstance)
                .map(Effect.Prepare.class::cast)
                .map(Effect.Prepare::software)
                .toList();
    }
}
