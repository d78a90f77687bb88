package dev.holdfast.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.api.wire.Asks;
import dev.holdfast.api.wire.ClusterInfo;
import dev.holdfast.api.wire.OutcomeInfo;
import dev.holdfast.api.wire.PlanInfo;
import dev.holdfast.cli.ApiClient;
import dev.holdfast.cli.Failure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * {@code up --ha} with records being written all the time: whoever leads is killed in every phase of a rolling upgrade and of a
 * scale-in. Each time another decides within ten seconds, the plan goes on at its step, and nothing that was acknowledged is lost.
 */
@Tag("real")
@Tag("long")
@EnabledOnOs(OS.LINUX)
@Timeout(value = 30, unit = TimeUnit.MINUTES)
final class LeaderKilledTest {

    private static final String NETWORK = "127.0.61";
    private static final int PORT = 5110;
    private static final String CLUSTER = "many";
    private static final String TOPIC = "numbers";
    private static final String BULK = "bulk";
    private static final int BULK_MEGABYTES = 60;
    private static final int PARTITIONS = 8;
    private static final int MIN_INSYNC = 2;
    private static final int PER_SECOND = 300;

    /** So many times it is shrunk, until a leader was killed in every phase. */
    private static final int MOST_ROUNDS = 4;

    private static final List<String> UPGRADE = List.of(
            "broker becomes ready",
            "broker starts",
            "broker stops",
            "controller becomes ready",
            "controller starts",
            "controller stops",
            "finalise metadata");

    /** Those beside, as waiting for its turn and being forgotten, are often over before anybody can see them. */
    private static final List<String> SCALE_IN = List.of(
            "broker cordon",
            "broker drain",
            "broker proves empty",
            "broker stops",
            "broker undoes the cordon of broker",
            "broker clear dynamic config",
            "broker undoes the throttle of broker",
            "broker unregister",
            "broker destroys its volume and gives back resources");

    private static final Duration START = Duration.ofMinutes(3);
    private static final Duration OPERATION = Duration.ofMinutes(8);
    private static final Duration WITHIN = Duration.ofSeconds(10);
    private static final String SPEC = """
            name: many
            package: kafka
            version: 4.2.1
            options:
              throttle: "4000000"
            groups:
              controller: 3
              broker: 5
            """;

    private final ThreeSchedulers schedulers = new ThreeSchedulers(PORT);
    private final LeaderKills kills = new LeaderKills(schedulers, CLUSTER);

    @Test
    void whoever_leads_is_killed_in_each_phase_of_an_upgrade_and_of_a_scale_in_and_nothing_is_lost() throws Exception {
        Path data = Files.createTempDirectory("holdfast-real-").toRealPath();
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path spec = Files.writeString(data.resolve("many.yaml"), SPEC);
        try (Program program = new Program(data)) {
            try {
                program.up("--ha", "--agents", "5", "--network", NETWORK, "--port", "" + PORT, "-f", spec.toString());
                await("ready", START, () -> cluster().isReady());
                underLoad(data.resolve("up").resolve("mesos"));
            } catch (Exception | AssertionError failure) {
                program.keep();
                throw failure;
            } finally {
                kills.print();
            }
        }
    }

