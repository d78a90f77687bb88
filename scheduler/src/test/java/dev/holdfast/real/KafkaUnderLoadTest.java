package dev.holdfast.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A workload goes on while a cluster grows, loses a broker's process, the scheduler's and an agent's, is reconfigured, upgraded
 * and shrunk. Nothing that was acknowledged may be missing.
 */
@Tag("real")
class KafkaUnderLoadTest {

    private static final String TOPIC = "numbers";
    private static final int PARTITIONS = 8;
    private static final int MIN_INSYNC = 2;
    private static final int RECORDS = Integer.getInteger("real.records", 100_000);
    private static final int PER_SECOND = Math.max(200, RECORDS / 150);
    private static final int LONE_AGENT = 4;

    private static final Duration FIRST_START = Duration.ofMinutes(3);
    private static final Duration ONE_NODE = Duration.ofSeconds(90);
    private static final Duration ALL_NODES = Duration.ofMinutes(6);
    private static final Duration MOVE = Duration.ofMinutes(3);

    private static Optional<RealHouse> open = Optional.empty();

    @BeforeAll
    static void open() throws IOException {
        open = Optional.of(new RealHouse("127.0.50", "k1"));
    }

    @AfterAll
    static void close() throws IOException {
        if (open.isPresent()) {
            open.get().close();
        }
    }

    @Test
    void no_acknowledged_record_is_lost_whatever_happens_to_the_cluster() throws Exception {
        RealHouse house = open.orElseThrow();
        Chapters phase = new Chapters(house, "records", "min ISR");
        phase.begin("create 3+3 at 4.2.1");
        house.startMesos(0, 1, 2, 3);
        house.startAgent(LONE_AGENT);
        house.startScheduler();
        house.done(house.apply(spec("4.2.1", 3, "")), FIRST_START);
        String bootstrap = Kafka.bootstrap(house);
        try (Kafka kafka = new Kafka(bootstrap);
                Workload workload = new Workload(bootstrap, TOPIC, PARTITIONS, PER_SECOND);
                IsrWatch watch = new IsrWatch(kafka.admin(), TOPIC, MIN_INSYNC)) {
            kafka.createTopic(TOPIC, PARTITIONS, MIN_INSYNC);
            phase.with(workload::acknowledged, watch::smallest, watch::during);
            workload.start();
            grow(house, phase, kafka);
            killBroker(house, phase, kafka);
            killScheduler(house, phase);
            killAgent(house, phase);
            phase.begin("rolling restart, changed setting");
            house.done(house.apply(spec("4.2.1", 5, "num.replica.fetchers: 2")), ALL_NODES);
            upgrade(house, phase, kafka);
            phase.begin("scale in 5 -> 3");
            house.done(house.apply(spec("4.3.1", 3, "num.replica.fetchers: 2")), MOVE.plus(ONE_NODE));
            assertThat(house.cluster().group("broker")).hasSize(3);
            assertThat(house.cluster().debts()).isEmpty();
            phase.begin("the rest of the records");
            Awaitility.await("enough records").atMost(MOVE).until(() -> workload.acknowledged() >= RECORDS);
            phase.begin("read back");
            workload.stop();
            Workload.Reading reading = workload.readBack();
            phase.end();
            phase.print();
            System.out.println(reading + ", " + watch.looks());
            assertThat(reading.missing()).as("acknowledged, but lost").isEmpty();
            assertThat(reading.twice()).as("there twice, though sent once").isEmpty();
            assertThat(reading.disorder()).as("out of order, though sent once").isEmpty();
            assertThat(reading.acknowledged()).isGreaterThanOrEqualTo(RECORDS);
            assertThat(watch.below()).as("below the minimum in sync").isEmpty();
        } catch (Exception | AssertionError failure) {
            house.keep();
            phase.print();
            throw failure;
        }
    }

