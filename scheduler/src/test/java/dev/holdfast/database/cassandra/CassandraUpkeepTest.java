package dev.holdfast.database.cassandra;

import static dev.holdfast.database.cassandra.Scene.NOW;
import static dev.holdfast.database.cassandra.Scene.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Chore;
import dev.holdfast.database.Stage;
import dev.holdfast.database.Upkeep;
import dev.holdfast.database.cassandra.CassandraDetails.Mode;
import dev.holdfast.database.cassandra.CassandraDetails.Standing;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CassandraUpkeepTest {

    private final Scene scene = ring();

    private static Scene ring() {
        Scene scene = new Scene(3);
        scene.keyspace("shop", 3);
        return scene;
    }

    private List<Chore> due() {
        return scene.rules.upkeep(scene.view()).stream().map(Upkeep::chore).toList();
    }

    @Test
    void eachNodeIsRepairedOnceAWeekTheOneThatWaitsLongestFirst() {
        assertThat(due()).isEmpty();
        scene.at(1).joinedAt = NOW.minus(Duration.ofDays(9));
        scene.at(2).joinedAt = NOW.minus(Duration.ofDays(8));
        assertThat(due()).containsExactly(CassandraChores.repair(node(1)));
        scene.ended(1, CassandraChores.repair(node(1)), true, NOW.minus(Duration.ofHours(1)));
        scene.notes();
        assertThat(due()).containsExactly(CassandraChores.repair(node(2)));
        scene.ended(2, CassandraChores.repair(node(2)), true, NOW.minus(Duration.ofMinutes(30)));
        scene.notes();
        assertThat(due()).isEmpty();
        scene.later(Duration.ofDays(7));
        scene.ended(0, CassandraChores.repair(node(0)), true, scene.now.minus(Duration.ofDays(1)));
        scene.notes();
        assertThat(due()).containsExactly(CassandraChores.repair(node(1)));
    }

    @Test
    void aRepairThatFailedOrWasOfOneKeyspaceDoesNotCount() {
        scene.at(1).joinedAt = NOW.minus(Duration.ofDays(9));
        scene.ended(1, CassandraChores.repair(node(1)), false, NOW.minus(Duration.ofHours(1)));
        scene.notes();
        assertThat(due()).containsExactly(CassandraChores.repair(node(1)));
        scene.ended(1, CassandraChores.repair(node(1)).with("keyspace", "shop"), true, NOW.minus(Duration.ofHours(1)));
        scene.notes();
        assertThat(due()).containsExactly(CassandraChores.repair(node(1)));
    }

    @Test
    void theTimeBetweenRepairsIsAnOption() {
        scene.at(1).joinedAt = NOW.minus(Duration.ofDays(9));
        scene.options("repair-every", "never");
        assertThat(due()).isEmpty();
        scene.options("repair-every", "36h");
        assertThat(due()).containsExactly(CassandraChores.repair(node(1)));
        scene.options("repair-every", "90m");
        assertThat(due()).containsExactly(CassandraChores.repair(node(1)));
    }

    @Test
    void nothingIsBegunWhileARingIsNotWhole() {
        scene.at(1).joinedAt = NOW.minus(Duration.ofDays(9));
        scene.down(2);
        assertThat(due()).isEmpty();
    }

    @Test
    void withoutCopiesThereIsNothingToRepair() {
        Scene plain = new Scene(3);
        plain.keyspace("single", 1);
        plain.at(1).joinedAt = NOW.minus(Duration.ofDays(9));
        assertThat(plain.rules.upkeep(plain.view())).isEmpty();
    }

    @Test
    void oneThatWasAwayForLongerThanHintsAreKeptIsRepairedWhenItIsBack() {
        scene.down(1).downFor = Duration.ofHours(4);
        scene.notes();
        assertThat(due()).isEmpty();
        scene.at(1).processUp = true;
        scene.at(1).answers = true;
        scene.at(1).seenUp = true;
        scene.notes();
        assertThat(due()).containsExactly(CassandraChores.repairAll(node(1)));
        scene.ended(1, CassandraChores.repairAll(node(1)), true, NOW.plusSeconds(60));
        scene.notes();
        assertThat(due()).isEmpty();
    }

    @Test
    void oneThatWasAwayShorterIsNot() {
        scene.down(1).downFor = Duration.ofHours(2);
        scene.notes();
        scene.at(1).away = Duration.ofHours(2);
        scene.at(1).processUp = true;
        scene.at(1).answers = true;
        scene.at(1).seenUp = true;
        scene.notes();
        assertThat(due()).isEmpty();
    }

    @Test
    void thatItWasAwayIsKnownByItsOwnDiskTooAndMadeGoodOnce() {
        scene.at(1).away = Duration.ofHours(5);
        scene.notes();
        assertThat(due()).containsExactly(CassandraChores.repairAll(node(1)));
        scene.ended(1, CassandraChores.repairAll(node(1)), true, NOW.minusSeconds(60));
        scene.notes();
        scene.notes();
        assertThat(due()).isEmpty();
        // The regular repair takes the place of its record, and must not make it due again.
        scene.ended(1, CassandraChores.repair(node(1)), true, NOW.minusSeconds(10));
        scene.notes();
        assertThat(due()).isEmpty();
    }

    @Test
    void theHintWindowIsASetting() {
        TreeMap<String, String> settings = new TreeMap<>();
        settings.put("max_hint_window", "6h");
        scene.target = scene.target.withSettings(settings);
        scene.at(1).away = Duration.ofHours(5);
        scene.notes();
        assertThat(due()).isEmpty();
    }

    @Test
    void theShortestHintWindowCountsWhereverItIsSet() {
        scene.at(1).away = Duration.ofMinutes(2);
        scene.settings(Map.of("max_hint_window", "5m"), 0, Map.of());
        scene.notes();
        assertThat(due()).isEmpty();
        scene.settings(Map.of("max_hint_window", "5m"), 0, Map.of("max_hint_window", "90s"));
        scene.notes();
        assertThat(due()).containsExactly(CassandraChores.repairAll(node(1)));
    }

    @Test
    void aLongerHintWindowOfOneNodeIsNotThatOfTheOthers() {
        scene.at(1).away = Duration.ofHours(5);
        scene.settings(Map.of(), 0, Map.of("max_hint_window", "6h"));
        scene.notes();
        assertThat(due()).containsExactly(CassandraChores.repairAll(node(1)));
    }

    @Test
    void whatIsNotedIsNotedOnce() {
        scene.down(1).downFor = Duration.ofHours(4);
        SortedMap<String, String> once = scene.notes();
        scene.later(Duration.ofMinutes(1));
        assertThat(scene.notes()).isEqualTo(once);
    }

    @Test
    void afterOneJoinedTheOthersAreCleanedUpUnlessThatIsDone() {
        scene.count(4);
        assertThat(scene.rules.finishing(scene.view(), List.of(node(3))))
                .containsExactly(
                        Chore.on(node(0), "cleanup"), Chore.on(node(1), "cleanup"), Chore.on(node(2), "cleanup"));
        One one = scene.joining(3);
        scene.notes();
        assertThat(due()).isEmpty();
        one.mode = Mode.NORMAL;
        one.standing = Standing.NORMAL;
        one.cql = true;
        scene.notes();
        assertThat(due())
                .containsExactly(
                        Chore.on(node(0), "cleanup"), Chore.on(node(1), "cleanup"), Chore.on(node(2), "cleanup"));
        scene.ended(0, Chore.on(node(0), "cleanup"), true, NOW.plusSeconds(5));
        scene.notes();
        assertThat(due()).containsExactly(Chore.on(node(1), "cleanup"), Chore.on(node(2), "cleanup"));
        scene.options("cleanup", "false");
        assertThat(due()).isEmpty();
    }

    @Test
    void afterAnUpgradeFilesAreWrittenAnewOnEveryNode() {
        scene.target = scene.target.withVersion("5.0.9");
        scene.at(0).release = "5.0.8";
        assertThat(scene.rules.finishing(scene.view(), List.of()))
                .containsExactly(
                        Chore.on(node(0), "upgradesstables"),
                        Chore.on(node(1), "upgradesstables"),
                        Chore.on(node(2), "upgradesstables"));
        scene.at(0).release = "5.0.9";
        assertThat(scene.rules.finishing(scene.view(), List.of())).isEmpty();
        scene.at(1).oldSstables = 7;
        assertThat(due()).containsExactly(Chore.on(node(1), "upgradesstables"));
    }

    @Test
    void byHandARepairOfAllIsOfWhatEachHoldsFirstAndOneOfANodeIsOfAllItHolds() {
        Chore all = new Chore("repair", Optional.empty(), new TreeMap<>());
        assertThat(scene.rules.way(all, scene.view()))
                .containsExactly(
                        new Stage.Do(CassandraChores.repair(node(0)), Optional.empty()),
                        new Stage.Do(CassandraChores.repair(node(1)), Optional.empty()),
                        new Stage.Do(CassandraChores.repair(node(2)), Optional.empty()));
        assertThat(scene.rules.way(Chore.on(node(1), "repair"), scene.view()))
                .containsExactly(new Stage.Do(CassandraChores.repairAll(node(1)), Optional.empty()));
    }

    @Test
    void aChoreIsDoneWhenTheSameOneEndedWell() {
        Chore cleanup = Chore.on(node(1), "cleanup");
        assertThat(scene.rules.isDone(cleanup, scene.view()).isYes()).isFalse();
        scene.ended(1, cleanup.with("keyspace", "shop"), true, NOW);
        assertThat(scene.rules.isDone(cleanup, scene.view()).isYes()).isFalse();
        scene.ended(1, cleanup, false, NOW);
        assertThat(scene.rules.isDone(cleanup, scene.view()).isYes()).isFalse();
        scene.ended(1, cleanup, true, NOW);
        assertThat(scene.rules.isDone(cleanup, scene.view()).isYes()).isTrue();
    }
}
