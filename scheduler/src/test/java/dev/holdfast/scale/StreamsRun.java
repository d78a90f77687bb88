package dev.holdfast.scale;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.holdfast.metrics.Scrape;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What 20 browsers cost a loop of 50 clusters and 1,000 nodes with 100 changes a second: {@code StreamsRun [SECONDS [ROUNDS]]}, in turns without
 * and with them. {@code StreamsRun --long [SECONDS [CHANGES]]}: whether anything grows while so many changes a second are made and pages are
 * opened and left. Browsers have a process of their own.
 */
public final class StreamsRun {

    private static final int CLUSTERS = 50;
    private static final int BROWSERS = 20;
    private static final int CHANGES_A_SECOND = 100;
    private static final int WARM_SECONDS = 15;
    private static final int PAGES = 300;
    private static final int VISITORS = 4;
    private static final int SAMPLES = 6;
    private static final int MOST_BEHIND = 500;
    private static final double NANOS = 1e9;
    private static final double MEGABYTE = 1 << 20;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final LoopHouse house;
    private int made;

    private StreamsRun(LoopHouse house) {
        this.house = house;
    }

    public static void main(String[] arguments) throws Exception {
        boolean hours = arguments.length > 0 && arguments[0].equals("--long");
        List<Integer> numbers = Arrays.stream(arguments)
                .skip(hours ? 1 : 0)
                .map(Integer::valueOf)
                .toList();
        try (LoopHouse house = LoopHouse.open(CLUSTERS)) {
            StreamsRun run = new StreamsRun(house);
            if (hours) {
                run.hours(number(numbers, 0, 300), number(numbers, 1, 1000));
            } else {
                run.inTurns(number(numbers, 0, 15), number(numbers, 1, 3));
            }
        }
        Runtime.getRuntime().halt(0); // pages leave threads behind that nobody waits for
    }

    private static int number(List<Integer> numbers, int index, int usual) {
        return numbers.size() > index ? numbers.get(index) : usual;
    }

    // With and without, in turns

