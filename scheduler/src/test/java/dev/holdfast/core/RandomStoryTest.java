package dev.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.model.NodeId;
import dev.holdfast.model.Operation;
import dev.holdfast.model.Resource;
import dev.holdfast.model.Resources;
import dev.holdfast.model.TaskState;
import dev.holdfast.plan.Plan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Stories that nobody wrote. A seed makes one:
 *
 * <ol>
 *   <li>A cluster of one keeper and three data nodes is ready on five agents.
 *   <li>Forty times something happens: a user asks for something, a process, an agent, the connection, the database or the
 *       scheduler fails or comes back, the next operation or launch goes wrong. Between two of them passes a moment, seldom longer.
 *   <li>{@link Promises} are checked after every decision, and that a second decision with nothing new is empty.
 *   <li>Then all is well again, and the user wants what he wanted at first. The cluster must come to it and to {@link Order}.
 * </ol>
 *
 * <p>The same seed makes the same story. {@code -Dstories.from=31 -Dstories.to=330} tells others.
 */
final class RandomStoryTest {

    private static final int HAPPENINGS = 40;
    private static final Duration LONG = Duration.ofMinutes(20);

    @TempDir
    private Path directory;

    static LongStream seeds() {
        return LongStream.rangeClosed(Long.getLong("stories.from", 1), Long.getLong("stories.to", 30));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whateverHappensItEndsInOrder(long seed) {
        Random random = new Random(seed);
        Story story = Story.ready(directory, 5, 3);
        story.line("seed " + seed, () -> Promises.watch(story));
        for (int i = 0; i < HAPPENINGS; i++) {
            happen(story, random);
            story.advance(Duration.ofMillis(100L + random.nextInt(random.nextInt(4) == 0 ? 40_000 : 3000)));
        }
        heal(story);
        wantAsAtFirst(story);
        story.until("there is order, seed " + seed, LONG, () -> story.isReady() && isTidy(story));
        assertThat(story.cluster().debts()).isEmpty();
        assertThat(story.cluster().stopped()).isEmpty();
    }

    // What happens

    private static void happen(Story story, Random random) {
        switch (random.nextInt(13)) {
            case 0, 1 -> change(story, random);
            case 2 -> intervene(story, random);
            case 3 -> story.line("a process crashes", () -> crash(story, random));
            case 4, 5 -> agent(story, random);
            case 6 -> story.restartScheduler();
            case 7 -> story.crashAfter(1 + random.nextInt(20));
            case 8 -> connection(story);
            case 9 -> operationFails(story, random);
            case 10 -> {
                story.mesos.offers.splits = random.nextBoolean();
                story.mesos.feedback = random.nextBoolean();
            }
            case 11 -> story.line("the database is unwell or well again", () -> database(story, random));
            default -> launchFails(story, random);
        }
    }

    private static void change(Story story, Random random) {
        switch (random.nextInt(5)) {
            case 0 -> story.insist(new Command.Apply(Specs.scaled(story.spec(), 2 + random.nextInt(3)), "scale", 0));
            case 1 -> story.insist(new Command.Apply(Specs.with(story.spec(), "a", "" + random.nextInt(5)), "set", 0));
            case 2 -> {
                long cpus = 500L + 500 * random.nextInt(4);
                long memory = 512L + 256 * random.nextInt(4);
                story.insist(new Command.Apply(Specs.sized(story.spec(), cpus, memory), "size", 0));
            }
            case 3 -> story.insist(new Command.Restart(Story.ORDERS, List.of()));
            default -> story.insist(new Command.Replace(Story.ORDERS, Story.data(random.nextInt(3))));
        }
    }

    private static void intervene(Story story, Random random) {
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
        boolean same = random.nextInt(3) > 0;
        String what = agent.connected ? " is cut off" : same ? " is back" : " is back under another id";
        story.line(agent.hostname + what, () -> {
            if (agent.connected) {
                story.mesos.cutOff(agent, story.now);
            } else if (same) {
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

    private static void operationFails(Story story, Random random) {
        List<Class<? extends Operation>> kinds = List.of(
                Operation.Reserve.class, Operation.Create.class, Operation.Unreserve.class, Operation.Destroy.class);
        Class<? extends Operation> kind = kinds.get(random.nextInt(kinds.size()));
        SimMesos.Fault fault = random.nextBoolean() ? SimMesos.Fault.SILENCE : SimMesos.Fault.ERROR;
        story.line("the next " + kind.getSimpleName() + " ends in " + fault, () -> story.mesos.faults.put(kind, fault));
    }

    private static void launchFails(Story story, Random random) {
        TaskState how = random.nextBoolean() ? TaskState.ERROR : TaskState.DROPPED;
        story.line("the next launch ends in " + how, () -> story.mesos.launchEnds = Optional.of(how));
    }

    private static void database(Story story, Random random) {
        story.toy.answers = random.nextInt(3) > 0;
        story.toy.sick.clear();
        if (random.nextBoolean()) {
            story.toy.sick.add(Story.data(random.nextInt(3)));
        }
    }

    // How it ends

    private static void heal(Story story) {
        story.line("all is well again", () -> {
            for (SimAgent agent : story.mesos.agents) {
                if (!agent.connected) {
                    story.mesos.comesBack(agent, story.now);
                }
            }
            story.mesos.faults.clear();
            story.mesos.launchEnds = Optional.empty();
            story.toy.answers = true;
            story.toy.sick.clear();
            if (!story.mesos.connected) {
                story.mesos.connect(story.now);
            }
        });
        story.advance(Duration.ofMinutes(1));
    }

    private static void wantAsAtFirst(Story story) {
        story.insist(new Command.Thaw());
        if (story.plan().status() == Plan.Status.PAUSED) {
            story.insist(new Command.Resume(Story.ORDERS, ""));
        }
        story.insist(new Command.Apply(Specs.sized(Specs.scaled(story.spec(), 3), 1000, 1024), "as at first", 0));
        story.insist(new Command.Start(Story.ORDERS, List.of()));
        story.until("no plan is under way", LONG, () -> !story.plan().isActive());
        story.insist(new Command.Start(Story.ORDERS, List.of()));
        story.until("all are ready", LONG, story::isReady);
    }

    /** Order, once a person has looked through the volumes that were kept for him. */
    private static boolean isTidy(Story story) {
        for (SurplusRecord surplus : story.state().surplus().values()) {
            if (surplus.keepVolume()) {
                story.mesos.agents.forEach(agent -> clear(agent, surplus.uid()));
            }
        }
        return Order.is(story);
    }

    private static void clear(SimAgent agent, String uid) {
        Resources volumes = agent.free()
                .filter(Resource::isVolume)
                .filter(volume -> volume.label(dev.holdfast.model.Labels.CLAIM).equals(uid));
        if (!volumes.isEmpty()) {
            Resources plain = new Resources(
                    volumes.stream().map(SimOperations::asUnreservedDisk).toList());
            agent.total = agent.total.minus(volumes).plus(plain);
        }
    }
}
