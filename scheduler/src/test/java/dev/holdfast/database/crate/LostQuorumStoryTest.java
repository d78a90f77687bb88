package dev.holdfast.database.crate;

import static dev.holdfast.database.crate.Scene.data;
import static dev.holdfast.database.crate.Scene.master;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Ailment;
import dev.holdfast.database.Salvage;
import dev.holdfast.model.NodeId;
import dev.holdfast.plan.Plan;
import dev.holdfast.plan.PlanRequest;
import dev.holdfast.plan.Step;
import dev.holdfast.spec.Problem;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** A majority of the masters is lost for good, and a person lets the cluster begin anew from what is left. */
class LostQuorumStoryTest {

    private static final int LONG = 400;

    /** Five, of which the first three are lost; of the other two data-4 has the newer state. */
    private static AloneWorld twoOfFive() {
        AloneWorld world = new AloneWorld(5);
        // Copies on what is left: what is lost with the others is told elsewhere.
        world.scene.shards.clear();
        world.scene.tables.clear();
        world.scene.table("doc.orders", "1", Scene.GB, data(3), data(4));
        world.scene.states.put("data-3", "41/b/9");
        world.scene.states.put("data-4", "7/a/10");
        world.lose(data(0), data(1), data(2));
        return world;
    }

    private static Salvage asked(AloneWorld world, Optional<NodeId> from, NodeId... lost) {
        return world.scene.rules.salvage(world.view(), new TreeSet<>(List.of(lost)), from);
    }

    private static Salvage.Possible possible(AloneWorld world) {
        Salvage salvage = asked(world, Optional.empty());
        assertThat(salvage).isInstanceOf(Salvage.Possible.class);
        return (Salvage.Possible) salvage;
    }

    private static void begin(AloneWorld world) {
        Salvage.Possible possible = possible(world);
        world.scene.debts.add(possible.debt());
        world.begin(new PlanRequest.Recover(possible));
    }

    private static List<String> refusals(Salvage salvage) {
        assertThat(salvage).isInstanceOf(Salvage.Refused.class);
        return ((Salvage.Refused) salvage)
                .problems().stream().map(Problem::message).toList();
    }

    private static void isWhole(AloneWorld world, NodeId from, int nodes) {
        assertThat(world.plan.status()).as(world.plan.toString()).isEqualTo(Plan.Status.DONE);
        assertThat(world.bootstraps).as("once").containsExactly(from);
        assertThat(world.machines.values()).allMatch(machine -> machine.up && machine.cluster == 2);
        assertThat(world.scene.members).hasSize(nodes);
        assertThat(world.scene.debts).isEmpty();
        world.turn();
        world.look();
        assertThat(world.scene.rules.identity(world.view(), purpose -> purpose).keySet())
                .noneMatch(key -> key.startsWith("detach.") || key.startsWith("left-behind."));
    }

    @Test
    void it_begins_anew_from_the_newest_state_and_the_others_join_with_their_disks_and_the_lost_get_new_ones() {
        AloneWorld world = twoOfFive();
        begin(world);
        world.run(LONG);
        isWhole(world, data(4), 5);
        assertThat(world.detaches).containsExactly(data(3));
        assertThat(world.machine(data(3)).generation).as("its disk stays").isEqualTo(1);
        assertThat(world.machine(data(0)).generation).isEqualTo(2);
    }

    @Test
    void before_it_is_done_it_says_what_is_lost_what_is_left_and_what_may_be_gone() {
        assertThat(String.join("\n", possible(twoOfFive()).notes()))
                .contains("lost for good: data-0, whose agent is gone")
                .contains("left, and may be master: data-3, with state 41 of term 9")
                .contains("data-4, with state 7 of term 10; the cluster begins anew from it")
                .contains("gone is what only the lost nodes had")
                .contains("data-3 gives the old cluster up (crate-node detach-cluster)")
                .contains("it cannot be turned back once begun");
    }

    @Test
    void where_an_older_state_is_chosen_it_warns() {
        Salvage salvage = asked(twoOfFive(), Optional.of(data(3)));
        assertThat(String.join("\n", ((Salvage.Possible) salvage).notes()))
                .contains("WARNING: data-4 has a newer state than data-3");
    }

