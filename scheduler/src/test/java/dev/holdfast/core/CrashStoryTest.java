package dev.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The scheduler dies between every two of its commits and effects: after the first, after the second, and so on to the last. Every
 * time it must come to the same end, with no second process of a node (which {@link SimTasks} watches), nothing reserved twice in
 * the end, and no volume lost that a process has written to.
 */
final class CrashStoryTest {

    private static final Duration LONG = Duration.ofMinutes(10);

    @TempDir
    private Path directory;

    @Test
    void aFirstStartSurvivesACrashAnywhere() {
        int crashes = everywhere(
                () -> Story.on(directory, 3), story -> new Command.Apply(Specs.of(1, 2), "create", 0), story -> {
                    story.until("all ready", LONG, story::isReady);
                    assertThat(story.mesos.operations.destroyed)
                            .doesNotContainAnyElementsOf(story.mesos.operations.written);
                });
        assertThat(crashes).isGreaterThan(60);
    }

    @Test
    void aFirstStartWithoutOperationFeedbackSurvivesACrashAnywhere() {
        everywhere(
                () -> {
                    Story story = Story.on(directory, 3);
                    story.mesos.feedback = false;
                    return story;
                },
                story -> new Command.Apply(Specs.of(1, 1), "create", 0),
                story -> {
                    story.until("all ready", LONG, story::isReady);
                    assertThat(story.mesos.operations.destroyed)
                            .doesNotContainAnyElementsOf(story.mesos.operations.written);
                });
    }

    @Test
    void aRestartSurvivesACrashAnywhere() {
        everywhere(
                () -> Story.ready(directory, 3, 2),
                story -> new Command.Apply(Specs.with(story.spec(), "a", "1"), "set", 0),
                story -> {
                    story.until("all ready", LONG, story::isReady);
                    assertThat(story.state().nodes().values())
                            .allMatch(node ->
                                    node.incarnation().orElseThrow().inputs().containsKey("a"));
                    assertThat(story.mesos.operations.destroyed).isEmpty();
                });
    }

    @Test
    void aRemovalSurvivesACrashAnywhere() {
        everywhere(
                () -> Story.ready(directory, 3, 2),
                story -> new Command.Apply(Specs.scaled(story.spec(), 1), "scale", 0),
                CrashStoryTest::isRemoved);
    }

    @Test
    void aRemovalWithoutOperationFeedbackSurvivesACrashAnywhere() {
        everywhere(
                () -> {
                    Story story = Story.ready(directory, 3, 2);
                    story.mesos.feedback = false;
                    return story;
                },
                story -> new Command.Apply(Specs.scaled(story.spec(), 1), "scale", 0),
                CrashStoryTest::isRemoved);
    }

    private static void isRemoved(Story story) {
        story.until("it is removed", LONG, () -> !story.plan().isActive());
        story.expect("two nodes are left", () -> story.state().nodes().size() == 2);
        List<String> kept = story.state().nodes().values().stream()
                .map(node -> node.claim().orElseThrow().persistenceId())
                .collect(Collectors.toList());
        assertThat(story.mesos.operations.destroyed).hasSize(1).doesNotContainAnyElementsOf(kept);
        assertThat(story.cluster().debts()).isEmpty();
        assertThat(story.toy.done).doesNotContain("drain/orders/data-1");
    }

    @Test
    void aChangeOfSizeSurvivesACrashAnywhere() {
        everywhere(
                () -> Story.ready(directory, 3, 2),
                story -> new Command.Apply(Specs.sized(story.spec(), 1500, 800), "size", 0),
                story -> {
                    story.until("all ready", LONG, story::isReady);
                    assertThat(story.mesos.operations.destroyed).isEmpty();
                });
    }

    @Test
    void aReplacementSurvivesACrashAnywhere() {
        everywhere(
                () -> Story.ready(directory, 4, 2),
                story -> new Command.Replace(Story.ORDERS, Story.data(0)),
                story -> {
                    story.until("all ready", LONG, story::isReady);
                    story.advance(Duration.ofMinutes(2));
                    List<String> kept = story.state().nodes().values().stream()
                            .map(node -> node.claim().orElseThrow().persistenceId())
                            .toList();
                    assertThat(story.node(Story.data(0)).generation()).isEqualTo(2);
                    assertThat(story.mesos.operations.destroyed).doesNotContainAnyElementsOf(kept);
                });
    }

    @Test
    void anUninstallSurvivesACrashAnywhere() {
        int crash = 1;
        for (boolean came = true; came; crash++) {
            Story story = Story.ready(directory, 3, 2);
            story.crashAfter(crash);
            story.insist(new Command.Uninstall(Story.ORDERS, "orders"));
            story.until(
                    "the cluster is gone", LONG, () -> story.state().clusters().isEmpty());
            came = !story.isCrashStillToCome();
            story.until(
                    "nothing is reserved and no role subscribed",
                    Duration.ofMinutes(2),
                    () -> story.mesos.reservations().isEmpty() && story.mesos.offers.roles.isEmpty());
        }
        assertThat(crash).isGreaterThan(30);
    }

    /** Tells a story again and again, with the crash one step later each time, until it ends before the crash. */
    private static int everywhere(Supplier<Story> begin, Function<Story, Command> command, Consumer<Story> end) {
        int crash = 1;
        for (boolean came = true; came; crash++) {
            Story story = begin.get();
            story.advance(Duration.ofMillis(crash % 7 * 130L)); // the master's clock is not in step with ours
            story.crashAfter(crash);
            story.insist(command.apply(story));
            end.accept(story);
            came = !story.isCrashStillToCome();
            // What nobody answered and nobody ever saw is remembered for ten minutes.
            story.until("there is order after a crash at " + crash, Duration.ofMinutes(13), () -> Order.is(story));
        }
        return crash;
    }
}
