package dev.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Chore;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Observation;
import dev.holdfast.database.Upkeep;
import dev.holdfast.plan.Plan;
import dev.holdfast.plan.Step;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a package wants done by itself. */
final class UpkeepStoryTest {

    private static final Duration MINUTES = Duration.ofMinutes(5);
    private static final Duration APART = Duration.ofMinutes(3);

    @TempDir
    private Path directory;

    private static Upkeep saving(String cause) {
        Chore chore = new Chore("save", Optional.empty(), new TreeMap<>()).with("as", cause);
        return new Upkeep("saving", cause, APART, chore, "save " + cause, List.of());
    }

    /** Wanted for one cause for ever. */
    private static List<Upkeep> once(ClusterView view) {
        return List.of(saving("always"));
    }

    /** Wanted anew every minute. */
    private static List<Upkeep> everyMinute(ClusterView view) {
        return List.of(saving(view.now().truncatedTo(ChronoUnit.MINUTES).toString()));
    }

    private static List<String> saves(Story story) {
        return story.facts.stream()
                .filter(Fact.Told.class::isInstance)
                .map(fact -> ((Fact.Told) fact).text())
                .filter(text -> text.contains("by itself: save"))
                .toList();
    }

    @Test
    void itIsDoneByAPlanOfItsOwnOnceForOneCause() {
        Story story = Story.ready(directory, 4, 3);
        story.line("saving is wanted", () -> story.toy.rules.upkeep = UpkeepStoryTest::once);
        story.until(
                "a plan for it is done",
                MINUTES,
                () -> story.plan().title().equals("save always") && story.plan().status() == Plan.Status.DONE);
        story.advance(Duration.ofHours(2));
        assertThat(saves(story)).hasSize(1);
        assertThat(story.toy.done).contains("save");
    }

    @Test
    void itIsNotDoneAgainAfterARestartOfTheScheduler() {
        Story story = Story.ready(directory, 4, 3);
        story.toy.rules.upkeep = UpkeepStoryTest::once;
        story.until(
                "it is done",
                MINUTES,
                () -> !saves(story).isEmpty() && !story.plan().isActive());
        story.restartScheduler();
        story.advance(Duration.ofHours(1));
        assertThat(saves(story)).hasSize(1);
    }

    @Test
    void otherCausesComeAsFarApartAsThePackageSays() {
        Story story = Story.ready(directory, 4, 3);
        story.toy.rules.upkeep = UpkeepStoryTest::everyMinute;
        story.advance(Duration.ofMinutes(30));
        assertThat(saves(story)).hasSizeBetween(8, 11);
    }

    @Test
    void itIsNotBegunWhileAPlanIsUnderWay() {
        Story story = Story.ready(directory, 4, 3);
        story.accepted(new Command.Restart(Story.ORDERS, List.of()));
        story.toy.rules.upkeep = UpkeepStoryTest::once;
        story.checks.add(() -> assertThat(saves(story)).isEmpty());
        story.until(
                "the restart is nearly over",
                MINUTES,
                () -> story.state().nodes().values().stream().allMatch(node -> node.launches() == 2));
        story.checks.clear();
        story.until("then it is done", MINUTES, () -> !saves(story).isEmpty());
        assertThat(story.state().nodes().values()).allMatch(node -> node.state() == NodeState.READY);
    }

    @Test
    void itIsNotBegunWhileTheDatabaseDoesNotAnswer() {
        Story story = Story.ready(directory, 4, 3);
        story.line("the database falls silent", () -> story.toy.answers = false);
        story.advance(Duration.ofSeconds(20));
        story.toy.rules.upkeep = UpkeepStoryTest::once;
        story.advance(Duration.ofMinutes(20));
        assertThat(saves(story)).isEmpty();
        story.line("it answers again", () -> story.toy.answers = true);
        story.until("it is done", MINUTES, () -> !saves(story).isEmpty());
    }

    @Test
    void itIsNotBegunWhileTheMasterIsAway() {
        Story story = Story.ready(directory, 4, 3);
        story.send(new Event.Disconnected("gone"));
        story.toy.rules.upkeep = UpkeepStoryTest::once;
        story.advance(Duration.ofMinutes(2));
        assertThat(saves(story)).isEmpty();
    }

    @Test
    void aNodeThatIsNotReadyHoldsItForAWhileOnly() {
        Story story = Story.ready(directory, 4, 3);
        story.line("a node is sick", () -> story.toy.sick.add(Story.data(1)));
        story.until("it is seen", MINUTES, () -> story.node(Story.data(1)).state() == NodeState.RUNNING);
        story.toy.rules.upkeep = UpkeepStoryTest::once;
        story.advance(Duration.ofMinutes(8));
        assertThat(saves(story)).isEmpty();
        story.until("it is done without that node", MINUTES, () -> !saves(story).isEmpty());
    }

