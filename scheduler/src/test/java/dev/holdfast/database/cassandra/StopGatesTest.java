package dev.holdfast.database.cassandra;

import static dev.holdfast.database.cassandra.Scene.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Action;
import dev.holdfast.database.Blocker;
import dev.holdfast.database.Chore;
import dev.holdfast.database.Stage;
import dev.holdfast.database.cassandra.CassandraDetails.Mode;
import dev.holdfast.database.cassandra.CassandraDetails.Stream;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StopGatesTest {

    private final Scene scene = new Scene(3);

    @Test
    void withThreeCopiesOneNodeMayGo() {
        scene.keyspace("shop", 3);
        assertThat(scene.allows(Action.RESTART, 1)).isEmpty();
    }

    @Test
    void withThreeCopiesTheNextWaitsUntilTheFirstIsBack() {
        scene.keyspace("shop", 3);
        scene.down(0);
        assertThat(scene.allows(Action.RESTART, 1))
                .containsExactly(Blocker.waitFor(
                        "quorum", "parts of keyspace shop would have no majority of their copies up: node-0 is down"));
    }

    @Test
    void withFiveCopiesTwoMayBeDown() {
        Scene ring = new Scene(5);
        ring.keyspace("shop", 5);
        ring.down(0);
        assertThat(ring.allows(Action.RESTART, 1)).isEmpty();
        ring.down(2);
        assertThat(ring.shut(Action.RESTART, 1)).containsExactly("quorum");
    }

    @Test
    void nodesOfOneRackShareNothingWhereThereAreAsManyRacksAsCopies() {
        Scene ring = new Scene(6);
        ring.racks("a", "b", "c", "a", "b", "c");
        ring.keyspace("shop", 3);
        ring.down(0);
        assertThat(ring.allows(Action.RESTART, 3)).isEmpty();
        assertThat(ring.shut(Action.RESTART, 1)).containsExactly("quorum");
    }

    @Test
    void withOneOrTwoCopiesItIsAnOutageAndNamesTheKeyspace() {
        scene.keyspace("single", 1);
        scene.keyspace("twice", 2);
        assertThat(scene.allows(Action.RESTART, 1)).singleElement().satisfies(blocker -> {
            assertThat(blocker.kind()).isEqualTo(Blocker.Kind.OUTAGE);
            assertThat(blocker.rule()).isEqualTo("few-copies");
            assertThat(blocker.text()).contains("keyspaces single (replication 1), twice (replication 2)");
        });
    }

    @Test
    void moreCopiesThanNodesAreAnOutageToo() {
        Scene ring = new Scene(2);
        ring.keyspace("shop", 3);
        assertThat(ring.shut(Action.RESTART, 1)).containsExactly("few-copies");
    }

    @Test
    void whatCassandraKeepsOfItselfHoldsNobodyUpUnlessPeopleLogInByIt() {
        assertThat(scene.allows(Action.RESTART, 1)).isEmpty();
        scene.target =
                scene.target.withSettings(new java.util.TreeMap<>(Map.of("authenticator", "PasswordAuthenticator")));
        assertThat(scene.shut(Action.RESTART, 1)).containsExactly("few-copies");
        scene.target = scene.target.withSettings(new java.util.TreeMap<>());
        scene.settings(Map.of("authenticator", "PasswordAuthenticator"), 0, Map.of());
        assertThat(scene.shut(Action.RESTART, 1)).containsExactly("few-copies");
    }

    @Test
    void theOnlyNodeIsAnOutage() {
        assertThat(new Scene(1).allows(Action.RESTART, 0))
                .extracting(Blocker::kind)
                .containsExactly(Blocker.Kind.OUTAGE);
    }

    @Test
    void nobodyIsStoppedWhileTheRingChangesOrDataIsOnItsWay() {
        scene.keyspace("shop", 3);
        scene.joining(3);
        assertThat(scene.allows(Action.RESTART, 1))
                .extracting(Blocker::text)
                .containsExactly("the ring is changing: node-3 joins");
        Scene other = new Scene(3);
        other.leaves(2);
        assertThat(other.shut(Action.RESTART, 1)).containsExactly("topology");
        Scene streaming = new Scene(3);
        streaming.at(0).streams.add(new Stream("Rebuild", "127.0.0.11", 1, 5));
        assertThat(streaming.shut(Action.RESTART, 1)).containsExactly("streams");
    }

    @Test
    void nobodyIsStoppedWhileTheSchemaIsNotOne() {
        scene.at(2).schema = "s2";
        assertThat(scene.shut(Action.RESTART, 1)).containsExactly("schema");
    }

    @Test
    void nothingIsConcludedFromSilence() {
        scene.answered = false;
        assertThat(scene.allows(Action.RESTART, 1))
                .containsExactly(Blocker.waitFor("answer", "no node answers: connection refused"));
        scene.answered = true;
        scene.keyspacesKnown = false;
        assertThat(scene.shut(Action.RESTART, 1)).containsExactly("answer");
    }

    @Test
    void whatServesNobodyMayAlwaysBeStopped() {
        scene.keyspace("single", 1);
        scene.at(1).mode = Mode.DRAINED;
        assertThat(scene.allows(Action.RESTART, 1)).isEmpty();
        scene.joining(3);
        assertThat(scene.allows(Action.STOP, 3)).isEmpty();
    }

    @Test
    void oneThatIsDownByMesosButSeenUpIsNotTakenForDown() {
        scene.at(1).processUp = false;
        scene.at(1).answers = false;
        scene.keyspace("single", 1);
        assertThat(scene.shut(Action.STOP, 1)).isNotEmpty();
    }

    @Test
    void aRestartDrainsStopsStartsAndWaitsUntilReady() {
        assertThat(scene.rules.stages(Action.RESTART, node(1), scene.view()))
                .containsExactly(
                        new Stage.Reserve(),
                        new Stage.Gate(Action.RESTART),
                        new Stage.Do(Chore.on(node(1), "drain"), Optional.empty()),
                        new Stage.Stop(),
                        new Stage.Start(),
                        new Stage.Ready());
    }

    @Test
    void itIsDrainedWhenItSaysSoOrItsProcessIsOver() {
        Chore drain = Chore.on(node(1), "drain");
        assertThat(scene.rules.isDone(drain, scene.view()).text()).isEqualTo("node-1 normal");
        assertThat(scene.rules.isDone(drain, scene.view()).isYes()).isFalse();
        scene.at(1).mode = Mode.DRAINED;
        assertThat(scene.rules.isDone(drain, scene.view()).isYes()).isTrue();
        scene.at(1).mode = Mode.NORMAL;
        scene.down(1);
        assertThat(scene.rules.isDone(drain, scene.view()).isYes()).isTrue();
    }

    @Test
    void oneThatWasDrainedAndLeftAtThatCountsAsDownAndIsStartedAnew() {
        Scene ring = new Scene(3);
        ring.keyspace("shop", 3);
        ring.at(1).mode = Mode.DRAINED;
        assertThat(ring.shut(Action.RESTART, 2))
                .as("others may see it up for a while")
                .containsExactly("quorum");
        assertThat(ring.rules.isSpent(node(1), ring.view())).isTrue();
        assertThat(ring.rules.stages(Action.START, node(1), ring.view()))
                .containsExactly(
                        new Stage.Reserve(),
                        new Stage.Stop(),
                        new Stage.Gate(Action.START),
                        new Stage.Start(),
                        new Stage.Ready());
        assertThat(ring.rules.isSpent(node(0), ring.view())).isFalse();
    }

    @Test
    void restartsGoRackByRackWhatIsNotReadyFirst() {
        Scene ring = new Scene(4);
        ring.racks("b", "a", "b", "a");
        ring.at(2).cql = false;
        assertThat(java.util.stream.IntStream.range(0, 4)
                        .boxed()
                        .sorted(java.util.Comparator.comparing(
                                index -> ring.rules.rank(Action.RESTART, node(index), ring.view())))
                        .toList())
                .containsExactly(2, 1, 3, 0);
    }
}
