package dev.holdfast.database.crate;

import static dev.holdfast.database.crate.Scene.GB;
import static dev.holdfast.database.crate.Scene.data;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.crate.CrateDetails.Check;
import dev.holdfast.database.crate.CrateDetails.Colour;
import dev.holdfast.database.crate.CrateDetails.Table;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CrateHealTest {

    private final Scene scene = new Scene(0, 3);

    @Test
    void nothing_is_said_of_a_cluster_that_is_well_or_did_not_answer() {
        scene.table("doc.orders", "1", GB, data(0), data(1));
        assertThat(CrateHeal.lines(scene.details())).isEmpty();
        assertThat(CrateHeal.lines(CrateDetails.nothing())).isEmpty();
    }

    @Test
    void a_lost_quorum_is_explained_alone_since_all_else_is_of_the_past() {
        scene.table("doc.single", "0", GB, data(2));
        scene.down(data(2));
        scene.master = Optional.empty();
        assertThat(CrateHeal.lines(scene.details()))
                .singleElement()
                .asString()
                .contains("no master is elected")
                .contains("holdfast recover");
    }

    @Test
    void lost_shards_come_first_then_replicas_with_crates_reason() {
        scene.table("doc.orders", "1", GB, data(0), data(2));
        scene.table("doc.single", "0", GB, data(2));
        scene.down(data(2));
        assertThat(CrateHeal.lines(scene.details()))
                .containsExactly(
                        "table doc.single has shards without any copy: bring back the node that held them, or restore from a"
                                + " snapshot",
                        "replicas are missing of table doc.orders (still waiting for the departed node)");
    }

    @Test
    void full_disks_and_what_they_did_are_named_with_what_to_do() {
        TreeMap<String, String> blocked = new TreeMap<>();
        blocked.put("blocks.read_only_allow_delete", "true");
        scene.tables.put("doc.full", new Table(Colour.GREEN, "1", blocked));
        scene.checks.add(new Check("data-1", 7, 3, "flood", false));
        scene.checks.add(new Check("data-1", 6, 3, "low", false));
        assertThat(CrateHeal.lines(scene.details()))
                .anyMatch(line -> line.startsWith("table doc.full is read-only since a disk was full"))
                .anyMatch(line -> line.startsWith("the disk of data-1 is above the flood watermark"))
                .anyMatch(line -> line.startsWith("the disk of data-1 is above the low watermark"));
    }

    @Test
    void a_restricted_allocation_is_named() {
        scene.settings.put(CrateChores.ALLOCATION, "none");
        assertThat(CrateHeal.lines(scene.details())).singleElement().asString().contains("is 'none'");
    }
}
