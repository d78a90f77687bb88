package dev.holdfast.database.crate;

import static dev.holdfast.database.crate.Scene.GB;
import static dev.holdfast.database.crate.Scene.data;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Gauge;
import dev.holdfast.database.crate.CrateDetails.Check;
import dev.holdfast.database.crate.CrateDetails.Part;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CrateGaugesTest {

    private final Scene scene = new Scene(0, 3);

    private List<String> said() {
        return scene.details().gauges().stream()
                .map(gauge -> gauge.name() + gauge.labels() + " " + (long) gauge.value())
                .toList();
    }

    @Test
    void a_cluster_that_is_well() {
        scene.table("doc.orders", "1", GB, data(0), data(1));
        assertThat(said())
                .contains(
                        "crate_master_known{} 1",
                        "crate_missing_shards{} 0",
                        "crate_node_up{node=data-2} 1",
                        "crate_node_disk_free_bytes{node=data-0} " + 80 * GB,
                        "crate_health{colour=green} 1",
                        "crate_health{colour=red} 0",
                        "crate_tables{colour=green} 1",
                        "crate_failed_checks{} 0",
                        "crate_snapshots_running{} 0");
    }

    @Test
    void without_a_master_that_is_a_number_too() {
        scene.master = Optional.empty();
        assertThat(said()).contains("crate_master_known{} 0");
    }

    @Test
    void what_was_not_answered_has_no_number_rather_than_a_zero() {
        scene.known.remove(Part.SHARDS);
        scene.known.remove(Part.CHECKS);
        scene.known.remove(Part.MEMBERS);
        assertThat(said())
                .noneMatch(line -> line.startsWith("crate_shards"))
                .noneMatch(line -> line.startsWith("crate_node"))
                .noneMatch(line -> line.startsWith("crate_failed_checks"));
        assertThat(CrateDetails.nothing().gauges()).isEmpty();
    }

    @Test
    void only_checks_that_nobody_acknowledged_count() {
        scene.checks.add(new Check("data-1", 7, 3, "flood", false));
        scene.checks.add(new Check("data-1", 1, 1, "expected nodes", true));
        assertThat(said()).contains("crate_failed_checks{} 1");
    }

    @Test
    void no_number_is_there_twice() {
        scene.table("doc.orders", "1", GB, data(0), data(1));
        scene.table("doc.lines", "1", GB, data(1), data(2));
        Set<String> keys = new HashSet<>();
        for (Gauge gauge : scene.details().gauges()) {
            assertThat(keys.add(gauge.name() + gauge.labels()))
                    .as(gauge.name() + gauge.labels())
                    .isTrue();
        }
    }
}
