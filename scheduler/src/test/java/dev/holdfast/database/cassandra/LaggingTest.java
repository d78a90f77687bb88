package dev.holdfast.database.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Action;
import dev.holdfast.database.Blocker;
import dev.holdfast.database.Chore;
import dev.holdfast.database.Proof;
import dev.holdfast.database.cassandra.CassandraDetails.Hints;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Node-2 was restarted; what was written meanwhile, node-0 and node-3 keep for it. */
class LaggingTest {

    private static final long MB = 1_000_000;

    private final Scene scene = ring(4);

    private static Scene ring(int count) {
        Scene scene = new Scene(count);
        scene.keyspace("shop", 3);
        return scene;
    }

    private void backFor(Duration time) {
        scene.at(2).normalFor = Optional.of(time);
    }

    private void keeps(int keeper, int member, long bytes, Duration oldest) {
        scene.at(keeper).keeps.put(scene.at(member).hostId, new Hints.Kept(bytes, oldest));
    }

    @Test
    void theNextIsRestartedWhenTheOneBeforeHasWhatWasKeptForIt() {
        backFor(Duration.ofSeconds(8));
        keeps(3, 2, 2 * MB, Duration.ofSeconds(20));
        keeps(0, 2, MB, Duration.ofSeconds(12));
        String text = "node-2 lacks what was written while it was away: node-0, node-3 keep 3.0 MB of hints for it";
        assertThat(scene.allows(Action.RESTART, 3)).containsExactly(Blocker.waitFor("hints", text));
        assertThat(scene.allows(Action.STOP, 1)).containsExactly(Blocker.waitFor("hints", text));
        scene.at(0).keeps.clear();
        assertThat(scene.shut(Action.RESTART, 3)).as("one still keeps some").containsExactly("hints");
        scene.at(3).keeps.clear();
        assertThat(scene.allows(Action.RESTART, 3)).isEmpty();
    }

    @Test
    void itMayBeRestartedItself() {
        backFor(Duration.ofSeconds(8));
        keeps(3, 2, MB, Duration.ofSeconds(20));
        assertThat(scene.allows(Action.RESTART, 2)).isEmpty();
    }

    @Test
    void nobodyJoinsAndNobodyLeavesMeanwhileNotEvenItself() {
        backFor(Duration.ofSeconds(8));
        keeps(3, 2, MB, Duration.ofSeconds(20));
        assertThat(scene.shut(Action.REMOVE, 3)).containsExactly("hints");
        assertThat(scene.shut(Action.REMOVE, 2))
                .as("it would give away what it lacks")
                .containsExactly("hints");
        scene.count(5);
        scene.placed(4);
        assertThat(scene.shut(Action.START, 4)).containsExactly("hints");
    }

    @Test
    void oneThatHasJustComeBackMayBeOwedWhatIsNotToldYet() {
        backFor(Duration.ofSeconds(2));
        assertThat(scene.allows(Action.RESTART, 3))
                .containsExactly(Blocker.waitFor(
                        "hints", "node-2 is back since a moment, and what others keep for it is not told yet"));
        backFor(Duration.ofSeconds(5));
        assertThat(scene.allows(Action.RESTART, 3)).isEmpty();
    }

    @Test
    void howLongHintsAreInMemoryIsASettingsWord() {
        scene.target = scene.target.withSettings(new TreeMap<>(Map.of("hints_flush_period", "10000ms")));
        backFor(Duration.ofSeconds(5));
        assertThat(scene.shut(Action.RESTART, 3)).containsExactly("hints");
        backFor(Duration.ofSeconds(14));
        assertThat(scene.allows(Action.RESTART, 3)).isEmpty();
    }

    @Test
    void aRingThatComesUpForTheFirstTimeWaitsForNone() {
        scene.everReady = false;
        backFor(Duration.ofSeconds(1));
        assertThat(scene.allows(Action.RESTART, 3)).isEmpty();
    }

