package dev.holdfast.core;

import dev.holdfast.model.Operation;
import dev.holdfast.model.TaskSpec;
import dev.holdfast.model.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/** All that is outside of the core in a story: Mesos, the database, software, users. */
final class StoryWorld {

    private static final Duration LOOK_TAKES = Duration.ofMillis(50);
    private static final Duration CHORE_TAKES = Duration.ofMillis(100);
    private static final Duration SOFTWARE_TAKES = Duration.ofMillis(20);
    private static final Duration SOFTWARE_AGAIN = Duration.ofSeconds(15);

    final SimMesos mesos = new SimMesos();
    final ToyPackage toy = new ToyPackage();
    final TreeMap<Long, Answer> answers = new TreeMap<>();
    final List<Effect> done = new ArrayList<>();
    Optional<String> halted = Optional.empty();
    /** Whether looks at databases never end. */
    boolean blind;
    /** Names of chores whose next end nobody hears of. */
    final Set<String> unheard = new LinkedHashSet<>();
    /** Whether software can be had. */
    boolean hasSoftware = true;
    /** Whether agents tell what chores write. */
    boolean agentsTell = true;
    /** What tasks write before they end. */
    String lastWords = "";

    private final Set<String> served = new LinkedHashSet<>();
    private final PriorityQueue<Later> later =
            new PriorityQueue<>(Comparator.comparing(Later::at).thenComparing(Later::number));
    private int number;

    private record Later(Instant at, int number, Supplier<Event> event) {}

    void act(Effect effect, Instant now) {
        done.add(effect);
        if (effect instanceof Effect.Probe && blind) {
            return;
        }
        if (effect instanceof Effect.Probe probe) {
            Instant end = now.plus(LOOK_TAKES);
            after(
                    end,
                    () -> new Event.Observed(
                            probe.cluster().target().name(), toy.look(probe.cluster(), mesos, now, end)));
        } else if (effect instanceof Effect.Perform perform) {
            dev.holdfast.database.Driver.Outcome outcome = toy.perform(perform.chore());
            if (unheard.remove(perform.chore().name())) {
                return;
            }
            after(
                    now.plus(CHORE_TAKES),
                    () -> new Event.ChoreFinished(perform.cluster().target().name(), perform.chore(), outcome));
        } else if (effect instanceof Effect.Prepare prepare) {
            after(now.plus(SOFTWARE_TAKES), () -> new Event.SoftwareIs(prepare.key(), software(prepare)));
            if (!hasSoftware) {
                after(now.plus(SOFTWARE_AGAIN), () -> new Event.SoftwareIs(prepare.key(), new Software.Unasked()));
            }
        } else if (effect instanceof Effect.Serve serve) {
            served.addAll(serve.filesBySha256().keySet());
        } else if (effect instanceof Effect.ReadLastWords read) {
            if (!lastWords.isEmpty()) {
                after(now.plus(SOFTWARE_TAKES), () -> new Event.LastWords(read.node(), read.incarnation(), lastWords));
            }
        } else if (effect instanceof Effect.ReadChore read) {
            if (agentsTell) {
                after(now.plus(SOFTWARE_TAKES), () -> said(read));
            }
        } else if (effect instanceof Effect.Reply reply) {
            answers.put(reply.ticket(), reply.answer());
        } else if (effect instanceof Effect.Halt halt) {
            halted = Optional.of(halt.why());
        } else {
            checkServed(effect);
            mesos.act(effect, now);
        }
    }

    private Event said(Effect.ReadChore read) {
        boolean done = mesos.tasks.all().stream()
                .anyMatch(task -> task.spec.id().equals(read.task()) && task.state == TaskState.FINISHED);
        return new Event.ChoreSaid(
                read.node(),
                read.task(),
                "half done",
                done ? "all done" : "",
                read.last() && !done ? "it broke" : "",
                read.last());
    }

    private Software software(Effect.Prepare prepare) {
        return hasSoftware
                ? new Software.Ready(List.of(new Software.File("toy.jar", "lib/toy.jar", "ab".repeat(32), 10, false)))
                : new Software.Missing(prepare.software() + " is nowhere", "name another");
    }

    /** What agents are told to fetch can be fetched. */
    private void checkServed(Effect effect) {
        if (effect instanceof Effect.Accept accept) {
            for (Operation operation : accept.operations()) {
                if (operation instanceof Operation.LaunchGroup launch) {
                    for (TaskSpec.Fetch fetch : launch.tasks().get(0).fetches()) {
                        String sha = fetch.uri().split("/", -1)[4];
                        if (!fetch.cache() && !served.contains(sha)) {
                            throw new AssertionError("nobody serves " + fetch);
                        }
                    }
                }
            }
        }
    }

    private void after(Instant at, Supplier<Event> event) {
        number++;
        later.add(new Later(at, number, event));
    }

    /** What has happened by now. */
    List<Event> due(Instant now) {
        mesos.pass(now);
        List<Event> events = new ArrayList<>(mesos.heard());
        for (Later next = later.peek(); next != null && !next.at().isAfter(now); next = later.peek()) {
            later.remove();
            events.add(next.event().get());
        }
        return events;
    }

    /** When something may happen next by itself. */
    Instant nextAt(Instant now) {
        Instant second = now.plusSeconds(1);
        Later next = later.peek();
        return next != null && next.at().isBefore(second) ? next.at() : second;
    }

    /** The scheduler's process ends: what it had under way comes to nothing. */
    void schedulerDies() {
        later.clear();
        served.clear();
        mesos.disconnect("the scheduler is gone");
    }

    /** Effects of one kind, since the story began. */
    <T extends Effect> List<T> done(Class<T> kind) {
        return done.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}
