package dev.holdfast.local.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.local.wire.MesosJson;
import dev.holdfast.local.wire.RecordReader;
import dev.holdfast.mesos.v1.AgentInfo;
import dev.holdfast.mesos.v1.FrameworkInfo;
import dev.holdfast.mesos.v1.scheduler.Call;
import dev.holdfast.mesos.v1.scheduler.Event;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The master behind its HTTP server. */
final class LocalMasterTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static MasterConfig quick(Path data) {
        MasterTimings timings = MasterTimings.likeMesos().withAllocation(Duration.ofMillis(50));
        return MasterConfig.at("127.0.0.1", 0, data).withTimings(timings);
    }

    @Test
    void theFullCycleIsAnsweredOverHttpAsRecorded(@TempDir Path data) throws Exception {
        replay(data, TestAgents.ofTranscript01(), List.of("01-reserve-create-launch-group-destroy-unreserve.jsonl"));
    }

    @Test
    void errorsAndEdgesAreAnsweredOverHttpAsRecorded(@TempDir Path data) throws Exception {
        replay(
                data,
                TestAgents.ofTranscripts02And03(),
                List.of("02-errors-and-edges.jsonl", "02b-resubscribe-after-teardown.jsonl"));
    }

    @Test
    void aSchedulerMaySpeakProtobuf(@TempDir Path data) throws Exception {
        try (LocalMaster master = LocalMaster.start(quick(data))) {
            HttpResponse<InputStream> response = HTTP.send(
                    HttpRequest.newBuilder(master.uri().resolve("/api/v1/scheduler"))
                            .header("Content-Type", "application/x-protobuf")
                            .header("Accept", "application/x-protobuf")
                            .POST(HttpRequest.BodyPublishers.ofByteArray(
                                    subscribe("proto", 60).toByteArray()))
                            .build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            try (RecordReader records = new RecordReader(response.body())) {
                Event first = Event.parseFrom(records.next().orElseThrow());
                assertThat(first.getSubscribed().getFrameworkId().getValue()).isEqualTo(master.id() + "-0000");
                assertThat(response.headers().firstValue("Content-Type")).hasValue("application/x-protobuf");
            }
        }
    }

    @Test
    void aSchedulerThatHangsUpIsNoticedAtOnceAndLosesWhatItRuns(@TempDir Path data) throws Exception {
        try (LocalMaster master = LocalMaster.start(quick(data))) {
            HttpResponse<InputStream> response = HTTP.send(
                    post(master, "/api/v1/scheduler", MesosJson.text(subscribe("brief", 0)))
                            .build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            assertThat(get(master, "/state")).contains("\"name\":\"brief\"", "\"completed_frameworks\":[]");
            response.body().close();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> get(master, "/state").contains("\"frameworks\":[],"));
        }
    }

    @Test
    void whoMustProveWhoTheyAreDoesSoOrIsTurnedAway(@TempDir Path data) throws Exception {
        MasterConfig closed = quick(data).withCredentials(Map.of("me", "secret"));
        String call = MesosJson.text(subscribe("closed", 60));
        try (LocalMaster master = LocalMaster.start(closed)) {
            HttpRequest.Builder request = post(master, "/api/v1/scheduler", call);
            assertThat(send(request).statusCode()).isEqualTo(401);
            assertThat(send(request.copy().header("Authorization", basic("me", "wrong")))
                            .statusCode())
                    .isEqualTo(401);
            HttpResponse<String> other = send(request.copy().header("Authorization", basic("me", "secret")));
            assertThat(other.statusCode()).isEqualTo(400);
            assertThat(other.body()).contains("Authenticated principal 'me' does not match principal 'someone'");
        }
    }

    @Test
    void frameworksAreRememberedOverARestart(@TempDir Path data) throws Exception {
        String id;
        try (LocalMaster master = LocalMaster.start(quick(data))) {
            HttpSubscription first = open(master, subscribe("kept", 3600));
            id = first.next(MesosJson.MAPPER.readTree("{\"type\":\"SUBSCRIBED\"}"), new Matching(), PATIENCE)
                    .orElseThrow()
                    .path("subscribed")
                    .path("framework_id")
                    .path("value")
                    .asString("");
        }
        try (LocalMaster master = LocalMaster.start(quick(data))) {
            assertThat(master.id()).isNotEqualTo(id.substring(0, id.lastIndexOf('-')));
            assertThat(get(master, "/state")).contains("\"id\":\"" + id + "\"", "\"recovered\":true");
        }
    }

    @Test
    void aBrokenCheckpointAndATakenPortAreNamedWithTheRemedy(@TempDir Path data) throws Exception {
        try (LocalMaster master = LocalMaster.start(quick(data))) {
            MasterConfig taken = MasterConfig.at("127.0.0.1", master.uri().getPort(), data.resolve("other"));
            assertThatThrownBy(() -> LocalMaster.start(taken))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(
                            "cannot listen on 127.0.0.1:" + master.uri().getPort())
                    .hasMessageContaining("Choose another port");
        }
        Files.writeString(data.resolve("master.json"), "{\"frameworks\": [");
        assertThatThrownBy(() -> LocalMaster.start(quick(data)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("master.json")
                .hasMessageContaining("Move the file away");
    }

    @Test
    void aStandbySendsEverybodyToTheLeader(@TempDir Path data) throws Exception {
        try (LocalMaster master = LocalMaster.start(quick(data));
                Standby standby = Standby.start("127.0.0.1", 0, master.uri())) {
            URI there = URI.create("http://127.0.0.1:" + standby.port() + "/api/v1/scheduler");
            HttpResponse<String> answer = HTTP.send(
                    HttpRequest.newBuilder(there)
                            .POST(HttpRequest.BodyPublishers.ofString("{}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(307);
            assertThat(answer.headers().firstValue("Location"))
                    .hasValue("//" + master.uri().getAuthority() + "/api/v1/scheduler");
        }
    }

    @Test
    void theOlderPagesAreThere(@TempDir Path data) throws Exception {
        try (LocalMaster master = LocalMaster.start(quick(data));
                HttpFakeAgent agent = HttpFakeAgent.start(master.uri(), TestAgents.plain("host"), "127.0.0.2")) {
            assertThat(agent).isNotNull();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> get(master, "/master/state").contains("\"pid\":\"slave(1)@127.0.0.2:5051\""));
            assertThat(get(master, "/version")).contains("\"version\":\"1.12.0\"");
            assertThat(send(HttpRequest.newBuilder(master.uri().resolve("/health")))
                            .statusCode())
                    .isEqualTo(200);
            HttpResponse<String> redirect =
                    send(HttpRequest.newBuilder(master.uri().resolve("/redirect")));
            assertThat(redirect.statusCode()).isEqualTo(307);
            assertThat(send(post(master, "/api/v1", "{\"type\":\"GET_VERSION\"}"))
                            .body())
                    .contains("\"get_version\"");
            assertThat(send(HttpRequest.newBuilder(master.uri().resolve("/api/v1/scheduler")))
                            .statusCode())
                    .isEqualTo(405);
        }
    }

    private static Call subscribe(String name, double failoverTimeout) {
        FrameworkInfo info = FrameworkInfo.newBuilder()
                .setUser("nobody")
                .setName(name)
                .setPrincipal("someone")
                .setFailoverTimeout(failoverTimeout)
                .addRoles("r")
                .addCapabilities(
                        FrameworkInfo.Capability.newBuilder().setType(FrameworkInfo.Capability.Type.MULTI_ROLE))
                .build();
        return Call.newBuilder()
                .setType(Call.Type.SUBSCRIBE)
                .setSubscribe(Call.Subscribe.newBuilder().setFrameworkInfo(info))
                .build();
    }

    private static HttpSubscription open(LocalMaster master, Call subscribe) throws Exception {
        return HttpSubscription.open(
                        HTTP,
                        master.uri().resolve("/api/v1/scheduler"),
                        Map.of("Content-Type", "application/json"),
                        MesosJson.text(subscribe))
                .stream()
                .orElseThrow();
    }

    private static HttpRequest.Builder post(LocalMaster master, String path, String json) {
        return HttpRequest.newBuilder(master.uri().resolve(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String get(LocalMaster master, String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(master.uri().resolve(path))).body();
    }

    private static String basic(String user, String secret) {
        byte[] pair = (user + ":" + secret).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    private static void replay(Path data, List<AgentInfo> infos, List<String> transcripts)
            throws IOException, InterruptedException {
        List<HttpFakeAgent> agents = new ArrayList<>();
        try (LocalMaster master = LocalMaster.start(quick(data))) {
            for (AgentInfo info : infos) {
                agents.add(HttpFakeAgent.start(master.uri(), info, "127.0.0.1"));
            }
            TranscriptReplay replay = new TranscriptReplay(master.uri(), PATIENCE, new Matching());
            transcripts.forEach(replay::with);
            replay.run();
        } finally {
            agents.forEach(HttpFakeAgent::close);
        }
        assertThat(agents).isNotEmpty();
    }
}
