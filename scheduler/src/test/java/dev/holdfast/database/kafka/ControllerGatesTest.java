package dev.holdfast.database.kafka;

import static dev.holdfast.database.kafka.Scene.controller;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Action;
import dev.holdfast.database.Blocker;
import dev.holdfast.database.Blocker.Kind;
import dev.holdfast.database.NodeView;
import dev.holdfast.model.NodeId;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ControllerGatesTest {

    private List<Blocker> allows(Scene scene, Action action, int index) {
        return scene.rules.allows(action, controller(index), scene.view());
    }

    /** Voters, how many besides the target lag behind, what comes of it. */
    @ParameterizedTest
    @CsvSource({"3,0,GO", "3,1,WAIT", "5,0,GO", "5,1,GO", "5,2,WAIT", "1,0,OUTAGE", "2,0,OUTAGE"})
    void a_controller_may_go_while_a_majority_follows_without_it(int voters, int lagging, String outcome) {
        Scene scene = new Scene(voters, 3);
        for (int i = 0; i < lagging; i++) {
            scene.voter(i + 1, 2_500);
        }
        List<String> kinds = allows(scene, Action.RESTART, 0).stream()
                .map(blocker -> blocker.kind().name())
                .toList();
        assertThat(kinds).isEqualTo(outcome.equals("GO") ? List.of() : List.of(outcome));
    }

    @Test
    void a_voter_that_is_down_by_mesos_word_does_not_follow() {
        Scene scene = new Scene(3, 3);
        scene.put(controller(1), false, true, 1, 1);
        assertThat(allows(scene, Action.RESTART, 0)).singleElement().satisfies(blocker -> {
            assertThat(blocker.kind()).isEqualTo(Kind.WAIT);
            assertThat(blocker.text()).contains("only 1 of 3").contains("controller-1");
        });
    }

    @Test
    void a_controller_that_is_down_takes_nothing_away() {
        Scene scene = new Scene(3, 3);
        scene.down(controller(0));
        scene.down(controller(1));
        scene.leader = 9002;
        assertThat(allows(scene, Action.RESTART, 0)).isEmpty();
        assertThat(allows(scene, Action.RESTART, 2)).extracting(Blocker::kind).containsExactly(Kind.WAIT);
    }

    @Test
    void controllers_that_leave_are_started_while_the_quorum_is_silent() {
        Scene scene = new Scene(3, 3);
        for (int i = 0; i < 3; i++) {
            scene.down(controller(i));
        }
        scene.leader = -1;
        scene.count("controller", 2);
        assertThat(scene.rules.neededToStart(scene.view()))
                .as("one of the two that stay may have been let go already")
                .containsExactly(controller(2));
        scene.count("controller", 1);
        assertThat(scene.rules.neededToStart(scene.view())).containsExactly(controller(1), controller(2));
    }

    @Test
    void nothing_is_stopped_while_there_is_no_active_controller() {
        Scene scene = new Scene(3, 3);
        scene.leader = -1;
        assertThat(allows(scene, Action.RESTART, 0)).extracting(Blocker::rule).containsExactly("answer");
    }

    @Test
    void the_next_controller_goes_only_when_running_brokers_have_found_the_active_one_again() {
        Scene scene = new Scene(3, 3);
        scene.outOfTouch(Scene.broker(1), KafkaDetails.Status.RUNNING);
        assertThat(allows(scene, Action.RESTART, 0)).singleElement().satisfies(blocker -> {
            assertThat(blocker.kind()).isEqualTo(Kind.WAIT);
            assertThat(blocker.text()).contains("broker-1 runs but has not found the active controller again");
        });
    }

    @Test
    void a_broker_that_recovers_its_logs_holds_no_controller() {
        Scene scene = new Scene(3, 3);
        scene.outOfTouch(Scene.broker(1), KafkaDetails.Status.RECOVERY);
        assertThat(allows(scene, Action.RESTART, 0)).isEmpty();
    }

    @Test
    void the_first_quorum_is_formatted_only_when_all_its_members_have_a_place() {
        Scene scene = new Scene(3, 3);
        scene.everReady = false;
        scene.voters.clear();
        for (int i = 0; i < 3; i++) {
            scene.put(controller(i), false, false, 0, 1);
        }
        assertThat(allows(scene, Action.START, 0)).isEmpty();
        scene.nodes.put(controller(2), homeless(controller(2)));
        assertThat(allows(scene, Action.START, 0)).singleElement().satisfies(blocker -> {
            assertThat(blocker.rule()).isEqualTo("first-quorum");
            assertThat(blocker.text()).startsWith("controller-2 must have a place first");
        });
    }

    @Test
    void controllers_join_one_after_the_other() {
        Scene scene = new Scene(3, 3);
        scene.count("controller", 5);
        scene.put(controller(3), false, false, 0, 1);
        scene.put(controller(4), false, false, 0, 1);
        assertThat(allows(scene, Action.START, 3)).isEmpty();
        assertThat(allows(scene, Action.START, 4)).extracting(Blocker::rule).containsExactly("one-join-at-a-time");
        scene.voter(3, 0);
        assertThat(allows(scene, Action.START, 4)).isEmpty();
    }

    @Test
    void controllers_leave_in_whatever_order_a_plan_takes_them() {
        Scene scene = new Scene(5, 3);
        scene.count("controller", 3);
        assertThat(allows(scene, Action.REMOVE, 4)).isEmpty();
        // A plan takes those that are down first, whatever their index.
        scene.put(controller(3), true, false, 1, 1);
        scene.voter(3, 600_000);
        assertThat(allows(scene, Action.REMOVE, 3)).isEmpty();
        scene.nodes.remove(controller(3));
        scene.voters.remove(9003);
        assertThat(allows(scene, Action.REMOVE, 4)).isEmpty();
    }

    @Test
    void of_two_voters_one_may_leave_only_while_both_follow() {
        Scene scene = new Scene(3, 3);
        scene.count("controller", 1);
        scene.nodes.remove(controller(2));
        scene.voters.remove(9002);
        assertThat(allows(scene, Action.REMOVE, 1)).isEmpty();
        scene.voter(1, 30_000);
        assertThat(allows(scene, Action.REMOVE, 1)).extracting(Blocker::kind).containsExactly(Kind.WAIT);
    }

    @Test
    void the_only_controller_is_neither_removed_nor_replaced() {
        Scene scene = new Scene(1, 3);
        scene.down(controller(0));
        assertThat(allows(scene, Action.REPLACE, 0)).extracting(Blocker::kind).containsExactly(Kind.REFUSAL);
        assertThat(allows(scene, Action.REMOVE, 0)).extracting(Blocker::kind).containsExactly(Kind.REFUSAL);
    }

    @Test
    void a_controller_is_replaced_only_dead_and_with_a_majority_of_the_others() {
        Scene scene = new Scene(3, 3);
        assertThat(allows(scene, Action.REPLACE, 2)).extracting(Blocker::rule).containsExactly("still-alive");
        scene.down(controller(2));
        assertThat(allows(scene, Action.REPLACE, 2)).isEmpty();
        scene.voter(1, 30_000);
        assertThat(allows(scene, Action.REPLACE, 2)).extracting(Blocker::rule).containsExactly("controller-majority");
    }

    private static NodeView homeless(NodeId id) {
        return new NodeView(
                id,
                false,
                Optional.empty(),
                "",
                "",
                "",
                new TreeMap<>(),
                new TreeMap<>(),
                false,
                false,
                0,
                new TreeMap<>(),
                1);
    }

    @Test
    void while_all_brokers_are_down_the_controllers_word_is_enough() {
        Scene scene = new Scene(3, 4);
        for (int index = 0; index < 3; index++) {
            scene.down(Scene.broker(index));
        }
        assertThat(scene.rules.isAnswered(scene.byControllers()))
                .as("a broker runs, and says nothing")
                .isFalse();
        scene.down(Scene.broker(3));
        assertThat(scene.rules.isAnswered(scene.byControllers())).isTrue();
        scene.leader = -1;
        assertThat(scene.rules.isAnswered(scene.byControllers()))
                .as("they have no active one")
                .isFalse();
        assertThat(scene.rules.isAnswered(scene.unseen())).isFalse();
    }

    @Test
    void a_controller_that_runs_without_a_vote_is_given_it_by_itself_and_once_of_a_launch() {
        Scene scene = new Scene(3, 3);
        assertThat(scene.rules.upkeep(scene.view())).isEmpty();
        scene.voters.remove(KafkaIds.kafkaId(controller(2)));
        assertThat(scene.rules.upkeep(scene.view())).singleElement().satisfies(upkeep -> {
            assertThat(upkeep.title()).isEqualTo("give controller-2 its vote");
            assertThat(upkeep.chore().name()).isEqualTo("add-controller");
            assertThat(upkeep.cause()).isEqualTo("controller-2, launch 1");
        });
        scene.count("controller", 2);
        assertThat(scene.rules.upkeep(scene.view())).as("it leaves").isEmpty();
        scene.count("controller", 3);
        scene.leader = -1;
        assertThat(scene.rules.upkeep(scene.view())).as("nobody says who votes").isEmpty();
    }
}
