package dev.holdfast.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.api.ApiHouse.Answered;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class ApiServerTest {

    @TempDir
    private Path directory = Path.of("");

    @SuppressWarnings("NullAway.Init") // JUnit calls start first
    private ApiHouse house;

    @BeforeEach
    void start() throws Exception {
        house = new ApiHouse(directory, ApiSettings.loopback(0));
    }

    @AfterEach
    void stop() {
        house.close();
    }

    private void create() throws Exception {
        assertThat(house.post("/v1/clusters", "{\"packageName\":\"kafka\",\"name\":\"orders\"}")
                        .status())
                .isEqualTo(200);
        house.await("/v1/clusters", clusters -> clusters.size() == 1);
    }

    @Test
    void itSaysThatItActsAndWhoIsItsMaster() throws Exception {
        assertThat(house.get("/health").json().path("text").asString()).contains("http://127.0.0.1:5050");
        assertThat(house.get("/v1/agents").json()).hasSize(5);
        assertThat(house.get("/v1/packages").json().path(0).path("groups")).hasSize(2);
    }

    @Test
    void aPreviewTellsEveryStepAndPlaceAndDoesNothing() throws Exception {
        Answered answer = house.post("/v1/clusters?preview=true", "{\"packageName\":\"kafka\",\"name\":\"orders\"}");

        JsonNode preview = answer.json().path("preview");
        assertThat(preview.path("phases").findValuesAsString("title")).contains("add broker-0", "add controller-2");
        assertThat(preview.path("placements")).hasSize(6);
        assertThat(preview.path("placements").findValuesAsString("agent"))
                .filteredOn(agent -> !agent.isEmpty())
                .hasSize(6);
        assertThat(preview.path("placements").path(0).path("text").asString()).startsWith("would go to host");
        assertThat(house.get("/v1/clusters").json()).isEmpty();
    }

    @Test
    void aCreatedClusterShowsItsNodesItsPlanAndWhatItWaitsFor() throws Exception {
        create();

        JsonNode cluster = house.get("/v1/clusters/orders").json();
        assertThat(cluster.path("nodes")).hasSize(6);
        assertThat(cluster.path("plan").path("title").asString()).isEqualTo("create orders");
        assertThat(cluster.path("groups").path(1).path("wanted").asInt()).isEqualTo(3);
        JsonNode why = house.await(
                "/v1/clusters/orders/why", answer -> !answer.path("waits").isEmpty());
        assertThat(why.path("text").asString()).contains("plan 1 (create orders)");
        assertThat(house.get("/v1/clusters/orders/events").json().findValuesAsString("text"))
                .contains("plan 1: create orders");
        assertThat(house.get("/v1/clusters/orders/endpoints")
                        .json()
                        .path(0)
                        .path("value")
                        .asString())
                .isEqualTo("6 nodes");
    }

    @Test
    void aWrongSpecIsRefusedWholeWithLinesAndRemedies() throws Exception {
        Answered answer = house.put(
                "/v1/clusters/orders",
                "name: orders\npackage: kafka\nversoin: 4.3.1\ngroups:\n  broker:\n    memory: lots\n");

        assertThat(answer.status()).isEqualTo(400);
        List<Integer> lines = new ArrayList<>();
        answer.json()
                .path("problems")
                .forEach(problem -> lines.add(problem.path("line").asInt()));
        assertThat(lines).containsExactly(3, 6);
        assertThat(answer.json().path("problems").findValuesAsString("remedy")).allMatch(remedy -> !remedy.isEmpty());
        assertThat(house.get("/v1/clusters").json()).isEmpty();
    }

    @Test
    void theSpecInForceCanBeReadAndAppliedAgain() throws Exception {
        create();
        String spec = house.get("/v1/clusters/orders/spec").text();

        assertThat(spec).startsWith("name: orders\npackage: kafka\n");
        assertThat(house.put("/v1/clusters/orders", spec).json().path("outcome").asString())
                .isIn("nothing", "accepted");
    }

    @Test
    void aPlainSecretIsRefusedAndNowhereRepeated() throws Exception {
        create();
        Answered set = house.post("/v1/clusters/orders/set", "{\"assignments\":[\"ssl.keystore.password=hush1\"]}");
        String spec = house.get("/v1/clusters/orders/spec").text();
        Answered applied = house.put("/v1/clusters/orders", spec + "settings: { ssl.key.password: hush1 }\n");

        assertThat(List.of(set.status(), applied.status())).containsOnly(400);
        assertThat(set.problem()).contains("ssl.keystore.password' is secret");
        assertThat(set.text()
                        + applied.text()
                        + house.get("/v1/clusters/orders").text()
                        + house.get("/v1/clusters/orders/events").text())
                .doesNotContain("hush1");
    }

    @Test
    void ofASecretOnlyTheNameIsStoredAndShown() throws Exception {
        create();
        String assignment = "{\"assignments\":[\"ssl.keystore.password=${secret:store}\",\"num.io.threads=4\"]}";
        Answered missing = house.post("/v1/clusters/orders/set", assignment);
        assertThat(missing.status()).isEqualTo(400);
        assertThat(missing.problem()).isEqualTo("there is no secret 'store'");

        house.secret("store", "hush1");
        Answered set = house.post("/v1/clusters/orders/set", assignment);
        JsonNode cluster =
                house.await("/v1/clusters/orders", now -> now.path("target").asInt() == 2);
        String spec = house.get("/v1/clusters/orders/spec").text();
        String events = house.get("/v1/clusters/orders/events").text();

        assertThat(spec).contains("${secret:store}");
        assertThat(set.text() + cluster + spec + events + house.state()).doesNotContain("hush1");
        assertThat(house.put("/v1/clusters/orders", spec).json().path("outcome").asString())
                .isIn("nothing", "accepted");
    }

    @Test
    void whatNoAgentCanHoldIsRefused() throws Exception {
        create();
        Answered answer = house.post("/v1/clusters/orders/scale", "{\"wishes\":[\"broker=200\"]}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.problem()).contains("200 brokers need 200 agents, there are 5");
    }

    @Test
    void severalCountsChangeTogether() throws Exception {
        create();
        Answered answer =
                house.post("/v1/clusters/orders/scale?preview=true", "{\"wishes\":[\"broker=4\",\"controller=1\"]}");

        assertThat(answer.json().path("preview").path("title").asString())
                .isEqualTo("scale controller 3 -> 1, broker 3 -> 4");
    }

    @Test
    void whatIsUnknownIsNotFound() throws Exception {
        create();
        assertThat(house.get("/v1/clusters/nobody").status()).isEqualTo(404);
        assertThat(house.post("/v1/clusters/orders/restart", "{\"nodes\":[\"broker-9\"]}")
                        .status())
                .isEqualTo(404);
        assertThat(house.get("/v1/clusters/orders/nodes/broker-0/logs").problem())
                .contains("never launched");
        assertThat(house.get("/v2/nothing").status()).isEqualTo(404);
        assertThat(house.send("DELETE", "/v1/clusters/orders", "").status()).isEqualTo(405);
    }

    @Test
    void whatCannotBeDoneNowIsAConflict() throws Exception {
        create();
        Answered restart = house.post("/v1/clusters/orders/restart", "");
        Answered again = house.post("/v1/clusters", "{\"packageName\":\"kafka\",\"name\":\"orders\"}");

        assertThat(restart.status()).isEqualTo(409);
        assertThat(restart.problem()).contains("plan 1 (create orders) is under way");
        assertThat(again.status()).isEqualTo(409);
    }

    @Test
    void aBodyWithAnUnknownKeyOrNoJsonIsRefused() throws Exception {
        create();
        assertThat(house.post("/v1/clusters/orders/scale", "{\"wish\":\"broker=4\"}")
                        .problem())
                .isEqualTo("unknown key 'wish'");
        assertThat(house.post("/v1/clusters/orders/scale", "broker=4").status()).isEqualTo(400);
        // Fuzzing found that a null within a list was an internal error.
        Answered hole = house.post("/v1/clusters/orders/set?preview=true", "{\"assignments\":[\"a=b\",null]}");
        assertThat(hole.status()).isEqualTo(400);
        assertThat(hole.problem()).isEqualTo("there is a null in 'assignments'");
    }

    @Test
    void anUninstallWantsTheNameOnceMore() throws Exception {
        create();
        assertThat(house.post("/v1/clusters/orders/uninstall", "{\"confirmation\":\"other\"}")
                        .status())
                .isEqualTo(400);
        assertThat(house.post("/v1/clusters/orders/uninstall", "{\"confirmation\":\"orders\"}")
                        .json()
                        .path("outcome")
                        .asString())
                .isEqualTo("accepted");
    }

    @Test
    void pausingAndResumingAreSaid() throws Exception {
        create();
        assertThat(house.post("/v1/clusters/orders/pause", "")
                        .json()
                        .path("text")
                        .asString())
                .isEqualTo("plan 1 (create orders) is paused");
        house.await(
                "/v1/clusters/orders",
                now -> now.path("plan").path("status").asString().equals("paused"));
        assertThat(house.get("/v1/clusters/orders/why").text()).contains("holdfast resume orders");
        assertThat(house.post("/v1/clusters/orders/resume", "")
                        .json()
                        .path("text")
                        .asString())
                .isEqualTo("plan 1: create orders");
    }

    @Test
    void verbsOfKafkaWantAKafka() throws Exception {
        assertThat(house.post("/v1/clusters/nobody/finalize", "").status()).isEqualTo(404);
        create();
        assertThat(house.post("/v1/clusters/orders/rebalance", "{\"throttle\":\"fast\"}")
                        .problem())
                .contains("no number of bytes");
        assertThat(house.get("/v1/clusters/orders/topics").status()).isEqualTo(503);
    }

    @Test
    void onlyNamesOfThisMachineAreAnsweredWithoutAToken() throws Exception {
        assertThat(raw("Host: 127.0.0.1:" + port())).startsWith("HTTP/1.1 200");
        assertThat(raw("Host: localhost:" + port())).startsWith("HTTP/1.1 200");
        assertThat(raw("Host: evil.example:" + port())).startsWith("HTTP/1.1 403");
        assertThat(raw("Host: 127.0.0.1.evil.example")).startsWith("HTTP/1.1 403");
    }

    @Test
    void pagesOfOtherSitesAreKeptOut() throws Exception {
        assertThat(raw("Host: 127.0.0.1:" + port() + "\r\nOrigin: http://evil.example"))
                .startsWith("HTTP/1.1 403");
        assertThat(raw("Host: 127.0.0.1:" + port() + "\r\nOrigin: http://127.0.0.1:" + port()))
                .startsWith("HTTP/1.1 200");
    }

    private int port() {
        return house.server.uri().getPort();
    }

    private String raw(String headers) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            OutputStream out = socket.getOutputStream();
            out.write(("GET /health HTTP/1.1\r\n" + headers + "\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.UTF_8));
            out.flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void withATokenOnlyThoseWhoHaveItAreAnswered() throws Exception {
        Path file = directory.resolve("token");
        Files.writeString(file, "0123456789abcdef\n");
        ApiSettings settings = ApiSettings.loopback(0).withTokenFile(file);
        try (ApiHouse guarded = new ApiHouse(Files.createDirectory(directory.resolve("guarded")), settings)) {
            assertThat(guarded.get("/v1/status").status()).isEqualTo(401);
            assertThat(guarded.get("/health").status())
                    .as("what supervises it has no token")
                    .isEqualTo(200);
            assertThat(guarded.send("GET", "/v1/status", "", "Authorization", "Bearer 0123456789abcdee")
                            .status())
                    .isEqualTo(401);
            assertThat(guarded.send("GET", "/v1/status", "", "Authorization", "Bearer 0123456789abcdef")
                            .status())
                    .isEqualTo(200);
        }
        assertThat(settings.toString()).doesNotContain("0123456789abcdef");
    }

    @Test
    void nobodyIsServedOnOtherAddressesWithoutAToken() {
        ApiSettings open = new ApiSettings("0.0.0.0", 0, Optional.empty());
        assertThatThrownBy(() -> ApiServer.start(open, List.of()))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("open to everyone");
    }

    @Test
    void aPortInUseIsSaid() {
        assertThatThrownBy(() -> ApiServer.start(ApiSettings.loopback(port()), List.of()))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("cannot listen on 127.0.0.1:" + port());
    }

    @Test
    void theDocumentDescribesEveryRouteAndAllItsReferencesLeadSomewhere() throws Exception {
        JsonNode document = house.get("/v1/openapi.json").json();

        assertThat(document.path("paths").path("/v1/clusters/{cluster}/scale").has("post"))
                .isTrue();
        assertThat(document.path("paths").size()).isGreaterThan(30);
        JsonNode schemas = document.path("components").path("schemas");
        for (String reference : document.findValuesAsString("$ref")) {
            assertThat(schemas.has(reference.substring(reference.lastIndexOf('/') + 1)))
                    .as(reference)
                    .isTrue();
        }
        assertThat(schemas.path("ClusterInfo")
                        .path("properties")
                        .path("nodes")
                        .path("items")
                        .path("$ref")
                        .asString())
                .isEqualTo("#/components/schemas/NodeInfo");
    }
}
