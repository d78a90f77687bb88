package dev.holdfast.api.crate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.api.ApiHouse;
import dev.holdfast.api.ApiHouse.Answered;
import dev.holdfast.api.ApiSettings;
import dev.holdfast.core.Event;
import dev.holdfast.database.Observation;
import dev.holdfast.database.crate.CrateDetails;
import dev.holdfast.database.crate.CrateDetails.Colour;
import dev.holdfast.database.crate.CrateDetails.Part;
import dev.holdfast.database.crate.CrateDetails.Table;
import dev.holdfast.database.crate.CratePackage;
import dev.holdfast.model.ClusterName;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Every answer that the original framework's documentation and sources tell of. There are five agents. */
class FrameworkRoutesTest {

    private static final String NOT_CHANGED = "Could not change the number of instances.";

    @TempDir
    private Path directory = Path.of("");

    private Optional<ApiHouse> open = Optional.empty();

    private ApiHouse house(ApiSettings settings, String named) throws Exception {
        ApiHouse house = new ApiHouse(
                directory,
                settings,
                new CratePackage(new ApiHouse.SilentDriver()),
                backend -> new FrameworkRoutes(backend, named, "0.1.0").routes());
        open = Optional.of(house);
        return house;
    }

    private ApiHouse house() throws Exception {
        return house(ApiSettings.loopback(0), "");
    }

    private ApiHouse withCluster(String... assignments) throws Exception {
        ApiHouse house = house();
        create(house, "shop", assignments);
        return house;
    }

    private static void create(ApiHouse house, String name, String... assignments) throws Exception {
        String list = assignments.length == 0 ? "" : "\"" + String.join("\",\"", assignments) + "\"";
        Answered made = house.post(
                "/v1/clusters", "{\"packageName\":\"crate\",\"name\":\"" + name + "\",\"assignments\":[" + list + "]}");
        assertThat(made.status()).as(made.text()).isEqualTo(200);
        house.await("/v1/clusters", all -> all.findValuesAsString("name").contains(name));
    }

    @AfterEach
    void close() {
        open.ifPresent(ApiHouse::close);
    }

    private Answered resize(String body) throws Exception {
        return open.orElseThrow().send("POST", "/cluster/resize", body, "Content-Type", "application/json");
    }

    private Answered resize(int instances) throws Exception {
        return resize("{\"instances\": " + instances + "}");
    }

    private static void success(Answered answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("{\"status\":200,\"message\":\"SUCCESS\"}");
    }

