package dev.holdfast.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.api.wire.ClusterInfo;
import dev.holdfast.api.wire.EventInfo;
import dev.holdfast.api.wire.PlanInfo;
import dev.holdfast.api.wire.StepInfo;
import dev.holdfast.cli.ApiClient;
import dev.holdfast.cli.Failure;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * Follows plans, and kills whoever leads once in each phase of them.
 *
 * <p>A phase is a stage of a step, without its node's number: {@code broker stops}. It is looked at all the time what the leader says; the
 * moment a step is in a phase in which nobody was killed yet, and all schedulers are there, the leader's process gets {@code kill -9}.
 * What is first done after that was decided by the next leader: whoever could have done it else is dead. It has a time in the
 * cluster's log, a node's state, a step's times, or a fresh answer of the database that only a leader asks for.
 */
final class LeaderKills {

    private static final Duration LOOK_EVERY = Duration.ofMillis(5);
    private static final Duration FAILOVER = Duration.ofSeconds(30);
    private static final Duration ALL_BACK = Duration.ofMinutes(4);

    /** For each processor. This test makes some four; where there is more, times tell of the machine. */
    private static final double MOST_LOAD = 5;

    private final ThreeSchedulers schedulers;
    private final String path;
    private final List<Kill> kills = new ArrayList<>();

    /**
     * A leader's death.
     *
     * @param leads from the kill until another says that it leads
     * @param decides from the kill until the first thing done after it
     * @param decision what that was
     * @param found where the next leader found the step when it was first asked
     * @param load processes that wanted to run in that minute, for each processor of this machine
     */
    record Kill(
            String operation,
            String phase,
            Duration leads,
            Duration decides,
            String decision,
            String found,
            double load) {}

    /** Something that was done, and when. */
    private record Deed(Instant at, String text) {}

    LeaderKills(ThreeSchedulers schedulers, String cluster) {
        this.schedulers = schedulers;
        this.path = "/v1/clusters/" + cluster;
    }

    /** Until the plan is done. */
    void through(String operation, long plan, Duration atMost) {
        Instant end = Instant.now().plus(atMost);
        while (true) {
            assertThat(Instant.now()).as("%s is done before", operation).isBefore(end);
            await(
                    "all schedulers",
                    ALL_BACK,
                    () -> schedulers.allAnswer() && schedulers.leader().isPresent());
            int leader = schedulers.leader().orElseThrow();
            ProcessHandle process = schedulers.process(leader);
            ClusterInfo before = untilToBeKilled(operation, plan, leader, end);
            Optional<StepInfo> victim = due(operation, before);
            if (victim.isEmpty()) {
                return;
            }
            process.destroyForcibly();
            afterwards(operation, Instant.now(), process.pid(), before, victim.get());
        }
    }

    /** The picture in which somebody is to be killed, or the plan is over. */
    private ClusterInfo untilToBeKilled(String operation, long plan, int leader, Instant end) {
        while (Instant.now().isBefore(end)) {
            ClusterInfo now = look(schedulers.at(leader));
            assertThat(plan(now).number()).isEqualTo(plan);
            if (!plan(now).isActive()) {
                assertThat(plan(now).status()).isEqualTo("done");
                return now;
            }
            if (due(operation, now).isPresent()) {
                return now;
            }
            pause();
        }
        throw new AssertionError(operation + " is not done: " + look(schedulers.all()));
    }

    private Optional<StepInfo> due(String operation, ClusterInfo now) {
        return begun(now)
                .filter(step -> !phases(operation).contains(phase(step)))
                .findFirst();
    }

    private void afterwards(String operation, Instant killed, long old, ClusterInfo before, StepInfo victim) {
        await("another leader", FAILOVER, () -> schedulers.leaderAfter(old).isPresent());
        Duration leads = Duration.between(killed, Instant.now());
        ApiClient next = schedulers.at(schedulers.leaderAfter(old).orElseThrow());
        ClusterInfo after = look(next);
        goesOn(plan(before), plan(after));
        String found = step(after, victim.id())
                .map(step -> step.hasBegun() ? phase(step) : step.status())
                .orElse("gone");
        await("a decision", FAILOVER, () -> first(next, killed).isPresent());
        Deed first = first(next, killed).orElseThrow();
        Duration decides = Duration.between(killed, first.at());
        kills.add(new Kill(operation, phase(victim), leads, decides, first.text(), found, load()));
        System.out.println(row(kills.get(kills.size() - 1)));
    }

