package dev.holdfast.plan;

import static dev.holdfast.plan.ToyCluster.broker;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Action;
import dev.holdfast.database.Blocker;
import dev.holdfast.database.Chore;
import dev.holdfast.database.Stage;
import dev.holdfast.model.NodeId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A node leaves its database by its own hand: once that is asked for, it cannot be taken back, though its process still runs. */
final class NoReturnTest {

    private static ToyCluster leaving() {
        ToyCluster cluster = ToyCluster.running(1, 3);
        cluster.rules.way(
                Action.REMOVE,
                new Stage.Gate(Action.REMOVE),
                new Stage.Start(),
                new Stage.Ready(),
                new Stage.NoReturn(),
                new Stage.Do(Chore.on(broker(2), "decommission"), Optional.empty()),
                new Stage.Stop(),
                new Stage.Release(),
                new Stage.Forget());
        cluster.slow.add("decommission");
        cluster.scale("broker", 2);
        cluster.begin("scale broker 3 -> 2");
        return cluster;
    }

    @Test
    void beforeItTheRemovalIsTakenBack() {
        ToyCluster cluster = leaving();
        cluster.runUntilIn("remove-broker-2", Stage.Gate.class);
        cluster.cancel();
        cluster.run(30);
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.CANCELLED);
        assertThat(cluster.performed).isEmpty();
        assertThat(cluster.node(broker(2)).up).isTrue();
    }

    @Test
    void behindItACancelledRemovalGoesOnToItsEnd() {
        ToyCluster cluster = leaving();
        cluster.runUntilIn("remove-broker-2", Stage.Do.class);
        cluster.run(5);
        cluster.cancel();
        assertThat(cluster.plan.notes())
                .contains("remove broker-2 cannot be taken back any more and goes on to its end");
        assertThat(cluster.node(broker(2)).up).isTrue();
        cluster.slow.clear();
        cluster.putDone(Chore.on(broker(2), "decommission"));
        cluster.run(120);
        assertThat(cluster.nodes).doesNotContainKey(broker(2));
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.DONE);
    }

    @Test
    void oneThatIsWantedAgainTooLateLeavesAndComesBackAsANewOne() {
        ToyCluster cluster = leaving();
        cluster.runUntilIn("remove-broker-2", Stage.Do.class);
        cluster.run(5);
        cluster.scale("broker", 3);
        cluster.begin("scale broker 2 -> 3");
        assertThat(cluster.plan.steps().map(Step::id)).containsSubsequence("remove-broker-2", "add-broker-2");
        cluster.slow.clear();
        cluster.putDone(Chore.on(broker(2), "decommission"));
        cluster.run(180);
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.DONE);
        assertThat(cluster.node(broker(2)).up).isTrue();
        assertThat(cluster.performed).extracting(Chore::name).containsOnly("decommission");
        assertThat(List.copyOf(cluster.nodes.keySet())).contains(broker(0), broker(1), broker(2));
    }

    @Test
    void aReplacementThatStillWaitsAtItsFirstGateTakesTheWayThatIsRightNow() {
        ToyCluster cluster = ToyCluster.running(1, 3);
        cluster.rules.ways.put(
                Action.REPLACE,
                (node, view) -> view.node(node).orElseThrow().processUp()
                        ? leave(node)
                        : List.of(
                                new Stage.Gate(Action.REPLACE),
                                new Stage.Stop(),
                                new Stage.Renew(),
                                new Stage.Reserve(),
                                new Stage.Start(),
                                new Stage.Ready()));
        cluster.rules.shut(Action.REMOVE, Blocker.waitFor("node-down", "it is down"));
        cluster.begin(new PlanRequest.Replace(broker(1)));
        cluster.run(5);
        assertThat(cluster.step("replace-broker-1").stages()).contains(new Stage.NoReturn());
        cluster.node(broker(1)).up = false;
        cluster.run(120);
        assertThat(cluster.step("replace-broker-1").stages()).doesNotContain(new Stage.NoReturn());
        assertThat(cluster.performed).isEmpty();
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.DONE);
    }

    private static List<Stage> leave(NodeId node) {
        return List.of(
                new Stage.Gate(Action.REMOVE),
                new Stage.NoReturn(),
                new Stage.Do(Chore.on(node, "decommission"), Optional.empty()),
                new Stage.Stop(),
                new Stage.Renew(),
                new Stage.Reserve(),
                new Stage.Start(),
                new Stage.Ready());
    }
}
