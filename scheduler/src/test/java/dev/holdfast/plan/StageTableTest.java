package dev.holdfast.plan;

import static dev.holdfast.plan.ToyCluster.broker;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Action;
import dev.holdfast.database.Chore;
import dev.holdfast.database.Debt;
import dev.holdfast.database.Stage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every stage of a node in every condition it may find the node in: done or not, and what it wants then. */
final class StageTableTest {

    private static final List<Stage> STAGES = List.of(
            new Stage.Reserve(),
            new Stage.Stop(),
            new Stage.Start(),
            new Stage.Ready(),
            new Stage.Release(),
            new Stage.Renew(),
            new Stage.Forget());

    /** {@code .} done; otherwise the goal or thing wanted, {@code -} nothing. */
    private static final Map<String, String> TABLE = new TreeMap<>(Map.of(
            //             reserve  stop     start    ready    release   renew  forget
            "new        ", "-        .        RUNNING  RUNNING  RELEASED  .      Forget",
            "placed     ", ".        .        RUNNING  RUNNING  RELEASED  Renew  Forget",
            "starting   ", ".        STOPPED  .        -        RELEASED  Renew  Forget",
            "serving    ", ".        STOPPED  .        .        RELEASED  Renew  Forget",
            "outdated   ", ".        STOPPED  STOPPED  -        RELEASED  Renew  Forget",
            "ending     ", ".        -        RUNNING  RUNNING  RELEASED  Renew  Forget",
            "ended      ", ".        .        RUNNING  RUNNING  RELEASED  Renew  Forget",
            "too small  ", "Resize   STOPPED  .        .        RELEASED  Renew  Forget",
            "releasing  ", "-        .        -        RUNNING  -         Renew  Forget",
            "released   ", "-        .        -        RUNNING  .         .      Forget"));

    @TestFactory
    Stream<DynamicTest> everyStageInEveryCondition() {
        return TABLE.entrySet().stream().flatMap(row -> {
            String[] cells = row.getValue().split("\\s+", -1);
            return Stream.iterate(0, i -> i + 1).limit(STAGES.size()).map(i -> {
                String name = STAGES.get(i).getClass().getSimpleName() + " of a node "
                        + row.getKey().trim();
                return DynamicTest.dynamicTest(
                        name, () -> check(STAGES.get(i), row.getKey().trim(), cells[i]));
            });
        });
    }

    private static void check(Stage stage, String condition, String expected) {
        ToyCluster cluster = ToyCluster.running(1, 1);
        cluster.everReady = false;
        put(cluster.node(broker(0)), condition);
        cluster.look();
        Step step = Step.onNode(StepKind.START, broker(0), "a step")
                .by(List.of(stage, new Stage.Do(Chore.on(broker(0), "next"), Optional.empty())));
        cluster.plan = cluster.plan
                .with(Plan.Status.RUNNING)
                .withPhases(List.of(new Phase("only", Phase.Strategy.SERIAL, List.of(step))));
        Turn turn = PlanRunner.advance(
                cluster.plan, cluster.view(), cluster.statuses(), cluster.rules, cluster.chores(), cluster.now);
        boolean done = turn.plan().step(step.id()).orElseThrow().at() == 1;
        assertThat(done).as("done").isEqualTo(expected.equals("."));
        if (!done) {
            assertThat(turn.wants().stream().flatMap(StageTableTest::name).toList())
                    .isEqualTo(expected.equals("-") ? List.of() : List.of(expected));
        }
    }

    private static Stream<String> name(Want want) {
        if (want instanceof Want.NodeGoal goal) {
            return Stream.of(goal.goal().name());
        }
        return want instanceof Want.Tell || want instanceof Want.Look
                ? Stream.empty()
                : Stream.of(want.getClass().getSimpleName().replace("Node", "").replace("Volume", ""));
    }

    private static void put(ToyNode node, String condition) {
        boolean launched = !List.of("new", "placed", "released").contains(condition);
        node.everLaunched = launched;
        node.incarnation = launched ? 1 : 0;
        node.up = List.of("starting", "serving", "outdated", "ending", "too small")
                .contains(condition);
        node.healthy = !List.of("starting", "outdated").contains(condition);
        // Of a first start: what shows no sign of life may be stopped and started anew without a gate.
        node.alive = !condition.equals("outdated");
        node.placed = !List.of("new", "released", "releasing").contains(condition);
        node.sized = !condition.equals("too small");
        node.released = condition.equals("released");
        node.goal = switch (condition) {
            case "starting", "serving", "outdated", "too small" -> Goal.RUNNING;
            case "releasing", "released" -> Goal.RELEASED;
            default -> Goal.STOPPED;
        };
        if (condition.equals("outdated")) {
            node.inputs.put("version", "0.9");
        }
    }

    private static final Debt DEBT = new Debt("cordon", "cordoned", Chore.on(broker(0), "uncordon"));

    /** Stages that need the node, and those that only want it gone, where no record of it exists. */
    @TestFactory
    Stream<DynamicTest> everyStageWhereThereIsNoNode() {
        List<Stage> all = List.of(
                new Stage.Gate(Action.REMOVE),
                new Stage.Stop(),
                new Stage.Release(),
                new Stage.Renew(),
                new Stage.Forget(),
                new Stage.Pay(DEBT.id()),
                new Stage.Reserve(),
                new Stage.Start(),
                new Stage.Ready());
        return all.stream()
                .map(stage -> DynamicTest.dynamicTest(stage.getClass().getSimpleName(), () -> {
                    ToyCluster cluster = ToyCluster.running(1, 1);
                    Step step =
                            Step.onNode(StepKind.REMOVE, broker(7), "a step").begin(List.of(stage), cluster.now);
                    cluster.plan = cluster.plan
                            .with(Plan.Status.RUNNING)
                            .withPhases(List.of(new Phase("only", Phase.Strategy.SERIAL, List.of(step))));
                    cluster.turn();
                    boolean needs = stage instanceof Stage.Reserve
                            || stage instanceof Stage.Start
                            || stage instanceof Stage.Ready;
                    assertThat(cluster.plan.status()).isEqualTo(needs ? Plan.Status.RUNNING : Plan.Status.DONE);
                    assertThat(cluster.step(step.id()).reason().isPresent()).isEqualTo(needs);
                }));
    }
}
