package dev.holdfast.web;

import com.sun.management.OperatingSystemMXBean;
import dev.holdfast.api.ApiServer;
import dev.holdfast.api.ApiSettings;
import dev.holdfast.core.View.ClusterPicture;
import dev.holdfast.scale.FirstVisit;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What pages cost: the first page with 50 clusters of 20 nodes, and 100 changes a second sent to 20 browsers, with what the loop pays for
 * it. {@code WebBench [SECONDS]}
 */
final class WebBench {

    private static final int CLUSTERS = 50;
    private static final int NODES = 20;
    private static final int BROWSERS = 20;
    private static final int CHANGES_A_SECOND = 100;
    private static final int PAGES = 300;
    private static final Pattern MARK = Pattern.compile("change (\\d+) of the bench");

    private final FakeSources sources = new FakeSources(Stage.many(CLUSTERS, NODES));
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<Integer, Long> madeAt = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Long> latencies = new ConcurrentLinkedQueue<>();
    private final AtomicLong events = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong seen = new AtomicLong();
    private volatile boolean measuring;

    private WebBench() {}

    public static void main(String[] args) throws Exception {
        new WebBench().run(args.length > 0 ? Integer.parseInt(args[0]) : 20);
    }

    private void run(int seconds) throws Exception {
        try (ApiServer server = ApiServer.start(ApiSettings.loopback(0), List.of(), List.of(new Web(sources)))) {
            firstPage(server.uri());
            System.out.printf(
                    Locale.ROOT, "what a change costs the loop with nobody looking: %s%n", spread(changes(3), 1000));
            List<Thread> browsers = new ArrayList<>();
            CountDownLatch open = new CountDownLatch(BROWSERS);
            for (int i = 0; i < BROWSERS; i++) {
                Thread browser = new Thread(() -> look(server.uri(), open), "browser-" + i);
                browser.setDaemon(true);
                browser.start();
                browsers.add(browser);
            }
            if (!open.await(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("not all streams opened");
            }
            changes(3);
            measuring = true;
            long began = System.nanoTime();
            List<Long> costs = changes(seconds);
            measuring = false;
            double took = (System.nanoTime() - began) / 1e9;
            System.out.printf(
                    Locale.ROOT,
                    "%d changes a second to %d browsers for %.0f s: what a change costs the loop: %s%n",
                    CHANGES_A_SECOND,
                    BROWSERS,
                    took,
                    spread(costs, 1000));
            System.out.printf(
                    Locale.ROOT,
                    "delivered: %.0f events a second in all, %.1f to each; %.1f KB a second to each; %.0f %% of all changes seen as such"
                            + " (the rest was overtaken)%n",
                    events.get() / took,
                    events.get() / took / BROWSERS,
                    bytes.get() / took / BROWSERS / 1024,
                    100.0 * seen.get() / costs.size() / BROWSERS);
            System.out.printf(
                    Locale.ROOT, "from a change to the browser: %s%n", spread(List.copyOf(latencies), 1_000_000));
        }
    }

    private void firstPage(URI server) throws IOException, InterruptedException {
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(2)); // a process is some seconds old when somebody comes
        OperatingSystemMXBean process = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long before = process.getProcessCpuTime();
        long cold = FirstVisit.nanos(server);
        double cpu = (process.getProcessCpuTime() - before) / 1e6;
        HttpRequest request = HttpRequest.newBuilder(server.resolve("/"))
                .header("Accept", "text/html")
                .build();
        List<Long> times = new ArrayList<>();
        int size = 0;
        for (int i = 0; i < PAGES; i++) {
            long began = System.nanoTime();
            size = http.send(request, BodyHandlers.ofByteArray()).body().length;
            times.add(System.nanoTime() - began);
        }
        System.out.printf(
                Locale.ROOT,
                "first page, %d clusters of %d nodes, %d KB: the very first of a fresh process %.1f ms (%.0f ms of CPU, compilers too); then %s%n",
                CLUSTERS,
                NODES,
                size / 1024,
                cold / 1e6,
                cpu,
                spread(times.subList(PAGES / 3, PAGES), 1_000_000));
    }

    /** Changes another cluster each time, as the loop publishes; what each took the thread that did it. */
    private List<Long> changes(int seconds) {
        List<ClusterPicture> clusters = sources.view().clusters();
        List<Long> costs = new ArrayList<>();
        long next = System.nanoTime();
        for (int i = 0; i < seconds * CHANGES_A_SECOND; i++) {
            int number = madeAt.size() + 1;
            ClusterPicture changed = Scene.saying(clusters.get(i % CLUSTERS), "change " + number + " of the bench");
            var view = Scene.with(sources.view(), changed);
            madeAt.put(number, System.nanoTime());
            long began = System.nanoTime();
            sources.show(view);
            costs.add(System.nanoTime() - began);
            next += 1_000_000_000L / CHANGES_A_SECOND;
            LockSupport.parkNanos(next - System.nanoTime());
        }
        return costs;
    }

    /** A browser, as far as the server can tell. */
    private void look(URI server, CountDownLatch open) {
        try {
            var body = http.send(
                            HttpRequest.newBuilder(server.resolve("/live?page=/"))
                                    .build(),
                            BodyHandlers.ofInputStream())
                    .body();
            BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
            boolean first = true;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("event: page") && first) {
                    open.countDown();
                    first = false;
                }
                if (measuring) {
                    bytes.addAndGet(line.length() + 1L);
                    note(line);
                }
            }
        } catch (IOException over) {
            // the server has stopped
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void note(String line) {
        if (line.startsWith("event: part")) {
            events.incrementAndGet();
        }
        Matcher mark = MARK.matcher(line);
        if (mark.find()) {
            seen.incrementAndGet();
            Optional.ofNullable(madeAt.get(Integer.parseInt(mark.group(1))))
                    .ifPresent(made -> latencies.add(System.nanoTime() - made));
        }
    }

    private static String spread(List<Long> nanos, double unit) {
        List<Long> sorted = new ArrayList<>(nanos);
        Collections.sort(sorted);
        return String.format(
                Locale.ROOT,
                "median %.1f, p99 %.1f, worst %.1f %s",
                sorted.get(sorted.size() / 2) / unit,
                sorted.get(sorted.size() * 99 / 100) / unit,
                sorted.get(sorted.size() - 1) / unit,
                unit == 1000 ? "µs" : "ms");
    }
}
