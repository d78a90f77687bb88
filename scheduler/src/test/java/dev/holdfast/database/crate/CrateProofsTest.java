package dev.holdfast.database.crate;

import static dev.holdfast.database.crate.Scene.GB;
import static dev.holdfast.database.crate.Scene.data;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Observation.NodeHealth;
import dev.holdfast.database.Proof;
import dev.holdfast.database.Proof.Answer;
import dev.holdfast.database.crate.CrateDetails.Part;
import dev.holdfast.database.crate.CrateDetails.Shard;
import dev.holdfast.model.NodeId;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CrateProofsTest {

    private final Scene scene = new Scene(0, 3);

    @BeforeEach
    void shrinking() {
        scene.count("data", 2);
        scene.settings.put(CrateChores.EXCLUDE_NAME, "data-2");
    }

    private Proof proof(String claim, NodeId node) {
        return scene.rules.proves(claim, node, scene.view());
    }

    @Test
    void a_node_is_empty_only_by_the_word_of_a_cluster_with_a_master() {
        assertThat(proof(CrateWays.EMPTY, data(2)).isYes()).isTrue();
        scene.master = Optional.empty();
        assertThat(proof(CrateWays.EMPTY, data(2)).answer()).isEqualTo(Answer.UNKNOWN);
        scene.master = Optional.of("data-0");
        scene.known.remove(Part.SHARDS);
        assertThat(proof(CrateWays.EMPTY, data(2)).answer()).isEqualTo(Answer.UNKNOWN);
        scene.answered = false;
        assertThat(proof(CrateWays.EMPTY, data(2)).answer()).isEqualTo(Answer.UNKNOWN);
    }

    @Test
    void no_table_open_is_not_no_shard() {
        scene.description = "state not recovered / initialized";
        for (String claim : new String[] {CrateWays.EMPTY, CrateWays.SPARE, CrateWays.GONE}) {
            scene.members.remove("data-2");
            scene.health.remove(data(2));
            assertThat(proof(claim, data(2)).answer()).as(claim).isEqualTo(Answer.UNKNOWN);
        }
    }

    @Test
    void a_copy_on_its_way_there_counts_and_so_does_an_exclude_that_was_taken_out() {
        scene.shards.add(new Shard("doc.orders", "", 0, true, "RELOCATING", "data-0", "data-2", GB, ""));
        assertThat(proof(CrateWays.EMPTY, data(2)).answer()).isEqualTo(Answer.NO);
        scene.shards.clear();
        scene.settings.remove(CrateChores.EXCLUDE_NAME);
        assertThat(proof(CrateWays.EMPTY, data(2)).text()).contains("data-2 is not excluded");
    }

    @Test
    void what_is_left_is_counted_with_an_estimate_while_it_moves() {
        scene.settings.put("indices.recovery.max_bytes_per_sec", "40mb");
        scene.table("doc.orders", "0", 60 * GB, data(2));
        scene.shards.clear();
        scene.shards.add(new Shard("doc.orders", "", 0, true, "RELOCATING", "data-2", "data-0", 60 * GB, ""));
        assertThat(proof(CrateWays.EMPTY, data(2)).text())
                .isEqualTo("1 shard, 60.0 GB, left on data-2; 1 moving now, at least 23 min to go");
    }

    @Test
    void a_drain_that_cannot_end_names_the_table_and_the_rule() {
        TreeMap<String, String> own = new TreeMap<>();
        own.put("routing.allocation.require._name", "data-2");
        scene.table("doc.own", "0", own, GB, data(2));
        assertThat(proof(CrateWays.EMPTY, data(2)).answer()).isEqualTo(Answer.NEVER);
        assertThat(proof(CrateWays.EMPTY, data(2)).text())
                .contains("table doc.own has its own rule routing.allocation.require._name = 'data-2'");
        scene.tables.clear();
        scene.shards.clear();
        scene.table("doc.wide", "2", GB, data(0), data(1), data(2));
        assertThat(proof(CrateWays.EMPTY, data(2)).text())
                .contains("table doc.wide; too few other nodes for all replicas of doc.wide (2 replicas)");
        scene.tables.clear();
        scene.shards.clear();
        scene.table("doc.big", "0", 140 * GB, data(2));
        assertThat(proof(CrateWays.EMPTY, data(2)).answer()).isEqualTo(Answer.NEVER);
        assertThat(proof(CrateWays.EMPTY, data(2)).text()).contains("below the low watermark");
        scene.tables.clear();
        scene.shards.clear();
        scene.table("doc.small", "0", GB, data(2));
        assertThat(proof(CrateWays.EMPTY, data(2)).answer()).as("not moved yet").isEqualTo(Answer.NO);
    }

    @Test
    void a_stopped_node_is_gone_when_nobody_sees_it_and_no_table_misses_it() {
        scene.table("doc.orders", "1", GB, data(0), data(1));
        assertThat(proof(CrateWays.GONE, data(2)).answer()).isEqualTo(Answer.UNKNOWN);
        scene.down(data(2));
        assertThat(proof(CrateWays.GONE, data(2)).isYes()).isTrue();
        scene.health.put(data(2), new NodeHealth(false, true, "answers", 1));
        assertThat(proof(CrateWays.GONE, data(2)).answer()).isEqualTo(Answer.UNKNOWN);
    }

    @Test
    void a_table_that_lost_a_shard_with_the_node_brings_it_back_but_not_one_that_was_lost_before() {
        scene.table("doc.single", "0", GB, data(2));
        scene.down(data(2));
        assertThat(proof(CrateWays.GONE, data(2)).answer()).isEqualTo(Answer.NO);
        assertThat(proof(CrateWays.GONE, data(2)).text()).contains("doc.single");
        scene.debts.add(CrateChores.excludeDebt(data(2), new Sight(scene.view())));
        assertThat(proof(CrateWays.GONE, data(2)).isYes()).isTrue();
    }

    @Test
    void a_disk_is_spare_only_while_every_shard_has_another_copy() {
        scene.count("data", 3);
        scene.table("doc.orders", "1", GB, data(0), data(2));
        assertThat(proof(CrateWays.SPARE, data(2)).answer()).isEqualTo(Answer.NO);
        scene.down(data(2));
        assertThat(proof(CrateWays.SPARE, data(2)).isYes()).isTrue();
        scene.put(data(0), false, true, 1, 1, "");
        assertThat(proof(CrateWays.SPARE, data(2)).text())
                .contains("data-2 may hold the only copy of shards of table doc.orders");
    }

    @Test
    void what_is_not_known_is_not_claimed() {
        assertThat(proof("virtuous", data(2)).answer()).isEqualTo(Answer.UNKNOWN);
    }
}
