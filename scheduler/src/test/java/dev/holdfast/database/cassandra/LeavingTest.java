package dev.holdfast.database.cassandra;

import static dev.holdfast.database.cassandra.Scene.GB;
import static dev.holdfast.database.cassandra.Scene.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Action;
import dev.holdfast.database.Blocker;
import dev.holdfast.database.Chore;
import dev.holdfast.database.Proof;
import dev.holdfast.database.Stage;
import dev.holdfast.database.cassandra.CassandraDetails.Disk;
import dev.holdfast.database.cassandra.CassandraDetails.Mode;
import dev.holdfast.database.cassandra.CassandraDetails.Standing;
import dev.holdfast.database.cassandra.CassandraDetails.Stream;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.Problem;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LeavingTest {

    private final Scene scene = four();

    private static Scene four() {
        Scene scene = new Scene(4);
        scene.keyspace("shop", 3);
        scene.notes();
        return scene;
    }

    private List<Problem> shrinking(int count) {
        Scene next = new Scene(4);
        next.count(count);
        return scene.rules.validate(next.target, Optional.of(scene.view()));
    }

    @Test
    void oneOfFourMayLeaveWhereThreeCopiesAreWanted() {
        assertThat(scene.allows(Action.REMOVE, 3)).isEmpty();
        assertThat(shrinking(3)).isEmpty();
    }

    @Test
    void belowTheReplicationFactorIsRefusedAtOnceAndAtTheGate() {
        assertThat(shrinking(2))
                .extracting(Problem::message)
                .contains("2 nodes would be too few for keyspace shop (replication 3)");
        Scene three = new Scene(3);
        three.keyspace("shop", 3);
        assertThat(three.allows(Action.REMOVE, 2))
                .containsExactly(Blocker.refusal(
                        "replication-factor",
                        "without node-2 there are 2 nodes, too few for keyspace shop (replication 3): lower the"
                                + " replication first"));
    }

    @Test
    void whoIsToJoinBeforeTheyLeaveCountsForTheReplication() {
        Scene three = new Scene(3);
        three.keyspace("shop", 3);
        three.notes();
        Scene next = new Scene(3);
        next.count(4);
        ClusterSpec another =
                next.target.with(next.target.group("node").orElseThrow().without(2));
        assertThat(three.rules.validate(another, Optional.of(three.view()))).isEmpty();
    }

    @Test
    void theLastOfARackIsRefusedWhereEachRackHoldsACopy() {
        scene.racks("a", "b", "c", "a");
        assertThat(scene.allows(Action.REMOVE, 3)).isEmpty();
        scene.racks("a", "a", "b", "c");
        assertThat(scene.allows(Action.REMOVE, 3)).singleElement().satisfies(blocker -> {
            assertThat(blocker.rule()).isEqualTo("racks");
            assertThat(blocker.text()).contains("node-3 is the last of rack c");
        });
    }

    @Test
    void whatDoesNotFitOnTheOthersIsRefusedWithNumbers() {
        // 40 GB in all, three copies on three nodes: each has to hold all of 13.3 GB.
        scene.at(0).disk = new Disk(12 * GB, 100 * GB);
        assertThat(scene.allows(Action.REMOVE, 3)).singleElement().satisfies(blocker -> {
            assertThat(blocker.rule()).isEqualTo("disk-room");
            assertThat(blocker.text())
                    .matches("node-0 would have to take [\\d.]+ GB more, but has room for 2.0 GB \\(a tenth of its disk"
                            + " stays free for compactions\\)");
        });
        assertThat(shrinking(3))
                .extracting(Problem::message)
                .singleElement()
                .satisfies(
                        text -> assertThat(text).startsWith("the data of node-3 does not fit on the others: node-0"));
    }

    @Test
    void theSpaceIsReckonedByCopiesNotByTheLeavingNodesLoad() {
        // With one copy each of the three others takes a part of 10 GB only; more than 4 GB on none.
        Scene ring = new Scene(4);
        ring.keyspace("single", 1);
        for (int i = 0; i < 3; i++) {
            ring.at(i).disk = new Disk(18 * GB, 100 * GB);
        }
        assertThat(ring.shut(Action.REMOVE, 3)).doesNotContain("disk-room");
    }

    @Test
    void aNodeThatIsDownCannotLeaveAndIsToldWhatToDo() {
        scene.down(3);
        assertThat(scene.allows(Action.REMOVE, 3)).first().satisfies(blocker -> {
            assertThat(blocker.rule()).isEqualTo("node-down");
            assertThat(blocker.text())
                    .contains("start it (holdfast start ring/node-3), or give it a new disk")
                    .contains("holdfast replace ring/node-3");
        });
        assertThat(shrinking(3)).extracting(Problem::message).anyMatch(text -> text.startsWith("node-3 is down"));
    }

    @Test
    void nobodyLeavesWhileAnotherIsDownJoinsOrRunsAnotherRelease() {
        scene.down(0);
        assertThat(scene.shut(Action.REMOVE, 3)).containsExactly("others-down");
        Scene mixed = four();
        mixed.at(0).release = "5.0.8";
        assertThat(mixed.shut(Action.REMOVE, 3)).containsExactly("one-version");
        Scene joining = four();
        joining.joining(4);
        assertThat(joining.shut(Action.REMOVE, 3)).containsExactly("topology");
    }

    @Test
    void theLastLiveSeedIsProtected() {
        scene.options("seeds", "node-3");
        assertThat(scene.shut(Action.REMOVE, 3)).containsExactly("last-seed");
        scene.options("seeds", "node-0,node-3");
        assertThat(scene.shut(Action.REMOVE, 3)).isEmpty();
        scene.down(0);
        assertThat(scene.shut(Action.REMOVE, 3)).contains("last-seed");
    }

    @Test
    void itLeavesByItsOwnHandAndUntilItHasLeftItsRestartTakesThatBack() {
        assertThat(scene.rules.stages(Action.REMOVE, node(3), scene.view()))
                .containsExactly(
                        new Stage.Gate(Action.REMOVE),
                        new Stage.Start(),
                        new Stage.Ready(),
                        new Stage.Undo(List.of(
                                new Stage.Gate(Action.RESTART),
                                new Stage.Stop(),
                                new Stage.Gate(Action.START),
                                new Stage.Start(),
                                new Stage.Ready())),
                        new Stage.Do(Chore.on(node(3), "decommission"), Optional.empty()),
                        new Stage.NoReturn(),
                        new Stage.Prove("left-the-ring", 2, -1),
                        new Stage.Stop(),
                        new Stage.Release(),
                        new Stage.Forget());
    }

    @Test
    void whereOnlyCassandrasOwnKeyspacesWantMoreNodesItIsForced() {
        Scene three = new Scene(3);
        three.keyspace("shop", 2);
        assertThat(three.allows(Action.REMOVE, 2)).isEmpty();
        assertThat(three.rules.stages(Action.REMOVE, node(2), three.view()))
                .contains(new Stage.Do(Chore.on(node(2), "decommission").with("force", "true"), Optional.empty()));
    }

    @Test
    void howFarItIsIsToldAndItIsDoneOnlyWhenItSaysSo() {
        Chore chore = Chore.on(node(3), "decommission");
        scene.leaves(3).streams.add(new Stream("Decommission", "127.0.0.10", GB, 10 * GB));
        assertThat(scene.rules.isDone(chore, scene.view()))
                .isEqualTo(Proof.no("node-3 leaves the ring: 1.0 GB of 10.0 GB streamed, with 1 node"));
        scene.left(3);
        assertThat(scene.rules.isDone(chore, scene.view()).isYes()).isTrue();
    }

    @Test
    void oneThatIsToStayIsRestartedThoughItLeavesAndOnlyThatKeepsIt() {
        scene.leaves(3).streams.add(new Stream("Decommission", "127.0.0.10", GB, 10 * GB));
        assertThat(scene.allows(Action.RESTART, 3)).isEmpty();
        assertThat(scene.shut(Action.RESTART, 1)).contains("topology");
        scene.count(3);
        assertThat(scene.shut(Action.RESTART, 3)).contains("topology", "streams");
    }

    @Test
    void onceItHasGivenItsDataAwayNothingKeepsItAndItsProcessIsLeftAloneUntilThatIsKnown() {
        One leaves = scene.leaves(3);
        leaves.standing = Standing.OUTSIDE;
        assertThat(scene.allows(Action.RESTART, 3)).singleElement().satisfies(blocker -> {
            assertThat(blocker.rule()).isEqualTo("topology");
            assertThat(blocker.text()).startsWith("node-3 has given its data away, and nothing takes that back");
        });
        leaves.answers = false;
        assertThat(scene.shut(Action.RESTART, 3)).containsExactly("topology");
        leaves.answers = true;
        scene.left(3);
        assertThat(scene.shut(Action.RESTART, 3)).containsExactly("topology");
        scene.notes();
        assertThat(scene.shut(Action.RESTART, 3)).isEmpty();
        scene.down(3);
        assertThat(scene.shut(Action.START, 3)).containsExactly("has-left");
    }

    @Test
    void whereAnotherIsLostItsRestartIsAnOutageThatAPersonAcceptsForNobodyIsReplacedBefore() {
        One failed = scene.leaves(3);
        failed.mode = Mode.DECOMMISSION_FAILED;
        scene.down(1);
        assertThat(scene.allows(Action.REPLACE, 1)).first().satisfies(blocker -> {
            assertThat(blocker.rule()).isEqualTo("half-left");
            assertThat(blocker.text()).contains("holdfast restart ring/node-3");
        });
        assertThat(scene.allows(Action.RESTART, 3)).singleElement().satisfies(blocker -> {
            assertThat(blocker.kind()).isEqualTo(Blocker.Kind.OUTAGE);
            assertThat(blocker.rule()).isEqualTo("no-majority");
            assertThat(blocker.text())
                    .isEqualTo("node-3 has begun to leave, and only its restart takes that back; meanwhile parts of"
                            + " keyspace shop would have no majority of their copies up: node-1 is down, and"
                            + " comes first unless it is lost");
        });
        failed.mode = Mode.NORMAL;
        failed.standing = Standing.NORMAL;
        assertThat(scene.shut(Action.REPLACE, 1)).isEmpty();
    }

    @Test
    void oneThatCouldNotLeaveWaitsForTheOthersBeforeItIsAskedAgain() {
        scene.leaves(3).mode = Mode.DECOMMISSION_FAILED;
        assertThat(scene.allows(Action.REMOVE, 3)).isEmpty();
        scene.down(1);
        assertThat(scene.shut(Action.REMOVE, 3)).containsExactly("others-down");
    }

    @Test
    void absenceIsNoProofThatItLeft() {
        scene.down(3).known = false;
        assertThat(scene.rules.proves("left-the-ring", node(3), scene.view()).answer())
                .isEqualTo(Proof.Answer.UNKNOWN);
        assertThat(scene.rules
                        .isDone(Chore.on(node(3), "decommission"), scene.view())
                        .isYes())
                .isFalse();
    }

    @Test
    void itHasLeftWhenItSaysSoAndTwoOthersDoNotKnowItAnyMore() {
        scene.left(3);
        assertThat(scene.rules.proves("left-the-ring", node(3), scene.view()))
                .isEqualTo(Proof.yes("node-0, node-1, node-2 do not know node-3 any more"));
        scene.at(0).answers = false;
        assertThat(scene.rules.proves("left-the-ring", node(3), scene.view()).isYes())
                .isTrue();
        scene.at(1).answers = false;
        assertThat(scene.rules.proves("left-the-ring", node(3), scene.view()))
                .isEqualTo(Proof.unknown("only 1 other node answered, of 3"));
    }

    @Test
    void itHasNotLeftWhileOneStillSeesItInTheRing() {
        scene.at(3).mode = Mode.DECOMMISSIONED;
        scene.at(3).known = true;
        One one = scene.at(3);
        one.mode = Mode.LEAVING;
        one.standing = Standing.LEAVING;
        assertThat(scene.rules.proves("left-the-ring", node(3), scene.view()).answer())
                .isEqualTo(Proof.Answer.NO);
    }

    @Test
    void aDiskThatLeftIsNeverStartedAgainEvenWhenItsProcessIsGone() {
        scene.left(3);
        scene.notes();
        scene.down(3);
        assertThat(scene.allows(Action.START, 3)).singleElement().satisfies(blocker -> {
            assertThat(blocker.kind()).isEqualTo(Blocker.Kind.REFUSAL);
            assertThat(blocker.rule()).isEqualTo("has-left");
        });
        assertThat(scene.rules.proves("left-the-ring", node(3), scene.view()).isYes())
                .isTrue();
        assertThat(scene.allows(Action.REMOVE, 3)).isEmpty();
    }

    @Test
    void whatLeftAndWasForgottenLeavesNoTrace() {
        scene.left(3);
        scene.notes();
        scene.ones.remove(3);
        assertThat(scene.notes().keySet()).noneMatch(key -> key.endsWith(".node-3"));
        scene.placed(3);
        assertThat(scene.allows(Action.START, 3)).isEmpty();
    }

    @Test
    void oneThatNeverJoinedIsJustStoppedAndMustBeKnownToNobody() {
        One late = scene.joining(4);
        assertThat(scene.rules.stages(Action.REMOVE, node(4), scene.view()))
                .containsExactly(
                        new Stage.Gate(Action.REMOVE),
                        new Stage.Stop(),
                        new Stage.Prove("unknown-to-all", 2, -1),
                        new Stage.Release(),
                        new Stage.Forget());
        assertThat(scene.allows(Action.REMOVE, 4)).isEmpty();
        assertThat(scene.rules.proves("unknown-to-all", node(4), scene.view()).answer())
                .isEqualTo(Proof.Answer.NO);
        late.processUp = false;
        late.answers = false;
        late.known = false;
        assertThat(scene.rules.proves("unknown-to-all", node(4), scene.view()).isYes())
                .isTrue();
    }
}
