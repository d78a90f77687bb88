package dev.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.core.Core;
import dev.holdfast.core.Effect;
import dev.holdfast.core.Event;
import dev.holdfast.core.Publishing;
import dev.holdfast.core.Self;
import dev.holdfast.model.AgentId;
import dev.holdfast.model.FrameworkId;
import dev.holdfast.model.TaskId;
import dev.holdfast.model.TaskState;
import dev.holdfast.model.TaskStatus;
import dev.holdfast.model.ZooKeeperAddress;
import dev.holdfast.store.LocalZooKeeper;
import dev.holdfast.store.Tenure;
import dev.holdfast.store.ZooKeeperSession;
import dev.holdfast.store.ZooKeeperStore;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Schedulers that lead, stand by, and may act no more, with a real ZooKeeper. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class FencingTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final List<String> acted = new CopyOnWriteArrayList<>();
    private int port;

    @BeforeEach
    void startZooKeeper() throws Exception {
        LocalZooKeeper server = LocalZooKeeper.start(directory, new InetSocketAddress("127.0.0.1", 0));
        open.push(server);
        port = server.port();
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable part : new ArrayList<>(open)) {
            part.close();
        }
    }

    private ZooKeeperSession session() {
        ZooKeeperSession session = ZooKeeperSession.open(
                ZooKeeperAddress.parse("zk://127.0.0.1:" + port + "/holdfast").orElseThrow(), Duration.ofSeconds(2));
        open.push(session);
        return session;
    }

    private static ZooKeeperStore store(ZooKeeperSession session) {
        return ZooKeeperStore.open(session, () -> new Self("owner", "mark", Optional.empty(), 0));
    }

    private Engine engine(ZooKeeperStore store) {
        Publishing publishing = new Publishing(name -> {
            throw new IllegalStateException("no package " + name);
        });
        Engine engine = new Engine(new Core(new TreeMap<>(), ""), store, publishing, Clock.systemUTC());
        open.push(engine);
        return engine;
    }

    private Outside hands(String whose) {
        return effect -> acted.add(whose + " " + effect.getClass().getSimpleName());
    }

    private static Event subscribed(String id) {
        return new Event.Subscribed(new FrameworkId(id), "127.0.0.1:5050", "1.11.0");
    }

    private static Event foreignUpdate() {
        return new Event.TaskUpdate(new TaskStatus(
                new TaskId("foreign"),
                TaskState.FINISHED,
                "",
                "AGENT",
                "",
                Optional.of(new AgentId("agent-1")),
                Optional.empty(),
                "uuid",
                Optional.empty(),
                "",
                Instant.EPOCH));
    }

    @Test
    void whoeverWasOvertakenCommitsNothingSendsNothingAndHalts() throws Exception {
        ZooKeeperStore first = store(session());
        Tenure tenure = first.takeOver("first");
        Engine overtaken = engine(first);
        overtaken.start(hands("first"), tenure);
        overtaken.submit(subscribed("framework-1"));
        await().atMost(SOON).until(() -> acted.contains("first AskForAgents"));
        acted.clear();
        ZooKeeperStore second = store(session());
        second.takeOver("second");
        overtaken.submit(subscribed("framework-2")); // would be a new fact, and effects after it
        assertThat(overtaken.halted().get(SOON.toSeconds(), TimeUnit.SECONDS)).contains("another scheduler leads");
        assertThat(acted).isEmpty();
        assertThat(second.load().self().frameworkId()).contains(new FrameworkId("framework-1"));
    }

    @Test
    void anEffectThatNeedsNoFactDoesNotLeaveWithoutTenureEither() throws Exception {
        CompletableFuture<String> over = new CompletableFuture<>();
        Tenure lapsed = new Tenure() {
            @Override
            public boolean holds() {
                return false; // as found on waking from a pause; the notice itself may come later
            }

            @Override
            public CompletableFuture<String> over() {
                return over;
            }
        };
        ZooKeeperStore store = store(session());
        store.takeOver("first");
        Engine engine = engine(store);
        engine.start(hands("first"), lapsed);
        engine.submit(foreignUpdate());
        engine.halted().get(SOON.toSeconds(), TimeUnit.SECONDS);
        assertThat(acted).isEmpty();
    }

    @Test
    void oneLeadsAndTheOtherShowsWhatItSeesAndTakesOverWhenItIsGone() throws Exception {
        List<Candidacy> candidates = new ArrayList<>();
        List<Engine> engines = new ArrayList<>();
        List<ZooKeeperSession> sessions = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            String name = "http://127.0.0.1:" + (4040 + i);
            ZooKeeperSession session = session();
            ZooKeeperStore store = store(session);
            Engine engine = engine(store);
            Candidacy candidacy = Candidacy.stand(
                    session, store, engine, URI.create(name), tenure -> engine.start(hands(name), tenure), state -> {});
            open.push(candidacy);
            candidates.add(candidacy);
            engines.add(engine);
            sessions.add(session);
            if (i == 0) {
                await().atMost(SOON).until(candidacy::leads);
            }
        }
        engines.get(0).submit(subscribed("framework-1"));
        await().atMost(SOON).until(() -> engines.get(1).view().master().connected());
        assertThat(engines.get(1).view().frameworkId()).isEqualTo("framework-1");
        assertThat(candidates.get(1).leads()).isFalse();
        assertThat(candidates.get(1).leader()).contains(URI.create("http://127.0.0.1:4040"));
        assertThat(acted).isNotEmpty().allMatch(line -> line.startsWith("http://127.0.0.1:4040 "));

        sessions.get(0).close();
        await().atMost(SOON).until(candidates.get(1)::leads);
        assertThat(engines.get(0).halted()).isDone();
        assertThat(candidates.get(1).leader()).contains(URI.create("http://127.0.0.1:4041"));
        assertThat(engines.get(1).loaded().self().frameworkId()).contains(new FrameworkId("framework-1"));
        acted.clear();
        engines.get(1).submit(subscribed("framework-1"));
        await().atMost(SOON).until(() -> acted.contains("http://127.0.0.1:4041 AskForAgents"));
    }

    @Test
    void aLeaderThatIsAskedToEndMakesRoomAtOnceAndOnlyAfterItHasStopped() throws Exception {
        ZooKeeperSession session = session();
        ZooKeeperStore store = store(session);
        Tenure tenure = store.takeOver("first");
        Engine engine = engine(store);
        List<Effect> late = new CopyOnWriteArrayList<>();
        engine.start(late::add, tenure);
        engine.close();
        session.close();
        int before = late.size();
        engine.submit(foreignUpdate());
        Tenure next = store(session()).takeOver("second");
        assertThat(next.holds()).isTrue();
        assertThat(tenure.holds()).isFalse();
        assertThat(late).hasSize(before);
    }
}
