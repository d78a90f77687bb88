package dev.holdfast.scale;

import dev.holdfast.core.Event;
import dev.holdfast.core.Multitude;
import dev.holdfast.core.Publishing;
import dev.holdfast.core.State;
import dev.holdfast.core.View;
import dev.holdfast.metrics.SchedulerMeter;
import dev.holdfast.metrics.TurnWatch;
import dev.holdfast.model.ClusterName;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Runs ready clusters of 20 nodes, each node on an agent of its own, and prints what the loop costs: in steady state, and while
 * one cluster looks for a place that no offer has. Times are the processor's, not the clock's, so that other work on the machine
 * does not count. Arguments: numbers of agents (usual: 100 1000 10000).
 */
public final class ScaleRun {

    private static final ThreadMXBean PROCESSOR = ManagementFactory.getThreadMXBean();
    private static final int WARM_TURNS = 20_000;
    private static final int MEASURED_TURNS = 10_000;
    private static final int OFFERS = 800_000;
    private static final int LEAST_ROUNDS = 40;
    private static final double MEGABYTE = 1 << 20;

    private ScaleRun() {}

    public static void main(String[] arguments) throws IOException, SQLException {
        List<Integer> sizes = new ArrayList<>();
        for (String argument : arguments) {
            sizes.add(Integer.valueOf(argument));
        }
        System.out.printf(
                "%-8s %-8s %-9s | %-9s %-9s %-9s %-9s | %-9s %-9s | %-9s %-9s | %-11s | %s%n",
                "agents",
                "nodes",
                "clusters",
                "turns/s",
                "p50 ms",
                "p99 ms",
                "max ms",
                "view p50",
                "view p99",
                "count p50",
                "count p99",
                "offers/s",
                "heap MB");
        for (int agents : sizes.isEmpty() ? List.of(100, 1000, 10_000) : sizes) {
            row(agents);
        }
    }

    private static void row(int agents) throws IOException, SQLException {
        Path scratch = Files.createTempDirectory("holdfast-scale");
        try {
            Multitude many = Multitude.of(agents / Multitude.NODES, scratch);
            if (!many.isQuiet()) {
                throw new IllegalStateException("not every node is ready");
            }
            List<Long> turns = new ArrayList<>();
            List<Long> views = new ArrayList<>();
            List<Long> counts = new ArrayList<>();
            Pictures pictures = new Pictures(many);
            measured(many, pictures, turns, views, counts, WARM_TURNS);
            turns.clear();
            views.clear();
            counts.clear();
            Instant begin = measured(many, pictures, turns, views, counts, MEASURED_TURNS);
            double seconds = Duration.between(begin, many.now()).toMillis() / 1000.0;
            double heap = heap();
            long offers = offersPerSecond(many);
            System.out.printf(
                    Locale.ROOT,
                    "%-8d %-8d %-9d | %-9.0f %-9.3f %-9.3f %-9.3f | %-9.3f %-9.3f | %-9.4f %-9.4f | %-11d | %.0f%n",
                    agents,
                    many.state().nodes().size(),
                    many.clusters().size(),
                    turns.size() / seconds,
                    percentile(turns, 50),
                    percentile(turns, 99),
                    percentile(turns, 100),
                    percentile(views, 50),
                    percentile(views, 99),
                    percentile(counts, 50),
                    percentile(counts, 99),
                    offers,
                    heap);
        } finally {
            try (Stream<Path> files = Files.walk(scratch)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
    }

    /** Lets time pass until so many decisions were made; returns when it began. */
    private static Instant measured(
            Multitude many, Pictures pictures, List<Long> turns, List<Long> views, List<Long> counts, int wanted) {
        Instant begin = many.now();
        SchedulerMeter meter = new SchedulerMeter();
        while (turns.size() < wanted) {
            many.pass(Duration.ofSeconds(1), decided -> {
                turns.add(decided.nanos());
                views.add(pictures.draw(decided.decision().state()));
                counts.add(count(meter, decided, many.now()));
            });
        }
        return begin;
    }

    /** What it costs to count a turn of one decision. */
    private static long count(SchedulerMeter meter, Multitude.Decided decided, Instant now) {
        long start = PROCESSOR.getCurrentThreadCpuTime();
        meter.turned(
                List.of(new TurnWatch.Decided(
                        decided.event(), decided.before(), decided.decision(), now, decided.nanos())),
                0);
        return PROCESSOR.getCurrentThreadCpuTime() - start;
    }

    /** Draws each state's picture from the one before, as the engine does. */
    private static final class Pictures {
        private final Publishing publishing;
        private State shown;
        private View view;
        private long number;

        Pictures(Multitude many) {
            publishing = many.publishing();
            shown = many.state();
            view = publishing.view(shown, 0, many.now());
        }

        long draw(State next) {
            long start = PROCESSOR.getCurrentThreadCpuTime();
            number++;
            view = publishing.view(next, number, view.at(), shown, view);
            shown = next;
            return PROCESSOR.getCurrentThreadCpuTime() - start;
        }
    }

    /** One cluster wants a node more, and every agent offers too little for it. */
    private static long offersPerSecond(Multitude many) {
        ClusterName hungry = many.clusters().get(0);
        many.decide(many.oneMore(hungry));
        many.pass(Duration.ofSeconds(5), decided -> {});
        List<Long> costs = new ArrayList<>();
        Event offers = many.offersFor(hungry);
        int rounds = Math.max(LEAST_ROUNDS, OFFERS / many.agents().size());
        for (int round = 0; round < rounds; round++) {
            long cost = many.cost(offers);
            if (round >= rounds / 2) {
                costs.add(cost);
            }
        }
        return Math.round(many.agents().size() / (percentile(costs, 50) / 1000));
    }

    private static double percentile(List<Long> nanos, int percent) {
        List<Long> sorted = new ArrayList<>(nanos);
        Collections.sort(sorted);
        int index = Math.min(sorted.size() - 1, sorted.size() * percent / 100);
        return sorted.get(index) / 1e6;
    }

    private static double heap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return (runtime.totalMemory() - runtime.freeMemory()) / MEGABYTE;
    }
}