    private void inTurns(int seconds, int rounds) throws Exception {
        firstPage();
        changes(WARM_SECONDS, CHANGES_A_SECOND);
        try (Looking warm = new Looking(house, BROWSERS, 0)) {
            warm.say("begin");
            changes(WARM_SECONDS, CHANGES_A_SECOND);
        }
        System.out.printf(
                "%-12s | %-9s %-9s %-9s | %-9s %-9s %-9s | %-9s %-9s %-9s%n",
                "browsers",
                "turns",
                "turn ms",
                "99 % <=",
                "picture",
                "cpu/turn",
                "cpu %",
                "p50 ms",
                "p99 ms",
                "max ms");
        List<Phase> without = new ArrayList<>();
        List<Phase> with = new ArrayList<>();
        List<String> delivered = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            without.add(phase("none", seconds));
            try (Looking looking = new Looking(house, BROWSERS, 0)) {
                looking.say("begin");
                with.add(phase(Integer.toString(BROWSERS), seconds));
                delivered.add(looking.say("tell"));
            }
        }
        for (String line : delivered) {
            double[] told = Arrays.stream(line.split(" ", -1))
                    .mapToDouble(Double::parseDouble)
                    .toArray();
            System.out.printf(
                    Locale.ROOT,
                    "delivered to each browser: %.1f changes a second as such, %.1f parts a second, %.1f KB a second%n",
                    told[1] / BROWSERS / seconds,
                    told[0] / BROWSERS / seconds,
                    told[2] / BROWSERS / seconds / 1024);
        }
        System.out.printf(
                Locale.ROOT,
                "of all rounds, with %d browsers beside without: time of a turn %.3f beside %.3f ms, of a turn and its picture on the"
                        + " processor %.3f beside %.3f ms%n",
                BROWSERS,
                mean(with, Phase::turnMillis),
                mean(without, Phase::turnMillis),
                mean(with, Phase::cpuMillis),
                mean(without, Phase::cpuMillis));
    }

    private static double mean(List<Phase> phases, java.util.function.ToDoubleFunction<Phase> of) {
        return phases.stream().mapToDouble(of).average().orElse(Double.NaN);
    }

    /** What a phase cost the loop, the mean of its turns. */
    private record Phase(double turnMillis, double cpuMillis) {}

    private Phase phase(String browsers, int seconds) {
        String before = Scrape.text(house.engine().meter());
        long processor = loopNanos();
        house.delays();
        changes(seconds, CHANGES_A_SECOND);
        processor = loopNanos() - processor;
        String after = Scrape.text(house.engine().meter());
        double turns = grown(before, after, "holdfast_turn_seconds_count");
        double turn = 1000 * grown(before, after, "holdfast_turn_seconds_sum") / turns;
        double picture = 1000 * grown(before, after, "holdfast_picture_seconds_sum") / turns;
        List<Long> delays = new ArrayList<>(house.delays());
        Collections.sort(delays);
        double cpu = processor / 1e6 / turns;
        System.out.printf(
                Locale.ROOT,
                "%-12s | %-9.0f %-9.3f %-9s | %-9.3f %-9.3f %-9.1f | %-9.2f %-9.2f %-9.2f%n",
                browsers,
                turns,
                turn,
                quantile(before, after, turns),
                picture,
                cpu,
                100 * processor / NANOS / seconds,
                at(delays, 50),
                at(delays, 99),
                at(delays, 100));
        return new Phase(turn, cpu);
    }

    private static double at(List<Long> sorted, int percent) {
        return sorted.isEmpty()
                ? Double.NaN
                : sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100)) / 1e6;
    }

    /** The bucket in milliseconds that 99 of 100 turns do not exceed. */
    private static String quantile(String before, String after, double turns) {
        for (String line : after.lines().toList()) {
            if (line.startsWith("holdfast_turn_seconds_bucket")) {
                String name = line.substring(0, line.lastIndexOf(' '));
                if (grown(before, after, name) >= 0.99 * turns) {
                    String bound = name.replaceAll(".*le=\"([^\"]*)\".*", "$1");
                    return bound.equals("+Inf") ? bound : Double.toString(Double.parseDouble(bound) * 1000);
                }
            }
        }
        return "?";
    }

    private static double grown(String before, String after, String name) {
        return value(after, name) - value(before, name);
    }

    private static double value(String text, String name) {
        return text.lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElse(0);
    }

    private static long loopNanos() {
        for (long id : THREADS.getAllThreadIds()) {
            if (Objects.requireNonNull(THREADS.getThreadInfo(id))
                    .getThreadName()
                    .equals("engine")) {
                return THREADS.getThreadCpuTime(id);
            }
        }
        throw new IllegalStateException("the loop has ended");
    }

    private void changes(int seconds, int aSecond) {
        long next = System.nanoTime();
        for (int i = 0; i < seconds * aSecond; i++) {
            house.change(made++);
            next += (long) NANOS / aSecond;
            LockSupport.parkNanos(next - System.nanoTime());
            if (i % MOST_BEHIND == 0) {
                await(MOST_BEHIND);
            }
        }
    }

    /** Until no more than so many events wait for the loop: else what stands in its queue would be taken for what grows. */
    private void await(int atMost) {
        while (value(Scrape.text(house.engine().meter()), "holdfast_queue_events") > atMost) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private void firstPage() throws IOException, InterruptedException {
        double first = FirstVisit.nanos(house.uri()) / 1e6;
        HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        HttpRequest request = HttpRequest.newBuilder(house.uri().resolve("/"))
                .header("Accept", "text/html")
                .build();
        List<Long> times = new ArrayList<>();
        int size = 0;
        for (int i = 0; i < PAGES; i++) {
            long began = System.nanoTime();
            size = http.send(request, BodyHandlers.ofByteArray()).body().length;
            times.add(System.nanoTime() - began);
        }
        List<Long> rest = new ArrayList<>(times.subList(PAGES / 3, PAGES));
        Collections.sort(rest);
        System.out.printf(
                Locale.ROOT,
                "first page, %d KB: the very first %.1f ms, then median %.1f, p99 %.1f ms%n",
                size / 1024,
                first,
                at(rest, 50),
                at(rest, 99));
    }

    // For hours

    private void hours(int seconds, int aSecond) throws Exception {
        changes(WARM_SECONDS, CHANGES_A_SECOND);
        try (Looking looking = new Looking(house, BROWSERS, VISITORS)) {
            changes(WARM_SECONDS, aSecond);
            looking.say("begin");
            int first = made;
            System.out.printf(
                    "%-9s %-10s %-9s %-9s %-8s %s%n", "seconds", "changes", "visits", "heap MB", "threads", "files");
            for (int sample = 0; sample <= SAMPLES; sample++) {
                if (sample > 0) {
                    changes(seconds / SAMPLES, aSecond);
                }
                await(CLUSTERS);
                house.delays();
                System.out.printf(
                        Locale.ROOT,
                        "%-9d %-10d %-9s %-9.1f %-8d %d%n",
                        sample * (seconds / SAMPLES),
                        made - first,
                        looking.say("tell").split(" ", -1)[3],
                        heap(),
                        THREADS.getThreadCount(),
                        ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                                .getOpenFileDescriptorCount());
            }
            System.out.println("failed requests: " + looking.say("tell").split(" ", -1)[4]);
        }
    }

    private static double heap() {
        System.gc();
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return (runtime.totalMemory() - runtime.freeMemory()) / MEGABYTE;
    }

    /** The process of {@link Browsers}. */
    private static final class Looking implements AutoCloseable {
        private final Process process;
        private final BufferedReader answers;
        private final PrintWriter commands;

        Looking(LoopHouse house, int streams, int visitors) throws IOException {
            process = new ProcessBuilder(
                            ProcessHandle.current().info().command().orElse("java"),
                            "-Xmx256m",
                            "-XX:+UseSerialGC",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Browsers.class.getName(),
                            house.uri().toString(),
                            Integer.toString(streams),
                            Integer.toString(visitors),
                            String.join(",", house.clusters()))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            commands = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
            if (!"open".equals(answers.readLine())) {
                throw new IOException("the browsers did not open");
            }
        }

        String say(String command) throws IOException {
            commands.println(command);
            return Objects.requireNonNull(answers.readLine(), "the browsers have ended");
        }

        @Override
        public void close() throws InterruptedException {
            commands.close();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }
}
