package dev.holdfast.plan;

import static dev.holdfast.plan.ToyCluster.broker;
import static dev.holdfast.plan.ToyCluster.controller;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.spec.ClusterSpec;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A change that is tried on a few nodes first (option {@code canary}). */
final class TrialTest {

    @Test
    void afterSoManyNodesOfAGroupTheOthersWaitForAPersonsWord() {
        ToyCluster cluster = ToyCluster.running(1, 4);
        tried(cluster, 2);
        cluster.set("threads", "8");
        cluster.begin("set threads=8");
        assertThat(cluster.plan.notes()).contains("after 2 nodes it waits for holdfast resume orders (option canary)");
        cluster.runUntilHeld("restart-broker-2", "canary");
        Reason reason = cluster.step("restart-broker-2").reason().orElseThrow();
        assertThat(reason.text())
                .isEqualTo("broker-0, broker-1 have the change and are ready; 2 more wait for your word");
        assertThat(reason.remedy())
                .isEqualTo("holdfast resume orders goes on with the others; holdfast cancel orders takes the change"
                        + " back");
        cluster.run(100);
        assertThat(incarnations(cluster)).containsExactly(2, 2, 1, 1);
        assertThat(cluster.node(controller(0)).incarnation)
                .as("each group has its own")
                .isEqualTo(2);
        cluster.plan = PlanRunner.afterTrial(cluster.plan);
        cluster.run(200);
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.DONE);
        assertThat(incarnations(cluster)).containsExactly(2, 2, 2, 2);
    }

    @Test
    void aWordForOneGroupIsNoneForTheNext() {
        ToyCluster cluster = ToyCluster.running(3, 3);
        tried(cluster, 1);
        cluster.set("threads", "8");
        cluster.begin("set threads=8");
        cluster.runUntilHeld("restart-controller-1", "canary");
        cluster.plan = PlanRunner.afterTrial(cluster.plan);
        cluster.runUntilHeld("restart-broker-1", "canary");
        assertThat(cluster.node(controller(2)).incarnation).isEqualTo(2);
    }

    @Test
    void aNodeThatGoesDownMeanwhileComesUpWithTheChangeAndTheOthersGoOnWaiting() {
        ToyCluster cluster = ToyCluster.running(1, 3);
        tried(cluster, 1);
        cluster.set("threads", "8");
        cluster.begin("set threads=8");
        cluster.runUntilHeld("restart-broker-1", "canary");
        cluster.node(broker(1)).up = false;
        cluster.run(100);
        assertThat(incarnations(cluster)).containsExactly(2, 2, 1);
        assertThat(cluster.step("restart-broker-2").reason().map(Reason::rule)).contains("canary");
    }

    @Test
    void whatIsTakenBackIsNotTriedFirst() {
        ToyCluster cluster = ToyCluster.running(1, 4);
        tried(cluster, 1);
        cluster.set("threads", "8");
        cluster.begin("set threads=8");
        cluster.plan = PlanRunner.withoutTrial(cluster.plan);
        cluster.run(300);
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.DONE);
    }

    @Test
    void aChangeOfNoMoreNodesThanThatAsksNobody() {
        ToyCluster cluster = ToyCluster.running(1, 2);
        tried(cluster, 2);
        cluster.set("threads", "8");
        cluster.begin("set threads=8");
        assertThat(cluster.plan.notes()).isEmpty();
        cluster.run(200);
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.DONE);
    }

    private static void tried(ToyCluster cluster, int nodes) {
        TreeMap<String, String> options = new TreeMap<>(Map.of("canary", Integer.toString(nodes)));
        ClusterSpec spec = cluster.spec;
        cluster.spec = new ClusterSpec(
                spec.name(),
                spec.packageName(),
                spec.version(),
                spec.user(),
                spec.role(),
                spec.settings(),
                options,
                spec.artifacts(),
                spec.groups());
    }

    private static List<Integer> incarnations(ToyCluster cluster) {
        return cluster.nodes.values().stream()
                .filter(node -> node.id.group().equals("broker"))
                .map(node -> node.incarnation)
                .toList();
    }
}
