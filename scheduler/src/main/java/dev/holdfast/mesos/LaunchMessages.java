package dev.holdfast.mesos;

import com.google.protobuf.ByteString;
import dev.holdfast.mesos.v1.AgentID;
import dev.holdfast.mesos.v1.CommandInfo;
import dev.holdfast.mesos.v1.ContainerInfo;
import dev.holdfast.mesos.v1.DiscoveryInfo;
import dev.holdfast.mesos.v1.DurationInfo;
import dev.holdfast.mesos.v1.Environment;
import dev.holdfast.mesos.v1.ExecutorID;
import dev.holdfast.mesos.v1.ExecutorInfo;
import dev.holdfast.mesos.v1.FrameworkID;
import dev.holdfast.mesos.v1.KillPolicy;
import dev.holdfast.mesos.v1.Offer.Operation.LaunchGroup;
import dev.holdfast.mesos.v1.Port;
import dev.holdfast.mesos.v1.Ports;
import dev.holdfast.mesos.v1.Secret;
import dev.holdfast.mesos.v1.TaskGroupInfo;
import dev.holdfast.mesos.v1.TaskID;
import dev.holdfast.mesos.v1.TaskInfo;
import dev.holdfast.mesos.v1.Volume;
import dev.holdfast.model.ExecutorSpec;
import dev.holdfast.model.FrameworkId;
import dev.holdfast.model.Operation;
import dev.holdfast.model.TaskSpec;
import java.util.List;
import java.util.Map;

/**
 * Launches, from us to Mesos. The same spec always gives the same bytes: Mesos compares an executor's description with
 * the one it runs when a chore joins it, and turns away what differs.
 */
final class LaunchMessages {

    private static final double NANOS_PER_SECOND = 1e9;
    private static final String TCP = "tcp";

    private LaunchMessages() {}

    static LaunchGroup launchGroup(Operation.LaunchGroup launch, FrameworkId frameworkId) {
        TaskGroupInfo.Builder group = TaskGroupInfo.newBuilder();
        launch.tasks().forEach(task -> group.addTasks(task(task)));
        return LaunchGroup.newBuilder()
                .setExecutor(executor(launch.executor(), frameworkId))
                .setTaskGroup(group)
                .build();
    }

    static ExecutorInfo executor(ExecutorSpec executor, FrameworkId frameworkId) {
        return ExecutorInfo.newBuilder()
                .setType(ExecutorInfo.Type.DEFAULT)
                .setExecutorId(ExecutorID.newBuilder().setValue(executor.id().value()))
                .setFrameworkId(FrameworkID.newBuilder().setValue(frameworkId.value()))
                .addAllResources(ResourceMessages.messages(executor.resources()))
                .build();
    }

    static TaskInfo task(TaskSpec task) {
        TaskInfo.Builder message = TaskInfo.newBuilder()
                .setName(task.name())
                .setTaskId(TaskID.newBuilder().setValue(task.id().value()))
                .setAgentId(AgentID.newBuilder().setValue(task.agentId().value()))
                .addAllResources(ResourceMessages.messages(task.resources()))
                .setCommand(command(task))
                .setKillPolicy(killPolicy(task.graceSeconds()))
                .setDiscovery(discovery(task));
        if (!task.volumes().isEmpty()) {
            message.setContainer(container(task.volumes()));
        }
        if (!task.labels().isEmpty()) {
            message.setLabels(ResourceMessages.message(task.labels()));
        }
        return message.build();
    }

    static KillPolicy killPolicy(double graceSeconds) {
        return KillPolicy.newBuilder()
                .setGracePeriod(DurationInfo.newBuilder().setNanoseconds(Math.round(graceSeconds * NANOS_PER_SECOND)))
                .build();
    }

    private static CommandInfo command(TaskSpec task) {
        CommandInfo.Builder message = CommandInfo.newBuilder().setShell(true).setValue(task.command());
        if (!task.user().isEmpty()) {
            message.setUser(task.user());
        }
        for (TaskSpec.Fetch fetch : task.fetches()) {
            message.addUris(CommandInfo.URI
                    .newBuilder()
                    .setValue(fetch.uri())
                    .setExecutable(fetch.executable())
                    .setExtract(fetch.extract())
                    .setCache(fetch.cache())
                    .setOutputFile(fetch.path()));
        }
        if (!task.environment().isEmpty()) {
            Environment.Builder environment = Environment.newBuilder();
            task.environment().forEach(variable -> environment.addVariables(variable(variable)));
            message.setEnvironment(environment);
        }
        return message.build();
    }

    private static Environment.Variable variable(TaskSpec.Variable variable) {
        Environment.Variable.Builder message = Environment.Variable.newBuilder().setName(variable.name());
        if (!variable.secret()) {
            return message.setType(Environment.Variable.Type.VALUE)
                    .setValue(variable.value())
                    .build();
        }
        return message.setType(Environment.Variable.Type.SECRET)
                .setSecret(Secret.newBuilder()
                        .setType(Secret.Type.VALUE)
                        .setValue(Secret.Value.newBuilder().setData(ByteString.copyFromUtf8(variable.value()))))
                .build();
    }

    private static ContainerInfo container(List<TaskSpec.ParentVolume> volumes) {
        ContainerInfo.Builder message = ContainerInfo.newBuilder().setType(ContainerInfo.Type.MESOS);
        for (TaskSpec.ParentVolume volume : volumes) {
            message.addVolumes(Volume.newBuilder()
                    .setMode(Volume.Mode.RW)
                    .setContainerPath(volume.path())
                    .setSource(Volume.Source.newBuilder()
                            .setType(Volume.Source.Type.SANDBOX_PATH)
                            .setSandboxPath(Volume.Source.SandboxPath.newBuilder()
                                    .setType(Volume.Source.SandboxPath.Type.PARENT)
                                    .setPath(volume.parentPath()))));
        }
        return message.build();
    }

    private static DiscoveryInfo discovery(TaskSpec task) {
        DiscoveryInfo.Builder message = DiscoveryInfo.newBuilder()
                // What has no port, as a chore beside a node, is found by nobody.
                .setVisibility(
                        task.ports().isEmpty() ? DiscoveryInfo.Visibility.FRAMEWORK : DiscoveryInfo.Visibility.CLUSTER)
                .setName(task.name());
        if (!task.ports().isEmpty()) {
            Ports.Builder ports = Ports.newBuilder();
            for (Map.Entry<String, Integer> port : task.ports().entrySet()) {
                ports.addPorts(Port.newBuilder()
                        .setNumber(port.getValue())
                        .setName(port.getKey())
                        .setProtocol(TCP));
            }
            message.setPorts(ports);
        }
        if (!task.labels().isEmpty()) {
            message.setLabels(ResourceMessages.message(task.labels()));
        }
        return message.build();
    }
}
