package dev.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.model.NodeId;
import dev.holdfast.model.Operation;
import dev.holdfast.model.TaskState;
import dev.holdfast.plan.Plan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Users, Mesos and the database do what a seed makes them do, in any order; the scheduler dies now and then. When that is over and
 * everything is well again, the cluster must come to its target and to order. What must always hold is checked at every turn.
 */
final class RandomStoryTest {

    private static final int ACTIONS = 40;

    @TempDir
    private Path directory;


    @ParameterizedTest
    @ValueSource(
            longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30})
    void whateverHappensItEndsInOrder(long seed) {
        Random random = new Random(seed);
        Story story = Story.ready(directory, 5, 3);
        for (int i = 0; i < ACTIONS; i++) {
            act(story, random);
            story.advance(Duration.ofMillis(100L + random.nextInt(random.nextInt(4) == 0 ? 40_000 : 3000)));
        }
        heal(story);
        story.until("there is order in the end, seed " + seed, Duration.ofMinutes(20), () -> story.isReady() && Order.is(story));
        assertThat(story.cluster().debts()).isEmpty();
        assertThat(story.cluster().stopped()).isEmpty();
    }

    private void act(Story story, Random random) {
        switch (random.nextInt(13)) {
            case 0, 1 -> command(story, random);
            case 2 -> user(story, random);
            case 3 -> story.line("a process crashes", () -> crash(story, random));
            case 4, 5 -> agent(story, random);
            case 6 -> story.restartScheduler();
            case 7 -> story.crashAfter(1 + random.nextInt(20));
            case 8 -> connection(story);
            case 9 -> fault(story, random);
            case 10 -> {
                story.mesos.offers.splits = random.nextBoolean();
                story.mesos.feedback = random.nextBoolean();
            }
            case 11 -> story.line("the database is unwell or well again", () -> {
                story.toy.answers = random.nextInt(3) > 0;
                story.toy.sick.clear();
                if (random.nextBoolean()) {
                    story.toy.sick.add(Story.data(random.nextInt(3)));
                }
            });
            default -> story.mesos.launchEnds =
                    Optional.of(random.nextBoolean() ? TaskState.ERROR : TaskState.DROPPED);
        }
    }

    private static void command(Story story, Random random) {
        switch (random.nextInt(5)) {
            case 0 -> story.insist(new Command.Apply(Specs.scaled(story.spec(), 2 + random.nextInt(3)), "scale", 0));
            case 1 -> story.insist(
                    new Command.Apply(Specs.with(story.spec(), "a", "" + random.nextInt(5)), "set", 0));
            case 2 -> story.insist(new Command.Apply(
                    Specs.sized(story.spec(), 500L + 500 * random.nextInt(4), 512L + 256 * random.nextInt(4)), "size", 0));
            case 3 -> story.insist(new Command.Restart(Story.ORDERS, List.of()));
            default -> story.insist(new Command.Replace(Story.ORDERS, Story.data(random.nextInt(3))));
        }
    }

    private static void user(Story story, Random random) {
        NodeId node = Story.data(random.nextInt(3));
        switch (random.nextInt(5)) {
            case 0 -> story.insist(new Command.Stop(Story.ORDERS, List.of(node)));
            case 1 -> story.insist(new Command.Start(Story.ORDERS, List.of(node)));
            case 2 -> story.insist(new Command.Cancel(Story.ORDERS));
            case 3 -> story.insist(new Command.Pause(Story.ORDERS));
            default -> story.insist(new Command.Resume(Story.ORDERS, ""));
        }
    }

    private static void crash(Story story, Random random) {
        List<SimTask> running = story.mesos.tasks.live().stream()
                .filter(task -> task.state == TaskState.RUNNING)
                .toList();
        if (!running.isEmpty()) {
            SimTask task = running.get(random.nextInt(running.size()));
            story.mesos.tasks.end(task, TaskState.FAILED, "", "exited with status 137", story.now);
        }
    }

    private static void agent(Story story, Random random) {
        SimAgent agent = story.mesos.agent(1 + random.nextInt(5));
        story.line("something happens to " + agent.hostname, () -> {
            if (agent.connected) {
                story.mesos.cutOff(agent, story.now);
            } else if (random.nextInt(3) > 0) {
                story.mesos.comesBack(agent, story.now);
            } else {
                story.mesos.comesBackAs(agent, agent.id + "x", story.now);
            }
        });
    }

    private static void connection(Story story) {
        if (story.mesos.connected) {
            story.line("the connection breaks", () -> story.mesos.disconnect("broken"));
            story.send(new Event.Disconnected("broken"));
        } else {
            story.line("the connection is back", () -> story.mesos.connect(story.now));
        }
    }

    private static void fault(Story story, Random random) {
        List<Class<? extends Operation>> kinds = List.of(
                Operation.Reserve.class, Operation.Create.class, Operation.Unreserve.class, Operation.Destroy.class);
        story.mesos.faults.put(
                kinds.get(random.nextInt(kinds.size())),
                random.nextBoolean() ? SimMesos.Fault.SILENCE : SimMesos.Fault.ERROR);
    }

    /** Everything is well again, and the users want what they wanted at first. */
    private static void heal(Story story) {
        story.line("all is well again", () -> {
            story.mesos.agents.stream().filter(agent -> !agent.connected).forEach(agent -> story.mesos.comesBack(
                    agent, story.now));
            story.mesos.faults.clear();
            story.mesos.launchEnds = Optional.empty();
            story.toy.answers = true;
            story.toy.sick.clear();
            if (!story.mesos.connected) {
                story.mesos.connect(story.now);
            }
        });
        story.advance(Duration.ofMinutes(1));
        if (story.cluster().plan().filter(plan -> plan.status() == Plan.Status.PAUSED).isPresent()) {
            story.insist(new Command.Resume(Story.ORDERS, ""));
        }
        story.until("no plan is under way", Duration.ofMinutes(20), () -> !story.plan().isActive());
        story.insist(new Command.Apply(Specs.sized(Specs.scaled(story.spec(), 3), 1000, 1024), "as at first", 0));
        story.until("no plan is under way", Duration.ofMinutes(20), () -> !story.plan().isActive());
        story.insist(new Command.Start(Story.ORDERS, List.of()));
    }
}
