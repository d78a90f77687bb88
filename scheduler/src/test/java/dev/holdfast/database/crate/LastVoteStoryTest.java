package dev.holdfast.database.crate;

import static dev.holdfast.database.crate.Scene.data;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Blocker;
import dev.holdfast.database.Stage;
import dev.holdfast.model.NodeId;
import dev.holdfast.plan.Goal;
import dev.holdfast.plan.Plan;
import dev.holdfast.plan.PlanRequest;
import dev.holdfast.plan.PlanRequest.Selection;
import dev.holdfast.plan.Reason;
import dev.holdfast.plan.Step;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** From three masters to one: a planned stop, whoever dies on the way. */
class LastVoteStoryTest {

    private static final String LEAVING = "remove-data-1";
    private static final int LONG = 400;

    private static AloneWorld leaving() {
        AloneWorld world = new AloneWorld(3);
        world.scaleTo(1);
        runUntilHeld(world);
        return world;
    }

    private static void runUntilHeld(AloneWorld world) {
        for (int i = 0; i < LONG; i++) {
            world.second();
            if (world.step(LEAVING).reason().map(Reason::rule).equals(Optional.of(MasterGates.LAST_VOTE))) {
                return;
            }
        }
        throw new AssertionError("never asked: " + world.plan);
    }

    private static void isAlone(AloneWorld world) {
        assertThat(world.machines).containsOnlyKeys(data(0));
        assertThat(world.bootstraps).as("once, and on the node that stays").containsExactly(data(0));
        assertThat(world.master()).contains(data(0));
        assertThat(world.scene.tables).containsOnlyKeys("doc.lines", "doc.orders");
        assertThat(world.scene.debts).isEmpty();
        assertThat(world.scene.settings).doesNotContainKey(CrateChores.EXCLUDE_NAME);
        world.turn();
        assertThat(CrateIdentity.hadThreeVoters(world.view())).isFalse();
    }

    @Test
    void nothing_of_the_last_two_is_touched_before_a_person_accepts_the_stop() {
        AloneWorld world = leaving();
        assertThat(world.machines.keySet()).containsExactly(data(0), data(1));
        world.run(100);
        Reason reason = world.step(LEAVING).reason().orElseThrow();
        assertThat(reason.text())
                .contains("data-1 and data-0 are both stopped")
                .contains("nobody is served until data-0 is back");
        assertThat(reason.remedy()).isEqualTo("holdfast resume shop --accept-outage last-vote");
        assertThat(world.machines.values()).allMatch(machine -> machine.up && machine.incarnation == 1);
    }

    @Test
    void the_one_that_stays_becomes_the_only_master_and_only_then_the_others_disk_goes() {
        AloneWorld world = leaving();
        world.accept();
        world.run(LONG);
        assertThat(world.plan.status()).isEqualTo(Plan.Status.DONE);
        isAlone(world);
    }

    private static int stages() {
        AloneWorld world = leaving();
        return world.step(LEAVING).stages().size();
    }

    private Stream<DynamicTest> atEachStage(String what, Consumer<AloneWorld> harm) {
        return IntStream.range(1, stages())
                .mapToObj(stage -> DynamicTest.dynamicTest(what + " at stage " + stage, () -> {
                    AloneWorld world = leaving();
                    world.accept();
                    boolean done = false;
                    for (int i = 0; i < LONG && world.plan.isActive(); i++) {
                        world.turn();
                        if (!done && world.step(LEAVING).at() >= stage) {
                            harm.accept(world);
                            done = true;
                        }
                        world.second();
                    }
                    assertThat(world.plan.status()).as(world.plan.toString()).isEqualTo(Plan.Status.DONE);
                    isAlone(world);
                }));
    }

    @TestFactory
    Stream<DynamicTest> the_scheduler_may_die_at_any_stage() {
        return atEachStage("a crash of the scheduler", AloneWorld::crash);
    }

