package dev.holdfast.database.crate;

import static dev.holdfast.database.crate.Scene.GB;
import static dev.holdfast.database.crate.Scene.data;
import static dev.holdfast.database.crate.Scene.master;
import static dev.holdfast.database.crate.Scene.rules;
import static dev.holdfast.database.crate.Scene.texts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Action;
import dev.holdfast.database.Blocker;
import dev.holdfast.database.Debt;
import dev.holdfast.database.Observation.NodeHealth;
import dev.holdfast.database.crate.CrateDetails.Part;
import dev.holdfast.model.NodeId;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CrateGatesTest {

    private final Scene scene = new Scene(0, 3);

    private List<Blocker> allows(Action action, NodeId node) {
        return scene.rules.allows(action, node, scene.view());
    }

    @Test
    void a_node_of_a_green_cluster_may_be_restarted() {
        scene.table("doc.orders", "1", GB, data(0), data(1));
        assertThat(allows(Action.RESTART, data(1))).isEmpty();
        assertThat(allows(Action.STOP, data(0))).isEmpty();
    }

    @Test
    void without_an_answer_nothing_is_taken_away_and_everything_may_start() {
        scene.answered = false;
        assertThat(rules(allows(Action.RESTART, data(1)))).containsExactly("WAIT master");
        assertThat(texts(allows(Action.RESTART, data(1)))).contains("connection refused");
        assertThat(allows(Action.START, data(1))).isEmpty();
        assertThat(rules(scene.rules.allows(Action.REMOVE, data(2), scene.unseen())))
                .containsExactly("WAIT master");
    }

    @Test
    void masters_that_leave_are_started_while_those_that_stay_are_no_majority() {
        Scene stopped = new Scene(3, 2);
        for (int i = 0; i < 3; i++) {
            stopped.down(Scene.master(i));
        }
        stopped.answered = false;
        stopped.count("master", 2);
        assertThat(stopped.rules.neededToStart(stopped.view())).isEmpty();
        stopped.count("master", 1);
        assertThat(stopped.rules.neededToStart(stopped.view())).containsExactly(Scene.master(1), Scene.master(2));
    }

    @Test
    void a_cluster_without_a_master_is_never_believed_though_it_calls_itself_green() {
        scene.table("doc.orders", "1", GB, data(0), data(1));
        scene.master = java.util.Optional.empty();
        assertThat(rules(allows(Action.RESTART, data(1)))).containsExactly("WAIT master");
        assertThat(texts(allows(Action.RESTART, data(1)))).contains("no master is elected");
        scene.down(data(2));
        scene.master = java.util.Optional.empty();
        assertThat(rules(allows(Action.REPLACE, data(2)))).containsExactly("WAIT master");
    }

    @Test
    void what_was_not_answered_is_waited_for() {
        for (Part part : DataGates.NEEDED) {
            scene.known = new java.util.TreeSet<>(List.of(Part.values()));
            scene.known.remove(part);
            assertThat(rules(allows(Action.STOP, data(1))))
                    .as(part.name())
                    .containsExactly(part == Part.MASTER ? "WAIT master" : "WAIT answer");
        }
    }

    @Test
    void a_restart_waits_for_every_node_and_names_the_missing() {
        scene.down(data(2));
        assertThat(rules(allows(Action.RESTART, data(1))))
                .containsExactlyInAnyOrder("WAIT master-majority", "WAIT nodes-missing");
        assertThat(texts(allows(Action.RESTART, data(1))))
                .contains("without data-1 only 1 of 3 masters would be there, and 2 are needed: data-2 must come back")
                .contains("data-2 is not in the cluster: only 2 of 3 nodes are");
    }

    @Test
    void a_node_that_died_a_moment_ago_does_not_count_though_crate_still_lists_it() {
        scene.table("doc.orders", "1", GB, data(1), data(2));
        scene.put(data(2), false, true, 1, 1, "");
        assertThat(rules(allows(Action.RESTART, data(1)))).contains("WAIT nodes-missing", "WAIT replicas");
    }

    @Test
    void shards_on_the_move_and_snapshots_are_waited_for_by_name() {
        scene.table("doc.orders", "1", GB, data(0), data(1));
        scene.shards.add(
                new CrateDetails.Shard("doc.items", "", 0, true, "RELOCATING", "data-0", "data-2", GB, "10.4.0"));
        scene.snapshots.add("nightly.20261121");
        assertThat(rules(allows(Action.RESTART, data(1))))
                .containsExactlyInAnyOrder("WAIT shards-moving", "WAIT snapshot");
        assertThat(texts(allows(Action.RESTART, data(1))))
                .contains("table doc.items")
                .contains("nightly.20261121");
    }

    @Test
    void missing_replicas_that_can_be_made_are_waited_for_with_crates_own_reason() {
        scene.table("doc.orders", "1", GB, data(0), data(1));
        scene.lacks("doc.orders", "cannot allocate because the cluster is still waiting 56.6s");
        assertThat(rules(allows(Action.RESTART, data(2)))).containsExactly("WAIT replicas");
        assertThat(texts(allows(Action.RESTART, data(2))))
                .contains("table doc.orders")
                .contains("waiting 56.6s");
        assertThat(rules(allows(Action.RESTART, data(0)))).contains("WAIT replicas");
    }

    @Test
    void replicas_that_no_node_could_hold_do_not_hold_a_restart_for_ever() {
        scene.table("doc.wide", "3", GB, data(0), data(1), data(2));
        scene.shards.add(Scene.shard("doc.wide", 0, false, "UNASSIGNED", "", 0));
        scene.unassigned.add(new CrateDetails.Unassigned("doc.wide", "", 0, false, "no node", List.of()));
        assertThat(allows(Action.RESTART, data(1))).isEmpty();
    }

    @Test
    void a_replica_that_only_an_upgraded_node_may_hold_does_not_keep_the_others_from_being_upgraded() {
        scene.table("doc.partitioned", "1", GB, data(0), data(1));
        scene.lacks("doc.partitioned", "cannot allocate because allocation is not permitted to any of the nodes");
        assertThat(rules(allows(Action.RESTART, data(1)))).containsExactly("WAIT replicas");
        for (int i = 1; i < 3; i++) {
            scene.members.put("data-" + i, Scene.member("6.3.7", "", 100 * GB, 80 * GB));
        }
        assertThat(allows(Action.RESTART, data(1))).isEmpty();
        scene.members.put("data-1", Scene.member("6.4.3", "", 100 * GB, 80 * GB));
        assertThat(rules(allows(Action.RESTART, data(2)))).containsExactly("WAIT replicas");
        assertThat(rules(allows(Action.RESTART, data(0)))).as("the only copy").contains("WAIT replicas");
    }

    @Test
    void a_table_without_replicas_makes_its_nodes_restart_an_outage_and_only_that() {
        scene.table("doc.single", "0", GB, data(1));
        assertThat(rules(allows(Action.RESTART, data(1)))).containsExactly("OUTAGE only-copy");
        assertThat(texts(allows(Action.RESTART, data(1)))).contains("table doc.single");
        assertThat(allows(Action.RESTART, data(2))).isEmpty();
    }

    @Test
    void an_empty_range_counts_as_what_the_nodes_allow() {
        scene.table("doc.range", "0-1", GB, data(1));
        assertThat(rules(allows(Action.RESTART, data(1)))).containsExactly("WAIT replicas");
    }

    @Test
    void a_table_red_for_good_needs_an_override_that_names_it_and_others_wait_for_their_node() {
        scene.table("doc.gone", "0", GB, data(2));
        scene.down(data(2));
        assertThat(rules(allows(Action.RESTART, data(1)))).contains("WAIT red-table");
        scene.up(data(2));
        assertThat(rules(allows(Action.RESTART, data(1)))).containsExactly("OUTAGE red-table:doc.gone");
    }

    @Test
    void after_a_full_stop_nothing_is_concluded_before_the_tables_are_open() {
        scene.description = "state not recovered / initialized";
        assertThat(rules(allows(Action.RESTART, data(1)))).containsExactly("WAIT recovering");
        scene.known.remove(Part.SHARDS);
        assertThat(texts(allows(Action.RESTART, data(1)))).contains("waits for more data nodes");
    }

    @Test
    void what_never_joined_may_be_taken_down_at_once() {
        scene.everReady = false;
        scene.members.remove("data-2");
        scene.health.put(data(2), new NodeHealth(false, true, "starting", 1));
        assertThat(allows(Action.RESTART, data(2))).isEmpty();
    }

    @Test
    void a_single_node_is_an_outage_and_is_told_so() {
        Scene one = new Scene(0, 1);
        one.table("doc.orders", "0-1", GB, data(0));
        assertThat(rules(one.rules.allows(Action.RESTART, data(0), one.view())))
                .containsExactlyInAnyOrder("OUTAGE single-master", "OUTAGE only-copy");
        one.answered = false;
        assertThat(rules(one.rules.allows(Action.RESTART, data(0), one.view())))
                .containsExactly("WAIT master", "OUTAGE single-master");
    }

    @Test
    void two_nodes_that_were_three_need_both_votes_and_two_that_never_were_only_the_masters() {
        scene.count("data", 2);
        scene.nodes.remove(data(2));
        scene.members.remove("data-2");
        assertThat(rules(allows(Action.RESTART, data(1)))).containsExactly("OUTAGE two-masters");
        Scene two = new Scene(0, 2);
        assertThat(two.rules.allows(Action.RESTART, data(1), two.view())).isEmpty();
        assertThat(rules(two.rules.allows(Action.RESTART, data(0), two.view()))).containsExactly("OUTAGE two-masters");
    }

    @Test
    void dedicated_masters_bear_the_votes_and_data_nodes_none() {
        Scene five = new Scene(3, 2);
        assertThat(five.rules.allows(Action.RESTART, data(1), five.view())).isEmpty();
        assertThat(five.rules.allows(Action.RESTART, master(1), five.view())).isEmpty();
        five.down(master(2));
        assertThat(rules(five.rules.allows(Action.RESTART, master(1), five.view())))
                .contains("WAIT master-majority");
        assertThat(rules(five.rules.allows(Action.RESTART, data(1), five.view())))
                .containsExactly("WAIT nodes-missing");
    }

    @Test
    void a_node_is_replaced_only_down_unseen_and_never_with_what_may_be_a_last_copy() {
        scene.table("doc.orders", "1", GB, data(0), data(2));
        scene.table("doc.single", "0", GB, data(2));
        assertThat(rules(allows(Action.REPLACE, data(2)))).containsExactly("WAIT still-alive");
        scene.down(data(2));
        assertThat(rules(allows(Action.REPLACE, data(2)))).containsExactly("REFUSAL only-copy");
        assertThat(texts(allows(Action.REPLACE, data(2))))
                .contains("doc.single")
                .doesNotContain("doc.orders");
        scene.shards.removeIf(shard -> shard.table().equals("doc.single"));
        scene.unassigned.removeIf(one -> one.table().equals("doc.single"));
        assertThat(allows(Action.REPLACE, data(2))).isEmpty();
        scene.health.put(data(2), new NodeHealth(false, true, "answers", 1));
        assertThat(rules(allows(Action.REPLACE, data(2)))).containsExactly("WAIT still-alive");
    }

    @Test
    void a_replacement_never_costs_the_majority() {
        scene.down(data(2));
        scene.down(data(1));
        scene.master = java.util.Optional.of("data-0");
        assertThat(rules(allows(Action.REPLACE, data(2)))).contains("WAIT master-majority");
    }

    @Test
    void a_removal_needs_nodes_for_all_replicas_and_names_the_tables() {
        scene.count("data", 2);
        scene.table("doc.wide", "2", GB, data(0), data(1), data(2));
        scene.table("doc.orders", "1", GB, data(0), data(2));
        scene.table("doc.range", "0-2", GB, data(0), data(1), data(2));
        assertThat(rules(allows(Action.REMOVE, data(2)))).containsExactly("REFUSAL replicas-fit");
        assertThat(texts(allows(Action.REMOVE, data(2))))
                .contains("doc.wide (2 replicas)")
                .doesNotContain("doc.orders")
                .doesNotContain("doc.range");
    }

    @Test
    void a_removal_needs_room_below_the_low_watermark() {
        scene.count("data", 2);
        scene.table("doc.big", "0", 140 * GB, data(2));
        assertThat(rules(allows(Action.REMOVE, data(2)))).containsExactly("REFUSAL disk-room");
        assertThat(texts(allows(Action.REMOVE, data(2)))).contains("140.0 GB").contains("130.0 GB");
        scene.settings.put(DiskRoom.LOW, "1gb");
        assertThat(texts(allows(Action.REMOVE, data(2)))).contains("a single shard of data-2 has 140.0 GB");
        scene.members.replaceAll((name, member) -> Scene.member("6.4.3", "", 400 * GB, 300 * GB));
        assertThat(allows(Action.REMOVE, data(2))).isEmpty();
    }

    @Test
    void room_is_counted_in_each_zone_where_copies_are_spread_over_zones() {
        Scene zoned = new Scene(0, 4);
        zoned.count("data", 3);
        zoned.settings.put("cluster.routing.allocation.awareness.attributes", "zone");
        for (int i = 0; i < 4; i++) {
            zoned.members.put(
                    "data-" + i, Scene.member("6.4.3", i % 2 == 0 ? "a" : "b", 100 * GB, i == 1 ? 20 * GB : 90 * GB));
        }
        zoned.table("doc.orders", "1", 40 * GB, data(3), data(2));
        assertThat(texts(zoned.rules.allows(Action.REMOVE, data(3), zoned.view())))
                .contains("data-3 holds 40.0 GB in zone b, but below the low watermark the other nodes in zone b have"
                        + " only 5.0 GB");
        zoned.settings.remove("cluster.routing.allocation.awareness.attributes");
        assertThat(zoned.rules.allows(Action.REMOVE, data(3), zoned.view())).isEmpty();
    }

    @Test
    void rules_that_keep_shards_where_they_are_are_named_with_what_ends_them() {
        scene.count("data", 2);
        TreeMap<String, String> own = new TreeMap<>();
        own.put("routing.allocation.exclude._name", "data-0");
        scene.table("doc.own", "0", own, GB, data(2));
        assertThat(rules(allows(Action.REMOVE, data(2)))).containsExactly("WAIT shards-stay");
        assertThat(texts(allows(Action.REMOVE, data(2))))
                .contains("ALTER TABLE doc.own RESET (\"routing.allocation.exclude._name\")");
        scene.tables.clear();
        scene.shards.clear();
        scene.settings.put("cluster.routing.allocation.enable", "none");
        assertThat(texts(allows(Action.REMOVE, data(2)))).contains("cluster.routing.allocation.enable is 'none'");
        scene.debts.add(new Debt("allocation", "", CrateChores.allocationPrimaries()));
        assertThat(allows(Action.REMOVE, data(2))).isEmpty();
    }

    @Test
    void a_tables_limit_for_each_node_is_counted() {
        scene.count("data", 2);
        TreeMap<String, String> own = new TreeMap<>();
        own.put("routing.allocation.total_shards_per_node", "1");
        scene.table("doc.tight", "2", own, GB, data(0), data(1), data(2));
        scene.tables.put("doc.tight", new CrateDetails.Table(CrateDetails.Colour.GREEN, "0-2", own));
        assertThat(texts(allows(Action.REMOVE, data(2))))
                .contains("table doc.tight has 3 shards and may have only 1 of them on each of 2 nodes");
    }

    @Test
    void a_down_node_is_removed_only_without_last_copies() {
        scene.count("data", 2);
        scene.table("doc.single", "0", GB, data(2));
        scene.down(data(2));
        assertThat(rules(allows(Action.REMOVE, data(2)))).containsExactly("REFUSAL only-copy");
    }

    @Test
    void the_last_node_and_the_last_vote_stay() {
        Scene one = new Scene(0, 1);
        one.count("data", 0);
        assertThat(rules(one.rules.allows(Action.REMOVE, data(0), one.view())))
                .containsExactlyInAnyOrder("REFUSAL last-vote", "REFUSAL last-data-node");
        scene.nodes.remove(data(2));
        scene.members.remove("data-2");
        scene.count("data", 1);
        assertThat(rules(allows(Action.REMOVE, data(1)))).containsExactly("OUTAGE last-vote");
        assertThat(texts(allows(Action.REMOVE, data(1)))).contains("data-1 and data-0 are both stopped");
        scene.down(data(1));
        assertThat(rules(allows(Action.REMOVE, data(1))))
                .as("with one of them lost already nobody can go on without being told so")
                .contains("REFUSAL last-vote");
    }

    @Test
    void of_two_that_never_were_three_the_one_without_the_vote_may_go() {
        Scene two = new Scene(0, 2);
        two.count("data", 1);
        assertThat(two.rules.allows(Action.REMOVE, data(1), two.view())).isEmpty();
        two.master = java.util.Optional.of("data-1");
        assertThat(rules(two.rules.allows(Action.REMOVE, data(1), two.view()))).containsExactly("OUTAGE last-vote");
    }

    @Test
    void from_five_to_three_one_goes_after_the_other() {
        Scene five = new Scene(0, 5);
        five.count("data", 3);
        assertThat(five.rules.allows(Action.REMOVE, data(4), five.view())).isEmpty();
        five.down(data(2));
        five.master = java.util.Optional.of("data-0");
        assertThat(rules(five.rules.allows(Action.REMOVE, data(4), five.view())))
                .contains("WAIT nodes-missing");
    }

    @Test
    void at_the_first_start_all_first_masters_must_have_a_place() {
        scene.everReady = false;
        for (int i = 0; i < 3; i++) {
            scene.put(data(i), false, false, 0, 1, "");
        }
        assertThat(allows(Action.START, data(0))).isEmpty();
        scene.nodes.remove(data(2));
        assertThat(rules(allows(Action.START, data(0)))).containsExactly("WAIT first-masters");
        assertThat(texts(allows(Action.START, data(0)))).contains("data-2 must have a place first");
        scene.everReady = true;
        assertThat(allows(Action.START, data(0))).isEmpty();
    }
}
