package dev.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people are told: numbered, with its kind, its node and who asked. */
final class EventStoryTest {

    private static final Duration LONG = Duration.ofMinutes(6);

    @TempDir
    private Path directory;

    private static List<Fact.Told> told(Story story) {
        return story.facts.stream()
                .filter(Fact.Told.class::isInstance)
                .map(Fact.Told.class::cast)
                .toList();
    }

    private static List<Fact.Told> told(Story story, EventKind kind) {
        return told(story).stream().filter(line -> line.kind() == kind).toList();
    }

    @Test
    void eventsAreCountedWithoutAGapAlsoAfterARestart() {
        Story story = Story.ready(directory, 4, 3);
        story.restartScheduler();
        story.accepted(new Command.Restart(Story.ORDERS, List.of(Story.data(0))));
        story.until("it is done", LONG, story::isReady);
        List<Long> numbers = told(story).stream().map(Fact.Told::number).toList();
        assertThat(numbers)
                .isEqualTo(LongStream.rangeClosed(1, numbers.size()).boxed().toList());
        assertThat(told(story)).noneMatch(line -> line.kind() == EventKind.OTHER);
    }

    @Test
    void whoAskedIsToldOfThePlanAndOfNothingThatFollowsByItself() {
        Story story = Story.ready(directory, 4, 3);
        story.facts.clear();
        story.send(new Event.Asked(990, new Command.Restart(Story.ORDERS, List.of(Story.data(1))), "alice"));
        story.until("it is done", LONG, story::isReady);
        assertThat(told(story).stream().filter(line -> line.by().equals("alice")))
                .hasSize(1)
                .allMatch(line -> line.kind() == EventKind.PLAN && line.text().startsWith("plan "));
        assertThat(told(story, EventKind.STEP))
                .isNotEmpty()
                .allMatch(line -> line.by().isEmpty());
        assertThat(told(story, EventKind.STEP))
                .anyMatch(line -> line.node().equals(Optional.of(Story.data(1)))
                        && line.text().contains("begins"))
                .anyMatch(line -> line.text().endsWith(": done"));
    }

    @Test
    void eachNodesPlaceIsToldOnce() {
        Story story = Story.ready(directory, 4, 3);
        List<Fact.Told> places = told(story, EventKind.PLACEMENT);
        assertThat(places).hasSize(4).allMatch(line -> line.text().contains(" is placed on host"));
        assertThat(new TreeSet<>(
                        places.stream().map(line -> line.node().orElseThrow()).toList()))
                .hasSize(4);
    }

    @Test
    void aWaitIsNotToldAgainAndAgain() {
        Story story = Story.ready(directory, 3, 3);
        story.mesos.tellsAgents = false; // so that nobody knows that there are no more
        story.advance(Duration.ofMinutes(1));
        story.facts.clear();
        story.accepted(new Command.Apply(Specs.scaled(story.spec(), 4), "more than there is room for", 0));
        story.advance(Duration.ofMinutes(20));
        List<String> texts = told(story).stream()
                .filter(line -> line.text().contains(" waits: "))
                .map(Fact.Told::text)
                .toList();
        assertThat(texts).isNotEmpty().doesNotHaveDuplicates();
        assertThat(told(story)).as("in twenty minutes of waiting").hasSizeLessThan(80);
    }

    @Test
    void launchesBeforeTheNewestAreRememberedAndNoMoreThanAFew() {
        Story story = Story.ready(directory, 4, 3);
        for (int i = 0; i < 12; i++) {
            story.accepted(new Command.Restart(Story.ORDERS, List.of(Story.data(0))));
            story.until("it is done", LONG, story::isReady);
        }
        List<PastLaunch> launches = story.facts.stream()
                .filter(Fact.NodeIs.class::isInstance)
                .map(fact -> ((Fact.NodeIs) fact).node())
                .filter(node -> node.id().equals(Story.data(0)))
                .reduce((one, other) -> other)
                .orElseThrow()
                .launchesKnown();
        assertThat(launches.stream().map(PastLaunch::number))
                .startsWith(13, 12, 11)
                .hasSize(PastLaunch.KEPT);
        assertThat(launches.get(1).task()).isNotEqualTo(launches.get(0).task());
        assertThat(launches.get(1).state().isOver()).isTrue();
    }
}