    /** What was over is over, and what had begun did not begin anew. */
    private static void goesOn(PlanInfo before, PlanInfo after) {
        assertThat(after.number()).isEqualTo(before.number());
        Map<String, StepInfo> later = new TreeMap<>();
        after.steps().forEach(step -> later.put(step.id(), step));
        assertThat(later.keySet()).containsAll(before.steps().map(StepInfo::id).toList());
        before.steps()
                .filter(step -> step.startedAt().isPresent())
                .forEach(step -> assertThat(later.get(step.id()))
                        .satisfies(now -> assertThat(now.startedAt()).isEqualTo(step.startedAt()))
                        .satisfies(now -> assertThat(step.isOver() && !now.isOver())
                                .as("%s was over and is not: %s", step, now)
                                .isFalse()));
    }

    private Optional<Deed> first(ApiClient next, Instant killed) {
        ClusterInfo now = look(next);
        Stream<Deed> told =
                next.list(path + "/events?limit=200", EventInfo.class).stream().map(e -> new Deed(e.at(), e.text()));
        Stream<Deed> lives =
                now.nodes().stream().map(node -> new Deed(node.since(), node.shortName() + " " + node.state()));
        Stream<Deed> steps = plan(now)
                .steps()
                .flatMap(step -> Stream.of(step.startedAt(), step.finishedAt())
                        .flatMap(Optional::stream)
                        .map(at -> new Deed(at, step.title())));
        Stream<Deed> looks = now.observedAt().stream().map(at -> new Deed(at, "a look at the database"));
        return Stream.of(told, lives, steps, looks)
                .flatMap(Function.identity())
                .filter(deed -> deed.at().isAfter(killed))
                .min((a, b) -> a.at().compareTo(b.at()));
    }

    private static Stream<StepInfo> begun(ClusterInfo now) {
        return plan(now)
                .steps()
                .filter(StepInfo::hasBegun)
                .filter(step -> !step.stage().isEmpty());
    }

    private static Optional<StepInfo> step(ClusterInfo now, String id) {
        return plan(now).steps().filter(step -> step.id().equals(id)).findFirst();
    }

    private static PlanInfo plan(ClusterInfo now) {
        return now.plan().orElseThrow();
    }

    private static String phase(StepInfo step) {
        String node = step.node().replaceAll(".*/|-\\d+$", "");
        return (node + " " + step.stage().replaceAll("-\\d+\\b", "")).strip();
    }

    private ClusterInfo look(ApiClient api) {
        return api.get(path, ClusterInfo.class);
    }

    /** Phases of an operation in which a leader was killed. */
    SortedSet<String> phases(String operation) {
        SortedSet<String> phases = new TreeSet<>();
        kills.stream()
                .filter(kill -> kill.operation().equals(operation))
                .map(Kill::phase)
                .forEach(phases::add);
        return phases;
    }

    /** The longest time until a decision, of those kills at which this machine was not busy with much else. */
    Duration worst() {
        return kills.stream()
                .filter(kill -> kill.load() <= MOST_LOAD)
                .map(Kill::decides)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    private static double load() {
        OperatingSystemMXBean machine = ManagementFactory.getOperatingSystemMXBean();
        return machine.getSystemLoadAverage() / machine.getAvailableProcessors();
    }

    void print() {
        System.out.println(
                String.format("%-10s %-48s %9s %9s  %5s", "operation", "killed in", "leads", "decides", "load"));
        kills.forEach(kill -> System.out.println(row(kill)));
        line("leads", kills.stream().map(Kill::leads).toList());
        line("decides", kills.stream().map(Kill::decides).toList());
    }

    private static String row(Kill kill) {
        return String.format(
                Locale.ROOT,
                "%-10s %-48s %6d ms %6d ms  %5.1f  %s; found: %s",
                kill.operation(),
                kill.phase(),
                kill.leads().toMillis(),
                kill.decides().toMillis(),
                kill.load(),
                kill.decision(),
                kill.found());
    }

    private static void line(String what, List<Duration> all) {
        if (!all.isEmpty()) {
            List<Long> sorted = all.stream().map(Duration::toMillis).sorted().toList();
            int half = sorted.size() / 2;
            long median = sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
            System.out.println(what + ": " + sorted.size() + " kills, median " + median + " ms, worst "
                    + sorted.get(sorted.size() - 1) + " ms");
        }
    }

    private static void await(String what, Duration atMost, Callable<Boolean> so) {
        Awaitility.await(what)
                .atMost(atMost)
                .pollDelay(Duration.ZERO)
                .pollInterval(LOOK_EVERY)
                .pollInSameThread()
                .ignoreExceptionsInstanceOf(Failure.class)
                .until(so);
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_EVERY.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