    @Test
    void aNodeThatAUserStoppedDoesNotHoldIt() {
        Story story = Story.ready(directory, 4, 3);
        story.accepted(new Command.Stop(Story.ORDERS, List.of(Story.data(1))));
        story.until("it is stopped", MINUTES, () -> !story.plan().isActive());
        story.toy.rules.upkeep = UpkeepStoryTest::once;
        story.until("it is done", Duration.ofMinutes(1), () -> !saves(story).isEmpty());
    }

    @Test
    void whatAUserAsksForTakesItsPlaceAndItComesAgainAfterwards() {
        Story story = Story.ready(directory, 4, 3);
        story.line("saving does not get on", () -> story.toy.failing.add("save"));
        story.toy.rules.upkeep = UpkeepStoryTest::once;
        story.until("it is tried", MINUTES, () -> !saves(story).isEmpty());
        story.accepted(new Command.Restart(Story.ORDERS, List.of()));
        assertThat(story.plan().title()).startsWith("restart");
        story.line("it would get on now", () -> story.toy.failing.clear());
        story.until(
                "all restarted", MINUTES, () -> story.isReady() && saves(story).size() == 2);
        assertThat(story.state().nodes().values()).allMatch(node -> node.launches() == 2);
        story.until("it is done", MINUTES, () -> story.plan().status() == Plan.Status.DONE);
        assertThat(story.toy.done).contains("save");
    }

    @Test
    void aNewTargetTakesItsPlaceToo() {
        Story story = Story.ready(directory, 5, 3);
        story.toy.failing.add("save");
        story.toy.rules.upkeep = UpkeepStoryTest::once;
        story.until("it is tried", MINUTES, () -> !saves(story).isEmpty());
        story.accepted(new Command.Apply(Specs.scaled(story.spec(), 4), "scale", 0));
        story.until("it comes again", MINUTES, () -> saves(story).size() == 2);
        story.expect(Story.data(3), NodeState.READY);
    }

    @Test
    void whatFailsSaysSoAndIsTriedAgainAtADistance() {
        Story story = Story.ready(directory, 4, 3);
        story.toy.failing.add("save");
        story.toy.rules.upkeep = UpkeepStoryTest::once;
        story.until("it is tried", MINUTES, () -> !saves(story).isEmpty());
        story.advance(Duration.ofMinutes(30));
        Step step = story.plan().steps().findFirst().orElseThrow();
        assertThat(step.reason().orElseThrow().text()).isEqualTo("save failed: connection refused");
        assertThat(story.facts.stream()
                        .filter(fact ->
                                fact instanceof Fact.Told told && told.text().startsWith("save failed")))
                .hasSizeBetween(20, 45);
    }

    @Test
    void whatAUserCancelsDoesNotComeAgainForTheSameCause() {
        Story story = Story.ready(directory, 4, 3);
        story.toy.failing.add("save");
        story.toy.rules.upkeep = UpkeepStoryTest::once;
        story.until("it is tried", MINUTES, () -> !saves(story).isEmpty());
        story.accepted(new Command.Cancel(Story.ORDERS));
        story.advance(Duration.ofHours(1));
        assertThat(saves(story)).hasSize(1);
        assertThat(story.plan().status()).isEqualTo(Plan.Status.CANCELLED);
    }

    @Test
    void onePausedByAUserStaysSo() {
        Story story = Story.ready(directory, 4, 3);
        story.toy.failing.add("save");
        story.toy.rules.upkeep = UpkeepStoryTest::once;
        story.until("it is tried", MINUTES, () -> !saves(story).isEmpty());
        story.accepted(new Command.Pause(Story.ORDERS));
        story.toy.failing.clear();
        story.advance(Duration.ofMinutes(30));
        assertThat(story.toy.done).doesNotContain("save");
        story.accepted(new Command.Resume(Story.ORDERS, ""));
        story.until("it is done", MINUTES, () -> story.plan().status() == Plan.Status.DONE);
    }

    @Test
    void anAnswerOfBeforeTheLastPlanEndedBeginsNothing() {
        Story story = Story.ready(directory, 4, 3);
        TreeSet<Instant> seen = new TreeSet<>();
        List<Instant> ends = new ArrayList<>();
        story.toy.rules.upkeep = view -> {
            seen.add(view.observation().map(Observation::startedAt).orElseThrow());
            return List.of();
        };
        story.accepted(new Command.Restart(Story.ORDERS, List.of()));
        seen.clear();
        story.until("it is over", MINUTES, () -> !story.plan().isActive());
        ends.add(story.plan().finishedAt().orElseThrow());
        story.advance(Duration.ofSeconds(30));
        assertThat(seen).isNotEmpty();
        assertThat(seen.first()).isAfter(ends.get(0));
    }
}
