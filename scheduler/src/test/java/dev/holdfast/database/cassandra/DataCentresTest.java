package dev.holdfast.database.cassandra;

import static dev.holdfast.database.cassandra.Scene.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Action;
import dev.holdfast.database.Blocker;
import dev.holdfast.database.Chore;
import dev.holdfast.database.Proof;
import dev.holdfast.database.Stage;
import dev.holdfast.database.Upkeep;
import dev.holdfast.database.cassandra.CassandraDetails.Keyspace;
import dev.holdfast.spec.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A ring of several data centres, of which one is ours. */
class DataCentresTest {

    /** Ours is the one that came later: three nodes, beside three of {@code west}. */
    private final Scene scene = new Scene(3);

    DataCentresTest() {
        scene.keyspace("shop", Keyspace.NETWORK, Map.of("west", 3));
        scene.remote("west", 3, 3);
    }

    private void replicate(Map<String, Integer> copies) {
        scene.keyspace("shop", Keyspace.NETWORK, copies);
        scene.notes();
    }

    private static Chore wish(String to, String... keyspaces) {
        Chore chore = new Chore(CassandraChores.REPLICATE, Optional.empty(), new TreeMap<>()).with(Replication.TO, to);
        return keyspaces.length == 0 ? chore : chore.with(CassandraChores.KEYSPACE, String.join(",", keyspaces));
    }

    private Proof proof(Chore chore) {
        return scene.rules.isDone(chore, scene.view());
    }

    @Test
    void aKeyspaceThatIsCopiedHereLaterIsRebuiltOnOneNodeAfterTheOther() {
        assertThat(scene.rules.upkeep(scene.view())).isEmpty();
        replicate(Map.of("west", 3, "dc1", 2));
        List<Upkeep> upkeep = scene.rules.upkeep(scene.view());
        assertThat(upkeep).extracting(Upkeep::title).containsExactly("rebuild dc1 from west");
        assertThat(upkeep.get(0).way()).containsExactly(rebuild(0), rebuild(1), rebuild(2));
        assertThat(scene.rules.ailments(scene.view()))
                .extracting("rule", "text")
                .contains(org.assertj.core.groups.Tuple.tuple(
                        "rebuild",
                        "node-0, node-1, node-2 have yet to get data of keyspace shop from another data centre: reads at"
                                + " LOCAL_QUORUM in dc1 may miss rows"));
    }

    @Test
    void severalAtOnceWhereTheUserWantsIt() {
        scene.options("rebuilds-at-once", "2");
        replicate(Map.of("west", 3, "dc1", 2));
        assertThat(scene.rules.upkeep(scene.view()).get(0).way())
                .containsExactly(new Stage.Together(
                        IntStream.range(0, 3)
                                .mapToObj(index -> ((Stage.Do) rebuild(index)).chore())
                                .toList(),
                        2));
        Chore byHand = new Chore("rebuild", Optional.empty(), new TreeMap<>()).with("dc", "west");
        assertThat(scene.rules.way(byHand, scene.view()))
                .singleElement()
                .isInstanceOfSatisfying(Stage.Together.class, stage -> {
                    assertThat(stage.atOnce()).isEqualTo(2);
                    assertThat(stage.chores()).hasSize(3);
                });
    }

    private static Stage rebuild(int index) {
        return new Stage.Do(
                Chore.on(node(index), "rebuild").with("dc", "west").with("keyspace", "shop"), Optional.empty());
    }

    @Test
    void whatIsDoneIsNotDoneAgainWhoeverChangedTheKeyspace() {
        replicate(Map.of("west", 3, "dc1", 2));
        for (int i = 0; i < 3; i++) {
            assertThat(Rebuilds.due("shop", scene.view())).contains(node(i));
            scene.ended(i, ((Stage.Do) rebuild(i)).chore(), true, scene.now.plusSeconds(1));
            scene.notes();
            assertThat(Rebuilds.due("shop", scene.view())).doesNotContain(node(i));
        }
        assertThat(scene.rules.upkeep(scene.view())).isEmpty();
        scene.later(Duration.ofHours(1));
        replicate(Map.of("west", 3));
        replicate(Map.of("west", 3, "dc1", 3));
        assertThat(Rebuilds.due("shop", scene.view()))
                .as("taken away and copied here once more")
                .hasSize(3);
    }

