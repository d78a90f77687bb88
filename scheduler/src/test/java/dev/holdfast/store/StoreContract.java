package dev.holdfast.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.core.Fact;
import dev.holdfast.core.NodeRecord;
import dev.holdfast.core.Self;
import dev.holdfast.core.State;
import dev.holdfast.core.Trouble;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every store does alike. */
interface StoreContract {

    /** The store, by whoever may write to it now; {@code fresh} if there is no state yet. Closing it lets the next one open it. */
    Store open(Self fresh);

    default Store open() {
        return open(Samples.self(0));
    }

    default State reloaded() {
        try (Store store = open()) {
            return store.load();
        }
    }

    static Fact.Told told(String cluster, String text) {
        return new Fact.Told(new ClusterName(cluster), Samples.AT, text);
    }

    /** A node of its own number, with a text in it that cannot be packed to less than about so many bytes. */
    static NodeRecord node(int number, int bytes) {
        NodeRecord sample = Samples.node();
        StringBuilder text = new StringBuilder(bytes);
        Random random = new Random(number);
        while (text.length() < bytes * 4 / 3) {
            text.append(Long.toString(random.nextLong() & Long.MAX_VALUE, 36));
        }
        return new NodeRecord(
                new NodeId(Samples.ORDERS, "broker", number),
                sample.goal(),
                sample.state(),
                sample.since(),
                sample.generation(),
                sample.marked(),
                sample.claim(),
                sample.incarnation(),
                sample.launches(),
                new Trouble(1, text.toString(), Samples.AT));
    }

    @Test
    default void everyKindOfRecordComesBackAsItWas() {
        List<Fact> facts = List.of(
                new Fact.SelfIs(Samples.self(42)),
                new Fact.ClusterIs(Samples.cluster()),
                new Fact.NodeIs(Samples.node()),
                new Fact.Surplus(Samples.surplus()));
        State expected = State.fresh(Samples.self(0));
        for (Fact fact : facts) {
            expected = expected.after(fact);
        }
        try (Store store = open()) {
            store.load();
            store.commit(facts);
            assertThat(store.load()).isEqualTo(expected);
        }
        assertThat(reloaded()).isEqualTo(expected);
    }

    @Test
    default void groupsKeepTheirOrder() {
        try (Store store = open()) {
            store.commit(List.of(new Fact.ClusterIs(Samples.cluster())));
        }
        assertThat(reloaded().clusters().get(Samples.ORDERS).spec().groups().keySet())
                .containsExactly("zebra", "broker", "apple");
    }

    @Test
    default void whatIsForgottenIsGone() {
        try (Store store = open()) {
            store.commit(List.of(
                    new Fact.ClusterIs(Samples.cluster()),
                    new Fact.NodeIs(Samples.node()),
                    new Fact.Surplus(Samples.surplus())));
            store.commit(List.of(
                    new Fact.NodeForgotten(Samples.NODE),
                    new Fact.SurplusGone("m1-7"),
                    new Fact.ClusterForgotten(Samples.ORDERS)));
        }
        assertThat(reloaded()).isEqualTo(State.fresh(Samples.self(0)));
    }

    @Test
    default void theLastFactAboutARecordCounts() {
        try (Store store = open()) {
            store.commit(List.of(
                    new Fact.SelfIs(Samples.self(1)),
                    new Fact.NodeIs(Samples.node()),
                    new Fact.NodeForgotten(Samples.NODE),
                    new Fact.Surplus(Samples.surplus()),
                    new Fact.SurplusGone("m1-7"),
                    new Fact.Surplus(Samples.surplus()),
                    new Fact.SelfIs(Samples.self(2))));
            store.commit(
                    List.of(new Fact.NodeForgotten(Samples.NODE))); // what is not there is forgotten without a word
        }
        assertThat(reloaded().self()).isEqualTo(Samples.self(2));
        assertThat(reloaded().nodes()).isEmpty();
        assertThat(reloaded().surplus()).hasSize(1);
    }

    @Test
    default void factsMayBeCommittedAgain() {
        List<Fact> facts = List.of(new Fact.NodeIs(Samples.node()), new Fact.ClusterIs(Samples.cluster()));
        try (Store store = open()) {
            store.load();
            store.commit(facts);
            State once = store.load();
            store.commit(facts);
            assertThat(store.load()).isEqualTo(once);
        }
    }

    @Test
    default void whoWeAreIsMadeOnceAndKept() {
        try (Store store = open(new Self("first", "m1", Optional.empty(), 0))) {
            store.load();
        }
        try (Store store = open(new Self("second", "m2", Optional.empty(), 0))) {
            assertThat(store.load().self().owner()).isEqualTo("first");
        }
    }

    @Test
    default void acceptedTargetsAreKeptByNumber() {
        try (Store store = open()) {
            store.commit(List.of(
                    new Fact.TargetAccepted(Samples.ORDERS, 1, Samples.spec(), Samples.AT),
                    new Fact.TargetAccepted(Samples.ORDERS, 2, Samples.spec().withVersion("5"), Samples.AT)));
            assertThat(store.target(Samples.ORDERS, 1)).contains(Samples.spec());
            assertThat(store.target(Samples.ORDERS, 2)).contains(Samples.spec().withVersion("5"));
            assertThat(store.target(Samples.ORDERS, 3)).isEmpty();
        }
    }

