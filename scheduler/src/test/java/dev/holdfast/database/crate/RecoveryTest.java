package dev.holdfast.database.crate;

import static dev.holdfast.database.crate.Scene.GB;
import static dev.holdfast.database.crate.Scene.data;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Action;
import dev.holdfast.database.Proof;
import dev.holdfast.database.Proof.Answer;
import dev.holdfast.database.Stage;
import dev.holdfast.database.crate.CrateDetails.Part;
import dev.holdfast.database.crate.CrateDetails.Shard;
import dev.holdfast.database.crate.CrateDetails.Unassigned;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A step of a node that holds data ends when its copies are back, and does not wait for what cannot be. */
class RecoveryTest {

    private final Scene scene = new Scene(0, 3);

    private Proof proof() {
        return scene.rules.proves(CrateWays.RECOVERED, data(1), scene.view());
    }

    @Test
    void all_is_recovered_when_every_copy_serves() {
        scene.table("doc.orders", "1", GB, data(0), data(1));
        assertThat(proof().answer()).isEqualTo(Answer.YES);
        scene.known.remove(Part.SHARDS);
        assertThat(proof().answer()).isEqualTo(Answer.UNKNOWN);
    }

    @Test
    void copies_that_are_being_made_are_on_their_way_and_named() {
        scene.table("doc.orders", "1", GB, data(0), data(1));
        scene.shards.set(1, new Shard("doc.orders", "", 0, false, "INITIALIZING", "data-1", "", 0, ""));
        assertThat(proof().answer()).isEqualTo(Answer.NO);
        assertThat(proof().text()).isEqualTo("1 copy of table doc.orders is being made");
        scene.table("doc.more", "1", GB, data(0), data(1));
        scene.lacks("doc.more", "no word of why");
        assertThat(proof().text())
                .isEqualTo("1 copy of table doc.orders is being made; no place yet for copies of table doc.more");
    }

    @Test
    void a_replica_with_a_place_that_is_not_made_is_waited_for_with_patience_only() {
        scene.table("doc.orders", "1", GB, data(0), data(1));
        scene.lacks("doc.orders", "the node is above the low watermark");
        assertThat(proof().answer()).isEqualTo(Answer.NEVER);
        assertThat(proof().text())
                .isEqualTo("copies are missing of table doc.orders (the node is above the low watermark)");
    }

    @Test
    void more_replicas_than_nodes_are_not_waited_for_at_all() {
        scene.table("doc.wide", "3", GB, data(0), data(1), data(2));
        scene.shards.add(Scene.shard("doc.wide", 0, false, "UNASSIGNED", "", 0));
        scene.unassigned.add(
                new Unassigned("doc.wide", "", 0, false, "allocation is not permitted to any of the nodes", List.of()));
        assertThat(proof().answer()).isEqualTo(Answer.YES);
    }

    @Test
    void replicas_that_the_user_has_switched_off_are_not_waited_for() {
        scene.table("doc.orders", "1", GB, data(0), data(1));
        scene.lacks("doc.orders", "");
        scene.settings.put(CrateChores.ALLOCATION, "primaries");
        assertThat(proof().answer()).isEqualTo(Answer.YES);
    }

    @Test
    void a_primary_that_no_disk_has_is_lost_and_one_that_is_still_looked_for_is_not() {
        scene.table("doc.gone", "0", GB, data(2));
        scene.down(data(2));
        assertThat(proof().answer()).isEqualTo(Answer.NEVER);
        scene.unassigned.clear();
        scene.unassigned.add(new Unassigned(
                "doc.gone",
                "",
                0,
                true,
                "cannot allocate because a previous copy of the primary shard existed but can no longer be found on the"
                        + " nodes in the cluster",
                List.of()));
        assertThat(proof().answer()).isEqualTo(Answer.YES);
    }

    @Test
    void a_node_that_went_away_again_proves_nothing() {
        scene.down(data(1));
        assertThat(proof().answer()).isEqualTo(Answer.UNKNOWN);
        assertThat(proof().text()).contains("data-1 is not in the cluster");
    }

    @Test
    void a_first_start_and_a_single_data_node_wait_for_no_copies() {
        assertThat(awaits(scene, Action.START)).isTrue();
        scene.everReady = false;
        assertThat(awaits(scene, Action.START)).isFalse();
        Scene one = new Scene(0, 1);
        assertThat(one.rules.stages(Action.RESTART, data(0), one.view())).noneMatch(Stage.Await.class::isInstance);
    }

    private static boolean awaits(Scene scene, Action action) {
        return scene.rules.stages(action, data(1), scene.view()).stream().anyMatch(Stage.Await.class::isInstance);
    }
}
