package dev.holdfast.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.real.ClusterSight.NodeSight;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From three masters to one and back: a planned stop, accepted by a person, in which the node that stays is killed as well. */
@Tag("real")
class CrateVotesTest {

    private static final String CLUSTER = "v1";
    private static final int ROWS = 500;
    private static final Duration FIRST_START = Duration.ofMinutes(4);
    private static final Duration A_PLAN = Duration.ofMinutes(4);
    private static final Duration A_WAIT = Duration.ofMinutes(2);

    @TempDir
    private Path directory = Path.of("");

    private final CrateSql sql = new CrateSql();

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {CrateLifeTest.MODEL, CrateLifeTest.REAL})
    void one_node_goes_on_alone_with_all_rows_and_the_cluster_grows_again(String kind) throws Exception {
        CrateReleases releases =
                kind.equals(CrateLifeTest.MODEL) ? CrateReleases.ofModel(directory) : CrateReleases.ofDistributions();
        try (RealHouse house = new RealHouse("127.0.69", CLUSTER)) {
            house.startMesos(0, 1, 2);
            house.startScheduler();
            house.done(house.apply(releases.spec(CLUSTER, releases.newer(), 3)), FIRST_START);
            CrateWorkload.createTable(sql, endpoint(house));
            sql.sure(endpoint(house), "alter table " + CrateWorkload.TABLE + " set (number_of_replicas = '0-1')");
            sql.sure(
                    endpoint(house),
                    "insert into " + CrateWorkload.TABLE + " (id, writer) (select g, 'first' from generate_series(1, "
                            + ROWS + ") g)");
            long plan = house.accepted(house.apply(releases.spec(CLUSTER, releases.newer(), 1)));
            String why = Awaitility.await("the stop is asked for")
                    .atMost(A_PLAN)
                    .pollInterval(Duration.ofMillis(500))
                    .until(house::why, text -> text.contains("last-vote"));
            assertThat(why).contains("data-1 and data-0 are both stopped").contains("--accept-outage last-vote");
            allRows(house);
            goOnAlone(house, plan);
            house.done(house.apply(releases.spec(CLUSTER, releases.newer(), 3)), A_PLAN);
            allRows(house);
        }
    }

    /** Its first start is killed while it becomes the only master, or just before or after; and it becomes that once. */
    private void goOnAlone(RealHouse house, long plan) throws IOException {
        int before = house.cluster().node("data-0").incarnation();
        house.accepted(house.say("resume " + CLUSTER + " last-vote"));
        ClusterSight starting = house.await(
                "its start",
                A_WAIT,
                sight -> sight.node("data-0").incarnation() > before
                        && sight.node("data-0").state().equals("running"));
        // Between the tool and CrateDB itself there is no process for a moment.
        Awaitility.await("a process to kill")
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> house.killDatabase(starting.node("data-0")));
        house.await(
                "the plan's end",
                A_PLAN,
                sight -> sight.plan().number() == plan
                        && sight.plan().status().equalsIgnoreCase("done")
                        && sight.nodes().size() == 1);
        NodeSight alone = house.cluster().node("data-0");
        assertThat(alone.incarnation()).isGreaterThan(before + 1);
        assertThat(Files.readAllLines(house.volume(alone).resolve("holdfast-only-master")))
                .first()
                .isEqualTo("data-0/1/" + before);
        assertThat(sql.column(endpoint(house), "select name from sys.nodes")).containsExactly("data-0");
        allRows(house);
    }

    private void allRows(RealHouse house) {
        sql.sure(endpoint(house), "refresh table " + CrateWorkload.TABLE);
        List<String> expected =
                IntStream.rangeClosed(1, ROWS).mapToObj(Integer::toString).toList();
        assertThat(sql.column(endpoint(house), "select id from " + CrateWorkload.TABLE + " limit " + 2 * ROWS))
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    private static String endpoint(RealHouse house) {
        return house.endpoints("data", "http").get(0);
    }
}