    @Test
    default void historyIsToldOldestFirstAndByCluster() {
        try (Store store = open()) {
            store.commit(List.of(told("orders", "one"), told("other", "x"), told("orders", "two")));
            store.commit(List.of(told("orders", "three")));
            assertThat(store.history(Samples.ORDERS, 2).stream().map(Fact.Told::text))
                    .containsExactly("two", "three");
            assertThat(store.history(new ClusterName("other"), 9).stream().map(Fact.Told::text))
                    .containsExactly("x");
        }
        try (Store store = open()) {
            store.load();
            store.commit(List.of(told("orders", "four")));
            assertThat(store.history(Samples.ORDERS, 2).stream().map(Fact.Told::text))
                    .containsExactly("three", "four");
        }
    }

    private static Fact.Told numbered(long number, String cluster, String text) {
        return new Fact.Told(
                number,
                cluster.isEmpty() ? java.util.Optional.empty() : java.util.Optional.of(new ClusterName(cluster)),
                Samples.AT,
                dev.holdfast.core.EventKind.PLAN,
                java.util.Optional.of(new NodeId(Samples.ORDERS, "broker", 1)),
                "alice",
                text);
    }

    @Test
    default void eventsComeInTheOrderOfTheirNumbersAfterTheOneThatIsKnown() {
        Fact.Told one = numbered(1, "orders", "one");
        Fact.Told two = numbered(2, "", "two");
        Fact.Told three = numbered(3, "other", "three");
        Fact.Told four = numbered(4, "orders", "four");
        try (Store store = open()) {
            store.load();
            store.commit(List.of(one, two, three, four));
            store.commit(List.of(numbered(5, "", "five")));
            assertThat(store.told(0, 4)).containsExactly(one, two, three, four);
            assertThat(store.told(2, 2)).containsExactly(three, four);
            assertThat(store.told(4, 9).stream().map(Fact.Told::text)).containsExactly("five");
            assertThat(store.told(5, 9)).isEmpty();
            assertThat(store.history(Samples.ORDERS, 9)).containsExactly(one, four);
        }
        State again = reloaded();
        assertThat(again.told()).as("counting goes on").isEqualTo(5);
    }

    @Test
    default void whatIsTooOldGoesAndCountingGoesOn() {
        try (Store store = open()) {
            store.load();
            store.commit(List.of(numbered(1, "orders", "long ago")));
            Fact.Told recent = new Fact.Told(
                    2,
                    java.util.Optional.of(Samples.ORDERS),
                    Samples.AT.plus(java.time.Duration.ofDays(91)),
                    dev.holdfast.core.EventKind.PLAN,
                    java.util.Optional.empty(),
                    "",
                    "now");
            store.commit(List.of(recent));
            store.commit(List.of(new Fact.HookIs(new dev.holdfast.core.HookRecord("pager", 1, 0, Samples.AT))));
            assertThat(store.told(0, 9)).containsExactly(recent);
        }
        assertThat(reloaded().told()).isEqualTo(2);
        assertThat(reloaded().hooks()).containsOnlyKeys("pager");
    }

    @Test
    default void aCommitThatFailsLeavesNothingBehind() {
        try (Store store = open()) {
            store.load();
            // A list with a null in it stands for any bug while facts are written.
            List<Fact> broken = new ArrayList<>();
            broken.add(new Fact.NodeIs(Samples.node()));
            broken.add(new Fact.Told(Samples.ORDERS, Samples.AT, "never"));
            broken.add(new Fact.ClusterIs(null));
            assertThatThrownBy(() -> store.commit(broken)).isInstanceOf(RuntimeException.class);
            store.commit(List.of(new Fact.Surplus(Samples.surplus())));
            assertThat(store.history(Samples.ORDERS, 9)).isEmpty();
        }
        assertThat(reloaded().nodes()).isEmpty();
        assertThat(reloaded().surplus()).hasSize(1);
    }

    @Test
    default void aCommitOfSeveralMegabytesIsThereWhole() {
        List<Fact> facts = new ArrayList<>();
        IntStream.range(0, 60).forEach(i -> facts.add(new Fact.NodeIs(node(i, 60_000))));
        try (Store store = open()) {
            store.commit(List.of(new Fact.NodeIs(node(7, 10)), new Fact.NodeIs(node(1_000, 10))));
            facts.add(new Fact.NodeForgotten(new NodeId(Samples.ORDERS, "broker", 1_000)));
            store.commit(facts);
        }
        State state = reloaded();
        assertThat(state.nodes()).hasSize(60);
        IntStream.range(0, 60)
                .forEach(i -> assertThat(state.node(new NodeId(Samples.ORDERS, "broker", i)))
                        .contains(node(i, 60_000)));
    }
}
