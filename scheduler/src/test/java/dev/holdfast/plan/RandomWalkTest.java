package dev.holdfast.plan;

import static dev.holdfast.plan.ToyCluster.broker;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Action;
import dev.holdfast.database.Chore;
import dev.holdfast.database.Stage;
import dev.holdfast.plan.PlanRequest.Selection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Users who change their minds, nodes that crash, a database that falls silent, a scheduler that forgets what is not
 * durable: after every second what must always hold is checked, and once all that ends, a last target is reached.
 */
final class RandomWalkTest {

    static LongStream seeds() {
        return LongStream.rangeClosed(1, Long.getLong("walks", 150));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whateverHappensTheLastTargetIsReachedAndNothingIsOwed(long seed) {
        Random random = new Random(seed);
        ToyCluster cluster = ToyCluster.running(1, 3);
        cluster.rules.startsAtOnce.put("broker", 1 + random.nextInt(3));
        cluster.rules.ways.put(
                Action.START,
                (node, view) -> List.of(
                        new Stage.Reserve(),
                        new Stage.Start(),
                        new Stage.Ready(),
                        new Stage.Do(Chore.on(node, "join"), Optional.empty())));
        cluster.rules.ways.put(Action.REMOVE, (node, view) -> RemoveAndReplaceTest.drain(node));
        cluster.nodes.keySet().forEach(node -> cluster.putDone(Chore.on(node, "join")));
        for (int i = 0; i < 12; i++) {
            cluster.claims.add("empty/" + broker(i).shortName());
        }
        for (int second = 0; second < 200; second++) {
            if (random.nextInt(6) == 0) {
                disturb(cluster, random);
            }
            cluster.run(1);
        }
        calm(cluster);
        cluster.look();
        cluster.scale("broker", 2 + random.nextInt(4));
        cluster.begin("the last word");
        cluster.run(1500);
        assertThat(cluster.plan.status()).as(cluster.picture()).isEqualTo(Plan.Status.DONE);
        assertThat(cluster.debts).isEmpty();
        int count = cluster.spec.group("broker").orElseThrow().count();
        assertThat(cluster.nodes).as(cluster.picture()).hasSize(1 + count);
        assertThat(cluster.nodes.values())
                .as(cluster.picture() + cluster.told)
                .allMatch(node -> node.up && node.inputs.equals(cluster.rules.inputs(cluster.spec, node.id)));
        assertThat(cluster.nodes.keySet())
                .as(cluster.picture() + cluster.told)
                .allMatch(node -> cluster.isDone(Chore.on(node, "join")));
        cluster.look();
        assertThat(cluster.begin("again").isEmpty()).as(cluster.picture()).isTrue();
    }

    private static void disturb(ToyCluster cluster, Random random) {
        List<ToyNode> nodes = new ArrayList<>(cluster.nodes.values());
        switch (random.nextInt(15)) {
            case 0 -> {
                cluster.scale("broker", 1 + random.nextInt(6));
                cluster.begin("scale");
            }
            case 1 -> {
                cluster.set("threads", Integer.toString(random.nextInt(4)));
                cluster.begin("set");
            }
            case 2 -> cluster.cancel();
            case 3 -> cluster.plan = PlanRunner.pause(cluster.plan);
            case 4 -> cluster.plan = PlanRunner.resume(cluster.plan);
            case 5 -> nodes.get(random.nextInt(nodes.size())).up = false;
            case 6 -> cluster.answers = !cluster.answers;
            case 7 -> cluster.forgetOutcomes();
            case 8 -> cluster.refuted.add("empty/" + broker(random.nextInt(6)).shortName());
            case 9 -> cluster.refuted.clear();
            case 10 -> cluster.room = !cluster.room;
            case 11 -> {
                if (!cluster.plan.isActive()) {
                    cluster.begin(new PlanRequest.Restart(Selection.everything()));
                }
            }
            case 12 -> {
                if (!cluster.plan.isActive()) {
                    cluster.begin(new PlanRequest.Replace(nodes.get(random.nextInt(nodes.size())).id));
                }
            }
            case 13 -> {
                if (!cluster.slow.remove("join")) {
                    cluster.slow.add("join");
                }
            }
            default -> {
                if (!cluster.failing.remove("cordon")) {
                    cluster.failing.add("cordon");
                }
            }
        }
    }

    private static void calm(ToyCluster cluster) {
        cluster.plan = PlanRunner.resume(cluster.plan);
        cluster.answers = true;
        cluster.room = true;
        cluster.refuted.clear();
        cluster.failing.clear();
        cluster.slow.clear();
    }
}
