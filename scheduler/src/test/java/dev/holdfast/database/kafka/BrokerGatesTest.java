package dev.holdfast.database.kafka;

import static dev.holdfast.database.kafka.Scene.broker;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.holdfast.database.Action;
import dev.holdfast.database.Blocker;
import dev.holdfast.database.Observation.NodeHealth;
import dev.holdfast.database.kafka.KafkaDetails.Part;
import dev.holdfast.database.kafka.KafkaDetails.Partition;
import dev.holdfast.database.kafka.KafkaDetails.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BrokerGatesTest {

    private final Scene scene = new Scene(3, 3);

    private List<Blocker> allows(Action action, int index) {
        return scene.rules.allows(action, broker(index), scene.view());
    }

    @Test
    void a_broker_may_restart_when_every_partition_keeps_its_minimum_without_it() {
        scene.topic("events", 2, 0, 1, 2);
        assertThat(allows(Action.RESTART, 0)).isEmpty();
    }

    @Test
    void a_partition_at_its_minimum_makes_the_broker_wait_and_is_named() {
        scene.topic("events", 2, List.of(0, 1, 2), List.of(0, 1));
        assertThat(allows(Action.RESTART, 0)).singleElement().satisfies(blocker -> {
            assertThat(blocker.kind()).isEqualTo(Blocker.Kind.WAIT);
            assertThat(blocker.rule()).isEqualTo("min-insync-replicas");
            assertThat(blocker.text()).contains("events-0 would have 1 of 2");
        });
    }

    @Test
    void a_broker_outside_the_in_sync_set_may_restart_while_the_others_are_at_the_minimum() {
        scene.topic("events", 2, List.of(0, 1, 2), List.of(0, 1));
        assertThat(allows(Action.RESTART, 2)).isEmpty();
    }

    @Test
    void a_broker_that_could_help_a_partition_below_its_minimum_waits() {
        scene.topic("events", 2, List.of(0, 1, 2), List.of(0));
        assertThat(allows(Action.RESTART, 2)).extracting(Blocker::kind).containsExactly(Blocker.Kind.WAIT);
    }

    /** Its restart would throw away what it has done so far; that it is fenced alone holds nothing, for a new setting may mend that. */
    @Test
    void a_broker_that_recovers_its_logs_is_let_do_so_and_one_that_is_only_fenced_may_restart() {
        scene.topic("events", 2, List.of(0, 1, 2), List.of(0, 1));
        scene.outOfTouch(broker(2), KafkaDetails.Status.RECOVERY);
        assertThat(allows(Action.RESTART, 2)).singleElement().satisfies(blocker -> {
            assertThat(blocker.kind()).isEqualTo(Blocker.Kind.WAIT);
            assertThat(blocker.rule()).isEqualTo("recovers");
            assertThat(blocker.text()).contains("broker-2 recovers its logs");
        });
        scene.outOfTouch(broker(2), KafkaDetails.Status.RUNNING);
        assertThat(allows(Action.RESTART, 2)).isEmpty();
        scene.outOfTouch(broker(2), KafkaDetails.Status.RECOVERY);
        scene.put(broker(2), false, true, 1, 1);
        assertThat(allows(Action.RESTART, 2)).isEmpty();
    }

    @Test
    void whoever_is_down_by_mesos_word_does_not_count_as_in_sync() {
        scene.topic("events", 2, 0, 1, 2);
        scene.put(broker(1), false, true, 1, 1);
        assertThat(allows(Action.RESTART, 0)).extracting(Blocker::kind).containsExactly(Blocker.Kind.WAIT);
    }

    @Test
    void a_topic_with_no_more_replicas_than_its_minimum_is_an_outage_and_not_a_wait() {
        scene.topic("single", 1, 0);
        scene.topic("events", 2, 0, 1, 2);
        assertThat(allows(Action.RESTART, 0)).singleElement().satisfies(blocker -> {
            assertThat(blocker.kind()).isEqualTo(Blocker.Kind.OUTAGE);
            assertThat(blocker.rule()).isEqualTo("replicas-at-minimum");
            assertThat(blocker.text()).contains("partition single-0");
        });
    }

    @Test
    void many_partitions_are_counted_and_only_the_first_are_named() {
        List<Partition> partitions = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            partitions.add(
                    new Partition(new PartitionId("big", i), List.of(0, 1, 2), List.of(0, 1), 0, List.of(), List.of()));
        }
        scene.topics.put("big", new Topic("big", false, 2, partitions, new TreeMap<>()));
        assertThat(allows(Action.STOP, 0).get(0).text())
                .startsWith("12 partitions: big-0 ")
                .contains("big-2 ")
                .endsWith("and 9 more");
    }

    @Test
    void the_only_broker_is_an_outage_even_without_topics() {
        Scene alone = new Scene(1, 1);
        assertThat(alone.rules.allows(Action.RESTART, broker(0), alone.view()))
                .extracting(Blocker::kind, Blocker::rule)
                .containsExactly(tuple(Blocker.Kind.OUTAGE, "single-broker"));
    }

    @Test
    void silence_of_the_cluster_keeps_a_serving_broker_up() {
        scene.answered = false;
        assertThat(allows(Action.RESTART, 0)).singleElement().satisfies(blocker -> {
            assertThat(blocker.kind()).isEqualTo(Blocker.Kind.WAIT);
            assertThat(blocker.text()).contains("connection refused");
        });
    }

    @Test
    void answers_of_brokers_that_do_not_follow_the_controllers_are_not_enough() {
        scene.topic("events", 2, 0, 1, 2);
        scene.known = List.of(Part.BROKERS, Part.TOPICS, Part.TOPIC_CONFIGS, Part.QUORUM);
        assertThat(allows(Action.RESTART, 0)).extracting(Blocker::rule).containsExactly("answer");
    }

    @Test
    void a_broker_that_is_down_may_be_restarted_whatever_the_partitions() {
        scene.topic("events", 2, List.of(0, 1, 2), List.of(1));
        scene.down(broker(0));
        assertThat(allows(Action.RESTART, 0)).isEmpty();
    }

    @Test
    void starting_is_never_a_question_of_health() {
        scene.topic("events", 2, List.of(0, 1, 2), List.of());
        scene.down(broker(0));
        scene.answered = false;
        assertThat(allows(Action.START, 0)).isEmpty();
    }

    @Test
    void an_empty_disk_is_not_started_in_place_of_one_that_holds_the_only_in_sync_copy() {
        scene.count("broker", 4);
        scene.put(broker(3), false, false, 0, 1);
        assertThat(allows(Action.START, 3)).as("nobody knows it").isEmpty();
        scene.topic("events", 2, List.of(0, 1, 3), List.of(1, 3));
        assertThat(allows(Action.START, 3)).as("another has all of it").isEmpty();
        scene.topic("events", 2, List.of(0, 1, 3), List.of(3));
        assertThat(allows(Action.START, 3)).singleElement().satisfies(blocker -> {
            assertThat(blocker.kind()).isEqualTo(Blocker.Kind.REFUSAL);
            assertThat(blocker.rule()).isEqualTo("only-copy");
            assertThat(blocker.text())
                    .startsWith(
                            "broker-3 would begin with an empty disk, and an earlier one of it holds the only in-sync copy"
                                    + " of partition events-0: bring the agent back");
        });
        scene.put(broker(3), false, true, 1, 1);
        assertThat(allows(Action.START, 3)).as("it is that disk").isEmpty();
    }

    @Test
    void a_new_broker_waits_for_the_word_of_a_cluster_that_was_ready_once() {
        scene.count("broker", 4);
        scene.put(broker(3), false, false, 0, 1);
        scene.answered = false;
        assertThat(allows(Action.START, 3)).extracting(Blocker::rule).containsExactly("answer");
        scene.everReady = false;
        assertThat(allows(Action.START, 3)).as("the first start").isEmpty();
    }

    @Test
    void replacing_is_refused_while_it_holds_the_only_in_sync_copy() {
        scene.topic("safe", 2, List.of(0, 1, 2), List.of(1, 2));
        scene.topic("last", 1, List.of(0, 1), List.of(0));
        scene.down(broker(0));
        assertThat(allows(Action.REPLACE, 0)).singleElement().satisfies(blocker -> {
            assertThat(blocker.kind()).isEqualTo(Blocker.Kind.REFUSAL);
            assertThat(blocker.text()).contains("partition last-0").doesNotContain("safe");
        });
    }

    @Test
    void replacing_is_refused_when_the_last_eligible_leader_is_its_copy() {
        Partition leaderless =
                new Partition(new PartitionId("last", 0), List.of(0, 1), List.of(), -1, List.of(0), List.of());
        scene.topics.put("last", new Topic("last", false, 1, List.of(leaderless), new TreeMap<>()));
        scene.down(broker(0));
        assertThat(allows(Action.REPLACE, 0)).extracting(Blocker::rule).containsExactly("only-copy");
        scene.down(broker(1));
        assertThat(allows(Action.REPLACE, 1)).isEmpty();
    }

    @Test
    void a_broker_that_others_see_alive_is_not_replaced() {
        scene.put(broker(0), false, true, 1, 1);
        assertThat(allows(Action.REPLACE, 0)).extracting(Blocker::rule).containsExactly("still-alive");
        scene.down(broker(0));
        assertThat(allows(Action.REPLACE, 0)).isEmpty();
        scene.health.put(broker(0), new NodeHealth(false, true, "in the cluster", 0));
        assertThat(allows(Action.REPLACE, 0)).extracting(Blocker::rule).containsExactly("still-alive");
    }

    @Test
    void a_second_broker_is_not_replaced_while_the_first_fills_its_disk() {
        scene.topic("events", 2, List.of(0, 1, 2), List.of(2));
        scene.put(broker(1), true, true, 2, 2);
        scene.down(broker(0));
        assertThat(allows(Action.REPLACE, 0)).extracting(Blocker::rule).containsExactly("one-at-a-time");
    }

    @Test
    void removing_is_refused_when_replicas_would_not_fit() {
        scene.topic("events", 2, 0, 1, 2);
        scene.count("broker", 2);
        assertThat(allows(Action.REMOVE, 2)).singleElement().satisfies(blocker -> {
            assertThat(blocker.kind()).isEqualTo(Blocker.Kind.REFUSAL);
            assertThat(blocker.text()).contains("events (3 replicas)");
        });
    }

    @Test
    void removing_waits_while_too_few_of_the_brokers_that_stay_serve() {
        Scene four = new Scene(3, 4);
        four.topic("events", 2, 1, 2, 3);
        four.count("broker", 3);
        assertThat(four.rules.allows(Action.REMOVE, broker(3), four.view())).isEmpty();
        four.down(broker(0));
        assertThat(four.rules.allows(Action.REMOVE, broker(3), four.view()))
                .extracting(Blocker::kind, Blocker::rule)
                .containsExactly(tuple(Blocker.Kind.WAIT, "replicas-fit"));
    }

    @Test
    void the_last_broker_is_not_removed() {
        Scene alone = new Scene(1, 1);
        alone.count("broker", 0);
        assertThat(alone.rules.allows(Action.REMOVE, broker(0), alone.view()))
                .extracting(Blocker::kind)
                .containsExactly(Blocker.Kind.REFUSAL);
    }

    @Test
    void removing_waits_while_the_others_see_a_broker_alive_that_is_down_by_mesos_word() {
        Scene four = new Scene(3, 4);
        four.count("broker", 3);
        four.put(broker(3), false, true, 1, 1);
        assertThat(four.rules.allows(Action.REMOVE, broker(3), four.view()))
                .extracting(Blocker::kind, Blocker::rule)
                .containsExactly(tuple(Blocker.Kind.WAIT, "still-alive"));
        four.down(broker(3));
        assertThat(four.rules.allows(Action.REMOVE, broker(3), four.view())).isEmpty();
    }

    @Test
    void a_cluster_that_was_never_whole_keeps_what_serves_and_lets_go_what_only_runs() {
        scene.everReady = false;
        scene.topic("events", 2, List.of(0, 1, 2), List.of(0, 1));
        scene.known = List.of();
        assertThat(allows(Action.RESTART, 0)).extracting(Blocker::rule).containsExactly("answer");
        scene.brokers.clear();
        scene.health.remove(broker(0));
        assertThat(allows(Action.RESTART, 0)).as("was alive, not seen now").hasSize(1);
        scene.put(broker(0), true, false, 1, 1);
        assertThat(allows(Action.RESTART, 0)).as("never seen alive").isEmpty();
    }

    @Test
    void the_largest_minimum_that_may_be_in_force_counts_where_a_topic_has_none_of_its_own() {
        scene.topic("events", 1, List.of(0, 1, 2), List.of(0, 1));
        scene.settings("min.insync.replicas", "2");
        assertThat(allows(Action.RESTART, 0)).extracting(Blocker::rule).containsExactly("min-insync-replicas");
        TreeMap<String, String> own = new TreeMap<>();
        own.put("min.insync.replicas", "1");
        List<Partition> partitions =
                scene.details().topics().values().iterator().next().partitions();
        scene.topics.put("events", new Topic("events", false, 1, partitions, own));
        assertThat(allows(Action.RESTART, 0)).as("the topic's own").isEmpty();
    }

    @Test
    void what_a_broker_was_launched_with_counts_until_it_has_something_else() {
        scene.settings("min.insync.replicas", "2");
        scene.up(broker(1));
        scene.settings("min.insync.replicas", "1");
        scene.topic("events", 1, List.of(0, 1, 2), List.of(0, 1));
        assertThat(allows(Action.RESTART, 0)).extracting(Blocker::rule).containsExactly("min-insync-replicas");
        scene.up(broker(1));
        assertThat(allows(Action.RESTART, 0)).isEmpty();
    }

    @Test
    void our_own_default_never_makes_an_outage_of_an_older_topic() {
        scene.topic("older", 1, 0, 1);
        assertThat(allows(Action.RESTART, 0)).isEmpty();
    }
}
