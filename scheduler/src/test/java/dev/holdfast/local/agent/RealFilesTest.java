package dev.holdfast.local.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.holdfast.local.link.ToMaster;
import dev.holdfast.mesos.v1.CommandInfo;
import dev.holdfast.mesos.v1.ExecutorInfo;
import dev.holdfast.mesos.v1.Offer;
import dev.holdfast.mesos.v1.Resource;
import dev.holdfast.mesos.v1.TaskInfo;
import dev.holdfast.mesos.v1.TaskState;
import dev.holdfast.mesos.v1.TaskStatus;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fetched files, volumes, and what is left on disk. */
@Tag("real")
class RealFilesTest {

    private static final String CHANGED = "Sat, 21 Nov 2020 10:00:00 GMT";

    private final Path dir;
    private final Map<String, AtomicInteger> requests = new ConcurrentHashMap<>();
    private final Map<String, byte[]> served = new ConcurrentHashMap<>();
    private final HttpServer web;
    private Optional<RealAgent> running = Optional.empty();

    RealFilesTest(@TempDir Path dir) throws IOException {
        this.dir = dir;
        this.web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        web.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            requests.computeIfAbsent(path, unseen -> new AtomicInteger()).incrementAndGet();
            byte[] content = served.get(path);
            exchange.getResponseHeaders().set("Last-Modified", CHANGED);
            exchange.sendResponseHeaders(content == null ? 404 : 200, content == null ? -1 : content.length);
            if (content != null) {
                exchange.getResponseBody().write(content);
            }
            exchange.close();
        });
        web.start();
    }

    private RealAgent start(UnaryOperator<AgentConfig> change) throws IOException {
        RealAgent agent = new RealAgent(dir.resolve("work"), change);
        running = Optional.of(agent);
        return agent;
    }

    private RealAgent start() throws IOException {
        return start(UnaryOperator.identity());
    }

    @AfterEach
    void stop() {
        running.ifPresent(RealAgent::close);
        web.stop(0);
    }

    private String serve(String path, byte[] content) {
        served.put(path, content);
        return "http://127.0.0.1:" + web.getAddress().getPort() + path;
    }

    private static TaskInfo.Builder fetching(String id, String command, CommandInfo.URI.Builder... uris) {
        TaskInfo.Builder task = Messages.task(id, command);
        for (CommandInfo.URI.Builder uri : uris) {
            task.getCommandBuilder().addUris(uri);
        }
        return task;
    }

    private static CommandInfo.URI.Builder uri(String value) {
        return CommandInfo.URI.newBuilder().setValue(value);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aCachedFileIsFetchedOnceAndIsOneFileWithItsTimeInAllSandboxes() throws Exception {
        RealAgent agent = start();
        String jar = serve("/lib/kafka.jar", bytes("class files"));
        List<String> ids = List.of("t0", "t1", "t2", "t3", "t4", "t5", "t6", "t7");
        for (String id : ids) {
            agent.master.launch(
                    Messages.executor("e-" + id),
                    fetching(id, "exec sleep 1000", uri(jar).setCache(true).setOutputFile("libs/k.jar")));
        }
        List<Object> inodes = new ArrayList<>();
        for (String id : ids) {
            agent.master.await(id, TaskState.TASK_RUNNING);
            Path file = agent.sandbox(id).resolve("libs/k.jar");
            assertThat(file).hasContent("class files");
            assertThat(Files.getLastModifiedTime(file).toString()).isEqualTo("2020-11-21T10:00:00Z");
            inodes.add(Files.getAttribute(file, "unix:ino"));
        }
        assertThat(inodes).containsOnly(inodes.get(0));
        assertThat(requests.get("/lib/kafka.jar")).hasValue(1);
    }

    @Test
    void whatIsNotCachedIsTheSandboxsOwn() throws Exception {
        RealAgent agent = start();
        Path source = Files.writeString(dir.resolve("tool.sh"), "#!/bin/sh\necho ran\n");
        agent.master.launch(
                Messages.executor("e"),
                fetching("a", "./tool.sh", uri("file://" + source).setExecutable(true)));

        agent.master.await("a", TaskState.TASK_FINISHED);
        assertThat(agent.stdout("a")).isEqualTo("ran\n");
        assertThat(Files.isExecutable(source)).isFalse();
    }

    @Test
    void aFetchThatFailsFailsTheTaskAndNamesTheUri() throws Exception {
        RealAgent agent = start();
        String absent = "http://127.0.0.1:" + web.getAddress().getPort() + "/nothing.jar";
        agent.master.launch(
                Messages.executor("e"), fetching("a", "true", uri(absent).setCache(true)));

        TaskStatus failed = agent.master.await("a", TaskState.TASK_FAILED);
        assertThat(failed.getReason()).isEqualTo(TaskStatus.Reason.REASON_CONTAINER_LAUNCH_FAILED);
        assertThat(failed.getMessage())
                .isEqualTo("Failed to launch container: Failed to fetch '" + absent + "': the server answered 404");

        served.put("/nothing.jar", bytes("now"));
        agent.master.launch(
                Messages.executor("e2"),
                fetching("b", "cat nothing.jar", uri(absent).setCache(true)));
        agent.master.await("b", TaskState.TASK_FINISHED);
    }

    @Test
    void anOutputFileOutsideTheSandboxIsRefused() throws Exception {
        RealAgent agent = start();
        String file = serve("/f", bytes("x"));
        agent.master.launch(
                Messages.executor("e"), fetching("a", "true", uri(file).setOutputFile("../../escaped")));

        assertThat(agent.master.await("a", TaskState.TASK_FAILED).getMessage()).contains("not inside the sandbox");
    }

    @Test
    void archivesAreUnpackedWithTimesAndModesAndJarsInThemAreShared() throws Exception {
        Path tree = Files.createDirectories(dir.resolve("tree/app/libs"));
        Files.writeString(tree.resolve("a.jar"), "jar");
        Path script = Files.writeString(tree.resolveSibling("run.sh"), "#!/bin/sh\necho hi\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        Process tar = new ProcessBuilder("tar", "-czf", "app.tgz", "-C", "tree", "app")
                .directory(dir.toFile())
                .start();
        assertThat(tar.waitFor()).isZero();
        String tgz = serve("/app.tgz", Files.readAllBytes(dir.resolve("app.tgz")));
        try (OutputStream out = Files.newOutputStream(dir.resolve("conf.zip"));
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("conf/server.properties"));
            zip.write(bytes("key=value\n"));
            zip.closeEntry();
        }
        RealAgent agent = start();
        CommandInfo.URI.Builder zip = uri(dir.resolve("conf.zip").toString());
        for (String id : List.of("a", "b")) {
            agent.master.launch(
                    Messages.executor("e-" + id),
                    fetching(id, "app/run.sh; cat conf/server.properties", uri(tgz).setCache(true), zip));
            agent.master.await(id, TaskState.TASK_FINISHED);
            assertThat(agent.stdout(id)).isEqualTo("hi\nkey=value\n");
            assertThat(Files.getLastModifiedTime(agent.sandbox(id).resolve("app/libs/a.jar"))
                                    .toMillis()
                            / 1000)
                    .isEqualTo(Files.getLastModifiedTime(tree.resolve("a.jar")).toMillis() / 1000);
        }
        assertThat(Files.isSameFile(
                        agent.sandbox("a").resolve("app/libs/a.jar"),
                        agent.sandbox("b").resolve("app/libs/a.jar")))
                .isTrue();
        assertThat(Files.isSameFile(
                        agent.sandbox("a").resolve("app/run.sh"),
                        agent.sandbox("b").resolve("app/run.sh")))
                .as("what a sandbox may edit is its own")
                .isFalse();
        assertThat(requests.get("/app.tgz")).hasValue(1);
    }

    @Test
    void theCacheGivesUpWhatWasUsedLongestAgo() throws Exception {
        RealAgent agent = start(config -> config.withCache(dir.resolve("small-cache"), 1500));
        for (int i = 0; i < 4; i++) {
            String file = serve("/f" + i, new byte[700]);
            agent.master.launch(
                    Messages.executor("e" + i),
                    fetching("t" + i, "test -s f" + i, uri(file).setCache(true)));
            agent.master.await("t" + i, TaskState.TASK_FINISHED);
        }
        try (var entries = Files.list(dir.resolve("small-cache"))) {
            assertThat(entries.filter(Files::isDirectory)).hasSize(2);
        }
        assertThat(agent.sandbox("t0").resolve("f0"))
                .as("a sandbox keeps its link")
                .hasSize(700);
    }

    @Test
    void dataInAVolumeOutlivesTasksAndGoesWithDestroy() throws Exception {
        RealAgent agent = start();
        Resource volume = agent.makeVolume("v1");
        ExecutorInfo writer = Messages.executor("e1", volume);
        agent.master.launch(writer, Messages.task("w", "echo kept > data/file").setContainer(Messages.parentVolume()));
        agent.master.await("w", TaskState.TASK_FINISHED);
        agent.master.launch(
                Messages.executor("e2", volume),
                Messages.task("r", "cat data/file").setContainer(Messages.parentVolume()));
        agent.master.await("r", TaskState.TASK_FINISHED);
        assertThat(agent.stdout("r")).isEqualTo("kept\n");
        Path data = dir.resolve("work/volumes/roles/role/v1");
        assertThat(data.resolve("file")).hasContent("kept");

        agent.master.apply(
                9,
                Offer.Operation.newBuilder()
                        .setType(Offer.Operation.Type.DESTROY)
                        .setDestroy(Offer.Operation.Destroy.newBuilder().addVolumes(volume))
                        .build());
        agent.master.awaitHeard(ToMaster.OperationUpdate.class, 3);
        await().atMost(RealAgent.PATIENCE).until(() -> !Files.exists(data));
        await().atMost(RealAgent.PATIENCE)
                .until(() -> dir.resolve("work/trash").toFile().list().length == 0);
    }

    @Test
    void withoutTheIsolatorTheTaskStartsAndFindsNoVolume() throws Exception {
        RealAgent agent = start(config -> config.withSandboxPathIsolator(false));
        Resource volume = agent.makeVolume("v1");
        agent.master.launch(
                Messages.executor("e", volume),
                Messages.task("a", "test ! -e data").setContainer(Messages.parentVolume()));

        agent.master.await("a", TaskState.TASK_FINISHED);
    }

    @Test
    void aLostDiskIsAnEmptyVolume() throws Exception {
        RealAgent agent = start();
        Resource volume = agent.makeVolume("v1");
        Path data = dir.resolve("work/volumes/roles/role/v1");
        Files.writeString(data.resolve("precious"), "x");

        assertThat(agent.agent().faults().loseVolume("other")).isFalse();
        assertThat(agent.agent().faults().loseVolume("v1")).isTrue();

        assertThat(data).isEmptyDirectory();
        assertThat(agent.agent().state().resources()).contains(volume);
    }

    @Test
    void reservationsAndVolumesAreKnownAgainAfterTheAgentWasAway() throws Exception {
        RealAgent agent = start();
        Resource volume = agent.makeVolume("v1");
        Files.writeString(dir.resolve("work/volumes/roles/role/v1/file"), "kept");
        agent.die();
        agent.comeBack();

        assertThat(agent.master.heard(ToMaster.Register.class).get(0).resources())
                .contains(volume, Messages.scalar("disk", 900));
        assertThat(dir.resolve("work/volumes/roles/role/v1/file")).hasContent("kept");
    }

    @Test
    void twoAgentsInOneDirectoryAndADamagedCheckpointAreRefusedClearly() throws Exception {
        RealAgent agent = start();
        AgentConfig same = AgentConfig.of("agent2", "127.0.0.1", 0, dir.resolve("work"), agent.master::uri);
        assertThatThrownBy(() -> LocalAgent.start(same, Clock.systemUTC()))
                .hasMessageContaining("Another agent already runs in");

        agent.die();
        Files.writeString(dir.resolve("work/meta/state.json"), "{\"boot_id\":");
        assertThatThrownBy(() -> LocalAgent.start(same, Clock.systemUTC()))
                .hasMessageContaining("state.json is damaged");
    }

    @Test
    void aPortInUseIsRefusedClearly() throws Exception {
        RealAgent agent = start();
        AgentConfig taken =
                AgentConfig.of("agent2", "127.0.0.1", agent.agent().port(), dir.resolve("other"), agent.master::uri);
        assertThatThrownBy(() -> LocalAgent.start(taken, Clock.systemUTC()))
                .hasMessageContaining(
                        "cannot listen on 127.0.0.1:" + agent.agent().port())
                .hasMessageContaining("another port");
        // And what it had taken is free again.
        LocalAgent.start(
                        AgentConfig.of("agent2", "127.0.0.1", 0, dir.resolve("other"), agent.master::uri),
                        Clock.systemUTC())
                .close();
    }
}
