package dev.holdfast.core;

import dev.holdfast.database.Ailment;
import dev.holdfast.metrics.Verdicts;
import dev.holdfast.model.TaskState;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;

/** For each alert of the scheduler and of clusters the story of how it comes to fire. */
final class AlertStories {

    private static final Duration LONG = Duration.ofMinutes(6);

    private AlertStories() {}

    /** By the alert's name; each is given a directory and the names of the series that its rule reads. */
    static SortedMap<String, BiFunction<Path, String, Verdicts.Story>> all() {
        SortedMap<String, BiFunction<Path, String, Verdicts.Story>> all = new TreeMap<>();
        all.put("HoldfastDown", (directory, names) -> {
            Watched watched = Watched.ready(directory, names).well(2);
            watched.answers = false;
            return watched.pass(4).fires();
        });
        all.put("HoldfastNoLeader", (directory, names) -> {
            Watched watched = Watched.ready(directory, names).well(2);
            watched.leads = false;
            return watched.pass(3).fires();
        });
        all.put("HoldfastNotConnected", (directory, names) -> {
            Watched watched = Watched.ready(directory, names).well(2);
            disconnect(watched.story);
            return watched.pass(7).fires();
        });
        all.put("HoldfastMasterSilent", (directory, names) -> {
            Watched watched = Watched.ready(directory, names).well(2);
            watched.pass(5, false);
            return watched.fires();
        });
        all.put("HoldfastReconciliationStuck", (directory, names) -> {
            Watched watched = Watched.ready(directory, names).well(2);
            disconnect(watched.story);
            watched.story.line("it is back, and does not say how tasks are", () -> {
                watched.story.mesos.mute = true;
                watched.story.mesos.connect(watched.story.now);
            });
            return watched.pass(18).fires();
        });
        all.put("HoldfastFrozen", (directory, names) -> {
            Watched watched = Watched.ready(directory, names).well(2);
            cutOff(watched.story, "orders/data-0", "orders/data-1");
            return watched.pass(2).fires();
        });
        all.put("HoldfastOddReservations", AlertStories::oddReservation);
        all.put("HoldfastWebhookFails", (directory, names) -> {
            Watched watched = Watched.ready(directory, names);
            watched.meter.hooked("pager", true);
            watched.well(2);
            watched.story.line("it fails once, and takes it a second later", () -> {
                watched.meter.hooked("pager", false);
                watched.meter.hooked("pager", true);
            });
            watched.well(20);
            for (int i = 0; i < 28; i++) {
                watched.story.line("it fails, and nothing is taken", () -> watched.meter.hooked("pager", false));
                watched.pass(1);
            }
            return watched.fires();
        });
        all.put("HoldfastWebhookDrops", (directory, names) -> {
            Watched watched = Watched.ready(directory, names).well(2);
            watched.story.line("an event is given up", () -> watched.dropped++);
            return watched.pass(2).fires();
        });
        clusters(all);
        return all;
    }

