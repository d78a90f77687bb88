package dev.holdfast.database.crate;

import static dev.holdfast.database.crate.Scene.GB;
import static dev.holdfast.database.crate.Scene.data;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Ailment;
import dev.holdfast.database.crate.CrateDetails.Shard;
import dev.holdfast.database.crate.CrateDetails.Table;
import dev.holdfast.database.crate.CrateDetails.Unassigned;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CrateAilmentsTest {

    private final Scene scene = new Scene(0, 3);

    private List<Ailment> ailments() {
        return scene.rules.ailments(scene.view());
    }

    private List<String> rules() {
        return ailments().stream().map(Ailment::rule).toList();
    }

    @Test
    void a_cluster_that_is_well_or_was_never_ready_or_has_no_process_ails_nothing() {
        scene.table("doc.orders", "1", GB, data(0), data(1));
        assertThat(ailments()).isEmpty();
        scene.lacks("doc.orders", "");
        scene.everReady = false;
        assertThat(ailments()).isEmpty();
        scene.everReady = true;
        for (int i = 0; i < 3; i++) {
            scene.put(data(i), false, true, 1, 1, "");
        }
        assertThat(ailments()).isEmpty();
    }

    @Test
    void a_lost_quorum_is_counted_names_who_is_down_and_says_what_brings_it_back() {
        scene.down(data(1));
        scene.down(data(2));
        scene.master = Optional.empty();
        assertThat(rules()).containsExactly("quorum");
        assertThat(ailments().get(0).text())
                .isEqualTo(
                        "no master is elected, so nothing can be written: 1 of 3 nodes that may be master run, and 2 must"
                                + " find each other; data-1, data-2 are down");
        assertThat(ailments().get(0).remedy())
                .startsWith("bring them back (holdfast start shop): while the disks are there nothing is lost.")
                .contains("If their disks are lost for good: holdfast recover shop --preview");
    }

    @Test
    void a_majority_that_runs_and_finds_no_master_is_another_matter() {
        scene.master = Optional.empty();
        assertThat(ailments().get(0).text()).contains("3 of 3 nodes").doesNotContain("down");
        assertThat(ailments().get(0).remedy()).contains("reach each other").doesNotContain("holdfast recover");
        scene.health.put(data(1), new dev.holdfast.database.Observation.NodeHealth(false, false, "starting", 0));
        assertThat(ailments().get(0).text()).endsWith("; data-1 does not answer yet");
    }

    @Test
    void missing_replicas_come_with_crates_reason_and_those_that_cannot_be_with_what_to_do() {
        scene.table("doc.orders", "1", GB, data(0), data(2));
        scene.table("doc.wide", "3", GB, data(0), data(1));
        scene.lacks("doc.wide", "");
        scene.down(data(2));
        assertThat(rules()).containsExactly("replicas", "replicas-fit");
        assertThat(ailments().get(0).text())
                .isEqualTo("replicas are missing of table doc.orders (still waiting for the departed node)");
        assertThat(ailments().get(0).remedy()).contains("made elsewhere");
        assertThat(ailments().get(1).text())
                .isEqualTo("table doc.wide asks for more replicas than 2 data nodes can hold");
    }

    @Test
    void what_is_being_made_and_what_failed_too_often_are_told_apart() {
        scene.table("doc.orders", "1", GB, data(0));
        scene.shards.add(new Shard("doc.orders", "", 0, false, "INITIALIZING", "data-1", "", 0, ""));
        assertThat(ailments())
                .containsExactly(new Ailment("recovering", "1 copy of table doc.orders is being made", ""));
        scene.table("doc.bad", "1", GB, data(0), data(1));
        scene.lacks("doc.bad", "");
        scene.unassigned.add(new Unassigned(
                "doc.bad", "", 0, false, "", List.of("shard has exceeded the maximum number of retries [5]")));
        assertThat(rules()).containsExactly("replicas", "failed-shards", "recovering");
        assertThat(ailments().get(1).remedy()).contains("REROUTE RETRY FAILED");
    }

    @Test
    void red_comes_first_and_read_only_tables_and_full_disks_are_named() {
        scene.table("doc.single", "0", GB, data(2));
        scene.down(data(2));
        TreeMap<String, String> blocked = new TreeMap<>();
        blocked.put("blocks.read_only_allow_delete", "true");
        scene.tables.put("doc.full", new Table(CrateDetails.Colour.GREEN, "0", blocked));
        scene.checks.add(new CrateDetails.Check("data-1", 7, 3, "flood", false));
        assertThat(rules()).containsExactly("red-table", "read-only", "disk-flood");
        assertThat(ailments().get(1).text()).isEqualTo("table doc.full is read-only since a disk was full");
    }

    @Test
    void a_node_that_runs_outside_the_cluster_and_a_cluster_that_says_nothing_are_named() {
        scene.members.remove("data-1");
        assertThat(ailments().get(0).text()).isEqualTo("data-1 runs, but is not in the cluster");
        scene.answered = false;
        assertThat(rules()).containsExactly("answer");
    }

    @Test
    void before_the_tables_are_open_that_is_all_there_is_to_say() {
        scene.description = "state not recovered / initialized";
        assertThat(rules()).containsExactly("recovering");
        assertThat(ailments().get(0).remedy()).contains("holdfast start shop");
    }

    @Test
    void certificates_that_end_within_a_month_are_named_with_what_makes_new_ones() {
        scene.certificates.put("data-0", Scene.NOW.plus(java.time.Duration.ofDays(31)));
        assertThat(rules()).isEmpty();
        scene.certificates.put("data-1", Scene.NOW.plus(java.time.Duration.ofDays(12)));
        scene.options("tls", "generated");
        assertThat(rules()).containsExactly("certificates");
        assertThat(ailments().get(0).text())
                .startsWith("the certificates of data-1 end, the first on 2026-12-03, in 12 days");
        assertThat(ailments().get(0).remedy()).contains("holdfast restart shop").contains("secrets/shop-ca");
        scene.options("tls", "files");
        assertThat(ailments().get(0).remedy()).startsWith("put new ones in their place on the agents");
        scene.certificates.put("data-1", Scene.NOW.minusSeconds(1));
        assertThat(ailments().get(0).text()).contains("in 0 days");
    }

    @Test
    void what_keeps_shards_off_nodes_and_no_plan_of_ours_set_is_told_with_what_takes_it_out() {
        scene.settings.put(CrateChores.ALLOCATION, "primaries");
        scene.settings.put(CrateChores.EXCLUDE_NAME, "theirs,data-1,data-7");
        assertThat(rules()).containsExactly("allocation", "excluded");
        assertThat(ailments().get(0).text()).endsWith("and no plan of Holdfast's set it");
        assertThat(ailments().get(0).remedy())
                .isEqualTo("if nobody wants that: RESET GLOBAL \"cluster.routing.allocation.enable\"");
        assertThat(ailments().get(1).text())
                .isEqualTo("data-1, data-7 get no shards: cluster.routing.allocation.exclude._name says so, and no plan"
                        + " of Holdfast's set it");
        assertThat(ailments().get(1).remedy())
                .endsWith("; SET GLOBAL PERSISTENT \"cluster.routing.allocation.exclude._name\" = 'theirs'");

        Sight sight = new Sight(scene.view());
        scene.debts.add(CrateChores.allocationDebt(sight, sight.ruled().orElseThrow()));
        scene.debts.add(CrateChores.excludeDebt(data(1), sight));
        scene.debts.add(CrateChores.excludeDebt(data(7), sight));
        assertThat(rules()).containsExactly("allocation");
        assertThat(ailments().get(0).text()).doesNotContain("no plan");
    }
}
