package dev.holdfast.database.kafka;

import static dev.holdfast.database.kafka.Scene.broker;
import static dev.holdfast.database.kafka.Scene.controller;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.holdfast.database.Action;
import dev.holdfast.database.Chore;
import dev.holdfast.database.Debt;
import dev.holdfast.database.Stage;
import dev.holdfast.database.kafka.KafkaDetails.Feature;
import dev.holdfast.database.kafka.KafkaDetails.Part;
import dev.holdfast.model.NodeId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class KafkaWaysTest {

    private final Scene scene = new Scene(3, 4);

    private List<Stage> way(Action action, NodeId node) {
        return scene.rules.stages(action, node, scene.view());
    }

    private List<String> words(Action action, NodeId node) {
        return way(action, node).stream().map(KafkaWaysTest::word).toList();
    }

    private static String word(Stage stage) {
        if (stage instanceof Stage.Do chore) {
            String owing = chore.debt().map(debt -> " owing " + debt.id()).orElse("");
            return "do " + chore.chore().name() + owing;
        } else if (stage instanceof Stage.Pay pay) {
            return "pay " + pay.debtId();
        } else if (stage instanceof Stage.Prove prove) {
            return "prove " + prove.claim() + " x" + prove.times() + " else " + prove.otherwise();
        }
        return stage.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    @Test
    void a_restart_reserves_first_and_stops_only_behind_its_gate() {
        assertThat(words(Action.RESTART, broker(1))).containsExactly("reserve", "gate", "stop", "start", "ready");
    }

    @Test
    void a_broker_is_removed_cordoned_drained_and_proved_empty_before_and_after_its_stop() {
        scene.count("broker", 3);
        assertThat(words(Action.REMOVE, broker(3)))
                .containsExactly(
                        "gate",
                        "start",
                        "ready",
                        "do cordon owing cordon/broker-3",
                        "do drain",
                        "prove empty x2 else 4",
                        "stop",
                        "prove empty x2 else 1",
                        "pay cordon/broker-3",
                        "do clear-dynamic-config",
                        "pay throttle/broker-3",
                        "do unregister",
                        "release",
                        "forget");
    }

    @Test
    void before_metadata_version_4_3_there_is_no_cordon() {
        scene.features.put("metadata.version", new Feature(29, 7, 30));
        assertThat(words(Action.REMOVE, broker(3)))
                .doesNotContain("do cordon owing cordon/broker-3")
                .containsSubsequence("ready", "do drain", "prove empty x2 else 3", "stop", "prove empty x2 else 1");
    }

    @Test
    void a_dead_broker_is_removed_without_being_started() {
        scene.down(broker(3));
        assertThat(words(Action.REMOVE, broker(3)))
                .startsWith("gate", "do drain", "prove empty x2 else 1", "stop", "prove empty x2 else 1");
    }

    @Test
    void a_throttled_drain_owes_what_the_user_had() {
        scene.options("throttle", "5000000");
        TreeMap<String, String> config = new TreeMap<>();
        config.put("leader.replication.throttled.rate", "777");
        scene.brokers.put(0, Scene.registered(0, false, config));
        Stage.Do drain = (Stage.Do) way(Action.REMOVE, broker(3)).get(4);
        assertThat(drain.chore().arguments()).containsEntry("throttle", "5000000");
        Debt debt = drain.debt().orElseThrow();
        assertThat(debt.id()).isEqualTo("throttle/broker-3");
        assertThat(debt.payment().name()).isEqualTo("unthrottle");
        assertThat(debt.payment().arguments())
                .containsExactly(entry("had.broker.0.leader.replication.throttled.rate", "777"));
    }

    @Test
    void while_another_throttle_is_owed_what_is_seen_is_ours_and_not_the_users() {
        scene.options("throttle", "5000000");
        TreeMap<String, String> config = new TreeMap<>();
        config.put("leader.replication.throttled.rate", "5000000");
        scene.brokers.put(0, Scene.registered(0, false, config));
        scene.debts.add(KafkaChores.throttleDebt("broker-2", Optional.empty(), List.of()));
        Stage.Do drain = (Stage.Do) way(Action.REMOVE, broker(3)).get(4);
        assertThat(drain.debt().orElseThrow().payment().arguments()).isEmpty();
    }

    @Test
    void a_cordon_remembers_the_users_own() {
        TreeMap<String, String> config = new TreeMap<>();
        config.put("cordoned.log.dirs", "/data/log");
        scene.brokers.put(3, Scene.registered(3, false, config));
        Stage.Do cordon = (Stage.Do) way(Action.REMOVE, broker(3)).get(3);
        assertThat(cordon.debt().orElseThrow().payment().arguments()).containsEntry("had", "/data/log");
    }

    @Test
    void a_controller_stops_before_it_leaves_the_quorum_and_names_its_disk() {
        Scene five = new Scene(5, 3);
        five.count("controller", 3);
        List<Stage> way = five.rules.stages(Action.REMOVE, controller(4), five.view());
        assertThat(way.stream().map(KafkaWaysTest::word))
                .containsExactly("start", "gate", "stop", "do remove-controller", "release", "forget");
        assertThat(((Stage.Do) way.get(3)).chore().arguments()).containsEntry("directory", "dir-4");
    }

    @Test
    void the_last_but_one_controller_leaves_the_quorum_before_it_stops() {
        scene.count("controller", 1);
        assertThat(words(Action.REMOVE, controller(2))).startsWith("start", "gate", "stop", "do remove-controller");
        assertThat(words(Action.REMOVE, controller(1))).startsWith("start", "gate", "do remove-controller", "stop");
    }

    @Test
    void one_of_two_voters_leaves_the_quorum_before_it_stops_though_another_stays_that_has_no_vote() {
        scene.count("controller", 2);
        scene.voters.remove(KafkaIds.kafkaId(controller(1)));
        assertThat(words(Action.REMOVE, controller(2))).startsWith("start", "gate", "do remove-controller", "stop");
        assertThat(scene.rules.stages(Action.REMOVE, controller(2), scene.unseen()).stream()
                        .map(KafkaWaysTest::word))
                .as("nobody says who votes")
                .startsWith("start", "gate", "do remove-controller", "stop");
    }

    @Test
    void a_new_controller_joins_after_its_start_and_a_first_one_does_not() {
        scene.count("controller", 5);
        scene.put(controller(3), false, false, 0, 1);
        assertThat(words(Action.START, controller(3)))
                .containsExactly("reserve", "gate", "start", "ready", "do add-controller", "prove voter x1 else -1");
        assertThat(words(Action.START, controller(0))).containsExactly("reserve", "gate", "start", "ready");
        Scene fresh = new Scene(3, 3);
        fresh.everReady = false;
        fresh.voters.clear();
        fresh.put(controller(1), false, false, 0, 1);
        assertThat(fresh.rules.stages(Action.START, controller(1), fresh.unseen()))
                .hasSize(4);
    }

    @Test
    void a_controller_started_while_the_quorum_is_silent_is_seen_to_vote_once_it_answers() {
        scene.down(controller(1));
        scene.down(controller(2));
        assertThat(scene.rules.stages(Action.START, controller(2), scene.unseen()).stream()
                        .map(KafkaWaysTest::word))
                .as("its removal may have been taken back after the quorum had let it go")
                .containsExactly("reserve", "gate", "start", "ready", "do add-controller", "prove voter x1 else -1");
        assertThat(words(Action.START, controller(2)))
                .as("it has its vote")
                .containsExactly("reserve", "gate", "start", "ready");
    }

    @Test
    void a_controller_without_a_vote_is_restarted_first_and_gets_it_before_the_next() {
        scene.voters.remove(KafkaIds.kafkaId(controller(2)));
        assertThat(words(Action.RESTART, controller(2)))
                .containsExactly(
                        "reserve", "gate", "stop", "start", "ready", "do add-controller", "prove voter x1 else -1");
        assertThat(words(Action.RESTART, controller(1))).containsExactly("reserve", "gate", "stop", "start", "ready");
        assertThat(rank(Action.RESTART, controller(2))).isLessThan(rank(Action.RESTART, controller(1)));
    }

    @Test
    void a_replaced_controller_leaves_with_its_old_disk_and_joins_with_its_new_one() {
        scene.down(controller(2));
        assertThat(words(Action.REPLACE, controller(2)))
                .containsExactly(
                        "gate",
                        "stop",
                        "prove spare-copies x2 else -1",
                        "do remove-controller",
                        "renew",
                        "reserve",
                        "start",
                        "ready",
                        "do add-controller",
                        "prove voter x1 else -1");
    }

    @Test
    void brokers_stop_before_controllers_and_the_active_controller_goes_last() {
        assertThat(List.of(
                        rank(Action.STOP, broker(3)),
                        rank(Action.STOP, controller(1)),
                        rank(Action.STOP, controller(0))))
                .isSorted()
                .doesNotHaveDuplicates();
        scene.down(controller(2));
        scene.down(broker(3));
        assertThat(List.of(
                        rank(Action.RESTART, controller(2)),
                        rank(Action.RESTART, broker(3)),
                        rank(Action.RESTART, controller(1)),
                        rank(Action.RESTART, controller(0)),
                        rank(Action.RESTART, broker(0))))
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(rank(Action.START, controller(2))).isLessThan(rank(Action.START, broker(0)));
        assertThat(rank(Action.REMOVE, broker(3))).isLessThan(rank(Action.REMOVE, broker(2)));
    }

    private int rank(Action action, NodeId node) {
        return scene.rules.rank(action, node, scene.view());
    }

    @Test
    void controllers_start_together_and_brokers_of_one_machine_a_few_at_a_time() {
        assertThat(scene.rules.startsAtOnce("controller", scene.view())).isEqualTo(3);
        assertThat(scene.rules.startsAtOnce("broker", scene.view())).isEqualTo(KafkaOrder.STARTING_ON_ONE_MACHINE);
        scene.nodes.clear();
        assertThat(scene.rules.startsAtOnce("broker", scene.view())).isEqualTo(50);
    }

    @Test
    void a_broker_that_runs_is_stopped_behind_the_gate_of_a_stop_before_it_is_replaced() {
        List<Stage> way = way(Action.REPLACE, broker(1));
        assertThat(way.subList(0, 3))
                .containsExactly(new Stage.Gate(Action.STOP), new Stage.Stop(), new Stage.Gate(Action.REPLACE));
        assertThat(way.stream().map(KafkaWaysTest::word).skip(3))
                .containsExactly("prove spare-copies x2 else -1", "renew", "reserve", "start", "ready");
        scene.down(broker(1));
        assertThat(words(Action.REPLACE, broker(1)))
                .containsExactly("gate", "stop", "prove spare-copies x2 else -1", "renew", "reserve", "start", "ready");
        assertThat(way(Action.REPLACE, broker(1))).startsWith(new Stage.Gate(Action.REPLACE));
    }

    @Test
    void the_only_node_of_its_group_is_never_stopped_for_a_replacement() {
        Scene alone = new Scene(1, 1);
        assertThat(alone.rules.stages(Action.REPLACE, broker(0), alone.view()))
                .startsWith(new Stage.Gate(Action.REPLACE));
        assertThat(alone.rules.stages(Action.REPLACE, controller(0), alone.view()))
                .startsWith(new Stage.Gate(Action.REPLACE));
    }

    @Test
    void a_cordon_is_not_put_on_while_what_the_user_had_is_not_known() {
        scene.known = List.of(Part.values()).stream()
                .filter(part -> part != Part.BROKER_CONFIGS)
                .toList();
        assertThat(words(Action.REMOVE, broker(3))).doesNotContain("do cordon owing cordon/broker-3");
    }

    @Test
    void a_drain_that_is_given_up_is_ended_by_cancelling_its_moves() {
        Debt debt = scene.rules
                .debtOf(Chore.on(broker(3), KafkaChores.DRAIN), scene.view())
                .orElseThrow();
        assertThat(debt.payment()).isEqualTo(Chore.on(broker(3), KafkaChores.CANCEL_REASSIGNMENT));
        assertThat(scene.rules.debtOf(Chore.on(broker(3), KafkaChores.CORDON), scene.view()))
                .isEmpty();
    }
}