    @Test
    void oneThatWasMadeWithCopiesHereHasAllOfThem() {
        scene.keyspace("news", Keyspace.NETWORK, Map.of("west", 3, "dc1", 3));
        scene.notes();
        assertThat(Rebuilds.due(scene.view())).isEmpty();
    }

    @Test
    void nobodyJoinsWhileHeWouldTakeWhatIsNotThereYet() {
        replicate(Map.of("west", 3, "dc1", 2));
        scene.count(7);
        scene.placed(6);
        assertThat(scene.shut(Action.START, 6)).containsExactly("rebuild");
    }

    @Test
    void nodesOfAnotherDataCentreAreWaitedForWhereTheRingChanges() {
        scene.count(7);
        scene.placed(6);
        assertThat(scene.allows(Action.START, 6)).isEmpty();
        scene.at(4).seenUp = false;
        assertThat(scene.allows(Action.START, 6))
                .containsExactly(Blocker.waitFor(
                        "others-down", "127.0.0.14 is down, and every member takes part when the ring changes"));
        scene.at(4).seenUp = true;
        scene.at(4).release = "5.0.8";
        assertThat(scene.shut(Action.START, 6)).containsExactly("one-version");
        scene.at(4).release = "5.0.9";
        scene.at(4).schema = "s2";
        assertThat(scene.shut(Action.START, 6)).containsExactly("schema");
    }

    @Test
    void anotherDataCentresReleaseOrSchemaHoldsNoRestartHere() {
        replicate(Map.of("west", 3, "dc1", 3));
        scene.at(4).release = "5.0.8";
        scene.at(4).schema = "s2";
        assertThat(scene.allows(Action.RESTART, 1)).isEmpty();
    }

    @Test
    void aMajorityOverAllDataCentresIsKeptWhereThereIsOne() {
        replicate(Map.of("west", 3, "dc1", 3));
        assertThat(scene.allows(Action.RESTART, 1)).isEmpty();
        scene.at(3).seenUp = false;
        assertThat(scene.allows(Action.RESTART, 1)).as("four of six").isEmpty();
        scene.at(4).seenUp = false;
        assertThat(scene.shut(Action.RESTART, 1)).as("three of six").containsExactly("quorum");
        scene.at(5).seenUp = false;
        assertThat(scene.allows(Action.RESTART, 1))
                .as("there is none over all any more, and the one here stays")
                .isEmpty();
        scene.down(0);
        assertThat(scene.shut(Action.RESTART, 1)).containsExactly("quorum");
    }

    @Test
    void withFewCopiesHereItIsAnOutageForThoseWhoReadHere() {
        replicate(Map.of("west", 3, "dc1", 2));
        assertThat(scene.allows(Action.RESTART, 1)).singleElement().satisfies(blocker -> {
            assertThat(blocker.kind()).isEqualTo(Blocker.Kind.OUTAGE);
            assertThat(blocker.text()).contains("cannot be read or written at LOCAL_QUORUM");
        });
    }

    @Test
    void aDataCentreDoesNotShrinkBelowItsOwnCopies() {
        replicate(Map.of("west", 3, "dc1", 3));
        assertThat(scene.allows(Action.REMOVE, 2))
                .extracting(Blocker::text)
                .containsExactly("without node-2 there are 2 nodes in dc1, too few for keyspace shop (replication 3):"
                        + " lower the replication first");
        scene.count(2);
        assertThat(scene.rules.validate(scene.target, Optional.of(new Scene(3).view())))
                .isEmpty();
        assertThat(scene.rules.validate(scene.target, Optional.of(scene.view())))
                .extracting(Problem::message)
                .containsExactly("2 nodes would be too few for keyspace shop (replication 3)");
    }

    @Test
    void aWishNamesWhatChangesAndTheRestStays() {
        assertThat(proof(wish("dc1=2", "shop"))).isEqualTo(Proof.no("shop from west=3 to dc1=2,west=3"));
        assertThat(Replication.changes(wish("dc1=2", "shop"), scene.view()))
                .extracting(Replication.Change::statement)
                .containsExactly(
                        "ALTER KEYSPACE \"shop\" WITH replication = {'class': 'NetworkTopologyStrategy', 'dc1': '2',"
                                + " 'west': '3'}");
        replicate(Map.of("west", 3, "dc1", 2));
        assertThat(proof(wish("dc1=2", "shop")).isYes()).isTrue();
        assertThat(scene.identity).containsEntry("replication-before.shop", "west=3");
    }

