package dev.holdfast.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.api.wire.Asks;
import dev.holdfast.api.wire.ClusterInfo;
import dev.holdfast.api.wire.HealthInfo;
import dev.holdfast.api.wire.OutcomeInfo;
import dev.holdfast.cli.ApiClient;
import dev.holdfast.cli.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two schedulers on an ensemble of three ZooKeeper servers, which lose one after the other. No Mesos is there: what is asked for is accepted,
 * made durable and waits.
 */
@Tag("real")
@Tag("long")
@EnabledOnOs(OS.LINUX)
@Timeout(value = 300, unit = TimeUnit.SECONDS)
final class ZooKeeperEnsembleTest {

    private static final String NETWORK = "127.0.64";
    private static final int PORT = 5160;
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration AGAIN = Duration.ofSeconds(40);

    /** Longer than a session lasts. */
    private static final Duration A_WHILE = Duration.ofSeconds(8);

    @TempDir
    private Path data = Path.of("");

    private final List<Process> schedulers = new ArrayList<>();
    private final ApiClient both =
            new ApiClient("http://127.0.0.1:" + PORT + ",http://127.0.0.1:" + (PORT + 1), Optional.empty());

    @AfterEach
    void end() {
        schedulers.forEach(Process::destroyForcibly);
    }

    @Test
    void one_server_may_be_lost_be_it_the_leader_and_without_a_majority_all_schedulers_end() throws Exception {
        try (ZooKeeperEnsemble ensemble = new ZooKeeperEnsemble(data, NETWORK)) {
            Path key = Files.write(data.resolve("key"), Base64.getEncoder().encode(new byte[32]));
            startScheduler(0, ensemble, key);
            await(START, () -> leader().isPresent());
            startScheduler(1, ensemble, key);
            await(START, () -> health(PORT + 1).isPresent());
            create("first");

            int follower = ensemble.follower();
            ensemble.kill(follower);
            Awaitility.await("one server that follows is killed: nobody ends, and the same scheduler leads")
                    .during(A_WHILE)
                    .atMost(A_WHILE.multipliedBy(2))
                    .until(() -> schedulers.stream().allMatch(Process::isAlive) && leader().equals(Optional.of(PORT)));
            create("second");
            ensemble.start(follower);
            ensemble.awaitServing(follower);

            int leading = ensemble.leader();
            ensemble.kill(leading);
            Instant killed = Instant.now();
            await(AGAIN, () -> accepts("third"));
            System.out.println("the ensemble's leader was killed: a change was accepted after "
                    + Duration.between(killed, Instant.now()).toMillis() + " ms, by "
                    + leader().map(port -> port == PORT ? "the scheduler that led" : "the other scheduler")
                            .orElse("nobody"));
            assertThat(schedulers).anyMatch(Process::isAlive);
            assertThat(clusters()).containsExactly("first", "second", "third");

            ensemble.kill(ensemble.leader());
            await(AGAIN, () -> schedulers.stream().noneMatch(Process::isAlive));
        }
    }

    private void startScheduler(int index, ZooKeeperEnsemble ensemble, Path key) throws IOException {
        Path own = Files.createDirectories(data.resolve("scheduler-" + index));
        List<String> command = List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.holdfast.cli.Main",
                "scheduler",
                "--master",
                "http://" + NETWORK + ".9:5050",
                "--state",
                "zk://" + ensemble.address() + "/holdfast",
                "--state-key-file",
                key.toString(),
                "--artifact-listen",
                NETWORK + ".9:0",
                "--port",
                Integer.toString(PORT + index),
                "--data",
                own.toString());
        schedulers.add(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(own.resolve("out.txt").toFile())
                .start());
    }

    private void create(String name) {
        assertThat(accepts(name)).isTrue();
        assertThat(clusters()).contains(name);
    }

    private boolean accepts(String name) {
        OutcomeInfo outcome = both.post("/v1/clusters", new Asks.Create("kafka", name, List.of()), OutcomeInfo.class);
        return outcome.plan().isPresent();
    }

    private List<String> clusters() {
        return both.list("/v1/clusters", ClusterInfo.class).stream()
                .map(ClusterInfo::name)
                .sorted()
                .toList();
    }

    private static Optional<HealthInfo> health(int port) {
        try {
            return Optional.of(
                    new ApiClient("http://127.0.0.1:" + port, Optional.empty()).get("/health", HealthInfo.class));
        } catch (Failure notNow) {
            return Optional.empty();
        }
    }

    private static Optional<Integer> leader() {
        for (int port : List.of(PORT, PORT + 1)) {
            if (health(port)
                    .filter(health -> health.role().equals(HealthInfo.LEADER))
                    .isPresent()) {
                return Optional.of(port);
            }
        }
        return Optional.empty();
    }

    private static void await(Duration atMost, Callable<Boolean> so) {
        Awaitility.await()
                .atMost(atMost)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptionsInstanceOf(Failure.class)
                .until(so);
    }
}
