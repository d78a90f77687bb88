package dev.holdfast.database.crate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Upkeep;
import dev.holdfast.database.crate.CrateDetails.Check;
import dev.holdfast.database.crate.CrateDetails.Part;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A second try of shards that CrateDB gave up. */
final class CrateUpkeepTest {

    private static final String GIVEN_UP =
            "cannot allocate because allocation is not permitted to any of the nodes: shard has exceeded the maximum number of retries [5]"
                    + " on failed allocation attempts";

    private final Scene scene = new Scene(0, 3);

    private List<Upkeep> upkeep() {
        return scene.rules.upkeep(scene.view());
    }

    @Test
    void nothing_is_done_by_itself_while_all_is_well() {
        scene.table("doc.orders", "1", Scene.GB, Scene.data(0), Scene.data(1));
        assertThat(upkeep()).isEmpty();
    }

    @Test
    void a_copy_that_only_waits_is_left_alone() {
        scene.table("doc.orders", "1", Scene.GB, Scene.data(0), Scene.data(1));
        scene.lacks("doc.orders", "cannot allocate because the cluster is still waiting 56.6s for the departed node");
        assertThat(upkeep()).isEmpty();
    }

    @Test
    void what_crate_gave_up_is_tried_again_and_named() {
        scene.table("doc.orders", "1", Scene.GB, Scene.data(0), Scene.data(1));
        scene.lacks("doc.orders", GIVEN_UP);
        Upkeep retry = upkeep().get(0);
        assertThat(retry.chore().name()).isEqualTo(CrateChores.RETRY_FAILED);
        assertThat(retry.title()).isEqualTo("try again to place 1 shard of table doc.orders");
        assertThat(retry.apart()).hasMinutes(5);
    }

    @Test
    void it_is_another_cause_only_when_something_has_changed() {
        scene.table("doc.orders", "1", Scene.GB, Scene.data(0), Scene.data(1));
        scene.table("doc.lines", "1", Scene.GB, Scene.data(0), Scene.data(1));
        scene.lacks("doc.orders", GIVEN_UP);
        String cause = upkeep().get(0).cause();
        assertThat(upkeep().get(0).cause()).isEqualTo(cause);
        scene.checks.add(new Check("", 3, 2, "tables to recreate", false));
        assertThat(upkeep().get(0).cause()).isEqualTo(cause);

        scene.checks.add(new Check("data-1", 6, 2, "low watermark", false));
        String full = upkeep().get(0).cause();
        assertThat(full).isNotEqualTo(cause);

        scene.lacks("doc.lines", GIVEN_UP);
        String more = upkeep().get(0).cause();
        assertThat(more).isNotEqualTo(full);

        scene.put(Scene.data(2), true, true, 2, 1, "");
        assertThat(upkeep().get(0).cause()).isNotEqualTo(more);
    }

    @Test
    void nothing_is_concluded_from_what_was_not_answered() {
        scene.table("doc.orders", "1", Scene.GB, Scene.data(0), Scene.data(1));
        scene.lacks("doc.orders", GIVEN_UP);
        scene.known.remove(Part.UNASSIGNED);
        assertThat(upkeep()).isEmpty();
    }
}
