package dev.holdfast.engine;

import dev.holdfast.core.Core;
import dev.holdfast.core.Event;
import dev.holdfast.core.Fact;
import dev.holdfast.core.Publishing;
import dev.holdfast.core.Self;
import dev.holdfast.core.State;
import dev.holdfast.metrics.Recording;
import dev.holdfast.metrics.SchedulerMeter;
import dev.holdfast.metrics.Scrape;
import dev.holdfast.metrics.Verdicts;
import dev.holdfast.model.ClusterName;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.store.FencedException;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.awaitility.Awaitility;

/**
 * For each alert of the loop itself the story of how it comes to fire: a real loop, with its thread and its queue, comes to it by what its store
 * does. Scrapes are a minute apart only on paper; what counts turns is real, but for the stopwatch of one story.
 */
public final class LoopAlertStories {

    private static final SortedMap<String, String> SCHEDULER =
            new TreeMap<>(Map.of("job", "holdfast", "component", "scheduler", "instance", "10.9.9.9:4040"));

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int WAITING = 15_000;
    private static final long SLOW_COMMIT = 45_000_000_000L;

    private LoopAlertStories() {}

    /** By the alert's name; each is given a directory and the names of the series that its rule reads. */
    public static SortedMap<String, BiFunction<Path, String, Verdicts.Story>> all() {
        SortedMap<String, BiFunction<Path, String, Verdicts.Story>> all = new TreeMap<>();
        all.put("HoldfastStoreFails", (directory, names) -> storeFails(names));
        all.put("HoldfastHalted", (directory, names) -> halted(names));
        all.put("HoldfastQueueLong", (directory, names) -> queueLong(names));
        all.put("HoldfastTurnsSlow", (directory, names) -> turnsSlow(names));
        return all;
    }

    private static Verdicts.Story storeFails(String names) {
        MoodyStore store = new MoodyStore();
        try (Engine engine = loop(store)) {
            Scraped scraped = new Scraped(engine.meter(), names).minutes(2).wasQuiet();
            store.mood = Mood.FULL_ONCE;
            engine.submit(something());
            await(() -> scraped.says("holdfast_store_commit_failures_total 1.0"));
            return scraped.minutes(2).fires();
        }
    }

    private static Verdicts.Story halted(String names) {
        MoodyStore store = new MoodyStore();
        try (Engine engine = loop(store)) {
            Scraped scraped = new Scraped(engine.meter(), names).minutes(2).wasQuiet();
            store.mood = Mood.ANOTHER_LEADS;
            engine.submit(something());
            await(() -> engine.halted().isDone());
            return scraped.minutes(1).fires();
        }
    }

    private static Verdicts.Story queueLong(String names) {
        MoodyStore store = new MoodyStore();
        try (Engine engine = loop(store)) {
            await(() -> engine.view().turn() > 0);
            Scraped scraped = new Scraped(engine.meter(), names).minutes(2).wasQuiet();
            store.mood = Mood.STUCK;
            engine.submit(something());
            await(() -> store.isStuck);
            for (int i = 0; i < WAITING; i++) {
                engine.submit(something());
            }
            Verdicts.Story story = scraped.minutes(3).fires();
            store.free.countDown();
            return story;
        }
    }

    private static Verdicts.Story turnsSlow(String names) {
        MoodyStore store = new MoodyStore();
        SchedulerMeter meter = new SchedulerMeter();
        Core core = new Core(new TreeMap<>(), "principal");
        Turns turns = new Turns(core::decide, store, () -> 1, meter, () -> store.stopwatch);
        Scraped scraped = new Scraped(meter, names).minutes(6).wasQuiet();
        store.mood = Mood.SLOW;
        for (int i = 0; i < 16; i++) {
            turns.add(something());
            turns.turn(() -> Instant.EPOCH);
            scraped.minutes(1);
        }
        return scraped.fires();
    }

    private static Engine loop(Store store) {
        Core core = new Core(new TreeMap<>(), "principal");
        Publishing publishing = new Publishing(name -> {
            throw new IllegalStateException("no package " + name);
        });
        Engine engine = new Engine(core, store, publishing, Clock.systemUTC());
        engine.start(effect -> {});
        return engine;
    }

    private static Event something() {
        return new Event.AgentsKnown(Optional.empty(), "the master is busy");
    }

    private static void await(java.util.concurrent.Callable<Boolean> what) {
        Awaitility.await().atMost(SOON).pollInterval(Duration.ofMillis(10)).until(what);
    }

    /** What is told of a loop, minute by minute. */
    private static final class Scraped {
        private final SchedulerMeter meter;
        private final Recording recording;
        private int quiet;

        Scraped(SchedulerMeter meter, String names) {
            this.meter = meter;
            this.recording = new Recording(Instant.EPOCH, names);
        }

        Scraped minutes(int count) {
            for (int i = 0; i < count; i++) {
                recording.scrape(Scrape.text(meter), SCHEDULER);
                recording.next();
            }
            return this;
        }

        Scraped wasQuiet() {
            quiet = recording.minute() - 1;
            return this;
        }

        boolean says(String line) {
            return Scrape.text(meter).contains("\n" + line + "\n");
        }

        Verdicts.Story fires() {
            return new Verdicts.Story(recording, quiet, recording.minute() - 1);
        }
    }

    private enum Mood {
        WELL,
        FULL_ONCE,
        ANOTHER_LEADS,
        STUCK,
        SLOW
    }

    private static final class MoodyStore implements Store {
        private final State state = State.fresh(new Self("owner-1", "m1", Optional.empty(), 0));
        private final CountDownLatch free = new CountDownLatch(1);
        private volatile Mood mood = Mood.WELL;
        private volatile boolean isStuck;
        private volatile long stopwatch;

        @Override
        public State load() {
            return state;
        }

        @Override
        public void commit(List<Fact> facts) {
            switch (mood) {
                case WELL -> {}
                case FULL_ONCE -> {
                    mood = Mood.WELL;
                    throw new StoreException("the disk is full", "free space", new IllegalStateException("full"));
                }
                case ANOTHER_LEADS ->
                    throw new FencedException("another scheduler leads", new IllegalStateException("epoch 2"));
                case STUCK -> standStill();
                case SLOW -> stopwatch += SLOW_COMMIT;
            }
        }

        private void standStill() {
            isStuck = true;
            try {
                if (!free.await(SOON.toSeconds(), TimeUnit.SECONDS)) {
                    throw new IllegalStateException("nobody freed the store");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public List<Fact.Told> history(ClusterName cluster, int limit) {
            return List.of();
        }

        @Override
        public List<Fact.Told> told(long after, int limit) {
            return List.of();
        }

        @Override
        public Optional<ClusterSpec> target(ClusterName cluster, long number) {
            return Optional.empty();
        }

        @Override
        public void close() {}
    }
}
