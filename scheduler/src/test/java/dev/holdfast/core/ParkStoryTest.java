package dev.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.model.TaskState;
import dev.holdfast.plan.Plan;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What fails again and again is at last left alone, and says why; what is not its own fault is not held against a node. */
final class ParkStoryTest {

    private static final Duration LONG = Duration.ofMinutes(6);

    @TempDir
    private Path directory;

    @Test
    void afterItsLastTryANodeIsParkedWithItsLastWords() {
        Story story = parked();
        story.expectWait(Story.data(0), "parked");
        assertThat(wait(story)).contains("16 failures in a row").contains("it said: No space left on device");
        int launches = story.node(Story.data(0)).launches();
        story.advance(Duration.ofMinutes(40));
        assertThat(story.node(Story.data(0)).launches()).isEqualTo(launches);
        story.restartScheduler();
        story.advance(Duration.ofMinutes(35));
        story.expectWait(Story.data(0), "parked");
        assertThat(story.node(Story.data(0)).launches()).isEqualTo(launches);
    }

    @Test
    void theTriesOfAParkedNodeTookHalfAnHourAtLeast() {
        Story story = Story.ready(directory, 4, 3);
        Instant begin = story.now;
        failUntilParked(story);
        assertThat(Duration.between(begin, story.now)).isGreaterThan(Duration.ofMinutes(30));
    }

    @Test
    void aPersonWhoStartsAParkedNodeGivesItAllItsTriesAgain() {
        Story story = parked();
        Answer answer = story.send(new Command.Start(Story.ORDERS, List.of(Story.data(0))));
        assertThat(answer).isEqualTo(new Answer.Nothing("what had failed is tried again at once"));
        story.until("all ready", Duration.ofMinutes(1), story::isReady);
        assertThat(story.node(Story.data(0)).trouble()).isEqualTo(Trouble.NONE);
    }

    @Test
    void aPersonWhoRestartsAParkedNodeTriesItAtOnce() {
        Story story = parked();
        story.accepted(new Command.Restart(Story.ORDERS, List.of(Story.data(0))));
        story.until("all ready", Duration.ofMinutes(1), story::isReady);
    }

    @Test
    void anotherTargetTriesAParkedNodeAtOnce() {
        Story story = parked();
        story.accepted(new Command.Apply(Specs.sized(story.spec(), 1000, 2048), "more memory", 0));
        story.until("all ready", Duration.ofMinutes(3), story::isReady);
    }

    @Test
    void anotherNodeThatBecomesReadyGivesAParkedOneOneMoreTry() {
        Story story = parked();
        story.line("data-1 crashes", () -> TaskStoryTest.crash(story, "orders/data-1"));
        story.until("all ready", Duration.ofMinutes(1), story::isReady);
    }

    @Test
    void aLaunchThatIsRefusedIsMadeAnewOnceAndThenParked() {
        Story story = Story.ready(directory, 4, 3);
        story.mesos.launchReason = "TASK_GROUP_INVALID";
        story.mesos.launchEnds = Optional.of(TaskState.ERROR);
        story.line("data-0 crashes", () -> TaskStoryTest.crash(story, "orders/data-0"));
        story.until("its launch was refused", LONG, () -> story.mesos.launchEnds.isEmpty());
        int launches = story.node(Story.data(0)).launches();
        story.mesos.launchEnds = Optional.of(TaskState.ERROR);
        story.until("it was refused again", LONG, () -> story.mesos.launchEnds.isEmpty());
        story.advance(Duration.ofMinutes(50));
        assertThat(story.node(Story.data(0)).launches()).isEqualTo(launches + 1);
        story.expectWait(Story.data(0), "parked");
        assertThat(wait(story)).contains("Mesos refused its launch").contains("its description is not taken");
        story.send(new Command.Start(Story.ORDERS, List.of(Story.data(0))));
        story.until("all ready", Duration.ofMinutes(1), story::isReady);
    }

    @Test
    void whatIsNotItsOwnFaultIsNotCounted() {
        Story story = Story.ready(directory, 4, 3);
        story.mesos.launchReason = "AGENT_RESTARTED";
        story.line("data-0 crashes", () -> TaskStoryTest.crash(story, "orders/data-0"));
        for (int i = 0; i < 20; i++) {
            story.mesos.launchEnds = Optional.of(TaskState.DROPPED);
            story.until("it is dropped", Duration.ofSeconds(20), () -> story.mesos.launchEnds.isEmpty());
        }
        assertThat(story.node(Story.data(0)).trouble().failures()).isEqualTo(1);
        story.until("all ready", Duration.ofMinutes(1), story::isReady);
    }

    @Test
    void theRemedyOfANodeThatRanOutOfMemoryIsMoreOfIt() {
        Story story = Story.ready(directory, 4, 3);
        for (int i = 0; i < 4; i++) {
            story.until(
                    "it runs",
                    LONG,
                    () -> story.mesos.tasks.liveOf("orders/data-0").isPresent());
            story.line(
                    "it has too little memory",
                    () -> fail(story, "CONTAINER_LIMITATION_MEMORY", "Memory limit exceeded"));
        }
        story.until("it waits", LONG, () -> story.state().sight().waits().containsKey(Story.data(0)));
        assertThat(wait(story)).contains("TASK_FAILED (out of memory): Memory limit exceeded");
        assertThat(story.state().sight().waits().get(Story.data(0)).remedy())
                .contains("holdfast set orders data.memory=SIZE");
    }

    private Story parked() {
        Story story = Story.ready(directory, 4, 3);
        story.world.lastWords = "No space left on device";
        failUntilParked(story);
        story.advance(Duration.ofSeconds(5));
        assertThat(story.plan().status()).isEqualTo(Plan.Status.DONE);
        return story;
    }

    private static void failUntilParked(Story story) {
        while (!story.node(Story.data(0)).trouble().isParked()) {
            story.until(
                    "it runs",
                    LONG,
                    () -> story.mesos.tasks.liveOf("orders/data-0").isPresent());
            story.line("it crashes", () -> TaskStoryTest.crash(story, "orders/data-0"));
            story.until(
                    "that is known",
                    LONG,
                    () -> !story.node(Story.data(0)).state().mayRun());
        }
        assertThat(story.node(Story.data(0)).trouble().failures()).isEqualTo(Trouble.MOST_TRIES);
    }

    private static void fail(Story story, String reason, String message) {
        SimTask task = story.mesos.tasks.liveOf("orders/data-0").orElseThrow();
        story.mesos.tasks.end(task, TaskState.FAILED, reason, message, story.now);
    }

    private static String wait(Story story) {
        return story.state().sight().waits().get(Story.data(0)).text();
    }
}
