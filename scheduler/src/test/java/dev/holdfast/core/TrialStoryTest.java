package dev.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.plan.Plan;
import dev.holdfast.plan.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A change that is tried on some nodes first, as a person sees it. */
final class TrialStoryTest {

    private static final Duration LONG = Duration.ofMinutes(6);

    @TempDir
    private Path directory;

    private Story changed() {
        Story story = Story.ready(directory, 4, 4);
        story.send(new Command.Apply(Specs.option(story.spec(), "canary", "1"), "canary", 0));
        story.accepted(new Command.Apply(Specs.with(story.spec(), "a", "1"), "set a", 0));
        story.until("the keeper has it, and one of the others", LONG, () -> held(story));
        return story;
    }

    private static boolean held(Story story) {
        return story.plan()
                .steps()
                .anyMatch(step -> step.reason().map(Reason::rule).equals(Optional.of("canary")));
    }

    private static List<Integer> launches(Story story) {
        return List.of(0, 1, 2, 3).stream()
                .map(index -> story.node(Story.data(index)).launches())
                .toList();
    }

    @Test
    void itWaitsForAWordAlsoWhenTheSchedulerStartsAgain() {
        Story story = changed();
        assertThat(launches(story)).containsExactly(2, 1, 1, 1);
        story.restartScheduler();
        story.advance(Duration.ofMinutes(20));
        assertThat(launches(story)).containsExactly(2, 1, 1, 1);
        story.accepted(new Command.Resume(Story.ORDERS, ""));
        story.until("all have it", LONG, () -> story.plan().status() == Plan.Status.DONE);
        assertThat(launches(story)).containsExactly(2, 2, 2, 2);
    }

    @Test
    void aResumeOfAPauseIsNoWordForTheOthers() {
        Story story = changed();
        story.accepted(new Command.Pause(Story.ORDERS));
        story.accepted(new Command.Resume(Story.ORDERS, ""));
        story.advance(Duration.ofMinutes(5));
        assertThat(launches(story)).containsExactly(2, 1, 1, 1);
    }

    @Test
    void aCancelTakesItBackWithoutATrial() {
        Story story = changed();
        story.accepted(new Command.Cancel(Story.ORDERS));
        story.until("it is taken back", LONG, () -> story.plan().status() == Plan.Status.DONE);
        assertThat(launches(story)).containsExactly(3, 1, 1, 1);
        assertThat(story.spec().settings()).doesNotContainKey("a");
    }
}
