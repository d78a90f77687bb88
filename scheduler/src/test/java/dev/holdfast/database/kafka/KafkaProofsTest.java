package dev.holdfast.database.kafka;

import static dev.holdfast.database.kafka.Scene.broker;
import static dev.holdfast.database.kafka.Scene.controller;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Chore;
import dev.holdfast.database.Proof.Answer;
import dev.holdfast.database.kafka.KafkaDetails.Feature;
import dev.holdfast.database.kafka.KafkaDetails.Member;
import dev.holdfast.database.kafka.KafkaDetails.Part;
import dev.holdfast.database.kafka.KafkaDetails.Reassigning;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaProofsTest {

    private final Scene scene = new Scene(3, 4);

    private Answer proves(String claim, dev.holdfast.model.NodeId node) {
        return scene.rules.proves(claim, node, scene.view()).answer();
    }

    private Answer done(Chore chore) {
        return scene.rules.isDone(chore, scene.view()).answer();
    }

    private static Chore chore(String name) {
        return new Chore(name, Optional.empty(), new TreeMap<>());
    }

    @Test
    void a_broker_is_empty_only_when_no_partition_names_it() {
        scene.topic("events", 2, 0, 1, 2);
        assertThat(proves("empty", broker(3))).isEqualTo(Answer.YES);
        assertThat(scene.rules.proves("empty", broker(2), scene.view()))
                .satisfies(proof -> assertThat(proof.answer()).isEqualTo(Answer.NO))
                .satisfies(proof -> assertThat(proof.text()).contains("events-0"));
    }

    @Test
    void a_partition_on_its_way_to_a_broker_keeps_it_from_being_empty() {
        scene.topic("events", 2, 0, 1, 2);
        PartitionId id = new PartitionId("events", 0);
        scene.reassignments.put(id, new Reassigning(id, List.of(0, 1, 2), List.of(3), List.of(2)));
        assertThat(proves("empty", broker(3))).isEqualTo(Answer.NO);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TOPICS", "REASSIGNMENTS", "BROKERS", "FRESH"})
    void what_was_not_answered_proves_nothing(String missing) {
        scene.known = List.of(Part.values()).stream()
                .filter(part -> !part.name().equals(missing))
                .toList();
        assertThat(proves("empty", broker(3))).isEqualTo(Answer.UNKNOWN);
    }

    @Test
    void silence_proves_nothing() {
        scene.answered = false;
        assertThat(proves("empty", broker(3))).isEqualTo(Answer.UNKNOWN);
        assertThat(proves("voter", controller(0))).isEqualTo(Answer.UNKNOWN);
        assertThat(done(Chore.on(broker(3), "unregister"))).isEqualTo(Answer.UNKNOWN);
    }

    @Test
    void a_controller_beside_its_own_old_disk_is_no_voter_yet() {
        assertThat(proves("voter", controller(1))).isEqualTo(Answer.YES);
        scene.observers.put(9001, new Member(9001, "new-disk", 10, 0, 0));
        assertThat(proves("voter", controller(1))).isEqualTo(Answer.NO);
        assertThat(proves("voter", controller(4))).isEqualTo(Answer.NO);
    }

    @Test
    void a_removed_voter_is_told_by_its_disk() {
        assertThat(done(Chore.on(controller(1), "remove-controller").with("directory", "dir-1")))
                .isEqualTo(Answer.NO);
        assertThat(done(Chore.on(controller(1), "remove-controller").with("directory", "old")))
                .isEqualTo(Answer.YES);
        assertThat(done(Chore.on(controller(1), "remove-controller"))).isEqualTo(Answer.NO);
    }

    @Test
    void a_cordon_is_on_when_every_directory_has_it() {
        assertThat(done(Chore.on(broker(3), "cordon"))).isEqualTo(Answer.NO);
        TreeMap<String, String> config = new TreeMap<>();
        config.put("cordoned.log.dirs", "*");
        scene.brokers.put(3, Scene.registered(3, false, config));
        assertThat(done(Chore.on(broker(3), "cordon"))).isEqualTo(Answer.YES);
        assertThat(done(Chore.on(broker(3), "uncordon"))).isEqualTo(Answer.NO);
    }

    @Test
    void for_a_stopped_broker_the_controllers_word_is_the_proof() {
        scene.down(broker(3));
        assertThat(done(Chore.on(broker(3), "uncordon"))).isEqualTo(Answer.NO);
        assertThat(done(Chore.on(broker(3), "clear-dynamic-config"))).isEqualTo(Answer.NO);
        scene.acknowledged.add("uncordon/3");
        scene.acknowledged.add("clear-dynamic-config/3");
        assertThat(done(Chore.on(broker(3), "uncordon"))).isEqualTo(Answer.YES);
        assertThat(done(Chore.on(broker(3), "clear-dynamic-config"))).isEqualTo(Answer.YES);
        assertThat(done(Chore.on(broker(2), "uncordon"))).isEqualTo(Answer.YES);
    }

    @Test
    void a_second_unregistering_finds_its_purpose_reached() {
        assertThat(done(Chore.on(broker(3), "unregister"))).isEqualTo(Answer.NO);
        scene.brokers.remove(3);
        assertThat(done(Chore.on(broker(3), "unregister"))).isEqualTo(Answer.YES);
        assertThat(done(Chore.on(broker(3), "clear-dynamic-config"))).isEqualTo(Answer.YES);
    }

    @Test
    void throttles_are_restored_when_they_are_what_the_user_had() {
        TreeMap<String, String> config = new TreeMap<>();
        config.put("follower.replication.throttled.rate", "777");
        scene.brokers.put(1, Scene.registered(1, false, config));
        assertThat(done(chore("unthrottle"))).isEqualTo(Answer.NO);
        assertThat(done(chore("unthrottle").with("had.broker.1.follower.replication.throttled.rate", "777")))
                .isEqualTo(Answer.YES);
    }

    @Test
    void a_rebalance_is_over_when_nothing_moves_and_nothing_is_left_to_move() {
        scene.topic("one", 1, 0);
        scene.topic("two", 1, 0);
        Chore rebalance = KafkaChores.rebalance(List.of(broker(0), broker(1)), "");
        assertThat(rebalance.arguments()).containsEntry("brokers", "0,1").doesNotContainKey("throttle");
        assertThat(done(rebalance)).isEqualTo(Answer.NO);
        scene.topic("two", 1, 1);
        assertThat(done(rebalance)).isEqualTo(Answer.YES);
        PartitionId id = new PartitionId("two", 0);
        scene.reassignments.put(id, new Reassigning(id, List.of(1), List.of(2), List.of(1)));
        assertThat(done(rebalance)).isEqualTo(Answer.NO);
    }

    @Test
    void a_rebalance_is_not_over_while_a_partition_is_led_by_another_than_its_first_replica() {
        scene.topic("one", 1, List.of(0, 1), List.of(1, 0));
        scene.topic("two", 1, List.of(1, 0), List.of(1, 0));
        Chore rebalance = KafkaChores.rebalance(List.of(broker(0), broker(1)), "");
        assertThat(scene.rules.isDone(rebalance, scene.view()).text())
                .contains("led by another")
                .contains("one-0");
        scene.topic("one", 1, List.of(0, 1), List.of(0, 1));
        assertThat(done(rebalance)).isEqualTo(Answer.YES);
    }

    @Test
    void chores_about_some_topics_are_judged_by_those_alone() {
        scene.topic("one", 1, 0, 1);
        scene.topic("two", 1, 0);
        Chore two = chore("change-replication").with("topics", "one").with("factor", "2");
        assertThat(done(two)).isEqualTo(Answer.YES);
        assertThat(done(two.with("topics", "one,two"))).isEqualTo(Answer.NO);
        assertThat(done(two.with("topics", "one,three"))).isEqualTo(Answer.NEVER);
        assertThat(done(two.with("factor", "9"))).isEqualTo(Answer.NEVER);
        assertThat(done(two.with("topics", "o*"))).isEqualTo(Answer.YES);
        PartitionId id = new PartitionId("two", 0);
        scene.reassignments.put(id, new Reassigning(id, List.of(0), List.of(2), List.of()));
        assertThat(done(two)).isEqualTo(Answer.YES);
        assertThat(done(chore("change-replication"))).isEqualTo(Answer.UNKNOWN);
    }

    @Test
    void a_topic_that_is_not_there_is_not_taken_for_well_placed() {
        scene.topic("one", 1, 0);
        for (String name : List.of("rebalance", "realign")) {
            assertThat(scene.rules
                            .isDone(chore(name).with("topics", "oen"), scene.view())
                            .text())
                    .isEqualTo("there is no topic oen");
        }
    }

    @Test
    void a_realign_is_over_when_nothing_is_wrong_though_not_all_is_even() {
        scene.topic("one", 1, 0);
        scene.topic("two", 1, 0);
        assertThat(done(chore("realign"))).isEqualTo(Answer.YES);
        assertThat(done(chore("rebalance"))).isEqualTo(Answer.NO);
        assertThat(done(chore("realign").with("brokers", "1,2"))).isEqualTo(Answer.NO);
    }

    @Test
    void only_moves_with_a_limit_leave_a_throttle_behind() {
        assertThat(scene.rules.debtOf(chore("rebalance"), scene.view())).isEmpty();
        assertThat(scene.rules.debtOf(chore("elect-leaders").with("throttle", "5"), scene.view()))
                .isEmpty();
        assertThat(scene.rules
                        .debtOf(chore("rebalance").with("throttle", "5"), scene.view())
                        .orElseThrow())
                .satisfies(debt -> assertThat(debt.id()).isEqualTo("throttle/rebalance"))
                .satisfies(debt -> assertThat(debt.payment().name()).isEqualTo("unthrottle"));
    }

    @Test
    void an_upgrade_is_finalised_when_the_level_is_in_force() {
        scene.features.put("metadata.version", new Feature(29, 7, 30));
        Chore finalise = scene.rules.finalising(scene.view()).orElseThrow();
        assertThat(finalise.arguments()).containsEntry("level", "30");
        assertThat(done(finalise)).isEqualTo(Answer.NO);
        scene.features.put("metadata.version", new Feature(30, 7, 30));
        assertThat(done(finalise)).isEqualTo(Answer.YES);
        assertThat(scene.rules.finalising(scene.view())).isEmpty();
    }

    @Test
    void an_unknown_chore_or_claim_is_never_taken_for_done() {
        assertThat(done(chore("polish"))).isEqualTo(Answer.UNKNOWN);
        assertThat(proves("shiny", broker(0))).isEqualTo(Answer.UNKNOWN);
    }

    @Test
    void growth_is_rebalanced_only_when_asked_for() {
        assertThat(scene.rules.finishing(scene.view(), List.of(broker(3)))).isEmpty();
        scene.options("rebalance", "true", "throttle", "1000");
        assertThat(scene.rules.finishing(scene.view(), List.of(broker(3))))
                .singleElement()
                .satisfies(chore -> {
                    assertThat(chore.name()).isEqualTo("rebalance");
                    assertThat(chore.arguments())
                            .containsEntry("brokers", "0,1,2,3")
                            .containsEntry("throttle", "1000");
                });
        assertThat(scene.rules.finishing(scene.view(), List.of())).isEmpty();
    }

    @Test
    void with_eligible_leader_replicas_a_named_minimum_is_set_in_the_cluster_too() {
        scene.settings("min.insync.replicas", "1");
        assertThat(scene.rules.finishing(scene.view(), List.of())).isEmpty();
        scene.features.put("eligible.leader.replicas.version", new Feature(1, 0, 1));
        Chore set = scene.rules.finishing(scene.view(), List.of()).get(0);
        assertThat(set.name()).isEqualTo("set-cluster-config");
        assertThat(done(set)).isEqualTo(Answer.NO);
        scene.clusterConfig.put("min.insync.replicas", "1");
        assertThat(done(set)).isEqualTo(Answer.YES);
        assertThat(scene.rules.finishing(scene.view(), List.of())).isEmpty();
    }

    @Test
    void a_stopped_broker_is_spare_when_nobody_sees_it_and_all_it_held_is_in_sync_elsewhere() {
        scene.topic("events", 2, List.of(0, 1, 2), List.of(1, 2));
        assertThat(proves("spare-copies", broker(0))).as("runs").isEqualTo(Answer.NO);
        scene.down(broker(0));
        assertThat(proves("spare-copies", broker(0))).isEqualTo(Answer.YES);
        scene.topic("last", 1, List.of(0, 1), List.of(0));
        assertThat(scene.rules.proves("spare-copies", broker(0), scene.view()))
                .satisfies(proof -> assertThat(proof.answer()).isEqualTo(Answer.NO))
                .satisfies(proof -> assertThat(proof.text()).contains("last-0"));
        scene.answered = false;
        assertThat(proves("spare-copies", broker(0))).isEqualTo(Answer.UNKNOWN);
    }

    @Test
    void a_stopped_controller_is_spare_when_a_majority_of_the_others_follows() {
        scene.down(controller(2));
        assertThat(proves("spare-copies", controller(2))).isEqualTo(Answer.YES);
        scene.voter(1, 60_000);
        assertThat(proves("spare-copies", controller(2))).isEqualTo(Answer.NO);
        scene.leader = -1;
        assertThat(proves("spare-copies", controller(2))).isEqualTo(Answer.UNKNOWN);
    }

    @Test
    void moves_that_only_pass_a_broker_by_are_not_its_own() {
        PartitionId id = new PartitionId("events", 0);
        scene.topic("events", 2, 0, 1, 2);
        scene.reassignments.put(id, new Reassigning(id, List.of(0, 1, 2, 3), List.of(3), List.of(2)));
        assertThat(done(Chore.on(broker(0), "cancel-reassignment"))).isEqualTo(Answer.YES);
        assertThat(done(Chore.on(broker(2), "cancel-reassignment"))).isEqualTo(Answer.NO);
    }
}
