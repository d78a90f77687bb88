package dev.holdfast.local.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.holdfast.local.agent.core.AgentSnapshot;
import dev.holdfast.local.agent.core.Redaction;
import dev.holdfast.local.agent.disk.AgentLayout;
import dev.holdfast.local.agent.disk.Checkpoint;
import dev.holdfast.local.agent.disk.Directories;
import dev.holdfast.local.agent.disk.FinishedRuns;
import dev.holdfast.local.agent.process.OutputFiles;
import dev.holdfast.local.link.ToAgent;
import dev.holdfast.mesos.v1.CheckInfo;
import dev.holdfast.mesos.v1.CommandInfo;
import dev.holdfast.mesos.v1.Environment;
import dev.holdfast.mesos.v1.ExecutorInfo;
import dev.holdfast.mesos.v1.HealthCheck;
import dev.holdfast.mesos.v1.Offer;
import dev.holdfast.mesos.v1.OperationID;
import dev.holdfast.mesos.v1.Resource;
import dev.holdfast.mesos.v1.Secret;
import dev.holdfast.mesos.v1.TaskInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an agent keeps on disk, without any process. */
class AgentDiskTest {

    private final Path dir;

    AgentDiskTest(@TempDir Path dir) {
        this.dir = dir;
    }

    @Test
    void aCheckpointHoldsEverythingTheCoreNeedsAgain() throws Exception {
        Resource volume = Messages.volume(100, "role", "v1");
        AgentStory story = new AgentStory(
                        Messages.scalar("cpus", 4),
                        Messages.reserved(Messages.scalar("disk", 100), "role"),
                        Messages.ranges("ports", 31000, 31005))
                .withoutAcknowledging()
                .master(new ToAgent.ApplyOperation(
                        Messages.FRAMEWORK,
                        AgentStory.uuid(1),
                        Offer.Operation.newBuilder()
                                .setType(Offer.Operation.Type.CREATE)
                                .setId(OperationID.newBuilder().setValue("op"))
                                .setCreate(Offer.Operation.Create.newBuilder().addVolumes(volume))
                                .build()))
                .launch(
                        Messages.modern(),
                        Messages.executor("e", volume),
                        Messages.task("a")
                                .setHealthCheck(HealthCheck.newBuilder().setType(HealthCheck.Type.TCP))
                                .setCheck(CheckInfo.newBuilder().setType(CheckInfo.Type.COMMAND)))
                .launch(Messages.task("b").setKillPolicy(Messages.grace(Duration.ofMinutes(1))))
                .advance(Duration.ofSeconds(3))
                .kill("b")
                .master(new ToAgent.Drain(5, true));
        AgentSnapshot before = story.state();

        Checkpoint checkpoint = new Checkpoint(dir.resolve("meta"));
        assertThat(checkpoint.read()).isEmpty();
        checkpoint.write(before, "boot-1");
        Checkpoint.Saved after = new Checkpoint(dir.resolve("meta")).read().orElseThrow();

        assertThat(after.bootId()).isEqualTo("boot-1");
        assertThat(after.state().executors()).isEqualTo(before.executors());
        assertThat(after.state().resources()).isEqualTo(before.resources());
        assertThat(after.state().agentId()).isEqualTo(before.agentId());
        assertThat(after.state().drain()).isEqualTo(before.drain());
        assertThat(after.state().operations())
                .extracting(operation -> operation.status())
                .isEqualTo(before.operations().stream()
                        .map(operation -> operation.status())
                        .toList());
    }

    @Test
    void onlyItsOwnerReadsTheCheckpoint() throws Exception {
        new Checkpoint(dir).write(AgentSnapshot.fresh(List.of()), "boot");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve("state.json"))))
                .isEqualTo("rw-------");
        assertThat(dir.resolve("state.json.new")).doesNotExist();
    }

    @Test
    void secretsAreTakenOutHoweverDeepTheyAre() {
        Environment secret = Environment.newBuilder()
                .addVariables(Environment.Variable.newBuilder()
                        .setName("P")
                        .setType(Environment.Variable.Type.SECRET)
                        .setSecret(Secret.newBuilder()
                                .setType(Secret.Type.VALUE)
                                .setValue(Secret.Value.newBuilder().setData(ByteString.copyFromUtf8("hush")))))
                .build();
        TaskInfo task = Messages.task("a")
                .setCommand(CommandInfo.newBuilder().setValue("x").setEnvironment(secret))
                .setExecutor(ExecutorInfo.newBuilder()
                        .setExecutorId(Messages.executorId("e"))
                        .setCommand(CommandInfo.newBuilder().setEnvironment(secret)))
                .setHealthCheck(HealthCheck.newBuilder()
                        .setCommand(CommandInfo.newBuilder().setEnvironment(secret)))
                .build();

        assertThat(task.toString()).contains("hush");
        assertThat(Redaction.of(task).toString()).doesNotContain("hush").contains("\"P\"");
        TaskInfo harmless = Messages.task("b").build();
        assertThat(Redaction.of(harmless)).isSameAs(harmless);
    }

    @Test
    void volumesOfNestedRolesDoNotLieInEachOther() {
        AgentLayout layout = new AgentLayout(dir);
        List<Path> places = List.of(
                layout.volume(Messages.volume(1, "a/b", "c")),
                layout.volume(Messages.volume(1, "a", "b")),
                layout.volume(Messages.volume(1, "a~1b", "c")));

        for (Path one : places) {
            assertThat(places).filteredOn(other -> other.startsWith(one)).containsExactly(one);
        }
        assertThatThrownBy(() -> layout.volume(Messages.volume(1, "a", "../../etc")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void deletingADirectoryLeavesWhatItsLinksPointTo() throws Exception {
        Path data = Files.createDirectories(dir.resolve("volume"));
        Files.writeString(data.resolve("precious"), "x");
        Path sandbox = Files.createDirectories(dir.resolve("sandbox/deep"));
        Files.createSymbolicLink(sandbox.resolve("data"), data);

        Directories.delete(dir.resolve("sandbox"));

        assertThat(dir.resolve("sandbox")).doesNotExist();
        assertThat(data.resolve("precious")).hasContent("x");
    }

    @Test
    void ofFinishedExecutorsTheNewestSandboxesAreKept() throws Exception {
        AgentLayout layout = new AgentLayout(dir);
        FinishedRuns finished = new FinishedRuns(layout);
        for (int i = 0; i < FinishedRuns.KEPT + 2; i++) {
            Path run = Files.createDirectories(dir.resolve("slaves/s/frameworks/f/executors/e" + i + "/runs/c" + i));
            Files.writeString(run.resolve("stdout"), "x");
            finished.add(run, i);
        }

        assertThat(dir.resolve("slaves/s/frameworks/f/executors/e0")).doesNotExist();
        assertThat(dir.resolve("slaves/s/frameworks/f/executors/e1")).doesNotExist();
        assertThat(dir.resolve("slaves/s/frameworks/f/executors/e2/runs/c2/stdout"))
                .exists();
    }

    @Test
    void longOutputIsMovedAsideWhileTheFileStaysTheSame() throws Exception {
        Path out = Files.writeString(dir.resolve("stdout"), "0123456789");
        Object inode = Files.getAttribute(out, "unix:ino");

        OutputFiles.rotate(dir, 10);
        assertThat(out).hasContent("0123456789");
        OutputFiles.rotate(dir, 9);

        assertThat(out).isEmptyFile();
        assertThat(Files.getAttribute(out, "unix:ino")).isEqualTo(inode);
        assertThat(dir.resolve("stdout.1")).hasContent("0123456789");
    }
}