    private void grow(RealHouse house, Chapters phase, Kafka kafka) throws Exception {
        phase.begin("two brokers more");
        house.done(house.apply(spec("4.2.1", 5, "")), ONE_NODE.multipliedBy(2));
        phase.begin("rebalance");
        house.done(house.say("run k1 rebalance brokers=0,1,2,3,4"), MOVE);
        assertThat(kafka.holders(TOPIC)).as("brokers that hold the topic").contains(3, 4);
    }

    private void killBroker(RealHouse house, Chapters phase, Kafka kafka) throws Exception {
        phase.begin("kill -9 broker process");
        ClusterSight before = house.cluster();
        house.killDatabase(before.node("broker-1"));
        house.await(
                "broker-1 again",
                ONE_NODE,
                sight -> sight.isReady()
                        && sight.node("broker-1").incarnation()
                                > before.node("broker-1").incarnation());
        Awaitility.await("all replicas in sync").atMost(ONE_NODE).until(() -> kafka.smallestIsr(TOPIC) == 3);
        assertThat(house.cluster().node("broker-1").agentId())
                .isEqualTo(before.node("broker-1").agentId());
        assertThat(house.cluster().node("broker-1").generation())
                .isEqualTo(before.node("broker-1").generation());
    }

    /** In the midst of a restart, for then there is something to be forgotten. */
    private void killScheduler(RealHouse house, Chapters phase) throws Exception {
        phase.begin("kill -9 scheduler in a restart");
        ClusterSight before = house.cluster();
        long plan = house.accepted(house.say("restart k1 broker-2"));
        house.await(
                "broker-2 going down",
                ONE_NODE,
                sight -> !sight.node("broker-2").isReady());
        house.kill("scheduler");
        house.startScheduler();
        ClusterSight after = house.await("plan " + plan, ONE_NODE, sight -> sight.isDone(plan));
        Map<String, Integer> expected = RealHouse.incarnations(before);
        expected.merge("broker-2", 1, Integer::sum);
        assertThat(RealHouse.incarnations(after))
                .as("only broker-2 was started again, once")
                .isEqualTo(expected);
    }

    private void killAgent(RealHouse house, Chapters phase) throws Exception {
        phase.begin("kill -9 agent, start it again");
        ClusterSight before = house.cluster();
        assertThat(before.nodes()).anyMatch(node -> node.address().equals(house.agentAddress(LONE_AGENT)));
        house.kill("agent-" + LONE_AGENT);
        house.startAgent(LONE_AGENT);
        // Its tasks must still be in hand: a restart of its node goes through this agent.
        String name = before.nodes().stream()
                .filter(node -> node.address().equals(house.agentAddress(LONE_AGENT)))
                .filter(node -> node.name().startsWith("broker"))
                .findFirst()
                .orElseThrow()
                .name();
        ClusterSight back = house.await("everybody ready", ONE_NODE, ClusterSight::isReady);
        assertThat(RealHouse.incarnations(back))
                .as("nobody was started again")
                .isEqualTo(RealHouse.incarnations(before));
        house.done(house.say("restart k1 " + name), ONE_NODE);
    }

    private void upgrade(RealHouse house, Chapters phase, Kafka kafka) throws Exception {
        phase.begin("upgrade to 4.3.1");
        short before = kafka.metadataLevel();
        ClusterSight after = house.done(house.apply(spec("4.3.1", 5, "num.replica.fetchers: 2")), ALL_NODES);
        assertThat(after.nodes()).allMatch(ClusterSight.NodeSight::current);
        assertThat(kafka.metadataLevel()).as("not finalised unasked").isEqualTo(before);
        phase.begin("finalise the metadata version");
        house.done(house.say("finalise k1"), ONE_NODE);
        assertThat(kafka.metadataLevel()).isGreaterThan(before);
    }

    private static String spec(String version, int brokers, String setting) {
        return "name: k1\npackage: kafka\nversion: " + version + "\ngroups:\n  broker:\n    count: " + brokers + "\n"
                + (setting.isEmpty() ? "" : "    settings:\n      " + setting + "\n");
    }
}
