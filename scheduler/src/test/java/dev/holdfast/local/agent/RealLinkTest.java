package dev.holdfast.local.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.local.link.ToAgent;
import dev.holdfast.local.link.ToMaster;
import dev.holdfast.local.wire.MesosJson;
import dev.holdfast.mesos.v1.TaskState;
import dev.holdfast.mesos.v1.agent.Call;
import dev.holdfast.mesos.v1.agent.Response;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent's link to its master, and its HTTP API. */
@Tag("real")
class RealLinkTest {

    private final Path dir;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private Optional<RealAgent> running = Optional.empty();

    RealLinkTest(@TempDir Path dir) {
        this.dir = dir;
    }

    private RealAgent start(UnaryOperator<AgentConfig> change) throws IOException {
        RealAgent agent = new RealAgent(dir.resolve("work"), change);
        running = Optional.of(agent);
        return agent;
    }

    @AfterEach
    void stop() {
        running.ifPresent(RealAgent::close);
    }

    @Test
    void aBrokenStreamIsMadeAnewWithEverythingTheAgentHolds() throws Exception {
        RealAgent agent = start(UnaryOperator.identity());
        agent.master.launch(Messages.executor("e"), Messages.task("a"));
        agent.master.await("a", TaskState.TASK_RUNNING);
        agent.master.forget();
        agent.master.hangUp();

        agent.master.awaitHeard(ToMaster.Register.class, 1);
        ToMaster.Register again = agent.master.heard(ToMaster.Register.class).get(0);
        assertThat(again.agentId()).contains(FakeMaster.AGENT);
        assertThat(again.tasks()).hasSize(1);
        assertThat(again.executors()).hasSize(1);
        assertThat(again.frameworks()).containsExactly(Messages.modern());
    }

    @Test
    void whenTheMasterNoLongerKnowsTheAgentItRegistersAgainAndNothingIsLost() throws Exception {
        RealAgent agent = start(UnaryOperator.identity());
        agent.master.rejects(true);
        agent.master.acknowledges(false);
        agent.master.launch(Messages.executor("e"), Messages.task("a", "exit 0"));
        agent.master.awaitHeard(ToMaster.Register.class, 2);
        agent.master.rejects(false);
        agent.master.acknowledges(true);

        agent.master.await("a", TaskState.TASK_FINISHED);
    }

    @Test
    void aPartitionedAgentIsSilentAndItsTasksRunOn() throws Exception {
        RealAgent agent = start(UnaryOperator.identity());
        agent.master.launch(Messages.executor("e"), Messages.task("a", "echo up; sleep 0.3; echo later"));
        agent.master.await("a", TaskState.TASK_RUNNING);
        agent.agent().faults().partition(true);
        agent.master.forget();
        agent.master.say(new ToAgent.Ping());
        agent.awaitOutput("a", "later");
        await().atMost(RealAgent.PATIENCE)
                .until(() -> agent.agent().state().executors().get(0).over());
        assertThat(agent.master.heard(ToMaster.class)).isEmpty();

        agent.agent().faults().partition(false);
        agent.master.await("a", TaskState.TASK_FINISHED);
    }

    @Test
    void aSilentMasterIsLeftAndLookedForAgain() throws Exception {
        RealAgent agent = start(config -> config.withBounds(1000, Duration.ofSeconds(5), Duration.ofMillis(300)));
        agent.master.awaitHeard(ToMaster.Register.class, 2);
    }

    @Test
    void aRefusedAgentKillsItsTasksAndSaysSo() throws Exception {
        RealAgent agent = start(UnaryOperator.identity());
        agent.master.launch(Messages.executor("e"), Messages.task("a"));
        agent.master.await("a", TaskState.TASK_RUNNING);
        agent.master.say(new ToAgent.Refused("Agent has been marked gone"));

        await().atMost(RealAgent.PATIENCE).until(() -> agent.agent().isRefused());
        await().atMost(RealAgent.PATIENCE)
                .until(() -> agent.agent().state().executors().isEmpty());
    }