    private void underLoad(Path mesos) throws Exception {
        String bootstrap = cluster().nodes().stream()
                .filter(node -> node.group().equals("broker"))
                .map(node -> node.address() + ":" + node.ports().get("client"))
                .collect(Collectors.joining(","));
        try (Kafka kafka = new Kafka(bootstrap);
                Workload workload = new Workload(bootstrap, TOPIC, PARTITIONS, PER_SECOND);
                IsrWatch watch = new IsrWatch(kafka.admin(), TOPIC, MIN_INSYNC)) {
            kafka.createTopic(TOPIC, PARTITIONS, MIN_INSYNC);
            kafka.createTopic(BULK, PARTITIONS, MIN_INSYNC);
            kafka.fill(BULK, BULK_MEGABYTES);
            workload.start();
            watch.during("upgrade");
            upgrade(kafka, mesos);
            watch.during("scale-in");
            scaleIn(kafka, mesos);
            workload.stop();
            Workload.Reading reading = workload.readBack();
            System.out.println(reading + ", " + watch.looks());
            assertThat(reading.missing()).as("acknowledged, but lost").isEmpty();
            assertThat(reading.twice()).as("there twice, though sent once").isEmpty();
            assertThat(reading.disorder()).as("out of order, though sent once").isEmpty();
            assertThat(reading.acknowledged()).isGreaterThan(PER_SECOND);
            assertThat(watch.below()).as("below the minimum in sync").isEmpty();
            assertThat(kills.worst()).as("until the next decision").isLessThan(WITHIN);
        }
    }

    private void upgrade(Kafka kafka, Path mesos) throws Exception {
        SortedMap<String, Integer> expected = Launches.byNode(Launches.of(mesos));
        assertThat(expected).hasSize(8);
        expected.replaceAll((node, count) -> count + 1);
        short before = kafka.metadataLevel();
        kills.through("upgrade", ask("upgrade", new Asks.Upgrade("4.3.1")), OPERATION);
        kills.through("upgrade", ask("finalize", new Asks.Nothing()), OPERATION);
        assertThat(Launches.byNode(Launches.of(mesos)))
                .as("each node was started once more, and no more")
                .isEqualTo(expected);
        assertThat(kafka.metadataLevel()).isGreaterThan(before);
        assertThat(kills.phases("upgrade")).containsAll(UPGRADE);
    }

    private void scaleIn(Kafka kafka, Path mesos) throws Exception {
        for (int round = 1; round <= MOST_ROUNDS; round++) {
            if (round > 1) {
                grow(kafka);
            }
            SortedSet<String> before = Launches.of(mesos);
            kills.through("scale-in", ask("scale", new Asks.Scale(List.of("broker=3"))), OPERATION);
            assertThat(kafka.brokers()).containsExactly(0, 1, 2);
            assertThat(kafka.holders(TOPIC)).containsExactly(0, 1, 2);
            assertThat(kafka.dynamicSettings(BULK)).as("settings left behind").isEmpty();
            assertThat(cluster().debts()).isEmpty();
            assertThat(Launches.of(mesos)).as("nobody was started again").isEqualTo(before);
            if (kills.phases("scale-in").containsAll(SCALE_IN)) {
                break;
            }
        }
        assertThat(kills.phases("scale-in")).containsAll(SCALE_IN);
    }

    private void grow(Kafka kafka) throws Exception {
        done(ask("scale", new Asks.Scale(List.of("broker=5"))));
        done(ask("rebalance", new Asks.Rebalance("")));
        assertThat(kafka.holders(BULK)).contains(3, 4);
    }

    private long ask(String verb, Object ask) {
        OutcomeInfo outcome = schedulers.all().post("/v1/clusters/" + CLUSTER + "/" + verb, ask, OutcomeInfo.class);
        return outcome.plan().map(PlanInfo::number).orElseThrow(() -> new AssertionError(outcome.text()));
    }

    private void done(long plan) {
        await(
                "plan " + plan,
                OPERATION,
                () -> cluster()
                        .plan()
                        .filter(now -> now.number() == plan && now.status().equals("done"))
                        .isPresent());
    }

    /** As the leader has it: the picture of those that stand by may be older than what a client of Kafka sees. */
    private ClusterInfo cluster() {
        ApiClient asked = schedulers.leader().map(schedulers::at).orElseGet(schedulers::all);
        return asked.get("/v1/clusters/" + CLUSTER, ClusterInfo.class);
    }

    private static void await(String what, Duration atMost, Callable<Boolean> so) {
        Awaitility.await(what)
                .atMost(atMost)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptionsInstanceOf(Failure.class)
                .until(so);
    }
}
