package dev.holdfast.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.crate.marathon.Recipes;
import dev.holdfast.real.Program.Done;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * People who come from the ways in which Crate ran on Mesos before: their Marathon apps become clusters, and their scripts for the
 * original framework's REST API go on working.
 */
@Tag("real")
class CrateNewcomersTest {

    private static final String NETWORK = "127.0.56";
    private static final int PORT = 17_420;
    private static final String ROOT = "http://127.0.0.1:" + PORT;
    private static final int ROWS = 2_000;

    private static final Duration FIRST_START = Duration.ofMinutes(4);
    /** Longer than any look takes. */
    private static final Duration A_LOOK = Duration.ofSeconds(3);

    private static final Duration CHANGE = Duration.ofMinutes(4);

    @TempDir
    private Path tarballs = Path.of("");

    private final CrateSql sql = new CrateSql();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @ParameterizedTest
    @ValueSource(strings = {CrateLifeTest.MODEL, CrateLifeTest.REAL})
    void marathon_apps_become_clusters_and_the_old_rest_api_drives_them(String kind) throws Exception {
        CrateReleases releases =
                kind.equals(CrateLifeTest.MODEL) ? CrateReleases.ofModel(tarballs) : CrateReleases.ofDistributions();
        Path root = Path.of(System.getProperty("real.data", System.getProperty("java.io.tmpdir")));
        Files.createDirectories(root);
        Path data = Files.createTempDirectory(root, "holdfast-real-").toRealPath();
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path tables = Files.createDirectory(data.resolve("tables"));
        Files.setPosixFilePermissions(tables, PosixFilePermissions.fromString("rwxrwxrwx"));
        try (Program program = new Program(data)) {
            try {
                program.up("--network", NETWORK, "--port", Integer.toString(PORT), "--agents", "5");
                awaitAnswer();
                refusedFor(409, get("/cluster"), "there is no CrateDB cluster");
                unicast(program, releases, data, tables);
                resized();
                shutDownAndStarted(program);
                replacedByTheOther(program, releases, data);
            } catch (Exception | AssertionError failure) {
                program.keep();
                throw new AssertionError("see " + data, failure);
            }
        }
    }

    private void unicast(Program program, CrateReleases releases, Path data, Path tables) throws Exception {
        String app = Recipes.UNICAST.replace(Recipes.HOST_DIRECTORY, tables.toString());
        applied(program, releases, data, "unicast", app);
        JsonNode cluster = await("three run", state -> running(state) == 3 && isReady("prod-tables-unicast"));
        assertThat(cluster.at("/cluster/name").asString()).isEqualTo("prod-tables-unicast");
        assertThat(cluster.at("/cluster/version").asString()).isEqualTo(releases.newer());
        assertThat(cluster.at("/resources/heap").asDouble()).isEqualTo(256);
        try (Stream<Path> all = Files.walk(tables)) {
            assertThat(all.map(path -> tables.relativize(path).toString()))
                    .as("the host's directory holds the data")
                    .anyMatch(path -> path.startsWith("prod-tables-unicast/data-2/"));
        }
        sql.sure(endpoint(), "create table t (id integer primary key) with (number_of_replicas = '0-2')");
        sql.sure(endpoint(), "insert into t (id) (select g from generate_series(1, " + ROWS + ") g)");
        sql.sure(endpoint(), "refresh table t");
    }

    /** Writes the app, imports it, says where the software is, and applies what came out. */
    private static void applied(Program program, CrateReleases releases, Path data, String name, String app)
            throws Exception {
        Path json = Files.writeString(
                data.resolve(name + ".json"), app.replace("1024m", "256m").replace("2014", "768"));
        Path yaml = data.resolve(name + ".yaml");
        Done imported = program.run("import", "marathon", json.toString(), "-o", yaml.toString());
        assertThat(imported.code()).as(imported.err()).isZero();
        assertThat(imported.err()).contains("dropped  container: ").contains("changed  version: ");
        Files.writeString(
                yaml,
                Files.readString(yaml).replace("version: 6.4.3", "version: " + releases.newer())
                        + "artifacts:\n  crate-" + releases.newer() + ": "
                        + releases.files().get(1) + "\n");
        Done applied = program.run("apply", "-f", yaml.toString(), "--api", ROOT);
        assertThat(applied.code()).as(applied.err()).isZero();
    }

    /** As the framework's documentation did it with curl. */
    private void resized() throws Exception {
        assertThat(get("/").text()).startsWith("{\"status\":200,\"message\":\"Crate Mesos Framework (");
        refusedFor(403, resize(0), "use 1 or more");
        refusedFor(403, resize(6), "Mesos has 5 agents");
        awaitLook(Instant.now());
        refusedFor(403, resize(2), "number_of_replicas = '0-2'");
        succeeded(resize(5));
        await("five", state -> running(state) == 5 && isReady("prod-tables-unicast"));
        assertThat(sql.versions(endpoint())).hasSize(5);
        succeeded(resize(3));
        await("three again", state -> running(state) == 3 && isReady("prod-tables-unicast"));
        allRows();
    }

