package dev.holdfast.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.core.Fact;
import dev.holdfast.core.Self;
import dev.holdfast.core.State;
import dev.holdfast.core.View;
import dev.holdfast.model.ZooKeeperAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.zookeeper.CreateMode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_METHOD)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class ZooKeeperStoreTest implements StoreContract {

    @TempDir
    private static Path directory;

    private static final AtomicInteger NEXT = new AtomicInteger();
    private static List<ZooKeeperHouse> houses = List.of();

    /** A path of this test's own. */
    private final String path = "/some/where-" + NEXT.incrementAndGet();

    @BeforeAll
    static void startZooKeeper() {
        houses = List.of(new ZooKeeperHouse(directory));
    }

    @AfterAll
    static void stopZooKeeper() {
        houses.forEach(ZooKeeperHouse::close);
    }

    private static ZooKeeperHouse house() {
        return houses.get(0);
    }

    private ZooKeeperStore leader() {
        return ZooKeeperHouse.leading(house().session(path), Samples.self(0));
    }

    @Override
    public Store open(Self fresh) {
        return ZooKeeperHouse.leading(house().session(path), fresh);
    }

    private static Fact counted(long count) {
        return new Fact.SelfIs(Samples.self(count));
    }

    // One writer

    @Test
    void whoTookOverWritesAndWhoDidBeforeWritesNoMore() {
        ZooKeeperStore first = leader();
        first.commit(List.of(counted(1)));
        ZooKeeperStore second = leader();
        FencedException refused = catchThrowableOfType(
                FencedException.class, () -> first.commit(List.of(counted(99), StoreContract.told("orders", "late"))));
        assertThat(refused).hasMessageContaining("another scheduler leads");
        assertThat(second.load().self().counter()).isEqualTo(1);
        second.commit(List.of(counted(2)));
        assertThat(reloaded().self().counter()).isEqualTo(2);
        assertThat(second.history(Samples.ORDERS, 9)).isEmpty();
    }

    @Test
    void aBigCommitThatIsOvertakenLeavesNothingBehind() {
        ZooKeeperStore first = leader();
        first.commit(List.of(counted(1)));
        ZooKeeperStore second = leader();
        List<Fact> big = new ArrayList<>(List.of(counted(99)));
        IntStream.range(0, 40).forEach(i -> big.add(new Fact.NodeIs(StoreContract.node(i, 60_000))));
        assertThat(catchThrowableOfType(FencedException.class, () -> first.commit(big)))
                .isNotNull();
        State state = second.load();
        assertThat(state.self().counter()).isEqualTo(1);
        assertThat(state.nodes()).isEmpty();
    }

    @Test
    void whoStandsByReadsAndDoesNotWrite() {
        leader().commit(List.of(counted(5)));
        ZooKeeperStore standby = ZooKeeperStore.open(house().session(path), () -> Samples.self(0));
        assertThat(standby.load().self().counter()).isEqualTo(5);
        assertThat(catchThrowableOfType(FencedException.class, () -> standby.commit(List.of(counted(6)))))
                .hasMessageContaining("stands by");
    }

    @Test
    void aTenureEndsWhenAnotherTakesOverAndIsNeverTakenForLasting() throws Exception {
        ZooKeeperStore store = ZooKeeperStore.open(house().session(path), () -> Samples.self(0));
        Tenure tenure = store.takeOver("first");
        assertThat(tenure.holds()).isTrue();
        leader();
        assertThat(tenure.over().get(10, TimeUnit.SECONDS)).contains("another scheduler leads");
        assertThat(tenure.holds()).isFalse();
    }

    @Test
    void aTenureEndsWithItsSession() {
        ZooKeeperSession session = house().session(path);
        Tenure tenure = ZooKeeperStore.open(session, () -> Samples.self(0)).takeOver("first");
        session.close();
        assertThat(tenure.holds()).isFalse();
    }

    @Test
    void withoutFreshProofNothingMayLeave() throws Exception {
        try (CuttingProxy proxy = new CuttingProxy(house().port())) {
            ZooKeeperSession session = house().session(proxy.address(), path);
            Tenure tenure = ZooKeeperStore.open(session, () -> Samples.self(0)).takeOver("first");
            assertThat(tenure.holds()).isTrue();
            proxy.cutForGood(); // from here on nothing is heard of ZooKeeper, and nobody may say that the session
            // still lives
            long from = System.nanoTime();
            boolean held = true;
            while (held) {
                held = tenure.holds();
            }
            assertThat(System.nanoTime() - from).isLessThan(ZooKeeperHouse.TIMEOUT.toNanos() * 2);
            assertThat(tenure.over()).isDone();
        }
    }

    // Exactly once

    @Test
    void aCommitWhoseAnswerIsLostIsDoneOnce() throws Exception {
        try (CuttingProxy proxy = new CuttingProxy(house().port())) {
            ZooKeeperStore store = ZooKeeperHouse.leading(house().session(proxy.address(), path), Samples.self(0));
            store.load();
            for (int i = 1; i <= 3; i++) {
                proxy.cutNextAnswerTo(1_000); // longer than a proof of the tenure
                store.commit(List.of(
                        counted(i), new Fact.NodeIs(Samples.node()), StoreContract.told("orders", "line " + i)));
            }
            assertThat(proxy.cuts()).isEqualTo(3);
            assertThat(store.history(Samples.ORDERS, 99).stream().map(Fact.Told::text))
                    .containsExactly("line 1", "line 2", "line 3");
            assertThat(store.load().self().counter()).isEqualTo(3);
        }
    }

    // The journal

    /** What a leader leaves that was killed in a commit of two parts. */
    private void journal(String holds, Batch... parts) throws Exception {
        ZooKeeperSession session = house().session(path);
        Znodes znodes = new Znodes(session);
        for (int i = 0; i < parts.length; i++) {
            session.zookeeper()
                    .create(
                            znodes.path(Znodes.JOURNAL) + String.format("/%06d", i),
                            parts[i].bytes(),
                            session.acl(),
                            CreateMode.PERSISTENT);
        }
        session.zookeeper().setData(znodes.path(Znodes.JOURNAL), holds.getBytes(StandardCharsets.UTF_8), -1);
    }

    private Batch part(String key, Fact fact) {
        Batch batch = new Batch();
        batch.put(
                path + "/record/" + key,
                Packed.pack(new Records(Json.mapper())
                        .change(fact)
                        .orElseThrow()
                        .json()
                        .orElseThrow()));
        return batch;
    }

    @Test
    void aWholeJournalIsDoneByWhoTakesOver() throws Exception {
        leader().commit(List.of(counted(1)));
        Batch second = part("node:orders:broker-2", new Fact.NodeIs(Samples.node()));
        second.drop(path + "/record/node:orders:broker-9"); // which is gone already: the one before had come that far
        journal("2", part("self", counted(2)), second);
        State state = leader().load();
        assertThat(state.self().counter()).isEqualTo(2);
        assertThat(state.nodes()).hasSize(1);
        leader().commit(List.of(counted(3)));
        assertThat(reloaded().self().counter()).as("a journal is done once").isEqualTo(3);
    }

    @Test
    void aJournalThatIsNotWholeIsThrownAway() throws Exception {
        leader().commit(List.of(counted(1)));
        journal("0", part("self", counted(2)), part("node:orders:broker-2", new Fact.NodeIs(Samples.node())));
        ZooKeeperStore store = leader();
        assertThat(store.load().self().counter()).isEqualTo(1);
        assertThat(new Znodes(house().session(path)).children(path + "/journal"))
                .isEmpty();
        assertThat(store.load().nodes()).isEmpty();
    }

    // Bounds

    @Test
    void oldWishesAndThoseOfAnEarlierClusterOfTheNameGo() {
        ZooKeeperStore store = leader();
        for (int i = 1; i <= 60; i++) {
            store.commit(List.of(new Fact.TargetAccepted(Samples.ORDERS, i, Samples.spec(), Samples.AT)));
        }
        assertThat(store.target(Samples.ORDERS, 10)).isEmpty();
        assertThat(store.target(Samples.ORDERS, 11)).isPresent();
        store.commit(List.of(new Fact.TargetAccepted(Samples.ORDERS, 1, Samples.spec(), Samples.AT)));
        assertThat(store.target(Samples.ORDERS, 1)).isPresent();
        assertThat(store.target(Samples.ORDERS, 60)).isEmpty();
    }

    @Test
    void theEventLogIsBounded() {
        ZooKeeperStore store = leader();
        for (int i = 0; i < 4_010; i++) {
            store.commit(List.of(StoreContract.told("orders", "line " + i)));
        }
        List<Fact.Told> all = store.history(Samples.ORDERS, 100_000);
        assertThat(all).hasSize(4_000);
        assertThat(all.get(0).text()).isEqualTo("line 10");
    }

    @Test
    void aRecordThatIsTooLongForZooKeeperIsNamed() {
        ZooKeeperStore store = leader();
        StoreException refused = catchThrowableOfType(
                StoreException.class,
                () -> store.commit(List.of(counted(9), new Fact.NodeIs(StoreContract.node(3, 900_000)))));
        assertThat(refused).hasMessageContaining("broker-3").isNotInstanceOf(FencedException.class);
        assertThat(refused.remedy()).contains("SQLite");
        assertThat(store.load().self().counter()).isZero();
    }

    // What is found

    @Test
    void stateOfANewerHoldfastIsRefused() throws Exception {
        leader();
        ZooKeeperSession session = house().session(path);
        session.zookeeper().setData(path + "/schema", "99".getBytes(StandardCharsets.UTF_8), -1);
        StoreException refused = catchThrowableOfType(StoreException.class, this::leader);
        assertThat(refused).hasMessageContaining("newer").hasMessageContaining("99");
        assertThat(refused.remedy()).contains("newer Holdfast");
    }

    @Test
    void aRecordThatCannotBeReadIsNamed() throws Exception {
        leader().commit(List.of(new Fact.NodeIs(Samples.node())));
        for (String text : List.of("{}", "{ not json", "[]", "{\"id\":\"no node id\"}", "null", "\u001f")) {
            house().session(path)
                    .zookeeper()
                    .setData(path + "/record/node:orders:broker-2", text.getBytes(StandardCharsets.UTF_8), -1);
            StoreException refused = catchThrowableOfType(StoreException.class, this::reloaded);
            assertThat(refused).as(text).isNotNull().hasMessageContaining("node:orders:broker-2");
        }
    }

    @Test
    void whatTheLeaderShowsIsSeenByOthers() {
        View view = new View(
                7,
                Instant.parse("2026-01-01T00:00:00.5Z"),
                "owner",
                "framework",
                new View.Master(true, "127.0.0.1:5050", "1.11.0", Instant.EPOCH),
                List.of(),
                true,
                List.of(),
                List.of(new View.Oddity("surplus", "text")),
                java.util.Optional.empty());
        ZooKeeperStore standby = ZooKeeperStore.open(house().session(path), () -> Samples.self(0));
        assertThat(standby.shown()).isEmpty();
        leader().show(view);
        assertThat(standby.shown()).contains(view);
    }

    @Test
    void aServerThatIsNotThereIsNamed() throws IOException {
        int port;
        try (java.net.ServerSocket socket = new java.net.ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        StoreException refused = catchThrowableOfType(
                StoreException.class,
                () -> ZooKeeperSession.open(
                        ZooKeeperAddress.parse("zk://127.0.0.1:" + port + path).orElseThrow(),
                        ZooKeeperHouse.TIMEOUT,
                        Duration.ofMillis(300)));
        assertThat(refused).hasMessageContaining("127.0.0.1:" + port);
    }
}
