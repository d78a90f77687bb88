package dev.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.core.Answer;
import dev.holdfast.core.Command;
import dev.holdfast.core.Core;
import dev.holdfast.core.Effect;
import dev.holdfast.core.Event;
import dev.holdfast.core.Fact;
import dev.holdfast.core.Publishing;
import dev.holdfast.core.Self;
import dev.holdfast.core.State;
import dev.holdfast.core.View;
import dev.holdfast.model.AgentId;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.FrameworkId;
import dev.holdfast.model.TaskId;
import dev.holdfast.model.TaskState;
import dev.holdfast.model.TaskStatus;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The loop's order: decide, make durable, act, publish; and when it acts no more. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class EngineTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Command UNKNOWN = new Command.Pause(new ClusterName("nothing"));

    /** What store and world saw, in order. */
    private final List<String> log = new CopyOnWriteArrayList<>();

    private final List<AutoCloseable> open = new ArrayList<>();
    private final RecordingStore store = new RecordingStore();

    private final class RecordingStore implements Store {
        private volatile boolean full;
        /** Whether the next commit is made, but not confirmed. */
        private volatile boolean silent;

        private volatile State state = State.fresh(new Self("owner-1", "m1", Optional.empty(), 0));

        @Override
        public State load() {
            return state;
        }

        @Override
        public void commit(List<Fact> facts) {
            if (full) {
                log.add("commit failed");
                throw new StoreException("the disk is full", "free space", new IllegalStateException("full"));
            }
            for (Fact fact : facts) {
                state = state.after(fact);
                log.add("commit " + fact.getClass().getSimpleName());
            }
            if (silent) {
                silent = false;
                throw new StoreException("no answer", "wait", new IllegalStateException("timed out"));
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
        public void close() {
            log.add("store closed");
        }
    }

    private Engine start() {
        return start(Clock.systemUTC());
    }

    private Engine start(Clock clock) {
        Core core = new Core(new TreeMap<>(), "principal");
        Publishing publishing = new Publishing(name -> {
            throw new IllegalStateException("no package " + name);
        });
        Engine engine = new Engine(core, store, publishing, clock);
        open.add(engine);
        engine.start(this::act);
        return engine;
    }

    private void act(Effect effect) {
        log.add("act " + effect.getClass().getSimpleName());
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable closeable : open) {
            closeable.close();
        }
    }

    private static Event subscribed(String id) {
        return new Event.Subscribed(new FrameworkId(id), "127.0.0.1:5050", "1.11.0");
    }

    private static Event update(int number) {
        return new Event.TaskUpdate(new TaskStatus(
                new TaskId("foreign-" + number),
                TaskState.FINISHED,
                "",
                "AGENT",
                "",
                Optional.of(new AgentId("agent-1")),
                Optional.empty(),
                "uuid-" + number,
                Optional.empty(),
                "",
                Instant.EPOCH));
    }

    @Test
    void effectsLeaveAfterTheirFactsAreDurable() {
        Engine engine = start();
        engine.submit(subscribed("framework-1"));
        await().atMost(SOON).until(() -> log.contains("act AskForAgents"));
        assertThat(log.indexOf("commit SelfIs")).isNotNegative().isLessThan(log.indexOf("act AskForAgents"));
        assertThat(store.state.self().frameworkId()).contains(new FrameworkId("framework-1"));
    }

    @Test
    void nothingLeavesWhileFactsCannotBeMadeDurableAndTheEventsAreKept() {
        store.full = true;
        Engine engine = start();
        engine.submit(subscribed("framework-1"));
        engine.submit(update(1));
        await().atMost(SOON)
                .until(() -> log.stream().filter("commit failed"::equals).count() >= 2);
        assertThat(log).doesNotContain("act AskForAgents", "act Acknowledge");
        assertThat(engine.view().master().connected())
                .as("the picture is that of what is durable")
                .isFalse();
        store.full = false;
        await().atMost(SOON).until(() -> log.contains("act Acknowledge"));
        assertThat(log.indexOf("commit SelfIs")).isNotNegative().isLessThan(log.indexOf("act Acknowledge"));
        await().atMost(SOON).until(() -> engine.view().master().connected());
    }

    @Test
    void howLongNothingIsDecidedIsKnownWhileNothingCanBeMadeDurable() {
        AtomicReference<Duration> later = new AtomicReference<>(Duration.ZERO);
        Clock clock = new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return Clock.systemUTC().instant().plus(later.get());
            }
        };
        store.full = true;
        Engine engine = start(clock);
        engine.submit(subscribed("framework-1"));
        await().atMost(SOON).until(() -> log.contains("commit failed"));
        later.set(Duration.ofMinutes(5));
        assertThat(engine.silence()).isGreaterThanOrEqualTo(Duration.ofMinutes(5));
        store.full = false;
        await().atMost(SOON).until(() -> engine.silence().compareTo(Duration.ofMinutes(1)) < 0);
    }

    @Test
    void whoAsksWhileNothingCanBeMadeDurableIsToldWhy() throws Exception {
        store.full = true;
        Engine engine = start();
        engine.submit(subscribed("framework-1"));
        Answer answer = engine.ask(UNKNOWN).get(SOON.toSeconds(), TimeUnit.SECONDS);
        assertThat(answer).isInstanceOf(Answer.Refused.class);
        assertThat(answer.toString()).contains("the disk is full").contains("free space");
    }

    @Test
    void eventsAreTakenInTheirOrder() {
        Engine engine = start();
        List<String> acknowledged = new CopyOnWriteArrayList<>();
        List<String> expected =
                IntStream.range(0, 1000).mapToObj(i -> "uuid-" + i).toList();
        Engine second =
                new Engine(new Core(new TreeMap<>(), ""), new RecordingStore(), publishing(), Clock.systemUTC());
        open.add(second);
        second.start(effect -> {
            if (effect instanceof Effect.Acknowledge acknowledge) {
                acknowledged.add(acknowledge.status().uuid());
            }
        });
        IntStream.range(0, 1000).forEach(i -> second.submit(update(i)));
        await().atMost(SOON).until(() -> acknowledged.size() == 1000);
        assertThat(acknowledged).isEqualTo(expected);
        assertThat(engine.halted()).isNotDone();
    }

    private static Publishing publishing() {
        return new Publishing(name -> {
            throw new IllegalStateException("no package " + name);
        });
    }

    @Test
    void anAnswerComesWhenItIsDurable() throws Exception {
        Engine engine = start();
        CompletableFuture<Answer> answer = engine.ask(UNKNOWN);
        assertThat(answer.get(SOON.toSeconds(), TimeUnit.SECONDS)).isInstanceOf(Answer.Refused.class);
        assertThat(((Answer.Refused) answer.get()).kind()).isEqualTo(Answer.Kind.UNKNOWN);
    }

    @Test
    void everyTurnPublishesOnePictureAndNumbersRise() {
        Engine engine = start();
        List<View> pictures = new CopyOnWriteArrayList<>();
        engine.watch(pictures::add);
        for (int i = 0; i < 20; i++) {
            engine.submit(update(i));
        }
        engine.submit(subscribed("framework-1"));
        await().atMost(SOON).until(() -> engine.view().master().connected());
        List<Long> numbers = pictures.stream().map(View::turn).toList();
        assertThat(numbers).isSorted().doesNotHaveDuplicates().isNotEmpty();
        engine.unwatch(pictures::add);
    }

    @Test
    void afterAnErrorOfTheMasterItActsNoMore() throws Exception {
        Engine engine = start();
        engine.submit(subscribed("framework-1"));
        await().atMost(SOON).until(() -> log.contains("act AskForAgents"));
        engine.submit(new Event.Fenced("Framework failed over"));
        assertThat(engine.halted().get(SOON.toSeconds(), TimeUnit.SECONDS)).contains("failed over");
        int before = log.size();
        engine.submit(update(1));
        Answer answer = engine.ask(UNKNOWN).get(SOON.toSeconds(), TimeUnit.SECONDS);
        assertThat(answer.toString()).contains("stopped").contains("failed over");
        assertThat(log).hasSize(before);
    }

    @Test
    void whatIsDecidedBehindAnErrorInTheSameBatchDoesNotLeave() throws Exception {
        store.full = true; // so that events gather into one batch
        Engine engine = start();
        engine.submit(subscribed("framework-1"));
        await().atMost(SOON).until(() -> log.contains("commit failed"));
        engine.submit(new Event.Fenced("Framework failed over"));
        engine.submit(update(1));
        store.full = false;
        engine.halted().get(SOON.toSeconds(), TimeUnit.SECONDS);
        assertThat(log).doesNotContain("act Acknowledge");
    }

    @Test
    void aDecisionThatFailsStopsTheLoopWithItsCause() throws Exception {
        ClusterName name = new ClusterName("orders");
        ClusterSpec spec = new ClusterSpec(
                name,
                "toy",
                "1.0",
                "",
                "role",
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                new LinkedHashMap<>());
        store.state = store.state.after(new Fact.ClusterIs(new dev.holdfast.core.ClusterRecord(
                name,
                1,
                spec,
                spec,
                new TreeMap<>(),
                Optional.empty(),
                0,
                List.of(),
                false,
                List.of(),
                Instant.EPOCH,
                Optional.empty())));
        Engine engine = start();
        assertThat(engine.halted().get(SOON.toSeconds(), TimeUnit.SECONDS)).contains("no package 'toy'");
        Answer answer = engine.ask(UNKNOWN).get(SOON.toSeconds(), TimeUnit.SECONDS);
        assertThat(answer.toString()).contains("stopped");
    }

    @Test
    void aClosedEngineIsStill() {
        Engine engine = start();
        engine.submit(subscribed("framework-1"));
        await().atMost(SOON).until(() -> log.contains("act AskForAgents"));
        engine.close();
        int before = log.size();
        engine.submit(update(1));
        assertThat(log).hasSize(before);
        assertThat(engine.halted()).isDone();
    }

    /** The simulator's seed 4: memory and store were of two minds from then on. */
    @Test
    void aCommitThatWasMadeButNotConfirmedIsReadAgain() {
        Engine engine = start();
        store.silent = true;
        engine.submit(new Event.Subscribed(new FrameworkId("framework-7"), "master", "1.11.0"));
        await().atMost(SOON).until(() -> log.contains("act Roles") || log.contains("act AskForAgents"));
        assertThat(log.stream().filter("commit SelfIs"::equals).count())
                .as("what was durable is not decided a second time")
                .isEqualTo(1);
    }
}
