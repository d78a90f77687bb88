package dev.holdfast.scale;

import dev.holdfast.api.ApiException;
import dev.holdfast.api.ApiServer;
import dev.holdfast.api.ApiSettings;
import dev.holdfast.api.Refused;
import dev.holdfast.api.wire.EndpointInfo;
import dev.holdfast.api.wire.EventInfo;
import dev.holdfast.core.Effect;
import dev.holdfast.core.Event;
import dev.holdfast.core.Multitude;
import dev.holdfast.core.View;
import dev.holdfast.core.View.ClusterPicture;
import dev.holdfast.database.Gauge;
import dev.holdfast.engine.Engine;
import dev.holdfast.engine.NodeLogs;
import dev.holdfast.model.ClusterName;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.Descriptor;
import dev.holdfast.store.SqliteStore;
import dev.holdfast.web.Glance;
import dev.holdfast.web.Sources;
import dev.holdfast.web.Web;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The loop itself, with its thread, its store on disk and all its pages, over a {@link Multitude} of ready clusters. What is outside answers
 * as it would: databases when they are looked at, Mesos when it is asked for its agents.
 */
final class LoopHouse implements AutoCloseable {

    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Duration LONGEST_START = Duration.ofMinutes(2);

    private final Path scratch;
    private final Multitude many;
    private final SqliteStore store;
    private final Engine engine;
    private final Clock clock;
    private final ApiServer server;
    private final ScheduledExecutorService world = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "scale-world");
        thread.setDaemon(true);
        return thread;
    });

    /** What each database says of itself now. */
    private final Map<String, String> said = new ConcurrentHashMap<>();

    private final ConcurrentLinkedQueue<Change> pending = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Long> delays = new ConcurrentLinkedQueue<>();

    private record Change(String cluster, String text, long madeAt) {}

    private LoopHouse(int clusters) throws IOException, SQLException, ApiException {
        scratch = Files.createTempDirectory("holdfast-streams");
        many = Multitude.of(clusters, scratch);
        store = SqliteStore.open(many.file(), many.state()::self);
        clock = Clock.offset(Clock.systemUTC(), Duration.between(Instant.now(), many.now()));
        engine = new Engine(many.core(), store, many.publishing(), clock);
        engine.watch(this::arrived);
        server = ApiServer.start(ApiSettings.loopback(0), List.of(), List.of(new Web(new EngineSources())));
    }

    /** Ready clusters that the loop knows to be ready. */
    static LoopHouse open(int clusters) throws IOException, SQLException, ApiException, InterruptedException {
        LoopHouse house = new LoopHouse(clusters);
        house.engine.start(house::act);
        house.many.greetings().forEach(house.engine::submit);
        long end = System.nanoTime() + LONGEST_START.toNanos();
        while (!house.isReady()) {
            if (System.nanoTime() > end) {
                house.close();
                throw new IllegalStateException("not every cluster became ready");
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        return house;
    }

    private boolean isReady() {
        List<ClusterPicture> clusters = engine.view().clusters();
        return !clusters.isEmpty()
                && clusters.stream().allMatch(cluster -> cluster.health().equals("ready"));
    }

    private void act(Effect effect) {
        if (effect instanceof Effect.Probe probe) {
            Instant begin = clock.instant();
            String name = probe.cluster().target().name().value();
            later(() -> new Event.Observed(
                    probe.cluster().target().name(),
                    Multitude.allReady(probe.cluster(), begin, said.getOrDefault(name, "fine"))));
        } else if (effect instanceof Effect.AskForAgents) {
            later(() -> new Event.AgentsKnown(Optional.of(many.agents()), ""));
        }
    }

    private void later(java.util.function.Supplier<Event> event) {
        world.schedule(() -> engine.submit(event.get()), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A database says something else of itself from now on, which a look has just shown. */
    void change(int number) {
        List<ClusterName> clusters = many.clusters();
        ClusterName name = clusters.get(number % clusters.size());
        String text = Browsers.mark(number);
        said.put(name.value(), text);
        engine.clusterView(name).ifPresent(view -> {
            Instant begin = clock.instant().minus(LOOK);
            Event observed = new Event.Observed(name, Multitude.allReady(view, begin, text));
            pending.add(new Change(name.value(), text, System.nanoTime()));
            engine.submit(observed);
        });
    }

    /** On the loop's thread, with and without readers alike. */
    private void arrived(View view) {
        long now = System.nanoTime();
        for (Change next = pending.peek(); next != null && shows(view, next); next = pending.peek()) {
            pending.poll();
            delays.add(now - next.madeAt());
        }
    }

    private static boolean shows(View view, Change change) {
        return view.cluster(change.cluster())
                .filter(cluster -> Browsers.number(cluster.database()) >= Browsers.number(change.text()))
                .isPresent();
    }

    /** From the making of each change to the picture that shows it, in nanoseconds, since this was last asked. */
    List<Long> delays() {
        List<Long> all = new ArrayList<>();
        for (Long one = delays.poll(); one != null; one = delays.poll()) {
            all.add(one);
        }
        return all;
    }

    Engine engine() {
        return engine;
    }

    URI uri() {
        return server.uri();
    }

    List<String> clusters() {
        return many.clusters().stream().map(ClusterName::value).toList();
    }

    @Override
    public void close() {
        server.close();
        engine.close();
        world.shutdownNow();
        store.close();
        try (Stream<Path> files = Files.walk(scratch)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            System.err.println("left behind: " + scratch);
        }
    }

    /** What pages look at; of toy databases there is no more to know than pictures show. */
    private final class EngineSources implements Sources {

        @Override
        public View view() {
            return engine.view();
        }

        @Override
        public void watch(Consumer<View> watcher) {
            engine.watch(watcher);
        }

        @Override
        public void unwatch(Consumer<View> watcher) {
            engine.unwatch(watcher);
        }

        @Override
        public Glance.Leading leading() {
            return new Glance.Leading(true, "", engine.halted().getNow(""));
        }

        @Override
        public List<EventInfo> history(String cluster, int limit) {
            return List.of();
        }

        @Override
        public List<EndpointInfo> endpoints(ClusterPicture cluster) {
            return List.of();
        }

        @Override
        public List<Gauge> gauges(String cluster) {
            return List.of();
        }

        @Override
        public Optional<ClusterSpec> target(String cluster, long number) {
            return store.target(new ClusterName(cluster), number);
        }

        @Override
        public List<Descriptor> packages() {
            return List.of();
        }

        @Override
        public List<EventInfo> events(int limit) {
            return List.of();
        }

        @Override
        public List<NodeLogs.Launched> launches(String cluster, String node) {
            return List.of();
        }

        @Override
        public List<NodeLogs.LogFile> logs(String cluster, String node, int launch) {
            return List.of();
        }

        @Override
        public Written read(String cluster, String node, int launch, String file, long offset) {
            throw Refused.because(Refused.UNAVAILABLE, "there is no process", "");
        }
    }
}
