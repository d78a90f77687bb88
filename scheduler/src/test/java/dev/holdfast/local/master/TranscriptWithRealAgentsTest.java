package dev.holdfast.local.master;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.local.agent.AgentConfig;
import dev.holdfast.local.agent.LocalAgent;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The recorded schedulers against the whole embedded Mesos: its master, its agents, and real processes, at other ports than the recorded.
 * {@code TranscriptsOnRealAgentsTest} replays the same transcripts at the recorded ones each time.
 */
@Tag("real")
@Tag("long")
final class TranscriptWithRealAgentsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final String ADDRESS = "127.0.0.1";

    private final List<LocalAgent> agents = new ArrayList<>();
    private final List<AgentConfig> configs = new ArrayList<>();
    private final List<LocalMaster> masters = new ArrayList<>();
    private final Matching matching = new Matching();
    private MasterConfig config = MasterConfig.at(ADDRESS, 1, Path.of(""));

    @BeforeEach
    void aMasterIsUp(@TempDir Path data) throws IOException {
        MasterTimings timings = MasterTimings.likeMesos()
                .withAllocation(Duration.ofMillis(100))
                .withAgentTimeout(Duration.ofMillis(500), Duration.ofSeconds(3));
        config = MasterConfig.at(ADDRESS, freePort(), data.resolve("master")).withTimings(timings);
        startMaster();
    }

    @AfterEach
    void allIsOver() {
        agents.forEach(LocalAgent::close);
        masters.forEach(LocalMaster::close);
    }

    private void startMaster() {
        try {
            masters.add(LocalMaster.start(config));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void startAgents(Path data, int count, String resources, IntFunction<String> attributes, String host)
            throws IOException {
        for (int i = 1; i <= count; i++) {
            int port = freePort();
            matching.relateAgent(ADDRESS, 5050 + i, ADDRESS, port);
            int firstPort = 30000 + 1000 * i;
            configs.add(AgentConfig.of(
                            String.format(host, i),
                            ADDRESS,
                            port,
                            data.resolve("agent" + i),
                            () -> masters.get(0).uri())
                    .withResources(resources + ";ports:[" + firstPort + "-" + (firstPort + 999) + "]")
                    .withAttributes(attributes.apply(i)));
            agents.add(LocalAgent.start(configs.get(i - 1), Clock.systemUTC()));
        }
    }

    private void restartSecondAgent() {
        try {
            agents.set(1, LocalAgent.start(configs.get(1), Clock.systemUTC()));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private TranscriptReplay replay(String... transcripts) {
        TranscriptReplay replay = new TranscriptReplay(masters.get(0).uri(), PATIENCE, matching);
        Stream.of(transcripts).forEach(replay::with);
        return replay;
    }

    private static String rackAndZone(int i) {
        return "rack:" + i + ";zone:z" + i;
    }

    @Test
    void theFullCycleOnOneVolume(@TempDir Path data) throws Exception {
        startAgents(data, 4, "cpus:2;mem:2048;disk:5000", i -> "rack:r" + i, "127.0.0.1%d");
        replay("01-reserve-create-launch-group-destroy-unreserve.jsonl").run();
        assertThat(agents).hasSize(4);
    }

    @Test
    void groupsOnOneExecutorKeptDataChecksAndResentUpdates(@TempDir Path data) throws Exception {
        // One of the recorded tasks is a web server in Python.
        Assumptions.assumeTrue(isInstalled("python3"), "python3 is not installed");
        startAgents(
                data, 3, "cpus:4;mem:8192;disk:20000", TranscriptWithRealAgentsTest::rackAndZone, "agent%d.localhost");
        replay("03-executor-volume-checks.jsonl").run();
        assertThat(agents).hasSize(3);
    }

    @Test
    void refinementFailoverMasterRestartAgentRestartAndLoss(@TempDir Path data) throws Exception {
        startAgents(
                data,
                2,
                "cpus(base):2;mem(base):1024;disk(base):1000;cpus:4;mem:4096;disk:9000",
                TranscriptWithRealAgentsTest::rackAndZone,
                "agent%d.localhost");
        String afterRestart = "04d-after-master-restart.jsonl";
        replay(
                        "04a-failover-restarts-refinement.jsonl",
                        "04b-failed-over-scheduler.jsonl",
                        "04c-resubscribed-after-disconnect.jsonl",
                        afterRestart)
                .before(
                        "04c-resubscribed-after-disconnect.jsonl",
                        8,
                        () -> masters.get(0).close())
                .before(afterRestart, 1, this::startMaster)
                .before(afterRestart, 15, () -> agents.get(1).close())
                .before(afterRestart, 16, this::restartSecondAgent)
                .before(afterRestart, 20, () -> agents.get(1).close())
                .before(afterRestart, 27, this::restartSecondAgent)
                .run();
        assertThat(masters).hasSize(2);
    }

    private static boolean isInstalled(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
