package dev.holdfast.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.api.wire.EndpointInfo;
import dev.holdfast.cli.Exit;
import dev.holdfast.cli.Failure;
import dev.holdfast.cli.run.StoppedFile.Stopped;
import dev.holdfast.local.LocalClusterConfig;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What {@code up} keeps beside its data, and what it looks at before it starts. */
class FilesTest {

    @TempDir
    private Path data = Path.of("");

    @Test
    void theReadyFileHasEndpointsApiAndProcess() throws Exception {
        ReadyFile file = new ReadyFile(data.resolve("ready.json"));
        file.write(
                "http://127.0.0.1:4040",
                new TreeMap<>(Map.of("kafka", List.of(new EndpointInfo("bootstrap", "127.0.0.2:9092")))));

        JsonNode ready = JsonMapper.shared().readTree(Files.readString(data.resolve("ready.json")));
        assertThat(ready.path("clusters").path("kafka").path("bootstrap").asString())
                .isEqualTo("127.0.0.2:9092");
        assertThat(ready.path("pid").asLong()).isEqualTo(ProcessHandle.current().pid());
        assertThat(Files.exists(data.resolve("ready.json.new"))).isFalse();
        file.delete();
        assertThat(Files.exists(data.resolve("ready.json"))).isFalse();
    }

    @Test
    void whatWasStoppedIsRememberedUntilItIsBack() throws Exception {
        StoppedFile file = new StoppedFile(data);
        assertThat(file.read()).isEmpty();
        List<Stopped> two = List.of(new Stopped("orders", false), new Stopped("events", true));

        file.write(two);
        assertThat(new StoppedFile(data).read()).isEqualTo(two);
        file.write(List.of());
        assertThat(data).isEmptyDirectory();
    }

    @Test
    void aDirectoryIsUsedByOneProcessAtATimeAndItIsSaidByWhich() throws Exception {
        try (DirectoryLock first = DirectoryLock.take(data, "holdfast scheduler")) {
            assertThat(first).isNotNull();
            assertThatThrownBy(() -> DirectoryLock.take(data, "holdfast up"))
                    .isInstanceOfSatisfying(
                            Failure.class,
                            failure -> assertThat(failure.exitCode()).isEqualTo(Exit.CONFLICT))
                    .hasMessage("another holdfast is using " + data + " (process "
                            + ProcessHandle.current().pid() + ", holdfast scheduler)");
        }
        DirectoryLock.take(data, "holdfast up").close();
    }

    @Test
    void aPortInUseIsFoundBeforeAnythingStarts() throws Exception {
        LocalClusterConfig config = LocalClusterConfig.of(data, 1).on("127.0.99");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> Preflight.check(config, "127.0.0.1", taken.getLocalPort()))
                    .isInstanceOf(Failure.class)
                    .hasMessage("port " + taken.getLocalPort() + " on 127.0.0.1 is in use");
        }
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.99.1"))) {
            assertThatThrownBy(() -> Preflight.check(config.withMasterPort(taken.getLocalPort()), "127.0.0.1", 0))
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("the embedded Mesos needs it");
        }
    }

    @Test
    void addressesThatAreNotThereAreNamed() {
        // 198.51.100.0/24 is for documentation: no machine has it.
        assertThatThrownBy(() -> Preflight.check(LocalClusterConfig.of(data, 3).on("198.51.100"), "127.0.0.1", 0))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("no address 198.51.100.1 and 3 more up to 198.51.100.4");
    }

    @Test
    void freshDestroysOursAndKeepsSoftwareAndWhatIsNotOurs() throws Exception {
        Files.createDirectories(data.resolve("mesos/agent-1/volumes"));
        Files.writeString(data.resolve("mesos/agent-1/volumes/log"), "records");
        Files.writeString(data.resolve("state.db"), "state");
        Files.createDirectories(data.resolve("artifacts"));
        Files.writeString(data.resolve("mine.txt"), "not holdfast's");
        Path elsewhere = Files.createDirectory(data.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("precious"), "kept");
        Files.createSymbolicLink(data.resolve("mesos/link"), elsewhere);
        StringWriter said = new StringWriter();

        new Fresh(data, new PrintWriter(said)).destroy(true);

        assertThat(said.toString())
                .contains("destroys all clusters", data.resolve("mesos").toString());
        assertThat(data.resolve("mesos")).doesNotExist();
        assertThat(data.resolve("state.db")).doesNotExist();
        assertThat(data.resolve("artifacts")).exists();
        assertThat(data.resolve("mine.txt")).exists();
        assertThat(elsewhere.resolve("precious")).exists();
    }

    @Test
    void freshAsksFirst() throws Exception {
        Files.writeString(data.resolve("state.db"), "state");
        assertThatThrownBy(() -> new Fresh(data, new PrintWriter(new StringWriter())).destroy(false))
                .isInstanceOf(Failure.class);
        assertThat(data.resolve("state.db")).exists();
    }
}
