package dev.holdfast.local.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.holdfast.local.agent.core.ProcessMark;
import dev.holdfast.local.agent.process.ProcessTable;
import dev.holdfast.local.link.ToMaster;
import dev.holdfast.mesos.v1.CommandInfo;
import dev.holdfast.mesos.v1.Environment;
import dev.holdfast.mesos.v1.HealthCheck;
import dev.holdfast.mesos.v1.Secret;
import dev.holdfast.mesos.v1.TaskInfo;
import dev.holdfast.mesos.v1.TaskState;
import dev.holdfast.mesos.v1.TaskStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks as real processes. */
@Tag("real")
class RealTasksTest {

    private final Path dir;
    private Optional<RealAgent> running = Optional.empty();

    RealTasksTest(@TempDir Path dir) {
        this.dir = dir;
    }

    private RealAgent start() throws IOException {
        RealAgent agent = new RealAgent(dir.resolve("work"));
        running = Optional.of(agent);
        return agent;
    }

    @AfterEach
    void stop() {
        running.ifPresent(RealAgent::close);
    }

    private static ProcessMark process(RealAgent agent, String task) {
        return agent.agent().state().executors().stream()
                .flatMap(executor -> executor.tasks().stream())
                .filter(run -> run.info().getTaskId().getValue().equals(task))
                .findFirst()
                .orElseThrow()
                .process();
    }

    @Test
    void aTaskRunsInItsSandboxWithItsEnvironmentAndOutput() throws Exception {
        RealAgent agent = start();
        TaskInfo.Builder task = Messages.task("a", "echo \"$GREETING from $PWD\"; echo oops >&2; env; exit 3");
        task.getCommandBuilder()
                .setEnvironment(Environment.newBuilder()
                        .addVariables(Environment.Variable.newBuilder()
                                .setName("GREETING")
                                .setValue("hello")));
        agent.master.launch(Messages.executor("e"), task);

        TaskStatus failed = agent.master.await("a", TaskState.TASK_FAILED);
        assertThat(failed.getMessage()).isEqualTo("Command exited with status 3");
        assertThat(agent.master.states("a"))
                .containsExactly(TaskState.TASK_STARTING, TaskState.TASK_RUNNING, TaskState.TASK_FAILED);
        assertThat(agent.stdout("a"))
                .startsWith("hello from " + agent.sandbox("a"))
                .contains("MESOS_SANDBOX=" + agent.sandbox("a"), "MESOS_TASK_ID=a", "MESOS_EXECUTOR_ID=e");
        assertThat(agent.sandbox("a").resolve("stderr")).hasContent("oops");
        agent.master.awaitHeard(ToMaster.ExecutorExited.class, 1);
    }

    @Test
    void aCommandWithArgumentsRunsWithoutAShell() throws Exception {
        RealAgent agent = start();
        agent.master.launch(
                Messages.executor("e"),
                Messages.task("a")
                        .setCommand(CommandInfo.newBuilder()
                                .setShell(false)
                                .setValue("/bin/echo")
                                .addArguments("echo")
                                .addArguments("$HOME is not expanded")));

        agent.master.await("a", TaskState.TASK_FINISHED);
        assertThat(agent.stdout("a")).isEqualTo("$HOME is not expanded\n");
    }

    @Test
    void killingSignalsTheLeadingProcessAloneAndItsChildrenGoWithItsEnd() throws Exception {
        RealAgent agent = start();
        // The child notes every SIGTERM it gets, and would live on.
        String command = "sh -c 'trap \"echo child-got-term\" TERM; echo child-$$; while :; do sleep 0.1; done' &"
                + " trap 'echo leader-got-term; exit 0' TERM; echo ready; while :; do sleep 0.1; done";
        agent.master.launch(
                Messages.executor("e"),
                Messages.task("a", command).setKillPolicy(Messages.grace(Duration.ofSeconds(20))));
        agent.awaitOutput("a", "ready");
        agent.awaitOutput("a", "child-");
        long child = Long.parseLong(agent.stdout("a").replaceAll("(?s).*child-(\\d+).*", "$1"));

        agent.master.kill("a");
        TaskStatus killed = agent.master.await("a", TaskState.TASK_KILLED);

        assertThat(killed.getMessage()).isEqualTo("Command exited with status 0");
        assertThat(agent.stdout("a")).contains("leader-got-term").doesNotContain("child-got-term");
        assertThat(new ProcessTable().find(child)).isEmpty();
    }

    @Test
    void afterTheGraceTheWholeSessionIsKilled() throws Exception {
        RealAgent agent = start();
        agent.master.launch(
                Messages.executor("e"),
                Messages.task("a", "trap '' TERM; sleep 1000 & echo bg-$!; echo ready; while :; do sleep 0.1; done")
                        .setKillPolicy(Messages.grace(Duration.ofMillis(300))));
        agent.awaitOutput("a", "ready");
        long background = Long.parseLong(agent.stdout("a").replaceAll("(?s).*bg-(\\d+).*", "$1"));

        agent.master.kill("a");
        assertThat(agent.master.await("a", TaskState.TASK_KILLED).getMessage())
                .isEqualTo("Command terminated with signal Killed");
        assertThat(new ProcessTable().find(background)).isEmpty();
    }

