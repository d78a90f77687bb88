package dev.holdfast.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.api.wire.TargetsInfo;
import dev.holdfast.real.ClusterSight.NodeSight;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** One real cluster's life, one chapter after the other: each begins where the one before left it, with the same records in it. */
@Tag("real")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KafkaLifeTest {

    private static final String TOPIC = "numbers";
    private static final String BULK = "bulk";
    private static final int PARTITIONS = 6;
    private static final int RECORDS = 5_000;

    private static final Duration FIRST_START = Duration.ofMinutes(3);
    private static final Duration ONE_NODE = Duration.ofSeconds(90);
    private static final Duration ALL_NODES = Duration.ofMinutes(3);

    private static Optional<RealHouse> open = Optional.empty();
    private static Optional<Workload> written = Optional.empty();

    @BeforeAll
    static void open() throws Exception {
        RealHouse house = new RealHouse("127.0.51", "k1");
        open = Optional.of(house);
        house.startMesos(0, 1, 2, 3, 4);
        house.startScheduler();
        house.done(house.apply(spec(3, 3, "")), FIRST_START);
        Workload workload = new Workload(Kafka.bootstrap(house), TOPIC, PARTITIONS, RECORDS);
        written = Optional.of(workload);
        try (Kafka kafka = new Kafka(Kafka.bootstrap(house))) {
            kafka.createTopic(TOPIC, PARTITIONS, 2);
        }
        workload.start();
        Awaitility.await("records").atMost(ONE_NODE).until(() -> workload.acknowledged() >= RECORDS);
        workload.stop();
    }

    @AfterAll
    static void close() throws IOException {
        written.ifPresent(Workload::close);
        if (open.isPresent()) {
            open.get().close();
        }
    }

    @Test
    @Order(1)
    void a_broker_is_replaced_behind_its_gates_while_it_runs_and_when_its_disk_is_lost() throws Exception {
        RealHouse house = open.orElseThrow();
        house.done(house.say("replace k1 broker-1"), ALL_NODES);
        assertThat(house.cluster().node("broker-1").generation()).isEqualTo(2);
        try (Kafka kafka = new Kafka(Kafka.bootstrap(house))) {
            Awaitility.await("all copies made anew").atMost(ONE_NODE).until(() -> kafka.smallestIsr(TOPIC) == 3);
        }

        house.done(house.say("stop k1 broker-1"), ONE_NODE);
        loseDisk(house.cluster().node("broker-1"));
        house.say("start k1 broker-1");
        ClusterSight refused = house.await(
                "the start is refused",
                ONE_NODE,
                sight -> sight.node("broker-1").trouble().contains("mark"));
        assertThat(refused.node("broker-1").trouble())
                .contains("refused:")
                .contains("remedy:")
                .contains("replace");
        house.say("cancel k1");
        house.done(house.say("replace k1 broker-1"), ALL_NODES);
        ClusterSight after = house.cluster();
        assertThat(after.node("broker-1").generation()).isEqualTo(3);
        try (Kafka kafka = new Kafka(Kafka.bootstrap(house))) {
            Awaitility.await("all copies made anew").atMost(ONE_NODE).until(() -> kafka.smallestIsr(TOPIC) == 3);
            assertThat(kafka.brokers()).containsExactly(0, 1, 2);
        }
        everythingIsThere();
    }

    @Test
    @Order(2)
    void the_quorum_grows_to_five_and_shrinks_to_three() throws Exception {
        RealHouse house = open.orElseThrow();
        house.done(house.apply(spec(5, 3, "")), ALL_NODES);
        try (Kafka kafka = new Kafka(Kafka.bootstrap(house))) {
            Awaitility.await("five voters")
                    .atMost(ONE_NODE)
                    .until(() -> kafka.voters().size() == 5);
            house.done(house.apply(spec(3, 3, "")), ALL_NODES);
            assertThat(kafka.voters()).hasSize(3);
        }
        assertThat(house.cluster().group("controller")).hasSize(3);
        everythingIsThere();
    }

    @Test
    @Order(3)
    void a_replaced_controller_votes_with_its_new_disk() throws Exception {
        RealHouse house = open.orElseThrow();
        try (Kafka kafka = new Kafka(Kafka.bootstrap(house))) {
            Map<Integer, String> before = kafka.voters();
            house.done(house.say("stop k1 controller-1"), ONE_NODE);
            house.done(house.say("replace k1 controller-1"), ALL_NODES);
            assertThat(kafka.voters()).hasSize(3).containsOnlyKeys(before.keySet());
            assertThat(kafka.voters().get(9001)).isNotEqualTo(before.get(9001));
        }
    }

    @Test
    @Order(4)
    void a_scale_in_is_cancelled_in_the_midst_and_leaves_no_trace() throws Exception {
        RealHouse house = open.orElseThrow();
        house.done(house.apply(spec(3, 4, "")), ONE_NODE);
        try (Kafka kafka = new Kafka(Kafka.bootstrap(house))) {
            kafka.createTopic(BULK, PARTITIONS, 2);
            kafka.fill(BULK, 40);
            assertThat(kafka.holders(BULK)).contains(3);
            long plan = house.accepted(house.apply(spec(3, 3, "options: {throttle: \"300000\"}\n")));
            house.await(
                    "data on the move",
                    ONE_NODE,
                    sight -> sight.plan().number() == plan && sight.debts().size() == 2 && moves(kafka));
            house.say("cancel k1");
            house.await(
                    "turned back",
                    ALL_NODES,
                    sight -> sight.isReady() && sight.debts().isEmpty());
            assertThat(house.cluster().group("broker")).hasSize(4).allMatch(NodeSight::isReady);
            Awaitility.await("nothing moves").atMost(ONE_NODE).until(() -> kafka.reassignments() == 0);
            house.await(
                    "a look that saw it", ONE_NODE, sight -> !sight.database().contains("not fully in sync"));
            assertThat(kafka.dynamicSettings(BULK)).as("settings left behind").isEmpty();

            house.done(house.apply(spec(3, 3, "options: {throttle: \"\"}\n")), ALL_NODES);
            assertThat(kafka.brokers()).containsExactly(0, 1, 2);
            assertThat(kafka.holders(BULK)).containsExactly(0, 1, 2);
            assertThat(kafka.dynamicSettings(BULK)).as("settings left behind").isEmpty();
        }
        everythingIsThere();
    }

    private static boolean moves(Kafka kafka) {
        try {
            return kafka.reassignments() > 0;
        } catch (Exception notNow) {
            return false;
        }
    }

    @Test
    @Order(5)
    void a_cluster_is_stopped_and_started_with_its_identity_and_data() throws Exception {
        RealHouse house = open.orElseThrow();
        ClusterSight before = house.cluster();
        String id = clusterId(house);
        long plan = house.accepted(house.say("stop k1"));
        house.await(
                "everything is stopped",
                ALL_NODES,
                sight -> sight.plan().number() == plan
                        && sight.plan().status().equals("DONE")
                        && sight.nodes().stream().allMatch(node -> node.state().equals("stopped")));
        assertThat(house.databases()).as("processes left").isEmpty();
        house.done(house.say("start k1"), ALL_NODES);
        assertThat(house.cluster().places()).isEqualTo(before.places());
        assertThat(clusterId(house)).isEqualTo(id);
        everythingIsThere();
    }

    @Test
    @Order(6)
    void after_the_machine_lost_power_the_same_nodes_come_back_on_the_same_volumes() throws Exception {
        RealHouse house = open.orElseThrow();
        ClusterSight before = house.cluster();
        String id = clusterId(house);
        house.killAll();
        assertThat(house.databases()).as("processes left").isEmpty();
        house.startMesos(0, 1, 2, 3, 4);
        house.startScheduler();
        ClusterSight after = house.await(
                "everybody back",
                ALL_NODES,
                sight -> sight.isReady()
                        && sight.nodes().stream()
                                .allMatch(node -> node.incarnation()
                                        > before.node(node.name()).incarnation()));
        assertThat(after.places()).isEqualTo(before.places());
        assertThat(clusterId(house)).isEqualTo(id);
        everythingIsThere();
    }

    @Test
    @Order(7)
    void exporters_beside_the_nodes_tell_all_that_dashboards_ask_for() throws Exception {
        RealHouse house = open.orElseThrow();
        house.watch("k2");
        house.done(
                house.apply("name: k2\npackage: kafka\noptions: {metrics: \"true\"}\n"
                        + "groups:\n  controller: {count: 1}\n  broker: {count: 1}\n"),
                ONE_NODE);
        ClusterSight sight = house.cluster();
        Exporters exporters = new Exporters();
        List<TargetsInfo> targets = exporters.targets(house.api(), "k2");
        assertThat(targets)
                .extracting(target -> target.labels().get("node") + " " + target.targets())
                .containsExactlyInAnyOrder(
                        "broker-0 [" + sight.node("broker-0").endpoint("metrics") + "]",
                        "controller-0 [" + sight.node("controller-0").endpoint("metrics") + "]");
        SortedSet<String> told = new TreeSet<>();
        for (TargetsInfo target : targets) {
            String text = Awaitility.await("an exporter at " + target)
                    .atMost(ONE_NODE)
                    .until(() -> exporters.scrape(target.targets().get(0)), body -> !body.isEmpty());
            told.addAll(Exporters.names(text));
            boolean broker = "broker-0".equals(target.labels().get("node"));
            assertThat(text).contains(broker ? "\nkafka_server_broker_state 3" : "\nkafka_controller_active 1");
        }
        SortedSet<String> asked = Exporters.asked("kafka", "kafka.json");
        assertThat(asked).hasSizeGreaterThan(20);
        assertThat(told).containsAll(asked);
    }

    @Test
    @Order(8)
    void a_single_broker_is_restarted_only_when_its_outage_is_accepted() throws Exception {
        RealHouse house = open.orElseThrow();
        long plan = house.accepted(house.say("restart k2 broker-0"));
        ClusterSight held = house.await(
                "the outage is named",
                ONE_NODE,
                sight -> sight.plan().steps().stream()
                        .anyMatch(step -> step.rule().equals("single-broker")));
        assertThat(held.node("broker-0").isReady()).isTrue();
        house.say("resume k2 single-broker");
        house.await("restarted", ONE_NODE, sight -> sight.isDone(plan));
        assertThat(house.cluster().node("broker-0").incarnation()).isEqualTo(2);
        house.say("uninstall k2");
        house.await("nothing is left", ONE_NODE, sight -> sight.nodes().isEmpty());
        house.watch("k1");
    }

    private static void everythingIsThere() {
        Workload.Reading reading = written.orElseThrow().readBack();
        assertThat(reading.missing()).as("acknowledged, but lost").isEmpty();
        assertThat(reading.twice()).as("there twice").isEmpty();
        assertThat(reading.acknowledged()).isGreaterThanOrEqualTo(RECORDS);
    }

    private static String clusterId(RealHouse house) throws Exception {
        try (Kafka kafka = new Kafka(Kafka.bootstrap(house))) {
            return kafka.clusterId();
        }
    }

    /** The disk is another one: empty. */
    private static void loseDisk(NodeSight node) throws IOException {
        Path volume = open.orElseThrow().volume(node);
        try (Stream<Path> all = Files.walk(volume)) {
            all.filter(path -> !path.equals(volume))
                    .sorted(Comparator.reverseOrder())
                    .forEach(path -> path.toFile().delete());
        }
    }

    private static String spec(int controllers, int brokers, String more) {
        return "name: k1\npackage: kafka\n" + more + "groups:\n  controller: {count: " + controllers
                + "}\n  broker: {count: " + brokers + "}\n";
    }
}
