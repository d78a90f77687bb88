package dev.holdfast.mesos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.mesos.v1.CommandInfo;
import dev.holdfast.mesos.v1.DiscoveryInfo;
import dev.holdfast.mesos.v1.Environment;
import dev.holdfast.mesos.v1.ExecutorInfo;
import dev.holdfast.mesos.v1.Offer;
import dev.holdfast.mesos.v1.Secret;
import dev.holdfast.mesos.v1.TaskInfo;
import dev.holdfast.mesos.v1.Volume;
import dev.holdfast.model.AgentId;
import dev.holdfast.model.ExecutorId;
import dev.holdfast.model.ExecutorSpec;
import dev.holdfast.model.FrameworkId;
import dev.holdfast.model.Operation;
import dev.holdfast.model.OperationId;
import dev.holdfast.model.Quantity;
import dev.holdfast.model.Resource;
import dev.holdfast.model.Resources;
import dev.holdfast.model.TaskId;
import dev.holdfast.model.TaskSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LaunchMessagesTest {

    private static final FrameworkId FRAMEWORK = new FrameworkId("fw-1");
    private static final Resources SOME =
            new Resources(List.of(Resource.of(Resource.CPUS, Quantity.Amount.of(0.5), "holdfast/orders")));

    @Test
    void describesAnExecutorOfMesossOwnKindInThisFramework() {
        ExecutorInfo message = LaunchMessages.executor(new ExecutorSpec(new ExecutorId("e"), SOME), FRAMEWORK);

        assertThat(message.getType()).isEqualTo(ExecutorInfo.Type.DEFAULT);
        assertThat(message.getFrameworkId().getValue()).isEqualTo("fw-1");
        assertThat(message.hasCommand()).isFalse();
        assertThat(message.hasContainer()).isFalse();
    }

    @Test
    void sendsASecretOnlyAsASecret() {
        Environment environment = LaunchMessages.task(task()).getCommand().getEnvironment();

        assertThat(environment.getVariablesList()).hasSize(2);
        assertThat(environment.getVariables(0).getType()).isEqualTo(Environment.Variable.Type.VALUE);
        assertThat(environment.getVariables(0).getValue()).isEqualTo("1");
        Environment.Variable secret = environment.getVariables(1);
        assertThat(secret.getType()).isEqualTo(Environment.Variable.Type.SECRET);
        assertThat(secret.hasValue()).isFalse();
        assertThat(secret.getSecret().getType()).isEqualTo(Secret.Type.VALUE);
        assertThat(secret.getSecret().getValue().getData().toStringUtf8()).isEqualTo("sésame");
    }

    @Test
    void saysHowToFetchEveryFile() {
        CommandInfo.URI uri = LaunchMessages.task(task()).getCommand().getUris(0);

        assertThat(uri.getValue()).isEqualTo("http://127.0.0.1/a.tgz");
        assertThat(uri.getOutputFile()).isEqualTo("software/a.tgz");
        assertThat(uri.getCache()).isTrue();
        assertThat(uri.getExecutable()).isFalse();
        assertThat(uri.hasExtract()).isTrue();
        assertThat(uri.getExtract()).isFalse();
    }

    @Test
    void showsTheExecutorsVolumeInTheTask() {
        TaskInfo message = LaunchMessages.task(task());

        Volume volume = message.getContainer().getVolumes(0);
        assertThat(volume.getContainerPath()).isEqualTo("volume");
        assertThat(volume.getMode()).isEqualTo(Volume.Mode.RW);
        assertThat(volume.getSource().getType()).isEqualTo(Volume.Source.Type.SANDBOX_PATH);
        assertThat(volume.getSource().getSandboxPath().getType()).isEqualTo(Volume.Source.SandboxPath.Type.PARENT);
        assertThat(volume.getSource().getSandboxPath().getPath()).isEqualTo("data");
        assertThat(message.getKillPolicy().getGracePeriod().getNanoseconds()).isEqualTo(90_500_000_000L);
        assertThat(message.getCommand().getShell()).isTrue();
        assertThat(message.getCommand().getUser()).isEqualTo("kafka");
    }

    @Test
    void namesPortsForDiscovery() {
        TaskInfo message = LaunchMessages.task(task());

        assertThat(message.getDiscovery().getName()).isEqualTo("broker-2.orders");
        assertThat(message.getDiscovery().getVisibility()).isEqualTo(DiscoveryInfo.Visibility.CLUSTER);
        assertThat(message.getDiscovery().getLabels()).isEqualTo(message.getLabels());
        assertThat(message.getDiscovery().getPorts().getPortsList())
                .extracting(port -> port.getName() + ":" + port.getNumber() + "/" + port.getProtocol())
                .containsExactly("client:9092/tcp", "metrics:9100/tcp");
    }

    @Test
    void givesTheSameBytesForTheSameLaunch() {
        byte[] once = launch().toByteArray();
        byte[] again = launch().toByteArray();
        assertThat(again).isEqualTo(once);
    }

    @Test
    void givesAnIdToAnOperationOnlyWhereOneIsWanted() {
        Offer.Operation with = OperationMessages.operation(
                new Operation.Reserve(Optional.of(new OperationId("op-1")), SOME), FRAMEWORK);
        Offer.Operation without = OperationMessages.operation(new Operation.Reserve(Optional.empty(), SOME), FRAMEWORK);

        assertThat(with.getId().getValue()).isEqualTo("op-1");
        assertThat(without.hasId()).isFalse();
    }

    private static Offer.Operation launch() {
        return OperationMessages.operation(
                new Operation.LaunchGroup(new ExecutorSpec(new ExecutorId("e"), SOME), List.of(task())), FRAMEWORK);
    }

    private static TaskSpec task() {
        return new TaskSpec(
                new TaskId("t"),
                "broker-2.orders",
                new AgentId("S1"),
                SOME,
                "exec java -jar x.jar",
                "kafka",
                List.of(new TaskSpec.Variable("A", "1", false), new TaskSpec.Variable("PASSWORD", "sésame", true)),
                List.of(new TaskSpec.Fetch("http://127.0.0.1/a.tgz", "software/a.tgz", true, false, false)),
                90.5,
                List.of(new TaskSpec.ParentVolume("data", "volume")),
                new TreeMap<>(Map.of("metrics", 9100, "client", 9092)),
                new TreeMap<>(Map.of("node", "broker-2")));
    }
}
