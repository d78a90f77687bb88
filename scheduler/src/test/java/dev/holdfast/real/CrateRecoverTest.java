package dev.holdfast.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.real.ClusterSight.NodeSight;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two of three dedicated masters lose their disks for good; a person lets the cluster begin anew, while the scheduler is killed twice. */
@Tag("real")
@Tag("long")
class CrateRecoverTest {

    private static final String CLUSTER = "r1";
    private static final int ROWS = 500;
    private static final Duration FIRST_START = Duration.ofMinutes(4);
    private static final Duration A_PLAN = Duration.ofMinutes(4);
    private static final Duration A_WAIT = Duration.ofMinutes(2);

    @TempDir
    private Path directory = Path.of("");

    private final CrateSql sql = new CrateSql();

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {CrateLifeTest.MODEL, CrateLifeTest.REAL})
    void what_is_left_begins_anew_with_all_its_rows_and_the_lost_masters_get_new_disks(String kind) throws Exception {
        CrateReleases releases =
                kind.equals(CrateLifeTest.MODEL) ? CrateReleases.ofModel(directory) : CrateReleases.ofDistributions();
        try (RealHouse house = new RealHouse("127.0.59", CLUSTER)) {
            house.startMesos(0, 1, 2, 3, 4);
            house.startScheduler();
            String spec = releases.spec(CLUSTER, releases.newer(), 2)
                    + "  master: {count: 3, cpus: 0.5, memory: 768, heap: 256, disk: 1024}\n";
            house.done(house.apply(spec), FIRST_START);
            CrateWorkload.createTable(sql, endpoint(house));
            sql.sure(endpoint(house), "alter table " + CrateWorkload.TABLE + " set (number_of_replicas = 1)");
            sql.sure(
                    endpoint(house),
                    "insert into " + CrateWorkload.TABLE + " (id, writer) (select g, 'first' from generate_series(1, "
                            + ROWS + ") g)");
            assertThat(house.say("recover " + CLUSTER)).startsWith("refused").contains("is elected master");
            loseDisk(house, "master-0");
            loseDisk(house, "master-2");
            Awaitility.await("the command is named")
                    .atMost(A_WAIT)
                    .pollInterval(Duration.ofMillis(500))
                    .until(house::why, text -> text.contains("holdfast recover " + CLUSTER + " --preview"));
            assertThat(house.say("recover " + CLUSTER)).startsWith("refused").contains("not known to be lost");
            recover(house);
            allRows(house);
        }
    }

    private void recover(RealHouse house) throws IOException {
        List<NodeSight> before = house.cluster().nodes();
        long plan = house.accepted(house.say("recover " + CLUSTER + " master-0 master-2"));
        house.kill("scheduler");
        house.startScheduler();
        int first = house.cluster().node("master-1").incarnation();
        house.await(
                "the start of what it begins from",
                A_WAIT,
                sight -> sight.node("master-1").incarnation() > first || sight.isDone(plan));
        house.kill("scheduler");
        house.startScheduler();
        house.await("the plan's end", A_PLAN, sight -> sight.isDone(plan));
        assertThat(house.cluster().node("master-1").generation()).isEqualTo(1);
        assertThat(house.cluster().node("master-2").generation()).isEqualTo(2);
        for (NodeSight node : before) {
            if (node.name().startsWith("data-")) {
                NodeSight now = house.cluster().node(node.name());
                assertThat(now.generation())
                        .as("the disk of " + node.name() + " stays")
                        .isEqualTo(1);
                assertThat(house.volume(now).resolve("holdfast-detached")).exists();
            }
        }
        assertThat(sql.column(endpoint(house), "select name from sys.nodes"))
                .containsExactlyInAnyOrder("data-0", "data-1", "master-0", "master-1", "master-2");
    }

    /** Its process is killed, and what it kept is gone. */
    private static void loseDisk(RealHouse house, String name) throws IOException {
        NodeSight node = house.cluster().node(name);
        Path volume = house.volume(node);
        house.killDatabase(node);
        try (Stream<Path> all = Files.walk(volume)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                if (!path.equals(volume)) {
                    Files.deleteIfExists(path);
                }
            }
        }
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
