package dev.holdfast.database.cassandra;

import static dev.holdfast.database.cassandra.Scene.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Action;
import dev.holdfast.database.Blocker;
import dev.holdfast.database.Chore;
import dev.holdfast.database.Proof;
import dev.holdfast.database.Stage;
import dev.holdfast.database.cassandra.CassandraDetails.Standing;
import dev.holdfast.spec.Problem;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A node whose machine is lost for good, and which is not to be replaced. */
class LostForGoodTest {

    private final Scene scene = new Scene(4);

    LostForGoodTest() {
        scene.keyspace("shop", 3);
        scene.down(3);
    }

    @Test
    void itIsTakenOutByAnotherOnceOthersAreProvedToHaveAllOfIt() {
        assertThat(scene.rules.stages(Action.REMOVE, node(3), scene.view()))
                .containsExactly(
                        new Stage.Gate(Action.REMOVE),
                        new Stage.Prove("spare-copies", 2, -1),
                        new Stage.Stop(),
                        new Stage.Do(Chore.on(node(0), "removenode").with("host", "host-3"), Optional.empty()),
                        new Stage.Prove("unknown-to-all", 2, -1),
                        new Stage.Renew(),
                        new Stage.Release(),
                        new Stage.Forget());
    }

    @Test
    void onlyAPersonsWordOpensTheGate() {
        assertThat(scene.allows(Action.REMOVE, 3)).singleElement().satisfies(blocker -> {
            assertThat(blocker.kind()).isEqualTo(Blocker.Kind.REFUSAL);
            assertThat(blocker.rule()).isEqualTo(Blocker.NODE_DOWN);
            assertThat(blocker.text()).contains("holdfast start ring/node-3").contains("holdfast replace ring/node-3");
        });
        Scene smaller = new Scene(4);
        smaller.count(3);
        assertThat(scene.rules.validate(smaller.target, Optional.of(scene.view())))
                .singleElement()
                .extracting(Problem::remedy)
                .asString()
                .contains("holdfast remove ring/node-3 --lost");
        assertThat(scene.rules.validate(smaller.target, Optional.of(scene.view()), new TreeSet<>(List.of(node(3)))))
                .isEmpty();
    }

    @Test
    void notWhileOthersSeeItAliveNorWhileAnotherIsDown() {
        scene.at(3).seenUp = true;
        assertThat(scene.shut(Action.REMOVE, 3)).containsExactly("node-down", "still-alive");
        scene.down(3);
        scene.down(1);
        assertThat(scene.shut(Action.REMOVE, 3)).containsExactly("node-down", "others-down");
    }

    @Test
    void notWhereARangeWouldLoseItsLastCopyOrTooFewAreLeft() {
        scene.keyspace("single", 1);
        assertThat(scene.shut(Action.REMOVE, 3)).containsExactly("node-down", "only-copy");
        scene.keyspaces.remove("single");
        scene.keyspace("four", 4);
        assertThat(scene.shut(Action.REMOVE, 3)).containsExactly("node-down", "replication-factor");
    }

    @Test
    void oneThatNobodyKnowsAnyMoreIsTakenOutThoughAnotherIsDown() {
        scene.down(1);
        scene.at(3).standing = Standing.OUTSIDE;
        assertThat(scene.shut(Action.REMOVE, 3)).containsExactly("node-down");
        assertThat(scene.allows(Action.REPLACE, 3)).first().satisfies(blocker -> {
            assertThat(blocker.rule()).isEqualTo("unknown-address");
            assertThat(blocker.text()).contains("holdfast remove ring/node-3 --lost");
        });
    }

    @Test
    void oneThatWasLostWhileItGaveItsDataAwayHasAWayOnThatWhyTells() {
        scene.at(3).standing = Standing.LEAVING;
        assertThat(scene.rules.ailments(scene.view())).singleElement().satisfies(ailment -> {
            assertThat(ailment.rule()).isEqualTo("leaving");
            assertThat(ailment.text()).startsWith("node-3 went down while it gave its data away");
            assertThat(ailment.remedy())
                    .isEqualTo("holdfast start ring/node-3 lets it go on; if its machine is lost for good: holdfast"
                            + " remove ring/node-3 --lost");
        });
        assertThat(scene.shut(Action.REMOVE, 3)).containsExactly("node-down");
    }

    @Test
    void itIsOutWhenNobodyKnowsItAnyMore() {
        Chore chore = Chore.on(node(0), "removenode").with("host", "host-3");
        assertThat(scene.rules.isDone(chore, scene.view()))
                .isEqualTo(Proof.no("it is still in the ring, by the word of node-0, node-1, node-2"));
        scene.at(3).known = false;
        assertThat(scene.rules.isDone(chore, scene.view()).isYes()).isTrue();
        assertThat(scene.rules.proves("unknown-to-all", node(3), scene.view()).isYes())
                .isTrue();
        scene.answered = false;
        assertThat(scene.rules.isDone(chore, scene.view()).answer()).isEqualTo(Proof.Answer.UNKNOWN);
    }
}