    @TestFactory
    Stream<DynamicTest> the_node_that_stays_may_die_at_any_stage() {
        return atEachStage("a death of data-0", world -> world.kill(data(0)));
    }

    @TestFactory
    Stream<DynamicTest> the_node_that_leaves_may_die_at_any_stage() {
        return atEachStage("a death of data-1", world -> world.kill(data(1)));
    }

    @TestFactory
    Stream<DynamicTest> both_and_the_scheduler_may_die_at_any_stage() {
        return atEachStage("power loss", world -> {
            world.kill(data(0));
            world.kill(data(1));
            world.crash();
        });
    }

    private static void runUntilAt(AloneWorld world, Class<?> stage, NodeId node) {
        for (int i = 0; i < LONG; i++) {
            world.second();
            Step step = world.step(LEAVING);
            boolean there = step.stage()
                    .filter(at -> at instanceof Stage.On other
                            ? other.node().equals(node) && stage.isInstance(other.stage())
                            : node.equals(data(1)) && stage.isInstance(at))
                    .isPresent();
            if (there) {
                return;
            }
        }
        throw new AssertionError("never came to " + stage + ": " + world.plan);
    }

    @Test
    void turned_back_before_a_process_was_stopped_all_is_as_before() {
        AloneWorld world = leaving();
        world.accept();
        runUntilAt(world, Stage.Prove.class, data(1));
        world.scene.count("data", 2);
        world.cancel();
        world.run(LONG);
        assertThat(world.plan.status()).isEqualTo(Plan.Status.CANCELLED);
        assertThat(world.bootstraps).isEmpty();
        assertThat(world.scene.debts).isEmpty();
        assertThat(world.machines.values()).allMatch(machine -> machine.up && machine.incarnation == 1);
    }

    @Test
    void past_that_a_cancel_lets_it_go_on_to_its_end() {
        AloneWorld world = leaving();
        world.accept();
        runUntilAt(world, Stage.Start.class, data(0));
        world.cancel();
        world.run(LONG);
        isAlone(world);
    }

    @Test
    void stopped_as_a_whole_on_the_way_and_started_again_what_left_does_not_come_back() {
        AloneWorld world = leaving();
        world.accept();
        runUntilAt(world, Stage.Start.class, data(0));
        world.begin(new PlanRequest.Stop(Selection.everything()));
        world.run(LONG);
        assertThat(world.machines.values()).noneMatch(machine -> machine.up);
        world.begin(new PlanRequest.Start(Selection.everything()));
        assertThat(world.plan.notes())
                .singleElement()
                .asString()
                .startsWith("data-1 is not started: the cluster goes on without data-1");
        world.run(100);
        assertThat(world.plan.status()).isEqualTo(Plan.Status.DONE);
        assertThat(world.machine(data(1)).goal).isEqualTo(Goal.STOPPED);
        assertThat(world.bootstraps).containsExactly(data(0));
        world.begin(new PlanRequest.Start(Selection.of(List.of(data(1)))));
        world.run(100);
        assertThat(world.step("start-data-1").reason().map(Reason::rule)).contains(MasterGates.LEFT_BEHIND);
        assertThat(world.machine(data(1)).goal).isEqualTo(Goal.STOPPED);
        world.scaleTo(1);
        world.run(LONG);
        assertThat(world.plan.status()).as(world.plan.toString()).isEqualTo(Plan.Status.DONE);
        isAlone(world);
    }

