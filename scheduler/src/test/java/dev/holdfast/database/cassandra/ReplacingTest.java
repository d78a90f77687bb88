package dev.holdfast.database.cassandra;

import static dev.holdfast.database.cassandra.Scene.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Action;
import dev.holdfast.database.Blocker;
import dev.holdfast.database.Chore;
import dev.holdfast.database.Proof;
import dev.holdfast.database.Stage;
import dev.holdfast.database.Upkeep;
import dev.holdfast.database.cassandra.CassandraDetails.Mode;
import dev.holdfast.database.cassandra.CassandraDetails.Standing;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReplacingTest {

    private final Scene scene = ring(3);

    private static Scene ring(int count) {
        Scene scene = new Scene(count);
        scene.keyspace("shop", 3);
        return scene;
    }

    @Test
    void whoCouldNotJoinIsToBeStoppedBeforeALostOneIsReplaced() {
        Scene ring = new Scene(3);
        ring.joining(3).mode = Mode.JOINING_FAILED;
        ring.down(1);
        assertThat(ring.allows(Action.REPLACE, 1)).first().satisfies(blocker -> {
            assertThat(blocker.rule()).isEqualTo("half-joined");
            assertThat(blocker.text()).contains("holdfast stop ring/node-3");
        });
        assertThat(ring.allows(Action.STOP, 3)).isEmpty();
        ring.down(3).known = false;
        assertThat(ring.allows(Action.REPLACE, 1)).isEmpty();
    }

    @Test
    void aDeadNodesPlaceIsTakenByTheAddressItHad() {
        scene.down(2);
        assertThat(scene.allows(Action.REPLACE, 2)).isEmpty();
        assertThat(scene.rules.stages(Action.REPLACE, node(2), scene.view()))
                .containsExactly(
                        new Stage.Gate(Action.REPLACE),
                        new Stage.Stop(),
                        new Stage.Prove("spare-copies", 2, -1),
                        new Stage.Renew(),
                        new Stage.Reserve(),
                        new Stage.Gate(Action.START),
                        new Stage.Start(),
                        new Stage.Ready(),
                        new Stage.Do(CassandraChores.repairNowOrLater(node(2)), Optional.empty()));
        scene.renewed(2);
        assertThat(CassandraIdentity.replaced(node(2), scene.view()).map(Membership::address))
                .contains("127.0.0.12");
        assertThat(scene.allows(Action.START, 2)).isEmpty();
    }

    @Test
    void aNewNodeOnTheMachineOfADeadOneIsNotTakenForIt() {
        scene.count(4);
        scene.down(2);
        scene.placed(3).machine = 2;
        assertThat(scene.shut(Action.START, 3))
                .as("Cassandra refuses who comes by a member's address; the dead one is replaced first")
                .contains("others-down");
        assertThat(scene.rules
                        .proves(CassandraWays.UNKNOWN, node(3), scene.view())
                        .answer())
                .isEqualTo(Proof.Answer.YES);
    }

    @Test
    void aSeedIsReplacedLikeAnyOtherAndIsNotToldThatItIsOne() {
        scene.down(0);
        scene.renewed(0);
        assertThat(scene.allows(Action.START, 0)).isEmpty();
        assertThat(Seeds.addresses(node(0), scene.view())).containsExactly("127.0.0.11");
        assertThat(Seeds.begins(node(0), scene.view())).isFalse();
    }

    @Test
    void onceItIsAMemberItsOwnAddressCountsAndNobodyOwesACleanup() {
        scene.renewed(2);
        One one = scene.joining(2);
        one.mode = Mode.NORMAL;
        one.standing = Standing.NORMAL;
        one.hostId = "host-new";
        scene.notes();
        assertThat(CassandraIdentity.replaced(node(2), scene.view())).isEmpty();
        assertThat(CassandraIdentity.hasJoined(node(2), scene.view())).isTrue();
        assertThat(scene.identity.keySet()).noneMatch(key -> key.startsWith("cleanup-due"));
    }

    @Test
    void itIsRepairedOnceSinceEachPartCameFromOneCopyOnly() {
        scene.renewed(2);
        One one = scene.joining(2);
        one.mode = Mode.NORMAL;
        one.standing = Standing.NORMAL;
        one.cql = true;
        scene.notes();
        assertThat(scene.rules.upkeep(scene.view()))
                .extracting(Upkeep::chore)
                .containsExactly(CassandraChores.repairAll(node(2)));
        scene.ended(2, CassandraChores.repairAll(node(2)), true, Scene.NOW.plusSeconds(1));
        scene.notes();
        assertThat(scene.rules.upkeep(scene.view())).isEmpty();
    }

    @Test
    void neverWhileOthersStillSeeItAlive() {
        scene.down(2).seenUp = true;
        assertThat(scene.allows(Action.REPLACE, 2))
                .containsExactly(
                        Blocker.waitFor("still-alive", "the other nodes still see node-2 alive, whatever Mesos says"));
        assertThat(scene.rules.proves("spare-copies", node(2), scene.view()).answer())
                .isEqualTo(Proof.Answer.NO);
    }

    @Test
    void neverFromSilence() {
        scene.down(2);
        scene.answered = false;
        assertThat(scene.shut(Action.REPLACE, 2)).containsExactly("answer");
    }

    @Test
    void refusedWhereAPartWouldLoseItsLastCopy() {
        scene.down(1);
        scene.down(2);
        assertThat(scene.allows(Action.REPLACE, 2)).isEmpty();
        scene.keyspace("twice", 2);
        assertThat(scene.allows(Action.REPLACE, 2)).singleElement().satisfies(blocker -> {
            assertThat(blocker.kind()).isEqualTo(Blocker.Kind.REFUSAL);
            assertThat(blocker.text())
                    .isEqualTo(
                            "all other copies of parts of keyspace twice are on nodes that are down now (node-1): start"
                                    + " them first");
        });
        scene.keyspace("single", 1);
        assertThat(scene.allows(Action.REPLACE, 2))
                .extracting(Blocker::text)
                .contains("node-2 has the only copy of parts of keyspace single");
    }

    @Test
    void anAddressThatNobodyKnowsIsRefused() {
        scene.down(2).known = false;
        assertThat(scene.allows(Action.REPLACE, 2)).singleElement().satisfies(blocker -> {
            assertThat(blocker.rule()).isEqualTo("unknown-address");
            assertThat(blocker.text()).contains("no node that answers knows a member at 127.0.0.12 any more");
        });
    }

    @Test
    void onTheSameRackOrNotAtAll() {
        Scene ring = ring(6);
        ring.racks("a", "b", "c", "a", "b", "c");
        ring.renewed(2);
        assertThat(ring.allows(Action.START, 2)).isEmpty();
        ring.at(2).rack = "a";
        assertThat(ring.allows(Action.START, 2)).singleElement().satisfies(blocker -> {
            assertThat(blocker.rule()).isEqualTo("rack");
            assertThat(blocker.text()).startsWith("node-2 was on rack c, its new place is on rack a");
        });
    }

    @Test
    void twoAreReplacedOneAfterTheOther() {
        Scene ring = ring(5);
        ring.renewed(3);
        ring.renewed(4);
        assertThat(ring.allows(Action.START, 3)).isEmpty();
        assertThat(ring.shut(Action.START, 4)).containsExactly("start-order");
    }

    @Test
    void oneThatRunsLeavesAndJoinsAnewWhereTheOthersCanDoWithoutIt() {
        Scene ring = ring(4);
        assertThat(ring.rules.stages(Action.REPLACE, node(1), ring.view()))
                .containsExactly(
                        new Stage.Gate(Action.REMOVE),
                        new Stage.Undo(List.of(
                                new Stage.Gate(Action.RESTART),
                                new Stage.Stop(),
                                new Stage.Gate(Action.START),
                                new Stage.Start(),
                                new Stage.Ready())),
                        new Stage.Do(Chore.on(node(1), "decommission"), Optional.empty()),
                        new Stage.NoReturn(),
                        new Stage.Prove("left-the-ring", 2, -1),
                        new Stage.Stop(),
                        new Stage.Renew(),
                        new Stage.Reserve(),
                        new Stage.Gate(Action.START),
                        new Stage.Start(),
                        new Stage.Ready());
        ring.left(1);
        ring.notes();
        ring.renewed(1);
        assertThat(CassandraIdentity.replaced(node(1), ring.view())).isEmpty();
        assertThat(ring.allows(Action.START, 1)).isEmpty();
    }

    @Test
    void oneThatRunsIsStoppedAndItsPlaceTakenWhereTheOthersNeedIt() {
        assertThat(scene.rules.stages(Action.REPLACE, node(1), scene.view()))
                .startsWith(
                        new Stage.Gate(Action.STOP),
                        new Stage.Do(Chore.on(node(1), "drain"), Optional.empty()),
                        new Stage.Stop(),
                        new Stage.Gate(Action.REPLACE),
                        new Stage.Prove("spare-copies", 2, -1));
        assertThat(scene.shut(Action.REPLACE, 1)).containsExactly("still-alive");
    }

    @Test
    void oneLostInTheMidstOfAnUpgradeIsReplacedAllTheSame() {
        scene.down(2);
        scene.at(0).release = "5.0.8";
        assertThat(scene.allows(Action.REPLACE, 2)).isEmpty();
        scene.at(0).release = "4.1.9";
        assertThat(scene.shut(Action.REPLACE, 2)).containsExactly("one-version");
    }

    @Test
    void oneThatLeftThoughItIsWantedGetsANewDiskAndJoins() {
        Scene ring = ring(4);
        ring.left(3);
        ring.notes();
        assertThat(ring.allows(Action.REPLACE, 3)).isEmpty();
        assertThat(ring.rules.stages(Action.REPLACE, node(3), ring.view()))
                .startsWith(new Stage.Gate(Action.REPLACE), new Stage.Stop(), new Stage.Prove("left-the-ring", 2, -1));
    }
}