    private static void clusters(SortedMap<String, BiFunction<Path, String, Verdicts.Story>> all) {
        all.put("ClusterDegraded", (directory, names) -> sick(directory, names, 7));
        all.put("NodeNotReady", (directory, names) -> sick(directory, names, 12));
        all.put("NodeParked", (directory, names) -> {
            Watched watched = Watched.ready(directory, names).well(2);
            while (!watched.story.node(Story.data(0)).trouble().isParked()) {
                crash(watched.story);
            }
            watched.story.advance(Duration.ofSeconds(5));
            return watched.pass(2).fires();
        });
        all.put("NodeRestartsOften", (directory, names) -> {
            Watched watched = Watched.ready(directory, names).well(3);
            for (int i = 0; i < 3; i++) {
                crash(watched.story);
                watched.story.until("all ready", LONG, watched.story::isReady);
                watched.pass(2);
            }
            return watched.fires();
        });
        all.put("NodeOutOfSight", (directory, names) -> {
            Watched watched = Watched.ready(directory, names).well(2);
            cutOff(watched.story, "orders/data-0");
            return watched.pass(5).fires();
        });
        all.put("DatabaseSilent", (directory, names) -> {
            Watched watched = Watched.ready(directory, names).well(2);
            watched.story.line("the database answers nobody", () -> watched.story.toy.answers = false);
            return watched.pass(6).fires();
        });
        all.put("ObservationOld", (directory, names) -> {
            Watched watched = Watched.ready(directory, names).well(2);
            watched.story.line("looks do not come back", () -> watched.story.world.blind = true);
            return watched.pass(9).fires();
        });
        all.put("WaitsLong", (directory, names) -> {
            Watched watched = Watched.ready(directory, names).well(2);
            watched.story.line(
                    "another framework takes all that is free",
                    () -> watched.story.mesos.agents.forEach(agent ->
                            agent.used = agent.used.plus(agent.free().filter(resource -> !resource.isReserved()))));
            watched.story.accepted(new Command.Apply(Specs.scaled(watched.story.spec(), 4), "grow", 0));
            return watched.pass(35).fires();
        });
        all.put("PlanPaused", (directory, names) -> {
            Watched watched = Watched.ready(directory, names).well(2);
            watched.story.accepted(new Command.Restart(Story.ORDERS, List.of()));
            watched.story.send(new Command.Pause(Story.ORDERS));
            return watched.pass(63).fires();
        });
        all.put("ClusterAils", (directory, names) -> {
            Watched watched = Watched.ready(directory, names).well(2);
            watched.story.line(
                    "something is not well",
                    () -> watched.story.toy.rules.ailments =
                            view -> List.of(new Ailment("replicas", "two copies are missing", "add nodes")));
            return watched.pass(13).fires();
        });
    }

    private static Verdicts.Story sick(Path directory, String names, int minutes) {
        Watched watched = Watched.ready(directory, names).well(2);
        watched.story.line("data-0 serves nobody", () -> watched.story.toy.sick.add(Story.data(0)));
        return watched.pass(minutes).fires();
    }

    /** What was given up where it stood stays surplus for as long as its agent is away. */
    private static Verdicts.Story oddReservation(Path directory, String names) {
        Watched watched = Watched.ready(directory, names).well(2);
        SimAgent agent = TaskStoryTest.agentOf(watched.story, "orders/data-0");
        watched.story.line(
                "an operator marks its agent gone", () -> watched.story.mesos.markGone(agent, watched.story.now));
        return watched.pass(35).fires();
    }

    private static void disconnect(Story story) {
        story.line("the master is gone", () -> story.mesos.disconnect("connection refused"));
        story.send(new Event.Disconnected("connection refused"));
    }

    private static void cutOff(Story story, String... nodes) {
        for (String node : nodes) {
            SimAgent agent = TaskStoryTest.agentOf(story, node);
            story.line("the agent of " + node + " is cut off", () -> story.mesos.cutOff(agent, story.now));
        }
    }

    private static void crash(Story story) {
        story.until(
                "it runs", LONG, () -> story.mesos.tasks.liveOf("orders/data-0").isPresent());
        story.line("data-0 crashes", () -> {
            SimTask task = story.mesos.tasks.liveOf("orders/data-0").orElseThrow();
            story.mesos.tasks.end(task, TaskState.FAILED, "", "exited with status 1", story.now);
        });
        story.until(
                "that is known", LONG, () -> !story.node(Story.data(0)).state().mayRun());
    }

    /** What a real exporter said once, kept beside the tests. */
    static String recorded(String name) {
        try (InputStream in =
                Objects.requireNonNull(AlertStories.class.getResourceAsStream("/exporters/" + name + ".txt"), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static Watched.Told node(Optional<String> text, String job, String node) {
        return new Watched.Told(
                text,
                new TreeMap<>(Map.of(
                        "job",
                        job,
                        "component",
                        "node",
                        "cluster",
                        "orders",
                        "node",
                        node,
                        "instance",
                        "127.0.0.2:9414")));
    }
}
