package dev.holdfast.crate.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packed model as processes: fetched, unpacked, started and ended as the real one. */
@Tag("real")
final class CrateTarballTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    Path directory = Path.of("");

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endAll() {
        started.forEach(Process::destroyForcibly);
    }

    private Path home(String version) throws IOException, InterruptedException {
        Path archive = CrateTarball.build(directory, version);
        Process tar = new ProcessBuilder("tar", "xzf", archive.toString(), "-C", directory.toString()).start();
        assertThat(tar.waitFor()).isZero();
        return directory.resolve("crate-" + version);
    }

    private Process start(Path home, int number, boolean asRoot, String... more) throws IOException {
        Path conf = Files.createDirectories(directory.resolve("conf" + number));
        Files.writeString(conf.resolve("crate.yml"), """
                cluster.name: "packed"
                node.name: "data-%d"
                network.host: "127.0.63.%d"
                http.port: "4201"
                transport.tcp.port: "4301"
                path.data: "%s"
                node.attr.holdfast_incarnation: "1"
                discovery.seed_hosts: "127.0.63.101:4301,127.0.63.102:4301,127.0.63.103:4301"
                gateway.expected_data_nodes: 3
                gateway.recover_after_data_nodes: 2
                cluster.initial_master_nodes: "data-101,data-102,data-103"
                """.formatted(number, number, directory.resolve("data" + number)));
        List<String> command = new ArrayList<>(List.of(home.resolve("bin/crate").toString(), "-Cpath.conf=" + conf));
        command.addAll(List.of(more));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("out" + number + ".txt").toFile());
        builder.environment().put("CRATE_HEAP_SIZE", "64m");
        if (asRoot) {
            builder.environment().put("HOLDFAST_MODEL_AS_ROOT", "1");
        }
        Process process = builder.start();
        started.add(process);
        return process;
    }

    /** Body of the answer, or the exception's name while nothing listens. */
    private static String sql(int number, String statement) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.63." + number + ":4201/_sql"))
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(30))
                .POST(HttpRequest.BodyPublishers.ofString("{\"stmt\":\"" + statement.replace("\"", "\\\"") + "\"}"))
                .build();
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException refused) {
            return refused.getClass().getSimpleName();
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    private static void await(int number, String statement, String part) {
        Awaitility.await().atMost(PATIENCE).until(() -> sql(number, statement).contains(part));
    }

    @Test
    void threeProcessesFormAClusterAndSurviveAKillAndAPowerLossWithAllRows() throws IOException, InterruptedException {
        Path home = home("6.4.2");
        List<Process> nodes = new ArrayList<>();
        for (int number : List.of(101, 102, 103)) {
            nodes.add(start(home, number, true));
        }
        await(101, "select count(*) from sys.nodes where version is not null", "[[3]]");
        sql(101, "create table doc.t (id int primary key, v text) clustered into 3 shards with (number_of_replicas=1)");
        await(101, "select health from sys.cluster_health", "GREEN");
        assertThat(sql(102, "insert into doc.t (id, v) (select g, 'x' from generate_series(1,300) g)"))
                .contains("\"rowcount\":300");
        assertThat(sql(
                        103,
                        "select version['number'], attributes['holdfast_incarnation'] from sys.nodes where"
                                + " name='data-101'"))
                .contains("[\"6.4.2\",\"1\"]");
        nodes.get(2).destroyForcibly().waitFor();
        await(101, "select count(*) from sys.nodes", "[[2]]");
        await(101, "select count(*) from doc.t", "[[300]]");
        nodes.get(0).destroyForcibly().waitFor();
        nodes.get(1).destroyForcibly().waitFor();
        for (int number : List.of(101, 102, 103)) {
            start(home, number, true);
        }
        await(101, "select health from sys.cluster_health", "GREEN");
        await(101, "select count(*) from doc.t", "[[300]]");
    }

    @Test
    void sigtermEndsItWith143AndDecommissionWith0() throws IOException, InterruptedException {
        Path home = home("6.4.3");
        Process one = start(
                home,
                111,
                true,
                "-Cdiscovery.seed_hosts=127.0.63.111:4301",
                "-Ccluster.initial_master_nodes=data-111",
                "-Cgateway.expected_data_nodes=1",
                "-Cgateway.recover_after_data_nodes=1");
        await(111, "select health from sys.cluster_health", "GREEN");
        assertThat(sql(111, "alter cluster decommission 'data-111'")).contains("\"rowcount\":1");
        assertThat(one.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(one.exitValue()).isZero();
        Process two = start(
                home,
                111,
                true,
                "-Cdiscovery.seed_hosts=127.0.63.111:4301",
                "-Cgateway.expected_data_nodes=1",
                "-Cgateway.recover_after_data_nodes=1");
        await(111, "select health from sys.cluster_health", "GREEN");
        two.destroy();
        assertThat(two.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(two.exitValue()).isEqualTo(143);
    }

    @Test
    void whatTheRealOneRefusesToStartItRefusesToo() throws IOException, InterruptedException {
        Path home = home("6.4.2");
        Process odd = start(home, 121, true, "-Cno.such=1");
        assertThat(odd.waitFor()).isEqualTo(1);
        Process twice = start(home, 121, true, "-Cnode.name=a", "-Cnode.name=b");
        assertThat(twice.waitFor()).isEqualTo(64);
        if (System.getProperty("user.name", "").equals("root")) {
            Process root = start(home, 121, false);
            assertThat(root.waitFor()).isEqualTo(1);
            assertThat(directory.resolve("out121.txt")).content().contains("can not run crate as root");
        }
    }
}
