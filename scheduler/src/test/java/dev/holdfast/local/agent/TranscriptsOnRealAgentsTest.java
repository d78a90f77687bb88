package dev.holdfast.local.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.local.agent.process.ProcessTable;
import dev.holdfast.local.master.LocalMaster;
import dev.holdfast.local.master.MasterConfig;
import dev.holdfast.local.master.MasterTimings;
import dev.holdfast.local.master.Matching;
import dev.holdfast.local.master.TestAgents;
import dev.holdfast.local.master.TranscriptReplay;
import dev.holdfast.mesos.v1.AgentInfo;
import dev.holdfast.mesos.v1.Attribute;
import dev.holdfast.mesos.v1.Resource;
import dev.holdfast.mesos.v1.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What real agents and their default executors once answered, ours answer: real master, real agents, real processes.
 */
@Tag("real")
class TranscriptsOnRealAgentsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path dir;
    private final List<LocalAgent> agents = new ArrayList<>();
    private LocalMaster master;

    /** Offers come often: what was recorded may have been true for half a second only. */
    private static final MasterTimings OFTEN = MasterTimings.likeMesos().withAllocation(Duration.ofMillis(50));

    /** Agents are given up sooner than by default, as in the recording. */
    private static final MasterTimings IMPATIENT = OFTEN.withAgentTimeout(Duration.ofSeconds(1), Duration.ofSeconds(4));

    TranscriptsOnRealAgentsTest(@TempDir Path dir) throws IOException {
        this.dir = dir;
        this.master = LocalMaster.start(
                MasterConfig.at("127.0.0.1", 0, dir.resolve("master")).withTimings(OFTEN));
    }

    @AfterEach
    void stop() {
        // A replay that failed half-way leaves tasks behind, and an agent's end does not end them.
        ProcessTable processes = new ProcessTable();
        for (LocalAgent agent : agents) {
            agent.state().executors().stream()
                    .flatMap(executor -> executor.tasks().stream())
                    .forEach(task -> processes.killSession(task.process()));
            agent.close();
        }
        master.close();
    }

    private void startMaster(int port) {
        try {
            master = LocalMaster.start(
                    MasterConfig.at("127.0.0.1", port, dir.resolve("master")).withTimings(IMPATIENT));
        } catch (IOException cannot) {
            throw new UncheckedIOException(cannot);
        }
    }

    private LocalAgent startAgent(AgentInfo info) {
        AgentConfig config = AgentConfig.of(
                        info.getHostname(),
                        "127.0.0.1",
                        info.getPort(),
                        dir.resolve("agent-" + info.getPort()),
                        () -> master.uri())
                .withResources(info.getResourcesList().stream()
                        .map(TranscriptsOnRealAgentsTest::text)
                        .collect(Collectors.joining(";")))
                .withAttributes(info.getAttributesList().stream()
                        .map(TranscriptsOnRealAgentsTest::text)
                        .collect(Collectors.joining(";")));
        try {
            LocalAgent agent = LocalAgent.start(config, Clock.systemUTC());
            agents.add(agent);
            return agent;
        } catch (IOException cannot) {
            throw new UncheckedIOException(cannot);
        }
    }

    private static String text(Resource resource) {
        String role = resource.getReservationsCount() == 0
                ? ""
                : "(" + resource.getReservations(0).getRole() + ")";
        return resource.getName() + role + ":"
                + (resource.getType() == Value.Type.SCALAR
                        ? Double.toString(resource.getScalar().getValue())
                        : "[" + resource.getRanges().getRange(0).getBegin() + "-"
                                + resource.getRanges().getRange(0).getEnd() + "]");
    }

    private static String text(Attribute attribute) {
        return attribute.getName() + ":"
                + (attribute.hasText()
                        ? attribute.getText().getValue()
                        : Double.toString(attribute.getScalar().getValue()));
    }

    private TranscriptReplay replay() {
        return new TranscriptReplay(master.uri(), PATIENCE, new Matching());
    }

    @Test
    void theFullCycleOnOneVolume() throws Exception {
        TestAgents.ofTranscript01().forEach(this::startAgent);
        replay().with("01-reserve-create-launch-group-destroy-unreserve.jsonl").run();

        assertThat(dir.resolve("agent-5051/volumes/roles/svc-a"))
                .satisfiesAnyOf(
                        roles -> assertThat(roles).doesNotExist(),
                        roles -> assertThat(roles).isEmptyDirectory());
    }

    @Test
    void groupsHealthChecksChecksVolumesAndShutdown() throws Exception {
        Assumptions.assumeTrue(hasPython(), "the recorded task is a Python program");
        TestAgents.ofTranscripts02And03().forEach(this::startAgent);
        replay().with("03-executor-volume-checks.jsonl").run();
    }

    private static boolean hasPython() throws InterruptedException {
        try {
            return new ProcessBuilder("python3", "--version").start().waitFor() == 0;
        } catch (IOException absent) {
            return false;
        }
    }

    @Test
    void errorsAndEdges() throws Exception {
        TestAgents.ofTranscripts02And03().forEach(this::startAgent);
        replay().with("02-errors-and-edges.jsonl")
                .with("02b-resubscribe-after-teardown.jsonl")
                .run();
    }

    @Test
    void tasksOutliveFailoverMasterRestartAndAgentRestartAndAreToldLostAndFoundAgain() throws Exception {
        int port = master.uri().getPort();
        master.close();
        startMaster(port);
        List<AgentInfo> infos = TestAgents.ofTranscript04();
        infos.forEach(this::startAgent);
        String afterRestart = "04d-after-master-restart.jsonl";
        replay().with("04a-failover-restarts-refinement.jsonl")
                .with("04b-failed-over-scheduler.jsonl")
                .with("04c-resubscribed-after-disconnect.jsonl")
                .with(afterRestart)
                // The recorded agents took their time to come back: the first reconciliation is not answered.
                .before("04c-resubscribed-after-disconnect.jsonl", 8, () -> {
                    agents.forEach(agent -> agent.faults().partition(true));
                    master.close();
                })
                .before(afterRestart, 1, () -> startMaster(port))
                .before(
                        afterRestart,
                        7,
                        () -> agents.forEach(agent -> agent.faults().partition(false)))
                .before(afterRestart, 15, () -> agents.get(1).close())
                .before(afterRestart, 16, () -> startAgent(infos.get(1)))
                .before(afterRestart, 20, () -> agents.get(2).close())
                .before(afterRestart, 27, () -> startAgent(infos.get(1)))
                .run();
    }
}
