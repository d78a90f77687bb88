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

    // What is made up

    private static final TaskSpec.Variable PASSWORD = new TaskSpec.Variable("P", "minted:shop-admin-password", true);

    private static final TaskSpec.Variable KEYSTORE =
            new TaskSpec.Variable("K", "keystore:shop:shop-keystore-password:data-0.shop:10.0.0.1,data-0", true);

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void aPasswordIsMadeUpOnceAndThenStaysWhatItIs() throws IOException {
        String made = filled(PASSWORD).get(0).value();
        assertThat(made).hasSize(43).matches("[A-Za-z0-9_-]+");
        assertThat(filled(PASSWORD).get(0).value()).isEqualTo(made);
        assertThat(new SecretFiles(directory).value("shop-admin-password")).contains(made);
        Path other = directory.resolve("other");
        SecretFiles others = new SecretFiles(other);
        String elsewhere = ((Operation.LaunchGroup) others.filled(launch(PASSWORD)))
                .tasks()
                .get(0)
                .environment()
                .get(0)
                .value();
        assertThat(elsewhere).isNotEqualTo(made);
        assertThat(mode(other)).isEqualTo("rwx------");
        assertThat(mode(other.resolve("shop-admin-password"))).isEqualTo("rw-------");
    }

    @Test
    void aPasswordThatAPersonWroteIsNeverReplaced() throws IOException {
        write("shop-admin-password", "mine\n", "rw-------");
        assertThat(filled(PASSWORD).get(0).value()).isEqualTo("mine");
        write("shop-admin-password", "mine\n", "rw-r--r--");
        assertThat(filled(PASSWORD).get(0).value()).as("refused, not replaced").isEmpty();
        assertThat(Files.readString(directory.resolve("shop-admin-password"))).isEqualTo("mine\n");
    }

    @Test
    void manyAtOnceGetTheSameAndNothingHalfWrittenIsLeft() throws Exception {
        List<String> made = java.util.Collections.synchronizedList(new java.util.ArrayList<>());
        List<Thread> threads = new java.util.ArrayList<>();
        for (int i = 0; i < 8; i++) {
            threads.add(new Thread(() -> made.add(filled(PASSWORD).get(0).value()), "maker-" + i));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(made)
                .hasSize(8)
                .containsOnly(secrets.value("shop-admin-password").orElseThrow());
        try (java.util.stream.Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("store", "shop-admin-password");
        }
    }

    @Test
    void aKeystoreIsMadeAnewForEachLaunchByAnAuthorityThatStays() throws Exception {
        SecretFiles files = new SecretFiles(directory.resolve("secrets"));
        String first = keystore(files);
        String authority = Files.readString(directory.resolve("secrets/shop-ca"));
        String open = files.certificates("shop").orElseThrow();
        assertThat(keystore(files)).isNotEqualTo(first);
        assertThat(Files.readString(directory.resolve("secrets/shop-ca"))).isEqualTo(authority);
        assertThat(mode(directory.resolve("secrets/shop-ca"))).isEqualTo("rw-------");
        assertThat(authority).contains("PRIVATE KEY").endsWith(open);
        assertThat(open).doesNotContain("PRIVATE KEY");
        assertThat(files.certificatesPlace("shop"))
                .isEqualTo(directory
                        .toAbsolutePath()
                        .resolve("certificates/shop.pem")
                        .toString());
        assertThat(mode(Path.of(files.certificatesPlace("shop")))).isEqualTo("rw-r--r--");
        java.security.KeyStore store = java.security.KeyStore.getInstance("PKCS12");
        store.load(
                new java.io.ByteArrayInputStream(java.util.Base64.getDecoder().decode(first)),
                files.value("shop-keystore-password").orElseThrow().toCharArray());
        assertThat(store.isKeyEntry("node")).isTrue();
        assertThat(first.length()).as("fits an environment").isLessThan(100_000);
    }

    private static String keystore(SecretFiles files) {
        return ((Operation.LaunchGroup) files.filled(launch(KEYSTORE)))
                .tasks()
                .get(0)
                .environment()
                .get(0)
                .value();
    }

    @Test
    void anAuthorityThatCannotBeReadLeavesTheVariableEmptyAndTheFileAlone() throws IOException {
        write("shop-ca", "not pem\n", "rw-------");
        assertThat(filled(KEYSTORE).get(0).value()).isEmpty();
        assertThat(Files.readString(directory.resolve("shop-ca"))).isEqualTo("not pem\n");
    }
}
