package dev.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Chore;
import dev.holdfast.plan.Reason;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is put into a database is taken out again, also if a call comes when nobody waits for it any more. */
final class OwingStoryTest {

    private static final String DRAINED = "drain/orders/data-2";

    @TempDir
    Path directory;

    private Story draining() {
        Story story = Story.ready(directory, 6, 3);
        story.toy.drains = false;
        story.accepted(new Command.Apply(Specs.scaled(story.spec(), 2), "scale", 0));
        story.until("it drains", Duration.ofMinutes(1), () -> story.toy.done.contains(DRAINED));
        return story;
    }

    @Test
    void aCallOfTheSchedulerBeforeThatComesWhenAllIsPaidLeavesNothingBehind() {
        Story story = draining();
        story.restartScheduler();
        story.send(new Command.Cancel(Story.ORDERS));
        story.until("it is paid", Duration.ofMinutes(1), () -> !story.toy.done.contains(DRAINED));
        story.advance(Duration.ofSeconds(20));
        assertThat(story.plan().steps().flatMap(step -> step.reason().stream()).map(Reason::text))
                .as("why the plan still waits")
                .anyMatch(text -> text.contains("no call of the scheduler before this one can come late"));
        story.line(
                "a call of the scheduler before comes only now",
                () -> story.toy.perform(Chore.on(Story.data(2), "drain")));
        assertThat(story.toy.done).contains(DRAINED);
        story.until(
                "no plan is under way",
                Duration.ofMinutes(3),
                () -> !story.plan().isActive());
        assertThat(story.toy.done).doesNotContain(DRAINED);
        assertThat(story.cluster().debts()).isEmpty();
    }

    @Test
    void whoeverWroteItDownItselfStrikesItOffAsSoonAsItIsSeenToBePaid() {
        Story story = draining();
        story.send(new Command.Cancel(Story.ORDERS));
        story.until(
                "no plan is under way",
                Duration.ofSeconds(40),
                () -> !story.plan().isActive());
        assertThat(story.toy.done).doesNotContain(DRAINED);
        assertThat(story.cluster().debts()).isEmpty();
    }
}