    @Test
    void aRestartedAgentFindsItsTaskAndCanKillIt() throws Exception {
        RealAgent agent = start();
        agent.master.launch(Messages.executor("e"), Messages.task("a", "echo up; exec sleep 1000"));
        agent.awaitOutput("a", "up");
        agent.master.await("a", TaskState.TASK_RUNNING);
        ProcessMark before = process(agent, "a");

        agent.die();
        assertThat(new ProcessTable().isAlive(before)).isTrue();
        agent.comeBack();

        ToMaster.Register register = agent.master.heard(ToMaster.Register.class).get(0);
        assertThat(register.agentId()).contains(FakeMaster.AGENT);
        assertThat(register.executors()).hasSize(1);
        assertThat(register.tasks()).hasSize(1);
        assertThat(register.tasks().get(0).getState()).isEqualTo(TaskState.TASK_RUNNING);
        assertThat(process(agent, "a")).isEqualTo(before);

        agent.master.kill("a");
        assertThat(agent.master.await("a", TaskState.TASK_KILLED).getMessage())
                .isEqualTo("Command terminated with signal Terminated");
    }

    @Test
    void theExitCodeOfATaskThatEndedMeanwhileIsKnownAfterwards() throws Exception {
        RealAgent agent = start();
        agent.master.launch(
                Messages.executor("e"), Messages.task("a", "echo up; while [ ! -e go ]; do sleep 0.05; done; exit 42"));
        agent.awaitOutput("a", "up");
        agent.master.await("a", TaskState.TASK_RUNNING);
        ProcessMark process = process(agent, "a");
        agent.die();
        Files.createFile(agent.sandbox("a").resolve("go"));
        await().atMost(RealAgent.PATIENCE).until(() -> !new ProcessTable().isAlive(process));

        agent.comeBack();
        assertThat(agent.master.await("a", TaskState.TASK_FAILED).getMessage())
                .isEqualTo("Command exited with status 42");
    }

    @Test
    void aTaskThatEndsAfterTheAgentCameBackIsNoticed() throws Exception {
        RealAgent agent = start();
        agent.master.launch(
                Messages.executor("e"), Messages.task("a", "echo up; while [ ! -e go ]; do sleep 0.05; done; exit 0"));
        agent.awaitOutput("a", "up");
        agent.master.await("a", TaskState.TASK_RUNNING);
        agent.die();
        agent.comeBack();
        Files.createFile(agent.sandbox("a").resolve("go"));

        agent.master.await("a", TaskState.TASK_FINISHED);
    }

    @Test
    void aTaskWhoseSupervisorWasKilledRunsOnAndEndsWithUnknownStatus() throws Exception {
        RealAgent agent = start();
        agent.master.launch(
                Messages.executor("e"), Messages.task("a", "echo up; while [ ! -e go ]; do sleep 0.05; done; exit 0"));
        agent.awaitOutput("a", "up");
        agent.master.await("a", TaskState.TASK_RUNNING);
        ProcessMark process = process(agent, "a");
        ProcessHandle supervisor =
                ProcessHandle.of(process.pid()).flatMap(ProcessHandle::parent).orElseThrow();
        supervisor.destroyForcibly();
        await().atMost(RealAgent.PATIENCE).until(() -> !supervisor.isAlive());
        assertThat(new ProcessTable().isAlive(process)).isTrue();

        Files.createFile(agent.sandbox("a").resolve("go"));
        assertThat(agent.master.await("a", TaskState.TASK_FAILED).getMessage())
                .startsWith("Command ended with unknown status");
    }

    @Test
    void killMinusNineOnRequestIsSeenAsAFailure() throws Exception {
        RealAgent agent = start();
        agent.master.launch(Messages.executor("e"), Messages.task("a", "exec sleep 1000"));
        agent.master.await("a", TaskState.TASK_RUNNING);

        assertThat(agent.agent().faults().killTask(Messages.taskId("a"))).isTrue();
        assertThat(agent.master.await("a", TaskState.TASK_FAILED).getMessage())
                .isEqualTo("Command terminated with signal Killed");
        assertThat(agent.agent().faults().killTask(Messages.taskId("a"))).isFalse();
    }

    @Test
    void anAgentThatIsLeftEndsItsTasksAndTellsOfItWhenItIsNextRun() throws Exception {
        RealAgent agent = start();
        agent.master.launch(Messages.executor("e"), Messages.task("a", "exec sleep 1000"));
        agent.master.launch(Messages.executor("e2"), Messages.task("b", "exec sleep 1000"));
        agent.master.await("a", TaskState.TASK_RUNNING);
        agent.master.await("b", TaskState.TASK_RUNNING);
        agent.agent().faults().partition(true);
        assertThat(agent.agent().endTasks(task -> task.getName().equals("a"), Duration.ofSeconds(10)))
                .isTrue();
        assertThat(new ProcessTable().isAlive(process(agent, "b"))).isTrue();
        agent.die();

        agent.comeBack();
        agent.master.await("a", TaskState.TASK_KILLED);
        assertThat(agent.master.states("b")).doesNotContain(TaskState.TASK_KILLED);
    }

