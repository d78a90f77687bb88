package dev.holdfast.core;

import dev.holdfast.database.Chore;
import dev.holdfast.database.ChoreEnd;
import dev.holdfast.database.Stage;
import dev.holdfast.database.Upkeep;
import dev.holdfast.model.TaskState;
import dev.holdfast.plan.Plan;
import dev.holdfast.spec.Descriptor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What stories about chores beside nodes have in common. */
final class ChoreStories {

    private ChoreStories() {}

    static final Duration LONG = Duration.ofMinutes(10);
    static final Descriptor.Share SHARE = new Descriptor.Share(100, 128);

    /** A cluster is ready that keeps a share for chores, and does these beside its nodes. */
    static Story ready(Path directory, int data, String... chores) {
        Story story = Story.on(directory, data + 1);
        story.toy.share = SHARE;
        story.toy.rules.beside.addAll(List.of(chores));
        story.send(new Command.Apply(Specs.of(1, data), "create", 0));
        story.until("all ready", LONG, story::isReady);
        story.advance(Duration.ofSeconds(10));
        return story;
    }

    static void repair(Story story, int node, String... chores) {
        List<Stage> way = List.of(chores).stream()
                .<Stage>map(name -> new Stage.Do(Chore.on(Story.data(node), name), Optional.empty()))
                .toList();
        story.toy.rules.upkeep = view -> List.of(new Upkeep(
                "repair",
                "once",
                Duration.ofMinutes(1),
                Chore.on(Story.data(node), chores[0]),
                "repair data-" + node,
                way));
    }

    static boolean runs(Story story, String chore) {
        return story.mesos.tasks.live().stream()
                .anyMatch(task -> task.chore().equals(chore) && task.state == TaskState.RUNNING);
    }

    static Optional<ChoreEnd> end(Story story, int node, String chore) {
        return Optional.ofNullable(story.node(Story.data(node)).beside().ended().get(chore));
    }

    static void untilRuns(Story story, String chore) {
        story.until(chore + " runs", LONG, () -> runs(story, chore));
    }

    static void untilDone(Story story) {
        story.until(
                "the repair is done",
                LONG,
                () -> story.plan().title().startsWith("repair") && story.plan().status() == Plan.Status.DONE);
    }
}
