package dev.holdfast.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.real.ClusterSight.NodeSight;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The life of one cluster of CrateDB, one chapter after the other: each begins where the one before left it, with the same rows in
 * it. What cannot be done is said, with its reason, and nothing is changed behind it.
 */
@Tag("real")
@Tag("long")
@ParameterizedClass(name = "{0}")
@ValueSource(strings = {CrateLifeTest.MODEL, CrateLifeTest.REAL})
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CrateLifeTest {

    static final String MODEL = "the model";
    static final String REAL = "the real CrateDB";

    private static final String CLUSTER = "c2";
    private static final int ROWS = 3_000;
    private static final int LAST_AGENT = 3;

    private static final Duration FIRST_START = Duration.ofMinutes(4);
    private static final Duration ONE_NODE = Duration.ofMinutes(2);
    private static final Duration ALL_NODES = Duration.ofMinutes(4);
    private static final Duration A_LOOK = Duration.ofSeconds(60);

    @TempDir
    private static Path directory = Path.of("");

    private static Optional<RealHouse> open = Optional.empty();
    private static Optional<CrateReleases> known = Optional.empty();

    private final CrateSql sql = new CrateSql();
    private final RealHouse house = open.orElseThrow();
    private final CrateReleases releases = known.orElseThrow();
    private final boolean isModel;

    CrateLifeTest(String kind) {
        isModel = kind.equals(MODEL);
    }

    @BeforeParameterizedClassInvocation
    static void open(String kind) throws IOException {
        CrateReleases releases =
                kind.equals(MODEL) ? CrateReleases.ofModel(directory) : CrateReleases.ofDistributions();
        known = Optional.of(releases);
        RealHouse house = new RealHouse("127.0.54", CLUSTER);
        open = Optional.of(house);
        startMachines(house);
        house.done(house.apply(releases.spec(CLUSTER, releases.older(), 3)), FIRST_START);
        CrateSql sql = new CrateSql();
        String endpoint = house.endpoints("data", "http").get(0);
        CrateWorkload.createTable(sql, endpoint);
        sql.sure(
                endpoint,
                "insert into " + CrateWorkload.TABLE + " (id, writer) (select g, 'first' from generate_series(1, "
                        + ROWS + ") g)");
    }

    /** Each but the first is a process of its own, so that it can be lost. */
    private static void startMachines(RealHouse house) throws IOException {
        house.startMesos(List.of("-D" + MesosProcess.AGENT_TIMEOUT + "=15"), 0);
        for (int agent = 1; agent <= LAST_AGENT; agent++) {
            house.startAgent(agent);
        }
        house.startScheduler();
    }

    @AfterParameterizedClassInvocation
    static void close() throws IOException {
        if (open.isPresent()) {
            open.get().close();
            open = Optional.empty();
        }
    }

    @Test
    @Order(1)
    void after_a_power_loss_the_same_nodes_come_back_on_the_same_volumes_with_all_rows() throws Exception {
        ClusterSight before = house.cluster();
        house.killAll();
        assertThat(house.databases()).as("processes left").isEmpty();
        startMachines(house);
        ClusterSight after = house.await(
                "everybody back",
                ALL_NODES,
                sight -> sight.isReady()
                        && sight.nodes().stream()
                                .allMatch(node -> node.incarnation()
                                        > before.node(node.name()).incarnation()));
        assertThat(after.places()).isEqualTo(before.places());
        everythingIsThere(3);
    }

    @Test
    @Order(2)
    void a_scale_in_below_the_replicas_of_a_table_is_refused_with_its_name() {
        sql.sure(endpoint(), "create table doc.wide (id integer primary key) with (number_of_replicas = 2)");
        house.await(
                "a look that saw it",
                A_LOOK,
                sight -> sight.database().contains("GREEN, 3 nodes")
                        && sight.database().contains("2 tables"));
        String refused = refusedWithoutATrace(releases.spec(CLUSTER, releases.older(), 2));
        assertThat(refused)
                .contains("2 data nodes are too few")
                .contains("doc.wide")
                .contains("number_of_replicas");
        sql.sure(endpoint(), "drop table doc.wide");
    }

    @Test
    @Order(3)
    void an_upgrade_that_the_catalogue_refuses_stops_nobody() {
        assertThat(refusedWithoutATrace(releases.spec(CLUSTER, "6.3.7", 3)))
                .contains("version")
                .contains("6.3.7");
        assertThat(refusedWithoutATrace(
                        releases.spec(CLUSTER, releases.newer(), 3, "gateway.auto_import_dangling_indices: true")))
                .contains("gateway.auto_import_dangling_indices");
    }

    @Test
    @Order(4)
    void a_drain_that_a_tables_own_rule_blocks_names_both_and_cancel_restores_allocation() {
        house.done(house.apply(releases.spec(CLUSTER, releases.older(), 4)), ONE_NODE);
        sql.sure(
                endpoint(),
                "create table doc.pinned (id integer primary key) clustered into 2 shards with (number_of_replicas ="
                        + " 0)");
        everythingIsThere(4);
        long plan = house.accepted(house.apply(releases.spec(CLUSTER, releases.older(), 3)));
        Awaitility.await("the drain has begun")
                .atMost(ONE_NODE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> excluded().equals("data-3"));
        sql.sure(endpoint(), "alter table doc.pinned set (\"routing.allocation.require._name\" = 'data-3')");
        String why = awaitWhy("table doc.pinned has its own rule");
        assertThat(why)
                .contains("remove data-3 waits for exclude: ")
                .contains("left on data-3")
                .contains("routing.allocation.require._name")
                .contains("ALTER TABLE");
        ClusterSight held = house.cluster();
        assertThat(held.plan().number()).isEqualTo(plan);
        assertThat(held.node("data-3").isReady()).as("data-3 serves on").isTrue();

        house.say("cancel " + CLUSTER);
        ClusterSight after = house.await(
                "turned back",
                ONE_NODE,
                sight -> sight.isReady()
                        && sight.debts().isEmpty()
                        && sight.nodes().size() == 4);
        assertThat(after.nodes()).allMatch(NodeSight::isReady);
        assertThat(excluded()).isEmpty();
        everythingIsThere(4);

        sql.sure(endpoint(), "alter table doc.pinned reset (\"routing.allocation.require._name\")");
        house.done(house.apply(releases.spec(CLUSTER, releases.older(), 3)), ALL_NODES);
        sql.sure(endpoint(), "drop table doc.pinned");
        everythingIsThere(3);
    }

    @Test
    @Order(5)
    void a_lost_quorum_is_explained_and_nothing_is_replaced_for_it() throws Exception {
        ClusterSight before = house.cluster();
        List<Integer> lost = IntStream.rangeClosed(1, LAST_AGENT)
                .filter(agent ->
                        before.nodes().stream().anyMatch(node -> node.address().equals(house.agentAddress(agent))))
                .limit(2)
                .boxed()
                .toList();
        assertThat(lost).hasSize(2);
        lost.forEach(house::loseAgent);
        assertThat(awaitWhy("no master is elected"))
                .contains("start the nodes that are down")
                .contains("holdfast recover");
        assertThat(house.say("recover " + CLUSTER))
                .as("their disks are not known to be lost")
                .startsWith("refused");
        String gone = before.nodes().stream()
                .filter(node -> node.address().equals(house.agentAddress(lost.get(0))))
                .findFirst()
                .orElseThrow()
                .name();
        String answer = house.say("replace " + CLUSTER + " " + gone);
        if (answer.startsWith("accepted ")) {
            assertThat(awaitWhy("replace")).contains("master");
            house.say("cancel " + CLUSTER);
        }
        assertThat(house.cluster().places()).as("nobody is moved or replaced").isEqualTo(before.places());

        for (int agent : lost) {
            house.startAgent(agent);
        }
        ClusterSight after = house.await("everybody back", ALL_NODES, ClusterSight::isReady);
        assertThat(after.places()).isEqualTo(before.places());
        everythingIsThere(3);
    }

    @Test
    @Order(6)
    void a_disk_above_the_high_watermark_is_named_and_nobody_is_touched() throws Exception {
        ClusterSight before = house.cluster();
        List<Path> made = new ArrayList<>();
        if (isModel) {
            for (String node : List.of("data-0", "data-1")) {
                Path disk = house.volume(before.node(node)).resolve("data").resolve("model-disk.json");
                made.add(Files.writeString(disk, "{\"size\": 100000000000, \"used\": 93000000000}"));
            }
        } else {
            // All nodes of this machine have one disk, and that has less than this left.
            sql.sure(
                    endpoint(),
                    "set global transient \"cluster.info.update.interval\" = '10s',"
                            + " \"cluster.routing.allocation.disk.watermark.low\" = '3000gb',"
                            + " \"cluster.routing.allocation.disk.watermark.high\" = '2000gb',"
                            + " \"cluster.routing.allocation.disk.watermark.flood_stage\" = '1mb'");
        }
        assertThat(awaitWhy("above the high watermark"))
                .contains("data-0")
                .contains("data-1")
                .contains("add nodes or larger disks");
        String refused = refusedWithoutATrace(releases.spec(CLUSTER, releases.older(), 2));
        assertThat(refused).contains("low watermark");
        for (Path disk : made) {
            Files.delete(disk);
        }
        if (!isModel) {
            sql.sure(
                    endpoint(),
                    "reset global \"cluster.info.update.interval\", \"cluster.routing.allocation.disk.watermark.low\","
                            + " \"cluster.routing.allocation.disk.watermark.high\","
                            + " \"cluster.routing.allocation.disk.watermark.flood_stage\"");
        }
        Awaitility.await("nothing more to say")
                .atMost(A_LOOK)
                .until(() -> !house.why().contains("watermark"));
        assertThat(RealHouse.incarnations(house.cluster())).isEqualTo(RealHouse.incarnations(before));
        everythingIsThere(3);
    }

    @Test
    @Order(7)
    void a_cluster_is_stopped_and_started_with_its_rows_and_uninstalled_without_a_trace() throws Exception {
        ClusterSight before = house.cluster();
        long plan = house.accepted(house.say("stop " + CLUSTER));
        house.await(
                "everything is stopped",
                ONE_NODE,
                sight -> sight.plan().number() == plan
                        && sight.plan().status().equals("DONE")
                        && sight.nodes().stream().allMatch(node -> node.state().equals("stopped")));
        assertThat(house.databases()).as("processes left").isEmpty();
        house.done(house.say("start " + CLUSTER), ALL_NODES);
        assertThat(house.cluster().places()).isEqualTo(before.places());
        everythingIsThere(3);

        house.say("uninstall " + CLUSTER);
        house.await("nothing is left", ONE_NODE, sight -> sight.nodes().isEmpty());
        assertThat(house.databases()).as("processes left").isEmpty();
    }

    /** The answer; the target, the nodes and their processes are what they were. */
    private String refusedWithoutATrace(String spec) {
        ClusterSight before = house.cluster();
        String answer = house.apply(spec);
        assertThat(answer).startsWith("refused ");
        ClusterSight after = house.cluster();
        assertThat(after.target()).isEqualTo(before.target());
        assertThat(after.plan().number()).isEqualTo(before.plan().number());
        assertThat(RealHouse.incarnations(after)).isEqualTo(RealHouse.incarnations(before));
        assertThat(after.nodes()).allMatch(NodeSight::isReady);
        return answer;
    }

    private String awaitWhy(String word) {
        return Awaitility.await("why says '" + word + "'")
                .atMost(A_LOOK)
                .pollInterval(Duration.ofMillis(500))
                .until(house::why, text -> text.contains(word));
    }

    private String excluded() {
        return sql.allocation(endpoint()).path("exclude").path("_name").asString();
    }

    private String endpoint() {
        return house.endpoints("data", "http").get(0);
    }

    /** GREEN with so many nodes, and every row once. */
    private void everythingIsThere(int nodes) {
        TreeMap<String, String> expected = new TreeMap<>();
        IntStream.range(0, nodes).forEach(node -> expected.put("data-" + node, releases.older()));
        Awaitility.await("GREEN with " + nodes + " nodes")
                .atMost(ONE_NODE)
                .until(() -> sql.versions(endpoint()).equals(expected)
                        && sql.column(endpoint(), "select health from sys.cluster_health")
                                .equals(List.of("GREEN")));
        sql.sure(endpoint(), "refresh table " + CrateWorkload.TABLE);
        assertThat(sql.column(endpoint(), "select id from " + CrateWorkload.TABLE + " limit " + 2 * ROWS))
                .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, ROWS)
                        .mapToObj(Integer::toString)
                        .toList());
    }
}
