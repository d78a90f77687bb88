package dev.holdfast.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.api.wire.ClusterInfo;
import dev.holdfast.api.wire.EventInfo;
import dev.holdfast.api.wire.NodeInfo;
import dev.holdfast.api.wire.OutcomeInfo;
import dev.holdfast.cli.ApiClient;
import dev.holdfast.cli.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** {@code up --ha}: three schedulers, of which the one that leads is killed, and then another paused, in the middle of a restart. */
@Tag("real")
@EnabledOnOs(OS.LINUX)
@Timeout(value = 300, unit = TimeUnit.SECONDS)
final class SchedulerFailoverRealTest {

    private static final String NETWORK = "127.0.72";
    private static final int PORT = 4472;
    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration FAILOVER = Duration.ofSeconds(20);
    private static final Duration RESTART = Duration.ofSeconds(90);
    private static final String SPEC = """
            name: small
            package: kafka
            groups:
              controller: 1
              broker: 2
            """;

    private final ThreeSchedulers schedulers = new ThreeSchedulers(PORT);
    private ApiClient all = schedulers.all();

    @Test
    void whoeverLeadsMayBeKilledOrPausedAndTheRestartGoesOnAndNothingIsStartedTwice() throws Exception {
        Path data = Files.createTempDirectory("holdfast-real-").toRealPath();
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path spec = Files.writeString(data.resolve("small.yaml"), SPEC);
        try (Program program = new Program(data)) {
            program.up("--ha", "--agents", "3", "--network", NETWORK, "--port", "" + PORT, "-f", spec.toString());
            try {
                whoeverLeadsIsKilledOrPaused();
            } catch (Exception | AssertionError failure) {
                throw new AssertionError("up said:\n" + program.said(), failure);
            }
        }
    }

    private void whoeverLeadsIsKilledOrPaused() throws IOException, InterruptedException {
        await(START, this::isReady);
        assertThat(starts()).isEqualTo(starts(1, 1));

        long killed = schedulers.process(schedulers.leader().orElseThrow()).pid();
        restart("broker-0");
        Instant at = Instant.now();
        signal("KILL", killed);
        await(FAILOVER, () -> schedulers.leaderAfter(killed).isPresent());
        await(RESTART, () -> isReady() && starts().equals(starts(2, 1)));
        assertThat(starts()).isEqualTo(starts(2, 1));
        Instant next = events().stream()
                .map(EventInfo::at)
                .filter(at::isBefore)
                .findFirst()
                .orElseThrow();
        assertThat(Duration.between(at, next)).as("until the next decision").isLessThan(FAILOVER);

        int paused = schedulers.leader().orElseThrow();
        long process = schedulers.process(paused).pid();
        restart("broker-1");
        signal("STOP", process);
        all = schedulers.allBut(paused);
        try {
            await(FAILOVER, () -> schedulers.leaderAfter(process).isPresent());
            await(RESTART, () -> isReady() && starts().equals(starts(2, 2)));
        } finally {
            signal("CONT", process);
        }
        await(FAILOVER, () -> ProcessHandle.of(process).isEmpty()); // it has seen that it leads no longer
        await(
                FAILOVER,
                () -> schedulers.leader().isPresent()
                        && schedulers.health(paused).isPresent());
        assertThat(starts()).isEqualTo(starts(2, 2));
        assertThat(isReady()).isTrue();
    }

    private static void await(Duration atMost, Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(atMost)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptionsInstanceOf(Failure.class)
                .until(condition);
    }

    private ClusterInfo cluster() {
        return all.get("/v1/clusters/small", ClusterInfo.class);
    }

    private boolean isReady() {
        return cluster().isReady();
    }

    /** How often each node was started, if these are the brokers'. */
    private static Map<String, Integer> starts(int first, int second) {
        return new TreeMap<>(Map.of("broker-0", first, "broker-1", second, "controller-0", 1));
    }

    private Map<String, Integer> starts() {
        Map<String, Integer> starts = new TreeMap<>();
        for (NodeInfo node : cluster().nodes()) {
            starts.put(node.shortName(), node.incarnation());
        }
        return starts;
    }

    private List<EventInfo> events() {
        return all.list("/v1/clusters/small/events?limit=200", EventInfo.class);
    }

    private void restart(String node) {
        OutcomeInfo outcome =
                all.send("POST", "/v1/clusters/small/restart", Map.of("nodes", List.of(node)), OutcomeInfo.class);
        assertThat(outcome.plan()).isPresent();
    }

    private static void signal(String name, long pid) throws IOException, InterruptedException {
        assertThat(pid).isPositive();
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                        .start()
                        .waitFor())
                .isZero();
    }
}