    /** @return the reason */
    private static String refused(Answered answer, int status, String message) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.json().path("status").asInt()).isEqualTo(status);
        assertThat(answer.json().path("message").asString()).isEqualTo(message);
        return answer.json().path("reason").asString();
    }

    private JsonNode state() throws Exception {
        return open.orElseThrow().get("/cluster").json().path("message");
    }

    private void tables(String... replicas) throws Exception {
        SortedMap<String, Table> tables = new TreeMap<>();
        for (int i = 0; i < replicas.length; i++) {
            tables.put("doc.t" + i, new Table(Colour.GREEN, replicas[i], new TreeMap<>()));
        }
        CrateDetails nothing = CrateDetails.nothing();
        CrateDetails details = new CrateDetails(
                "data-0",
                new TreeSet<>(List.of(Part.values())),
                Optional.of("data-0"),
                nothing.members(),
                nothing.health(),
                tables,
                List.of(),
                List.of(),
                nothing.settings(),
                List.of(),
                List.of());
        ApiHouse house = open.orElseThrow();
        Instant now = Instant.now(); // a look from before the cluster was made would say nothing of it
        house.engine.submit(new Event.Observed(
                new ClusterName("shop"), new Observation(now, now, true, "well", new TreeMap<>(), details)));
        house.await(
                "/v1/clusters", all -> all.path(0).path("database").asString().equals("well"));
    }

    @Test
    void it_says_who_it_is() throws Exception {
        Answered answer = house().get("/");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("{\"status\":200,\"message\":\"Crate Mesos Framework (0.1.0)\"}");
    }

    @Test
    void the_cluster_is_told_in_the_frameworks_own_words() throws Exception {
        ApiHouse house = withCluster(
                "options.cluster-name=prod",
                "data.ports.http=4212",
                "data.cpus=0.5",
                "data.memory=600",
                "data.heap=256");
        Answered answer = house.get("/cluster");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text())
                .isEqualTo("{\"status\":200,\"message\":{\"mesosMaster\":\"http://127.0.0.1:5050\","
                        + "\"instances\":{\"desired\":3,\"running\":0},\"excludedSlaves\":{},"
                        + "\"cluster\":{\"version\":\"6.4.3\",\"name\":\"prod\",\"httpPort\":4212,\"nodeCount\":3},"
                        + "\"resources\":{\"memory\":600.0,\"heap\":256.0,\"cpus\":0.5,\"disk\":4096.0},"
                        + "\"api\":{\"apiPort\":" + house.server.uri().getPort() + "}}}");
    }

    @Test
    void a_resize_is_a_plan_like_any_other() throws Exception {
        ApiHouse house = withCluster();
        success(resize(5));
        house.await("/cluster", all -> all.at("/message/instances/desired").asInt() == 5);
        JsonNode cluster = house.get("/v1/clusters/shop").json();
        assertThat(cluster.path("plan").path("title").asString()).isEqualTo("resize 3 -> 5");
        assertThat(cluster.path("target").asInt()).isEqualTo(2);
        success(resize(5));
        assertThat(house.get("/v1/clusters/shop").json().path("target").asInt()).isEqualTo(2);
    }

    @Test
    void zero_is_what_shutdown_is_for() throws Exception {
        withCluster();
        String message =
                NOT_CHANGED + " Scaling down to zero instances is not allowed. Please use '/cluster/shutdown' instead.";
        assertThat(refused(resize(0), 403, message)).contains("use 1 or more");
        assertThat(refused(resize("{}"), 403, message)).isNotEmpty();
        assertThat(refused(resize(-2), 403, message)).startsWith("-2 is no number");
    }

    @Test
    void there_are_never_more_nodes_than_agents() throws Exception {
        withCluster();
        assertThat(refused(
                        resize(6), 403, "Could not initialize more Crate nodes than existing number of mesos agents"))
                .isEqualTo("Mesos has 5 agents for 6 nodes, and each node has an agent of its own: add agents, or ask "
                        + "for at most 5");
        success(resize(5));
    }

    @Test
    void there_are_never_fewer_than_the_highest_number_of_replicas_and_one_counted_by_the_upper_end() throws Exception {
        withCluster("data.count=4");
        tables("0", "0-2", "1-all", "0-all");
        String message = NOT_CHANGED + " The number of desired instances is lower than the number of replicas + 1.";
        assertThat(refused(resize(2), 403, message))
                .isEqualTo("doc.t1 has number_of_replicas = '0-2', which takes 3 nodes: ask for at least 3, or lower it"
                        + " with ALTER TABLE");
        success(resize(3));
    }

    @Test
    void tables_are_only_asked_for_when_there_shall_be_fewer_nodes() throws Exception {
        withCluster();
        tables("0-4");
        success(resize(3));
        success(resize(4));
    }

    @Test
    void without_replicas_one_node_may_be_left() throws Exception {
        withCluster("data.count=2");
        tables("0", "0-all");
        success(resize(1));
    }

    @Test
    void what_holdfast_refuses_is_refused_in_the_frameworks_form() throws Exception {
        withCluster("master.count=3", "data.count=2");
        assertThat(refused(resize(3), 403, NOT_CHANGED)).contains("agents");
    }

    @Test
    void a_body_that_is_no_json_or_not_called_so_is_not_taken() throws Exception {
        ApiHouse house = withCluster();
        assertThat(refused(resize("five"), 400, NOT_CHANGED)).contains("cannot be read");
        assertThat(refused(resize("{\"nodes\": 5}"), 400, NOT_CHANGED)).contains("unknown key 'nodes'");
        Answered form = house.send(
                "POST", "/cluster/resize", "{\"instances\": 5}", "Content-Type", "application/x-www-form-urlencoded");
        assertThat(refused(form, 415, "Unsupported Media Type")).contains("-H 'Content-Type: application/json'");
        assertThat(house.get("/cluster/resize").status()).isEqualTo(405);
        assertThat(state().at("/instances/desired").asInt()).isEqualTo(3);
    }

    @Test
    void what_has_not_started_anything_yet_cannot_be_shut_down() throws Exception {
        ApiHouse house = withCluster();
        assertThat(refused(house.post("/cluster/shutdown", ""), 409, "Could not shut down the cluster."))
                .isEqualTo("plan 1 (create shop) has started no node yet: holdfast cancel shop gives it up");
        assertThat(state().at("/instances/desired").asInt()).isEqualTo(3);
    }

    @Test
    void which_cluster_is_meant_must_be_clear() throws Exception {
        ApiHouse house = house();
        String unclear = "Could not tell the state of the cluster.";
        assertThat(refused(house.get("/cluster"), 409, unclear)).contains("there is no CrateDB cluster");
        create(house, "shop", "data.count=2");
        assertThat(house.get("/cluster").status()).isEqualTo(200);
        create(house, "web", "data.count=2");
        assertThat(refused(house.get("/cluster"), 409, unclear))
                .isEqualTo("there are 2 CrateDB clusters (shop, web): start the scheduler with --crate-api-cluster and"
                        + " the name of one, or use /v1/clusters");
        assertThat(refused(resize(1), 409, NOT_CHANGED)).contains("shop, web");
        assertThat(refused(house.post("/cluster/shutdown", ""), 409, "Could not shut down the cluster."))
                .contains("shop, web");
    }

    @Test
    void a_named_cluster_is_served_among_others() throws Exception {
        ApiHouse house = house(ApiSettings.loopback(0), "web");
        create(house, "shop", "data.count=2");
        assertThat(refused(house.get("/cluster"), 409, "Could not tell the state of the cluster."))
                .contains("no CrateDB cluster 'web'")
                .contains("shop");
        create(house, "web", "data.count=1");
        assertThat(state().at("/cluster/name").asString()).isEqualTo("web");
        success(resize(3));
        house.await("/cluster", all -> all.at("/message/cluster/nodeCount").asInt() == 3);
        assertThat(house.get("/v1/clusters/shop").json().path("target").asInt()).isEqualTo(1);
    }

    @Test
    void of_several_groups_with_data_none_is_meant() throws Exception {
        ApiHouse house = house();
        assertThat(house.put("/v1/clusters/shop", "name: shop\npackage: crate\ngroups:\n  hot: 2\n  warm: 2\n")
                        .status())
                .isEqualTo(200);
        house.await("/v1/clusters", all -> !all.isEmpty());
        assertThat(state().at("/instances/desired").asInt()).isEqualTo(4);
        assertThat(refused(resize(5), 409, NOT_CHANGED)).contains("(hot, warm)").contains("holdfast scale shop hot=N");
    }

    @Test
    void off_loopback_it_wants_the_token() throws Exception {
        ApiHouse house = house(new ApiSettings("127.0.0.1", 0, Optional.of("a-token-of-good-length")), "");
        assertThat(house.get("/cluster").status()).isEqualTo(401);
        assertThat(house.post("/cluster/shutdown", "").status()).isEqualTo(401);
        assertThat(house.send("GET", "/cluster", "", "Authorization", "Bearer a-token-of-good-length")
                        .status())
                .isEqualTo(409);
    }

    /** What curl sends, byte by byte, as the framework's documentation called it. */
    @Test
    void a_request_as_curl_writes_it_is_understood() throws Exception {
        ApiHouse house = withCluster();
        int port = house.server.uri().getPort();
        String body = "{\"instances\": 5}";
        String request = "POST /cluster/resize HTTP/1.1\r\nHost: localhost:" + port
                + "\r\nUser-Agent: curl/7.40.0\r\nAccept: */*\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length() + "\r\nConnection: close\r\n\r\n" + body;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                OutputStream out = socket.getOutputStream()) {
            out.write(request.getBytes(StandardCharsets.UTF_8));
            out.flush();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer)
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .contains("application/json")
                    .endsWith("{\"status\":200,\"message\":\"SUCCESS\"}");
        }
    }
}
