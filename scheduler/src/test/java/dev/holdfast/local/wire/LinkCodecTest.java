package dev.holdfast.local.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.holdfast.local.link.LinkCodec;
import dev.holdfast.local.link.ToAgent;
import dev.holdfast.local.link.ToMaster;
import dev.holdfast.mesos.v1.AgentID;
import dev.holdfast.mesos.v1.AgentInfo;
import dev.holdfast.mesos.v1.CommandInfo;
import dev.holdfast.mesos.v1.ExecutorID;
import dev.holdfast.mesos.v1.ExecutorInfo;
import dev.holdfast.mesos.v1.FrameworkID;
import dev.holdfast.mesos.v1.FrameworkInfo;
import dev.holdfast.mesos.v1.KillPolicy;
import dev.holdfast.mesos.v1.Offer;
import dev.holdfast.mesos.v1.OperationState;
import dev.holdfast.mesos.v1.OperationStatus;
import dev.holdfast.mesos.v1.Resource;
import dev.holdfast.mesos.v1.Task;
import dev.holdfast.mesos.v1.TaskGroupInfo;
import dev.holdfast.mesos.v1.TaskID;
import dev.holdfast.mesos.v1.TaskState;
import dev.holdfast.mesos.v1.TaskStatus;
import dev.holdfast.mesos.v1.Value;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every record of the link survives the way there and back. */
final class LinkCodecTest {

    private static final FrameworkID FRAMEWORK =
            FrameworkID.newBuilder().setValue("f").build();
    private static final AgentID AGENT = AgentID.newBuilder().setValue("S0").build();
    private static final TaskID TASK = TaskID.newBuilder().setValue("t").build();
    private static final ExecutorID EXECUTOR_ID =
            ExecutorID.newBuilder().setValue("e").build();
    private static final ByteString UUID = ByteString.copyFrom(new byte[] {0, 1, -1, 127, -128});
    private static final Resource CPUS = Resource.newBuilder()
            .setName("cpus")
            .setType(Value.Type.SCALAR)
            .setScalar(Value.Scalar.newBuilder().setValue(0.1))
            .build();

    /** A URI without {@code extract}, which has a default: an executor must come back byte for byte. */
    private static final ExecutorInfo EXECUTOR = ExecutorInfo.newBuilder()
            .setExecutorId(EXECUTOR_ID)
            .setCommand(CommandInfo.newBuilder()
                    .addUris(CommandInfo.URI.newBuilder().setValue("u")))
            .build();

    private static final FrameworkInfo INFO = FrameworkInfo.newBuilder()
            .setUser("u")
            .setName("n")
            .setId(FRAMEWORK)
            .build();
    private static final TaskStatus STATUS = TaskStatus.newBuilder()
            .setTaskId(TASK)
            .setState(TaskState.TASK_RUNNING)
            .setUuid(UUID)
            .build();

    static Stream<ToAgent> toAgent() {
        return Stream.of(
                new ToAgent.Registered(AGENT),
                new ToAgent.Refused("no \"reason\""),
                new ToAgent.RunTaskGroup(INFO, EXECUTOR, TaskGroupInfo.getDefaultInstance()),
                new ToAgent.RunTaskGroup(INFO, EXECUTOR, TaskGroupInfo.getDefaultInstance(), true),
                new ToAgent.KillTask(FRAMEWORK, TASK, Optional.empty()),
                new ToAgent.KillTask(FRAMEWORK, TASK, Optional.of(KillPolicy.getDefaultInstance())),
                new ToAgent.ShutdownExecutor(FRAMEWORK, EXECUTOR_ID),
                new ToAgent.ShutdownFramework(FRAMEWORK),
                new ToAgent.ApplyOperation(FRAMEWORK, UUID, Offer.Operation.getDefaultInstance()),
                new ToAgent.Acknowledge(FRAMEWORK, TASK, UUID),
                new ToAgent.AcknowledgeOperation(FRAMEWORK, UUID, ByteString.EMPTY),
                new ToAgent.Message(FRAMEWORK, EXECUTOR_ID, UUID),
                new ToAgent.Drain(-1, true),
                new ToAgent.Ping());
    }

    static Stream<ToMaster> toMaster() {
        Task task = Task.newBuilder()
                .setName("n")
                .setTaskId(TASK)
                .setFrameworkId(FRAMEWORK)
                .setAgentId(AGENT)
                .setState(TaskState.TASK_RUNNING)
                .build();
        AgentInfo info = AgentInfo.newBuilder().setHostname("h").build();
        OperationStatus done = OperationStatus.newBuilder()
                .setState(OperationState.OPERATION_FINISHED)
                .build();
        return Stream.of(
                new ToMaster.Register(Optional.empty(), info, "127.0.0.2", List.of(), List.of(), List.of(), List.of()),
                new ToMaster.Register(
                        Optional.of(AGENT),
                        info,
                        "127.0.0.2",
                        List.of(CPUS),
                        List.of(task),
                        List.of(new ToMaster.RunningExecutor(FRAMEWORK, EXECUTOR)),
                        List.of(INFO)),
                new ToMaster.StatusUpdate(FRAMEWORK, STATUS, STATUS),
                new ToMaster.OperationUpdate(FRAMEWORK, UUID, done, List.of(CPUS, CPUS)),
                new ToMaster.ExecutorExited(FRAMEWORK, EXECUTOR_ID, 256),
                new ToMaster.Drained(),
                new ToMaster.Pong());
    }

    @ParameterizedTest
    @MethodSource("toAgent")
    void whatAnAgentIsToldComesBackEqual(ToAgent record) throws MalformedMessageException {
        assertThat(LinkCodec.decodeToAgent(LinkCodec.encode(record))).isEqualTo(record);
    }

    @ParameterizedTest
    @MethodSource("toMaster")
    void whatAMasterIsToldComesBackEqual(ToMaster record) throws MalformedMessageException {
        assertThat(LinkCodec.decodeToMaster(LinkCodec.encode(record))).isEqualTo(record);
    }

    @Test
    void everyRecordIsTested() {
        assertThat(toAgent().map(Object::getClass).distinct())
                .containsExactlyInAnyOrder(ToAgent.class.getPermittedSubclasses());
        assertThat(toMaster().map(Object::getClass).distinct())
                .containsExactlyInAnyOrder(ToMaster.class.getPermittedSubclasses());
    }

    @Test
    void whatNobodySaysIsRefused() {
        assertThatThrownBy(() -> LinkCodec.decodeToMaster(bytes("{\"type\":\"Registered\"}")))
                .hasMessageContaining("not something ToMaster says");
        assertThatThrownBy(() -> LinkCodec.decodeToAgent(bytes("{\"type\":\"Drain\",\"markGone\":true}")))
                .hasMessageContaining("lacks 'maxGraceSeconds'");
        assertThatThrownBy(() -> LinkCodec.decodeToAgent(bytes("{"))).isInstanceOf(MalformedMessageException.class);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