    @Test
    void dedicated_masters_begin_anew_first_and_then_nodes_with_data_join_with_all_they_have() {
        AloneWorld world = new AloneWorld(3, 3);
        world.lose(master(0), master(2));
        begin(world);
        world.run(LONG);
        isWhole(world, master(1), 6);
        assertThat(world.detaches).containsExactly(data(0), data(1), data(2));
    }

    @Test
    void of_three_with_votes_the_one_left_goes_on_though_tables_are_lost_and_what_is_lost_waits_for_a_word_on_them() {
        AloneWorld world = new AloneWorld(3);
        world.lose(data(1), data(2));
        // The only copy of doc.lines was on a lost disk.
        world.scene.shards.removeIf(shard -> shard.node().equals("data-2"));
        world.scene.shards.add(Scene.shard("doc.lines", 0, true, "UNASSIGNED", "", 0));
        world.scene.unassigned.add(new CrateDetails.Unassigned(
                "doc.lines", "", 0, true, "a previous copy can no longer be found", List.of()));
        begin(world);
        world.run(LONG);
        assertThat(world.master()).contains(data(0));
        Step replace = world.step("replace-data-1");
        assertThat(replace.reason()).as(world.plan.toString()).isPresent();
        assertThat(replace.reason().orElseThrow().rule()).isEqualTo(DataGates.ONLY_COPY);
        assertThat(replace.reason().orElseThrow().text()).contains("doc.lines");
        assertThat(world.scene.rules.launch(world.view(), data(0), 9).files().getOrDefault("crate/settings.yml", ""))
                .as("it does not wait for what is given up")
                .contains("gateway.expected_data_nodes: \"1\"");
    }

    private static int stages() {
        AloneWorld world = twoOfFive();
        begin(world);
        return world.step("recover-data-4").stages().size();
    }

    private static Stream<DynamicTest> atEachStage(String what, Consumer<AloneWorld> harm) {
        return IntStream.range(0, stages())
                .mapToObj(stage -> DynamicTest.dynamicTest(what + " at " + stage, () -> {
                    AloneWorld world = twoOfFive();
                    begin(world);
                    boolean done = false;
                    for (int i = 0; i < LONG && world.plan.isActive(); i++) {
                        world.turn();
                        if (!done && world.step("recover-data-4").at() >= stage) {
                            harm.accept(world);
                            done = true;
                        }
                        world.second();
                    }
                    isWhole(world, data(4), 5);
                    assertThat(world.detaches).containsExactly(data(3));
                }));
    }

    @TestFactory
    Stream<DynamicTest> the_scheduler_may_die_at_any_stage() {
        return atEachStage("a crash of the scheduler", AloneWorld::crash);
    }

    @TestFactory
    Stream<DynamicTest> what_it_begins_from_may_die_at_any_stage() {
        return atEachStage("a death of data-4", world -> world.kill(data(4)));
    }

    @TestFactory
    Stream<DynamicTest> all_may_die_at_any_stage() {
        return atEachStage("power loss", world -> {
            world.kill(data(3));
            world.kill(data(4));
            world.crash();
        });
    }

    @Test
    void a_cancel_lets_it_go_on_brings_back_what_it_stopped_and_replaces_nobody() {
        AloneWorld world = twoOfFive();
        begin(world);
        world.second();
        world.second();
        world.cancel();
        world.run(LONG);
        assertThat(world.plan.status()).isEqualTo(Plan.Status.CANCELLED);
        assertThat(world.bootstraps).containsExactly(data(4));
        assertThat(world.scene.members).containsOnlyKeys("data-3", "data-4");
        assertThat(world.machine(data(0)).generation).isEqualTo(1);
        assertThat(world.scene.debts).isEmpty();
        assertThat(Scene.rules(world.scene.rules.allows(dev.holdfast.database.Action.START, data(0), world.view())))
                .containsExactly("REFUSAL left-behind");
    }