    @Test
    void a_new_wish_on_the_way_goes_on_where_it_was() {
        AloneWorld world = leaving();
        world.accept();
        runUntilAt(world, Stage.Ready.class, data(0));
        assertThat(world.scene.rules.validate(world.scene.counting("data", 2), Optional.of(world.view())))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("data-1 is on its way out"));
        world.scaleTo(1);
        world.run(LONG);
        assertThat(world.plan.status()).isEqualTo(Plan.Status.DONE);
        isAlone(world);
    }

    @Test
    void where_a_table_is_missing_afterwards_the_others_disk_stays() {
        AloneWorld world = leaving();
        world.accept();
        world.losing.add("doc.lines");
        world.run(LONG);
        assertThat(world.plan.status()).isEqualTo(Plan.Status.RUNNING);
        assertThat(world.machine(data(1)).released).isFalse();
        assertThat(world.step(LEAVING).reason().orElseThrow().text()).contains("doc.lines is not on data-0");
    }

    @Test
    void of_two_that_never_were_three_the_one_with_the_vote_leaves_the_same_way() {
        AloneWorld world = new AloneWorld(2);
        world.votes.remove(data(0));
        world.scene.count("data", 1);
        world.scene.master = Optional.of("data-1");
        List<Blocker> blockers =
                world.scene.rules.allows(dev.holdfast.database.Action.REMOVE, data(1), world.scene.view());
        assertThat(Scene.rules(blockers)).containsExactly("OUTAGE last-vote");
        world.scene.master = Optional.of("data-0");
        assertThat(world.scene.rules.allows(dev.holdfast.database.Action.REMOVE, data(1), world.scene.view()))
                .isEmpty();
    }

    /** Two that never were three, of which data-0 is master; data-1 leaves, and its shards are moved. */
    private static AloneWorld drainingOneOfTwo() {
        AloneWorld world = new AloneWorld(2);
        world.votes.remove(data(1));
        world.look();
        world.scaleTo(1);
        for (int i = 0; i < LONG; i++) {
            world.second();
            if (world.step(LEAVING).stage().filter(Stage.Do.class::isInstance).isPresent()) {
                return world;
            }
        }
        throw new AssertionError("never drained: " + world.plan);
    }

    /** As when the other went down and came back. */
    private static void elect(AloneWorld world, NodeId node) {
        world.votes.clear();
        world.votes.add(node);
        world.look();
    }

    @Test
    void of_two_that_never_were_three_the_one_without_the_vote_just_leaves() {
        AloneWorld world = drainingOneOfTwo();
        world.run(LONG);
        assertThat(world.plan.status()).as(world.plan.toString()).isEqualTo(Plan.Status.DONE);
        assertThat(world.machines).containsOnlyKeys(data(0));
        assertThat(world.bootstraps).isEmpty();
        assertThat(world.machine(data(0)).incarnation)
                .as("it was never stopped")
                .isEqualTo(1);
    }

    @Test
    void elected_during_its_drain_it_leaves_by_a_planned_stop_that_a_person_accepts() {
        AloneWorld world = drainingOneOfTwo();
        elect(world, data(1));
        runUntilHeld(world);
        world.run(60);
        assertThat(world.machines.values()).allMatch(machine -> machine.up && machine.incarnation == 1);
        world.accept();
        world.run(LONG);
        assertThat(world.plan.status()).as(world.plan.toString()).isEqualTo(Plan.Status.DONE);
        isAlone(world);
    }

    @Test
    void when_the_other_is_elected_again_meanwhile_nothing_is_stopped_but_what_leaves() {
        AloneWorld world = drainingOneOfTwo();
        elect(world, data(1));
        runUntilHeld(world);
        elect(world, data(0));
        world.run(LONG);
        assertThat(world.plan.status()).as(world.plan.toString()).isEqualTo(Plan.Status.DONE);
        assertThat(world.bootstraps).isEmpty();
        assertThat(world.machine(data(0)).incarnation).isEqualTo(1);
    }

    @Test
    void elected_during_its_drain_it_can_still_be_kept() {
        AloneWorld world = drainingOneOfTwo();
        elect(world, data(1));
        runUntilHeld(world);
        world.scene.count("data", 2);
        world.cancel();
        world.run(LONG);
        assertThat(world.plan.status()).isEqualTo(Plan.Status.CANCELLED);
        assertThat(world.scene.debts).isEmpty();
        assertThat(world.scene.settings).doesNotContainKey(CrateChores.EXCLUDE_NAME);
        assertThat(world.machines.values()).allMatch(machine -> machine.up && machine.incarnation == 1);
    }
}