    @Test
    void whatABusyNodeMissesNowAndThenHoldsNobodyUpUnlessItStays() {
        backFor(Duration.ofDays(3));
        keeps(0, 2, MB, Duration.ofSeconds(25));
        assertThat(scene.allows(Action.RESTART, 3)).isEmpty();
        assertThat(new Lagging(new Sight(scene.view())).stuck()).isEmpty();
        keeps(0, 2, MB, Duration.ofSeconds(70));
        assertThat(scene.shut(Action.RESTART, 3)).containsExactly("hints");
    }

    @Test
    void hintsThatAreNotHandedOverForLongSayWhatHelpsAndThatDoesHelp() {
        backFor(Duration.ofDays(3));
        keeps(0, 2, MB, Duration.ofHours(2));
        assertThat(scene.allows(Action.RESTART, 3))
                .singleElement()
                .satisfies(blocker -> assertThat(blocker.text())
                        .endsWith("the oldest for 2 hours; if they are not handed over, holdfast repair ring/node-2"
                                + " makes it whole"));
        scene.ended(2, CassandraChores.repair(Scene.node(2)), true, Scene.NOW.minus(Duration.ofHours(1)));
        scene.notes();
        assertThat(scene.shut(Action.RESTART, 3))
                .as("that was of its own ranges only")
                .containsExactly("hints");
        scene.ended(2, CassandraChores.repairAll(Scene.node(2)), true, Scene.NOW.minus(Duration.ofHours(3)));
        scene.notes();
        assertThat(scene.shut(Action.RESTART, 3)).as("that was before").containsExactly("hints");
        scene.ended(2, CassandraChores.repairAll(Scene.node(2)), true, Scene.NOW.minus(Duration.ofHours(1)));
        scene.notes();
        assertThat(scene.allows(Action.RESTART, 3)).isEmpty();
    }

    @Test
    void forOneThatIsDownOrOfAnotherDataCentreNobodyWaitsHere() {
        Scene wide = ring(6);
        wide.remote("dc2", 6, 1);
        wide.at(0).keeps.put("host-6", new Hints.Kept(MB, Duration.ofHours(1)));
        wide.at(0).keeps.put("host-of-nobody", new Hints.Kept(MB, Duration.ofHours(1)));
        assertThat(wide.allows(Action.RESTART, 1)).isEmpty();
        scene.down(2);
        keeps(0, 2, MB, Duration.ofHours(1));
        assertThat(scene.shut(Action.RESTART, 3)).containsExactly("quorum");
    }

    @Test
    void aDeadNodesPlaceIsTakenAllTheSame() {
        backFor(Duration.ofSeconds(8));
        keeps(0, 2, MB, Duration.ofSeconds(20));
        scene.down(3);
        assertThat(scene.allows(Action.REPLACE, 3)).isEmpty();
    }

    @Test
    void whoOwesARepairGetsItBeforeAnyIsRestarted() {
        CassandraIdentity.owesRepair(scene.identity, Scene.node(1), Scene.NOW);
        Chore repair = CassandraChores.repairNowOrLater(Scene.node(1));
        assertThat(scene.rules.beforehand(scene.view(), List.of(Scene.node(3)))).containsExactly(repair);
        assertThat(scene.rules.beforehand(scene.view(), List.of()))
                .as("nothing is restarted")
                .isEmpty();
        scene.down(3);
        assertThat(scene.rules.beforehand(scene.view(), List.of(Scene.node(3))))
                .as("a restart may be what brings it up")
                .isEmpty();
    }

    @Test
    void aRepairThatFailsWhileOneIsDownIsLeftForLater() {
        Chore repair = CassandraChores.repairNowOrLater(Scene.node(1));
        scene.ended(1, repair, false, Scene.NOW);
        assertThat(scene.rules.isDone(repair, scene.view()).answer()).isEqualTo(Proof.Answer.NO);
        scene.down(3);
        assertThat(scene.rules.isDone(repair, scene.view()))
                .isEqualTo(Proof.yes("repair of node-1 is left for later, for node-3 is down"));
        assertThat(scene.rules
                        .isDone(CassandraChores.repairAll(Scene.node(1)), scene.view())
                        .answer())
                .as("one that a person asked for is tried again")
                .isEqualTo(Proof.Answer.NO);
    }
}
