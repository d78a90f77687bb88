package dev.holdfast.local.agent;

import dev.holdfast.mesos.v1.AgentID;
import dev.holdfast.mesos.v1.CommandInfo;
import dev.holdfast.mesos.v1.ContainerInfo;
import dev.holdfast.mesos.v1.DurationInfo;
import dev.holdfast.mesos.v1.ExecutorID;
import dev.holdfast.mesos.v1.ExecutorInfo;
import dev.holdfast.mesos.v1.FrameworkID;
import dev.holdfast.mesos.v1.FrameworkInfo;
import dev.holdfast.mesos.v1.KillPolicy;
import dev.holdfast.mesos.v1.Resource;
import dev.holdfast.mesos.v1.TaskID;
import dev.holdfast.mesos.v1.TaskInfo;
import dev.holdfast.mesos.v1.Value;
import dev.holdfast.mesos.v1.Volume;
import java.time.Duration;
import java.util.List;

/** The messages tests need, as short as they can be said. */
final class Messages {

    static final FrameworkID FRAMEWORK =
            FrameworkID.newBuilder().setValue("fw-0000").build();

    private Messages() {}

    static FrameworkInfo framework(FrameworkInfo.Capability.Type... capabilities) {
        FrameworkInfo.Builder framework = FrameworkInfo.newBuilder()
                .setId(FRAMEWORK)
                .setName("test")
                .setUser(System.getProperty("user.name"))
                .setCheckpoint(true)
                .addRoles("role");
        for (FrameworkInfo.Capability.Type capability : capabilities) {
            framework.addCapabilities(FrameworkInfo.Capability.newBuilder().setType(capability));
        }
        return framework.build();
    }

    /** A framework with the capabilities that Holdfast has. */
    static FrameworkInfo modern() {
        return framework(
                FrameworkInfo.Capability.Type.PARTITION_AWARE, FrameworkInfo.Capability.Type.TASK_KILLING_STATE);
    }

    static ExecutorInfo executor(String id, Resource... resources) {
        return ExecutorInfo.newBuilder()
                .setType(ExecutorInfo.Type.DEFAULT)
                .setExecutorId(executorId(id))
                .setFrameworkId(FRAMEWORK)
                .addAllResources(List.of(resources))
                .build();
    }

    /** The executor that a task launched without a group travels with. */
    static ExecutorInfo alone(String taskId) {
        return ExecutorInfo.newBuilder()
                .setExecutorId(executorId(taskId))
                .setFrameworkId(FRAMEWORK)
                .build();
    }

    static ExecutorID executorId(String id) {
        return ExecutorID.newBuilder().setValue(id).build();
    }

    static TaskID taskId(String id) {
        return TaskID.newBuilder().setValue(id).build();
    }

    static TaskInfo.Builder task(String id, String command) {
        return TaskInfo.newBuilder()
                .setName(id)
                .setTaskId(taskId(id))
                .setAgentId(AgentID.newBuilder().setValue("agent-S0"))
                .setCommand(CommandInfo.newBuilder().setShell(true).setValue(command));
    }

    static TaskInfo.Builder task(String id) {
        return task(id, "sleep 1000");
    }

    static KillPolicy grace(Duration grace) {
        return KillPolicy.newBuilder()
                .setGracePeriod(DurationInfo.newBuilder().setNanoseconds(grace.toNanos()))
                .build();
    }

    /** The task's container with its executor's {@code data} mounted as {@code data}. */
    static ContainerInfo parentVolume() {
        return ContainerInfo.newBuilder()
                .setType(ContainerInfo.Type.MESOS)
                .addVolumes(Volume.newBuilder()
                        .setMode(Volume.Mode.RW)
                        .setContainerPath("data")
                        .setSource(Volume.Source.newBuilder()
                                .setType(Volume.Source.Type.SANDBOX_PATH)
                                .setSandboxPath(Volume.Source.SandboxPath.newBuilder()
                                        .setType(Volume.Source.SandboxPath.Type.PARENT)
                                        .setPath("data"))))
                .build();
    }

    static Resource scalar(String name, double amount) {
        return Resource.newBuilder()
                .setName(name)
                .setType(Value.Type.SCALAR)
                .setScalar(Value.Scalar.newBuilder().setValue(amount))
                .build();
    }

    static Resource ranges(String name, long... ends) {
        Resource.Builder resource = Resource.newBuilder().setName(name).setType(Value.Type.RANGES);
        for (int i = 0; i < ends.length; i += 2) {
            resource.getRangesBuilder()
                    .addRange(Value.Range.newBuilder().setBegin(ends[i]).setEnd(ends[i + 1]));
        }
        return resource.build();
    }

    static Resource reserved(Resource resource, String role) {
        return resource.toBuilder()
                .addReservations(Resource.ReservationInfo.newBuilder()
                        .setType(Resource.ReservationInfo.Type.DYNAMIC)
                        .setRole(role)
                        .setPrincipal("p"))
                .build();
    }

    static Resource staticallyReserved(Resource resource, String role) {
        return resource.toBuilder()
                .addReservations(Resource.ReservationInfo.newBuilder()
                        .setType(Resource.ReservationInfo.Type.STATIC)
                        .setRole(role))
                .build();
    }

    static Resource volume(double mb, String role, String id) {
        return reserved(scalar("disk", mb), role).toBuilder()
                .setDisk(Resource.DiskInfo.newBuilder()
                        .setPersistence(Resource.DiskInfo.Persistence.newBuilder()
                                .setId(id)
                                .setPrincipal("p"))
                        .setVolume(Volume.newBuilder().setMode(Volume.Mode.RW).setContainerPath("data")))
                .build();
    }
}
