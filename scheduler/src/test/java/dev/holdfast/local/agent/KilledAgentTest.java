package dev.holdfast.local.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.local.agent.process.ProcessTable;
import dev.holdfast.local.link.ToMaster;
import dev.holdfast.mesos.v1.TaskState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent that is a program of its own, killed as hard as can be. */
@Tag("real")
class KilledAgentTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void tasksOutliveAKilledAgentProgramAndTheNextOneKnowsHowTheyEnded(@TempDir Path dir) throws Exception {
        try (FakeMaster master = new FakeMaster()) {
            Path work = dir.resolve("work");
            Process program = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            AgentProgram.class.getName(),
                            work.toString(),
                            master.uri().toString())
                    .redirectErrorStream(true)
                    .redirectOutput(dir.resolve("agent.log").toFile())
                    .start();
            master.awaitHeard(ToMaster.Register.class, 1);
            String waits = "echo up; while [ ! -e go ]; do sleep 0.05; done; exit 5";
            master.launch(Messages.executor("e1"), Messages.task("ends", waits));
            master.launch(Messages.executor("e2"), Messages.task("stays", waits));
            master.await("ends", TaskState.TASK_RUNNING);
            master.await("stays", TaskState.TASK_RUNNING);
            long ends = pid(master, "ends");
            long stays = pid(master, "stays");

            program.destroyForcibly().waitFor();
            ProcessTable processes = new ProcessTable();
            assertThat(processes.find(ends)).isPresent();
            assertThat(processes.find(stays)).isPresent();
            Files.createFile(sandbox(work, "ends").resolve("go"));
            await().atMost(PATIENCE).until(() -> processes.find(ends).isEmpty());

            master.forget();
            AgentConfig config = AgentConfig.of("agent1", "127.0.0.1", 0, work, master::uri)
                    .withResources("cpus:4;mem:1024;disk:1000");
            try (LocalAgent next = LocalAgent.start(config, Clock.systemUTC())) {
                assertThat(master.await("ends", TaskState.TASK_FAILED).getMessage())
                        .isEqualTo("Command exited with status 5");
                assertThat(processes.find(stays)).isPresent();
                assertThat(next.endTasks(task -> true, Duration.ofSeconds(5))).isTrue();
                assertThat(processes.find(stays)).isEmpty();
            }
        }
    }

    private static long pid(FakeMaster master, String task) {
        return master.await(task, TaskState.TASK_RUNNING).getContainerStatus().getExecutorPid();
    }

    private static Path sandbox(Path work, String task) throws Exception {
        try (Stream<Path> all = Files.walk(work.resolve("slaves"))) {
            return all.filter(path -> path.endsWith(Path.of("tasks", task)))
                    .findFirst()
                    .orElseThrow()
                    .toRealPath();
        }
    }
}