    @Test
    void sandboxesAreListedAndReadThroughTheApi() throws Exception {
        RealAgent agent = start(UnaryOperator.identity());
        agent.master.launch(Messages.executor("e"), Messages.task("a", "printf 0123456789; exec sleep 1000"));
        agent.awaitOutput("a", "0123456789");
        String real = agent.sandbox("a").toString();
        String virtual = "/frameworks/fw-0000/executors/e/runs/latest/tasks/a";

        for (String path : new String[] {real, virtual}) {
            Response list = call(
                    agent,
                    Call.newBuilder()
                            .setType(Call.Type.LIST_FILES)
                            .setListFiles(Call.ListFiles.newBuilder().setPath(path))
                            .build());
            assertThat(list.getListFiles().getFileInfosList())
                    .extracting(file -> file.getPath())
                    .containsExactly(path + "/stderr", path + "/stdout");
            assertThat(list.getListFiles().getFileInfos(1).getSize()).isEqualTo(10);

            Response part = call(
                    agent,
                    Call.newBuilder()
                            .setType(Call.Type.READ_FILE)
                            .setReadFile(Call.ReadFile.newBuilder()
                                    .setPath(path + "/stdout")
                                    .setOffset(3)
                                    .setLength(4))
                            .build());
            assertThat(part.getReadFile().getSize()).isEqualTo(10);
            assertThat(part.getReadFile().getData().toStringUtf8()).isEqualTo("3456");
        }
        assertThat(get(agent, "/files/read?offset=2&length=3&path=" + encode(real + "/stdout"))
                        .body())
                .isEqualTo("{\"data\":\"234\",\"offset\":2}");
        assertThat(get(agent, "/files/read?offset=-1&path=" + encode(real + "/stdout"))
                        .body())
                .isEqualTo("{\"data\":\"\",\"offset\":10}");
        assertThat(get(agent, "/files/download?path=" + encode(real + "/stdout"))
                        .body())
                .isEqualTo("0123456789");
        assertThat(get(agent, "/files/browse?path=" + encode(real)).body())
                .contains("\"mode\":\"-rw", "\"path\":\"" + real + "/stdout\"", "\"size\":10");
    }

    @Test
    void nothingOutsideSandboxesAndVolumesCanBeRead() throws Exception {
        RealAgent agent = start(UnaryOperator.identity());
        agent.master.launch(
                Messages.executor("e"), Messages.task("a", "ln -s /etc/hostname out; echo up; exec sleep 1000"));
        agent.awaitOutput("a", "up");
        String sandbox = agent.sandbox("a").toString();

        for (String path : new String[] {
            "/etc/hostname",
            dir.resolve("work/meta/state.json").toString(),
            sandbox + "/../../../../../../../../../../../meta/state.json",
            sandbox + "/out",
            "/frameworks/../../../meta/state.json"
        }) {
            assertThat(get(agent, "/files/read?offset=0&path=" + encode(path)).statusCode())
                    .as(path)
                    .isEqualTo(404);
        }
    }

    @Test
    void theStateIsToldInJsonAndProtobuf() throws Exception {
        RealAgent agent = start(UnaryOperator.identity());
        agent.master.launch(Messages.executor("e"), Messages.task("a"));
        agent.master.await("a", TaskState.TASK_RUNNING);

        Response state =
                call(agent, Call.newBuilder().setType(Call.Type.GET_STATE).build());
        assertThat(state.getGetState().getGetTasks().getLaunchedTasksList())
                .extracting(task -> task.getTaskId().getValue() + " " + task.getState())
                .containsExactly("a TASK_RUNNING");
        assertThat(state.getGetState().getGetExecutors().getExecutorsCount()).isEqualTo(1);

        HttpResponse<byte[]> binary = http.send(
                request(agent, "/api/v1")
                        .header("Content-Type", "application/x-protobuf")
                        .header("Accept", "application/x-protobuf")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(Call.newBuilder()
                                .setType(Call.Type.GET_HEALTH)
                                .build()
                                .toByteArray()))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        assertThat(Response.parseFrom(binary.body()).getGetHealth().getHealthy())
                .isTrue();
    }

    @Test
    void withACredentialTheApiAnswersOnlyWhoKnowsIt() throws Exception {
        RealAgent agent = start(config -> config.withCredential("ops", "s3cret"));

        assertThat(get(agent, "/health").statusCode()).isEqualTo(401);
        String basic = "Basic " + Base64.getEncoder().encodeToString("ops:s3cret".getBytes(StandardCharsets.UTF_8));
        assertThat(http.send(
                                request(agent, "/health")
                                        .header("Authorization", basic)
                                        .build(),
                                HttpResponse.BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(200);
    }

    private Response call(RealAgent agent, Call call) throws Exception {
        HttpResponse<byte[]> response = http.send(
                request(agent, "/api/v1")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(MesosJson.bytes(call)))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        assertThat(response.statusCode())
                .as(new String(response.body(), StandardCharsets.UTF_8))
                .isEqualTo(200);
        return MesosJson.parse(response.body(), Response.getDefaultInstance());
    }

    private HttpResponse<String> get(RealAgent agent, String path) throws Exception {
        return http.send(request(agent, path).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(RealAgent agent, String path) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + agent.agent().port() + path));
    }

    private static String encode(String path) {
        return URLEncoder.encode(path, StandardCharsets.UTF_8);
    }
}