    @Test
    void what_was_stopped_meanwhile_joins_whenever_it_is_started() {
        AloneWorld world = new AloneWorld(3, 3);
        world.machine(data(2)).goal = dev.holdfast.plan.Goal.STOPPED;
        world.kill(data(2));
        world.lose(master(0), master(2));
        begin(world);
        assertThat(String.join("\n", world.plan.notes())).contains("data-2 is stopped or cut off, and left so");
        world.run(LONG);
        assertThat(world.plan.status()).as(world.plan.toString()).isEqualTo(Plan.Status.RUNNING);
        world.begin(new PlanRequest.Start(PlanRequest.Selection.of(List.of(data(2)))));
        world.run(LONG);
        assertThat(world.detaches).containsExactly(data(0), data(1), data(2));
        assertThat(world.scene.members).containsKey("data-2");
    }

    @Test
    void while_there_is_a_master_it_is_refused() {
        AloneWorld world = new AloneWorld(3);
        world.lose(data(0));
        assertThat(refusals(asked(world, Optional.empty(), data(0))))
                .containsExactly("data-2 is elected master: the votes are not lost");
    }

    @Test
    void while_those_that_are_down_could_come_back_it_is_refused() {
        AloneWorld world = new AloneWorld(3);
        world.lose(data(0));
        world.machine(data(1)).goal = dev.holdfast.plan.Goal.STOPPED;
        world.kill(data(1));
        world.look();
        Salvage salvage = asked(world, Optional.empty());
        assertThat(refusals(salvage)).singleElement().asString().contains("data-1 is down, but not known to be lost");
        assertThat(((Salvage.Refused) salvage).problems().get(0).remedy()).contains("--lost data-1");
        assertThat(asked(world, Optional.empty(), data(1))).isInstanceOf(Salvage.Possible.class);
    }

    @Test
    void what_lives_is_not_lost_whoever_says_so() {
        AloneWorld world = twoOfFive();
        assertThat(refusals(asked(world, Optional.empty(), data(3))))
                .containsExactly("data-3 runs: it cannot be given up as lost");
    }

    @Test
    void nothing_is_concluded_from_silence() {
        AloneWorld world = twoOfFive();
        world.crash();
        assertThat(refusals(asked(world, Optional.empty())))
                .singleElement()
                .asString()
                .startsWith("it is not certain that no master is elected");
    }

    @Test
    void where_the_newest_state_is_not_known_a_person_must_choose() {
        AloneWorld world = twoOfFive();
        world.scene.states.clear();
        world.look();
        assertThat(refusals(asked(world, Optional.empty())))
                .singleElement()
                .asString()
                .startsWith("which of data-3, data-4 has the newest state is not known");
        assertThat(asked(world, Optional.of(data(3)))).isInstanceOf(Salvage.Possible.class);
        assertThat(refusals(asked(world, Optional.of(data(0)))))
                .singleElement()
                .asString()
                .startsWith("the cluster cannot begin anew from data-0");
    }

    @Test
    void without_any_master_left_only_a_backup_helps() {
        AloneWorld world = new AloneWorld(3, 3);
        world.lose(master(0), master(1), master(2));
        assertThat(refusals(asked(world, Optional.empty())))
                .containsExactly("no node that may be master is left, and the others do not know all of the cluster");
    }

    @Test
    void it_is_begun_once_and_no_other_wish_is_taken_meanwhile() {
        AloneWorld world = twoOfFive();
        begin(world);
        assertThat(refusals(asked(world, Optional.empty()))).containsExactly("shop goes on from data-4 alone already");
        assertThat(world.scene.rules.validate(world.scene.counting("data", 6), Optional.of(world.view())))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("is being begun anew"));
    }

    @Test
    void why_names_the_command() {
        List<Ailment> ailments = world(twoOfFive());
        assertThat(ailments).singleElement().satisfies(one -> {
            assertThat(one.text()).contains("2 of 5 nodes that may be master run, and 3 must find each other");
            assertThat(one.remedy()).contains("holdfast recover shop --preview");
        });
    }

    private static List<Ailment> world(AloneWorld world) {
        return world.scene.rules.ailments(world.view());
    }
}
