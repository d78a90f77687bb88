package dev.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.model.AgentId;
import dev.holdfast.model.ExecutorId;
import dev.holdfast.model.ExecutorSpec;
import dev.holdfast.model.Operation;
import dev.holdfast.model.Resources;
import dev.holdfast.model.TaskId;
import dev.holdfast.model.TaskSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretFilesTest {

    private static final String VALUE = "hush\nhush";

    @TempDir
    private Path directory = Path.of("");

    private SecretFiles secrets = new SecretFiles(directory);

    @BeforeEach
    void open() throws IOException {
        secrets = new SecretFiles(directory);
        write("store", VALUE + "\n", "rw-------");
    }

    private void write(String name, String text, String mode) throws IOException {
        Path file = Files.writeString(directory.resolve(name), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    private static Operation.LaunchGroup launch(TaskSpec.Variable... variables) {
        Resources nothing = new Resources(List.of());
        TaskSpec task = new TaskSpec(
                new TaskId("t"),
                "broker-0.orders",
                new AgentId("a"),
                nothing,
                "exec true",
                "",
                List.of(variables),
                List.of(),
                1,
                List.of(),
                new TreeMap<>(),
                new TreeMap<>());
        return new Operation.LaunchGroup(new ExecutorSpec(new ExecutorId("t"), nothing), List.of(task));
    }

    private List<TaskSpec.Variable> filled(TaskSpec.Variable... variables) {
        return ((Operation.LaunchGroup) secrets.filled(launch(variables)))
                .tasks()
                .get(0)
                .environment();
    }

    @Test
    void aSecretIsPutInWhereItIsNamedAndNowhereElse() {
        assertThat(filled(new TaskSpec.Variable("S", "store", true), new TaskSpec.Variable("P", "store", false)))
                .containsExactly(new TaskSpec.Variable("S", VALUE, true), new TaskSpec.Variable("P", "store", false));
    }

    @Test
    void evenALaunchForSendingDoesNotPrintIt() {
        assertThat(secrets.filled(launch(new TaskSpec.Variable("S", "store", true)))
                        .toString())
                .doesNotContain("hush");
    }

    @Test
    void oneThatIsMissingLeavesItsVariableEmpty() {
        assertThat(filled(new TaskSpec.Variable("S", "other", true)))
                .containsExactly(new TaskSpec.Variable("S", "", true));
        assertThat(secrets.problem("other").orElseThrow().remedy())
                .contains(directory.resolve("other") + ", mode 0600");
    }

    @Test
    void oneThatOthersMayReadIsRefused() throws IOException {
        assertThat(secrets.problem("store")).isEmpty();
        write("store", VALUE, "rw-r--r--");
        assertThat(secrets.problem("store").orElseThrow().remedy()).startsWith("chmod 600 ");
    }

    @Test
    void anEmptyOneIsRefused() throws IOException {
        write("store", "\n", "rw-------");
        assertThat(secrets.problem("store").orElseThrow().message()).contains("is empty");
    }
}
