package dev.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.View.AilmentPicture;
import dev.holdfast.database.Ailment;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is not well with a cluster is shown with no plan under way, since when, and told when it begins and ends. */
final class AilingStoryTest {

    private static final Ailment COPIES = new Ailment("replicas", "two copies are missing", "add nodes");
    private static final Duration SOME_LOOKS = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    private static List<AilmentPicture> shown(Story story) {
        return new Publishing(any -> story.toy.rules)
                .view(story.state(), 1, story.now)
                .cluster("orders")
                .orElseThrow()
                .ailments();
    }

    private static long told(Story story, String text) {
        return story.facts.stream()
                .filter(fact -> fact instanceof Fact.Told told && told.text().equals(text))
                .count();
    }

    @Test
    void whatIsNotWellKeepsTheTimeItWasFirstSeenAndIsForgottenWhenItIsWell() {
        Story story = Story.ready(directory, 4, 3);
        assertThat(shown(story)).isEmpty();
        Instant begin = story.now;
        story.line("copies get lost", () -> story.toy.rules.ailments = view -> List.of(COPIES));
        story.advance(SOME_LOOKS);
        assertThat(shown(story)).hasSize(1);
        AilmentPicture first = shown(story).get(0);
        assertThat(first.text()).isEqualTo("two copies are missing");
        assertThat(first.remedy()).isEqualTo("add nodes");
        assertThat(first.since()).isBetween(begin, begin.plusSeconds(6));
        story.line(
                "the words change, the matter does not",
                () -> story.toy.rules.ailments = view -> List.of(new Ailment("replicas", "one copy is missing", "")));
        story.advance(SOME_LOOKS);
        assertThat(shown(story).get(0).text()).isEqualTo("one copy is missing");
        assertThat(shown(story).get(0).since()).isEqualTo(first.since());
        assertThat(told(story, "not well: two copies are missing")).isEqualTo(1);
        assertThat(told(story, "not well: one copy is missing")).isZero();
        story.toy.rules.ailments = view -> List.of();
        story.advance(SOME_LOOKS);
        assertThat(shown(story)).isEmpty();
        assertThat(told(story, "well again: replicas")).isEqualTo(1);
    }

    @Test
    void whileAPlanIsUnderWayItsStepsAreWhatIsTold() {
        Story story = Story.ready(directory, 4, 3);
        story.toy.drains = false;
        story.accepted(new Command.Apply(Specs.scaled(story.spec(), 2), "scale", 0));
        story.toy.rules.ailments = view -> List.of(COPIES);
        story.advance(SOME_LOOKS);
        assertThat(story.plan().isActive()).isTrue();
        assertThat(shown(story)).hasSize(1);
        assertThat(told(story, "not well: two copies are missing")).isZero();
    }

    @Test
    void ofAClusterThatWasStoppedNothingIsSaid() {
        Story story = Story.ready(directory, 4, 3);
        story.toy.rules.ailments = view -> List.of(COPIES);
        story.advance(SOME_LOOKS);
        story.accepted(new Command.Stop(Story.ORDERS, List.of()));
        story.until("it is stopped", Duration.ofMinutes(2), () -> !story.plan().isActive());
        assertThat(shown(story)).isEmpty();
    }
}