    @Test
    void secretsReachTheProcessAndNoFileOfTheAgent() throws Exception {
        RealAgent agent = start();
        String secret = "correct-horse-battery-staple";
        TaskInfo.Builder task =
                Messages.task("a", "test \"$PASSWORD\" = correct-horse-''battery-staple && exec sleep 1000");
        task.getCommandBuilder()
                .setEnvironment(Environment.newBuilder()
                        .addVariables(Environment.Variable.newBuilder()
                                .setName("PASSWORD")
                                .setType(Environment.Variable.Type.SECRET)
                                .setSecret(Secret.newBuilder()
                                        .setType(Secret.Type.VALUE)
                                        .setValue(
                                                Secret.Value.newBuilder().setData(ByteString.copyFromUtf8(secret))))));
        task.setHealthCheck(commandCheck("test \"$PASSWORD\" = correct-horse-''battery-staple"));
        agent.master.launch(Messages.executor("e"), task);
        await().atMost(RealAgent.PATIENCE)
                .until(() -> agent.master.statuses("a").stream().anyMatch(TaskStatus::getHealthy));

        String base64 = Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8));
        try (Stream<Path> files = Files.walk(dir)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain(secret, base64);
            }
        }

        agent.die();
        agent.comeBack();
        assertThat(agent.master.heard(ToMaster.Register.class).get(0).toString())
                .doesNotContain(secret);
        // The check still passes: no unhealthy status comes while several more probes are taken.
        agent.master.kill("a");
        agent.master.await("a", TaskState.TASK_KILLED);
        assertThat(agent.master.statuses("a"))
                .filteredOn(TaskStatus::hasHealthy)
                .allMatch(TaskStatus::getHealthy);
    }

    private static HealthCheck commandCheck(String command) {
        return HealthCheck.newBuilder()
                .setType(HealthCheck.Type.COMMAND)
                .setCommand(CommandInfo.newBuilder().setValue(command))
                .setDelaySeconds(0)
                .setIntervalSeconds(0.1)
                .setGracePeriodSeconds(0)
                .setConsecutiveFailures(1)
                .build();
    }

    @Test
    void aTcpHealthCheckAsksAtTheAgentsAddress() throws Exception {
        RealAgent agent = start();
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            HealthCheck check = HealthCheck.newBuilder()
                    .setType(HealthCheck.Type.TCP)
                    .setTcp(HealthCheck.TCPCheckInfo.newBuilder().setPort(server.getLocalPort()))
                    .setDelaySeconds(0)
                    .setIntervalSeconds(0.1)
                    .setGracePeriodSeconds(0)
                    .setConsecutiveFailures(2)
                    .build();
            agent.master.launch(Messages.executor("e"), Messages.task("a").setHealthCheck(check));
            await().atMost(RealAgent.PATIENCE)
                    .until(() -> agent.master.statuses("a").stream().anyMatch(TaskStatus::getHealthy));
        }
        TaskStatus killed = agent.master.await("a", TaskState.TASK_KILLED);
        assertThat(killed.hasHealthy()).isTrue();
        assertThat(killed.getHealthy()).isFalse();
    }

    @Test
    void anAgentRunAsRootBecomesTheUserATaskNames() throws Exception {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "only root can become somebody else");
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxr-xr-x"));
        RealAgent agent = new RealAgent(dir.resolve("work"), config -> config.withSwitchUser(true));
        running = Optional.of(agent);
        TaskInfo.Builder task = Messages.task("a", "id -un; touch mine deep/down/mine && echo written");
        Path given = Files.writeString(dir.resolve("given"), "given");
        task.getCommandBuilder()
                .setUser("nobody")
                .addUris(dev.holdfast.mesos.v1.CommandInfo.URI
                        .newBuilder()
                        .setValue(given.toUri().toString())
                        .setOutputFile("deep/down/given"));
        TaskInfo.Builder unknown = Messages.task("b", "id");
        unknown.getCommandBuilder().setUser("no-such-user");
        agent.master.launch(Messages.executor("e1"), task);
        agent.master.launch(Messages.executor("e2"), unknown);

        agent.master.await("a", TaskState.TASK_FINISHED);
        assertThat(agent.stdout("a")).isEqualTo("nobody\nwritten\n");
        assertThat(agent.master.await("b", TaskState.TASK_FAILED).getMessage())
                .contains("no-such-user", "Add that user");
    }

    @Test
    void aUserWhoCannotEnterTheAgentsDirectoriesIsToldBeforeTheStart() throws Exception {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "only root can become somebody else");
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwx------"));
        RealAgent agent = new RealAgent(dir.resolve("work"), config -> config.withSwitchUser(true));
        running = Optional.of(agent);
        TaskInfo.Builder task = Messages.task("a", "id");
        task.getCommandBuilder().setUser("nobody");
        agent.master.launch(Messages.executor("e1"), task);

        assertThat(agent.master.await("a", TaskState.TASK_FAILED).getMessage())
                .contains("'nobody' cannot enter " + dir, "Keep the agent's directory where everybody can");
    }
}