    private void shutDownAndStarted(Program program) throws Exception {
        succeeded(post("/cluster/shutdown", ""));
        JsonNode down = await(
                "shut down",
                state -> running(state) == 0 && state.at("/instances/desired").asInt() == 0);
        assertThat(down.at("/cluster/nodeCount").asInt()).isEqualTo(3);
        Awaitility.await("no process")
                .atMost(CHANGE)
                .until(() -> program.databases().isEmpty());
        succeeded(resize(3));
        await("up again", state -> running(state) == 3 && isReady("prod-tables-unicast"));
        allRows();
    }

    /** Both recipes have the same ports, and an agent holds one of them. */
    private void replacedByTheOther(Program program, CrateReleases releases, Path data) throws Exception {
        Done gone = program.run("uninstall", "prod-tables-unicast", "--confirm", "prod-tables-unicast", "--api", ROOT);
        assertThat(gone.code()).as(gone.err()).isZero();
        Awaitility.await("uninstalled")
                .atMost(CHANGE)
                .until(() -> get("/cluster").status() == 409);

        applied(program, releases, data, "weave", Recipes.WEAVE);
        await("the other's three", state -> running(state) == 3 && isReady("tables-weave"));
        Done endpoints = program.run("endpoints", "tables-weave", "--api", ROOT);
        assertThat(endpoints.out())
                .containsPattern("http +" + NETWORK + "\\.\\d:4200,")
                .containsPattern("psql +" + NETWORK + "\\.\\d:5432,")
                .containsPattern("admin-ui +http://" + NETWORK + "\\.\\d:4200/");
        assertThat(sql.versions(endpoint())).hasSize(3).containsValue(releases.newer());
    }

    private void allRows() {
        assertThat(sql.column(endpoint(), "select count(*) from t")).containsExactly(Integer.toString(ROWS));
    }

    // The API as a script sees it

    private record Answer(int status, String text) {
        JsonNode json() {
            return JsonMapper.shared().readTree(text);
        }
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> answer =
                    http.send(request.timeout(Duration.ofSeconds(30)).build(), BodyHandlers.ofString());
            return new Answer(answer.statusCode(), answer.body());
        } catch (IOException e) {
            return new Answer(0, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private Answer get(String path) {
        return send(HttpRequest.newBuilder(URI.create(ROOT + path)));
    }

    private Answer post(String path, String body) {
        return send(HttpRequest.newBuilder(URI.create(ROOT + path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    private Answer resize(int instances) {
        return post("/cluster/resize", "{\"instances\": " + instances + "}");
    }

    private static void succeeded(Answer answer) {
        assertThat(answer).isEqualTo(new Answer(200, "{\"status\":200,\"message\":\"SUCCESS\"}"));
    }

    private static void refusedFor(int status, Answer answer, String reason) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.json().path("status").asInt()).isEqualTo(status);
        assertThat(answer.json().path("reason").asString()).contains(reason);
    }

    private void awaitAnswer() {
        Awaitility.await("an API").atMost(FIRST_START).until(() -> get("/").status() == 200);
        Awaitility.await("agents")
                .atMost(FIRST_START)
                .until(() -> get("/v1/agents").json().size() == 5);
    }

    private JsonNode await(String what, Predicate<JsonNode> so) {
        return Awaitility.await(what)
                .atMost(CHANGE)
                .pollInterval(Duration.ofMillis(300))
                .until(() -> message(get("/cluster")), so);
    }

    private static JsonNode message(Answer answer) {
        try {
            return answer.json().path("message");
        } catch (JacksonException notYet) {
            return JsonMapper.shared().createObjectNode();
        }
    }

    private static int running(JsonNode state) {
        return state.at("/instances/running").asInt(-1);
    }

    private boolean isReady(String cluster) {
        Answer answer = get("/v1/clusters/" + cluster);
        return answer.status() == 200
                && answer.json().path("health").asString("").equals("ready");
    }

    /** A table just made is counted once a look that began after it has been taken. */
    private void awaitLook(Instant after) {
        Awaitility.await("a look")
                .atMost(CHANGE)
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> {
                    String observed = get("/v1/clusters")
                            .json()
                            .path(0)
                            .path("observedAt")
                            .asString("");
                    return !observed.isEmpty() && Instant.parse(observed).isAfter(after.plus(A_LOOK));
                });
    }

    private String endpoint() {
        List<String> found = get("/v1/clusters").json().findValuesAsString("name");
        JsonNode endpoints = get("/v1/clusters/" + found.get(0) + "/endpoints").json();
        for (JsonNode one : endpoints) {
            if (one.path("name").asString("").equals("http")) {
                return one.path("value").asString().split(",", 2)[0];
            }
        }
        throw new AssertionError("no endpoints: " + endpoints);
    }
}
