package dev.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.model.Operation;
import dev.holdfast.model.TaskState;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** RESERVE, CREATE and LAUNCH fail alone, aloud and silently; what came of them nonetheless is released. */
final class ClaimStoryTest {

    private static final Duration LONG = Duration.ofMinutes(5);

    @TempDir
    private Path directory;

    @Test
    void aSilentlyDroppedReserveIsTriedAgain() {
        Story story = Story.on(directory, 3);
        story.mesos.faults.put(Operation.Reserve.class, SimMesos.Fault.SILENCE);
        story.accepted(new Command.Apply(Specs.of(1, 2), "create", 0));
        story.until("all ready", LONG, story::isReady);
        settled(story);
    }

    @Test
    void aReserveThatFailsIsTriedAgainAtOnce() {
        Story story = Story.on(directory, 3);
        story.mesos.faults.put(Operation.Reserve.class, SimMesos.Fault.ERROR);
        story.accepted(new Command.Apply(Specs.of(1, 2), "create", 0));
        story.until("all ready", Duration.ofSeconds(25), story::isReady);
        settled(story);
    }

    @Test
    void aCreateThatFailsLeavesAReservationThatIsReleased() {
        Story story = Story.on(directory, 3);
        story.mesos.faults.put(Operation.Create.class, SimMesos.Fault.ERROR);
        story.accepted(new Command.Apply(Specs.of(1, 2), "create", 0));
        story.until("all ready", LONG, story::isReady);
        settled(story);
    }

    @Test
    void aCreateThatIsSilentlyDroppedLeavesAReservationThatIsReleased() {
        Story story = Story.on(directory, 3);
        story.mesos.faults.put(Operation.Create.class, SimMesos.Fault.SILENCE);
        story.accepted(new Command.Apply(Specs.of(1, 2), "create", 0));
        story.until("all ready", LONG, story::isReady);
        settled(story);
    }

    @Test
    void withoutOperationFeedbackOffersAreTheAnswer() {
        Story story = Story.on(directory, 3);
        story.mesos.feedback = false;
        story.accepted(new Command.Apply(Specs.of(1, 2), "create", 0));
        story.until("all ready", Duration.ofMinutes(1), story::isReady);
        settled(story);
    }

    @Test
    void withoutOperationFeedbackFailuresAreFoundOutToo() {
        Story story = Story.on(directory, 3);
        story.mesos.feedback = false;
        story.mesos.faults.put(Operation.Create.class, SimMesos.Fault.ERROR);
        story.accepted(new Command.Apply(Specs.of(1, 2), "create", 0));
        story.until("all ready", LONG, story::isReady);
        settled(story);
    }

    @Test
    void aLaunchThatTheMasterRefusesIsRepeated() {
        Story story = Story.on(directory, 3);
        story.mesos.launchEnds = java.util.Optional.of(TaskState.ERROR);
        story.accepted(new Command.Apply(Specs.of(1, 2), "create", 0));
        story.until("all ready", Duration.ofMinutes(1), story::isReady);
        settled(story);
    }

    @Test
    void aLaunchOnAnOfferThatIsNoLongerValidIsRepeated() {
        Story story = Story.on(directory, 3);
        story.mesos.launchEnds = java.util.Optional.of(TaskState.DROPPED);
        story.mesos.launchReason = "INVALID_OFFERS";
        story.accepted(new Command.Apply(Specs.of(1, 2), "create", 0));
        story.until("all ready", Duration.ofMinutes(1), story::isReady);
        settled(story);
    }

    /** In the end each node has one reservation, nothing else is left, nobody waits for offers. */
    private static void settled(Story story) {
        story.until("there is order", Duration.ofMinutes(12), () -> Order.is(story));
        story.line("expect one reservation for each node, no surplus, and silence", () -> Order.expect(story));
        assertThat(story.mesos.operations.destroyed).doesNotContainAnyElementsOf(story.mesos.operations.written);
    }
}
