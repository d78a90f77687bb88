package dev.holdfast.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.api.wire.EventInfo;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A second data centre joins a ring that is written to, and gets its data by itself, on both its nodes at once. The scheduler is killed in the
 * midst of it: each node rebuilds once, by its own log.
 */
@Tag("real")
@Tag("long")
class CassandraTwoCentresTest {

    private static final String NETWORK = "127.0.82";
    private static final String FIRST = "east";
    private static final String SECOND = "west";
    private static final int PER_SECOND = 100;
    private static final int ROWS = 2_000;
    private static final List<String> BOTH = List.of("node-0", "node-1");
    private static final Duration FIRST_START = Duration.ofMinutes(8);
    private static final Duration SOON = Duration.ofMinutes(6);

    @Test
    void aDataCentreGetsItsDataOnceThoughTheSchedulerIsKilledMeanwhile() throws Exception {
        try (RealHouse house = new RealHouse(NETWORK, FIRST)) {
            house.startMesos(IntStream.range(0, 4).toArray());
            house.startScheduler();
            house.done(house.apply(spec(FIRST, "dc: dc1")), FIRST_START);
            List<String> seeds = house.cluster().nodes().stream()
                    .map(ClusterSight.NodeSight::address)
                    .toList();
            try (CassandraWorkload load = new CassandraWorkload(house.endpoints("node", "native"), "dc1", PER_SECOND)) {
                load.start();
                Awaitility.await("rows").atMost(SOON).until(() -> load.ledger().acknowledged() > ROWS);
                house.watch(SECOND);
                house.done(
                        house.apply(spec(
                                SECOND,
                                "dc: dc2, ring: " + FIRST + ", rebuilds-at-once: '2', remote-seeds: '"
                                        + String.join(",", seeds) + "'")),
                        FIRST_START);
                rebuild(house);
                load.stop();
                RowLedger.Balance balance = load.readBack();
                System.out.println(balance.acknowledged() + " rows acknowledged, "
                        + balance.missing().size() + " of them missing; longest time without a write "
                        + balance.worstMillis() + " ms");
                assertThat(balance.missing()).isEmpty();
            } catch (RuntimeException | AssertionError failure) {
                house.keep();
                throw failure;
            }
        }
    }

    private static void rebuild(RealHouse house) throws IOException {
        long plan = house.accepted(house.say("run " + SECOND + " replicate to=dc2=2"));
        house.await("plan " + plan, SOON, sight -> sight.plan().number() >= plan);
        Awaitility.await("a rebuild under way, by a node's own log")
                .atMost(SOON)
                .until(() ->
                        BOTH.stream().anyMatch(node -> !rebuilds(house, node).isEmpty()));
        house.kill("scheduler");
        house.startScheduler();
        Awaitility.await("both have their data")
                .atMost(SOON)
                .until(() -> house.cluster().isReady()
                        && told(house).contains("rebuild beside node-0 is done")
                        && told(house).contains("rebuild beside node-1 is done"));
        assertThat(told(house)).contains("by itself: rebuild dc2 from dc1");
        BOTH.forEach(node -> assertThat(rebuilds(house, node))
                .as("rebuilds of " + node + ", by its own log")
                .doesNotHaveDuplicates()
                .anyMatch(words -> words.startsWith("dc1")));
    }

    private static List<String> rebuilds(RealHouse house, String node) {
        return NodeLogs.all(house, node, NodeLogs.REBUILD);
    }

    private static String told(RealHouse house) {
        return String.join("\n", house.events().stream().map(EventInfo::text).toList());
    }

    private static String spec(String name, String options) {
        return "name: " + name + "\npackage: cassandra\nversion: 5.0.9\noptions: {" + options
                + "}\ngroups:\n  node:\n    count: 2\n    memory: 1024\n    heap: 384\n";
    }
}
