package dev.holdfast.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.api.wire.Asks;
import dev.holdfast.api.wire.ClusterInfo;
import dev.holdfast.api.wire.HealthInfo;
import dev.holdfast.api.wire.OutcomeInfo;
import dev.holdfast.cli.ApiClient;
import dev.holdfast.engine.Leadership;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A scheduler that stands by, beside one that leads. */
@Timeout(60)
class StandingTest {

    @TempDir
    private Path directory = Path.of("");

    private final AtomicReference<Optional<URI>> leader = new AtomicReference<>(Optional.empty());
    private Optional<ApiHouse> leading = Optional.empty();
    private Optional<ApiServer> standby = Optional.empty();

    @BeforeEach
    void startBoth() throws Exception {
        ApiHouse house = new ApiHouse(directory, ApiSettings.loopback(0));
        leading = Optional.of(house);
        leader.set(Optional.of(house.server.uri()));
        standby = Optional.of(standby(house.backend));
    }

    private ApiServer standby(Backend backend) throws ApiException {
        return ApiServer.start(ApiSettings.loopback(0), backend, List.of(), new Leadership() {
            @Override
            public boolean leads() {
                return false;
            }

            @Override
            public Optional<URI> leader() {
                return leader.get();
            }
        });
    }

    @AfterEach
    void closeBoth() throws Exception {
        standby.orElseThrow().close();
        leading.orElseThrow().close();
    }

    private HttpResponse<String> ask(String method, String path) throws IOException, InterruptedException {
        URI uri = URI.create(standby.orElseThrow().uri() + path);
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(uri)
                                .method(method, HttpRequest.BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.ofString());
    }

    private ApiClient client() {
        return new ApiClient(standby.orElseThrow().uri().toString(), Optional.empty());
    }

    @Test
    void answersWhatThePictureTellsAndSaysThatItStandsBy() throws Exception {
        for (String path : List.of("/v1/status", "/v1/clusters", "/v1/agents", "/v1/packages", "/metrics")) {
            HttpResponse<String> answer = ask("GET", path);
            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            assertThat(answer.headers().firstValue("Holdfast-Role")).as(path).contains("standby");
        }
        HealthInfo health = client().get("/health", HealthInfo.class);
        assertThat(health.role()).isEqualTo(HealthInfo.STANDBY);
        assertThat(health.leader()).isEqualTo(leading.orElseThrow().uri());
    }

    @Test
    void sendsEverythingElseOnToTheLeader() throws Exception {
        String to = leading.orElseThrow().uri();
        for (String path : List.of("/v1/clusters", "/v1/clusters/orders/stop?wait=1&x=%2F")) {
            HttpResponse<String> answer = ask("POST", path);
            assertThat(answer.statusCode()).as(path).isEqualTo(307);
            assertThat(answer.headers().firstValue("Location")).contains(to + path);
            assertThat(answer.body()).contains("stands by").contains(to);
        }
        assertThat(ask("PUT", "/v1/clusters/orders").statusCode()).isEqualTo(307);
        assertThat(ask("GET", "/v1/clusters/orders/nodes/broker-0/logs").statusCode())
                .isEqualTo(307);
        assertThat(leading.orElseThrow().engine.view().clusters()).isEmpty();
    }

    @Test
    void theCommandLineFollowsWithItsBody() {
        OutcomeInfo outcome =
                client().post("/v1/clusters", new Asks.Create("kafka", "orders", List.of()), OutcomeInfo.class);
        assertThat(outcome.plan()).isPresent();
    }

    /** The picture of one that stands by comes later; this one never has any. */
    @Test
    void whoHasChangedSomethingSeesItChanged() throws Exception {
        Path own = Files.createDirectory(directory.resolve("own"));
        try (ApiHouse other = new ApiHouse(own, ApiSettings.loopback(0));
                ApiServer late = standby(other.backend)) {
            ApiClient client = new ApiClient(late.uri().toString(), Optional.empty());
            client.post("/v1/clusters", new Asks.Create("kafka", "orders", List.of()), OutcomeInfo.class);
            assertThat(client.get("/v1/clusters/orders", ClusterInfo.class).packageName())
                    .isEqualTo("kafka");
        }
    }

    @Test
    void whereNoneLeadsItSaysSo() throws Exception {
        leader.set(Optional.empty());
        HttpResponse<String> answer = ask("POST", "/v1/clusters");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("no other leads").contains("try again");
        assertThat(client().get("/health", HealthInfo.class).text()).contains("none leads");
    }

    @Test
    void theCommandLineGoesOnToTheNextWhereNoneAnswers() throws Exception {
        int dead;
        try (ServerSocket socket = new ServerSocket(0)) {
            dead = socket.getLocalPort();
        }
        String several =
                "http://127.0.0.1:" + dead + "," + standby.orElseThrow().uri();
        ApiClient client = new ApiClient(several, Optional.empty());
        assertThat(client.get("/health", HealthInfo.class).ok()).isTrue();
        assertThat(client.base()).isEqualTo(several);
    }
}