    @Test
    void withoutNamesItIsOfAllUsersKeyspacesAndThoseOfCassandrasThatAreSpread() {
        assertThat(Replication.changes(wish("dc1=3"), scene.view()))
                .extracting(Object::toString)
                .containsExactly(
                        "shop from west=3 to dc1=3,west=3",
                        "system_auth from 1 (SimpleStrategy) to dc1=3,west=1",
                        "system_distributed from 3 (SimpleStrategy) to dc1=3,west=3");
    }

    @Test
    void whatCannotBeIsSaidAtOnce() {
        assertThat(proof(wish("east=3")))
                .isEqualTo(Proof.never("there is no data centre 'east' in the ring, only dc1, west"));
        assertThat(proof(wish("dc1=4", "shop"))).isEqualTo(Proof.never("dc1 has 3 nodes, too few for 4 copies"));
        assertThat(proof(wish("west=0", "shop"))).isEqualTo(Proof.never("keyspace shop would have no copy anywhere"));
        assertThat(proof(wish("dc1=1", "shops")))
                .isEqualTo(Proof.never("there is no keyspace 'shops' that is spread over nodes"));
        scene.keyspace("old", Keyspace.SIMPLE, Map.of("", 2));
        assertThat(proof(wish("dc1=1", "old")))
                .isEqualTo(
                        Proof.never("keyspace old is spread over all data centres by SimpleStrategy: name west, too"));
        assertThat(proof(wish("dc1=1,west=2", "old")).answer()).isEqualTo(Proof.Answer.NO);
    }

    @Test
    void copiesElsewhereAreNotTakenAwayBeforeTheDataIsHere() {
        replicate(Map.of("west", 3, "dc1", 3));
        assertThat(proof(wish("west=0", "shop")).answer()).isEqualTo(Proof.Answer.NEVER);
        for (int i = 0; i < 3; i++) {
            scene.ended(i, ((Stage.Do) rebuild(i)).chore(), true, scene.now.plusSeconds(1));
        }
        scene.notes();
        assertThat(proof(wish("west=0", "shop"))).isEqualTo(Proof.no("shop from dc1=3,west=3 to dc1=3"));
    }

    @Test
    void aKeyspaceOfSimpleStrategyIsRepairedWhenItGetsDataCentres() {
        scene.keyspace("old", Keyspace.SIMPLE, Map.of("", 2));
        scene.notes();
        assertThat(scene.rules.upkeep(scene.view())).isEmpty();
        scene.keyspace("old", Keyspace.NETWORK, Map.of("west", 2, "dc1", 2));
        scene.notes();
        assertThat(scene.rules.upkeep(scene.view())).extracting(Upkeep::kind).contains("repair-after-absence");
    }

    @Test
    void theSchemaIsNotChangedInARingThatChanges() {
        assertThat(Replication.hindrance(scene.view())).isEmpty();
        scene.at(4).seenUp = false;
        assertThat(Replication.hindrance(scene.view()))
                .contains("127.0.0.14 is down, and every member takes part when the schema changes");
    }

    @Test
    void aRingOfOneDataCentreIsChangedToNameItBeforeAnotherJoins() {
        Scene one = new Scene(3);
        one.keyspace("old", Keyspace.SIMPLE, Map.of("", 3));
        assertThat(Replication.changes(wish("dc1=3", "old"), one.view()))
                .extracting(Object::toString)
                .containsExactly("old from 3 (SimpleStrategy) to dc1=3");
        assertThat(one.identity.keySet()).noneMatch(key -> key.startsWith("rebuild-due") || key.equals("elsewhere"));
    }

    @Test
    void aClusterThatJoinsARingNamesItAndItself() {
        Scene other = new Scene(3);
        other.options("remote-seeds", "10.0.0.1, 10.0.0.2");
        assertThat(other.rules.validate(other.target, Optional.empty()))
                .extracting(Problem::path)
                .containsExactly("options.dc", "options.ring");
        other.options("remote-seeds", "10.0.0.1, 10.0.0.2", "dc", "dc2", "ring", "orders");
        assertThat(other.rules.validate(other.target, Optional.empty())).isEmpty();
        assertThat(CassandraSettings.clusterName(other.view())).isEqualTo("orders");
        assertThat(CassandraSettings.clusterName(scene.view())).isEqualTo("ring");
    }
}
