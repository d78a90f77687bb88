package dev.holdfast.real;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A CrateDB cluster asked over HTTP as any client would, with no help of ours: what tests believe. */
final class CrateSql {

    static final int DUPLICATE_KEY = 4091;

    private static final int OK = 200;
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    /**
     * What one node answered.
     *
     * @param code of the error, 0 if there is none, or none with a code
     * @param text for people
     */
    record Answer(int status, List<List<JsonNode>> rows, long count, int code, String text) {

        boolean isGood() {
            return status == OK;
        }
    }

    /** Asks the node at {@code address:port}, once. */
    Answer ask(String endpoint, Duration timeout, String statement, Object... arguments)
            throws IOException, InterruptedException {
        Map<String, Object> question = new TreeMap<>(Map.of("stmt", statement, "args", arguments));
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + endpoint + "/_sql"))
                .header("Content-Type", "application/json")
                .timeout(timeout)
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(question)))
                .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        return read(response.statusCode(), response.body());
    }

    private static Answer read(int status, String body) {
        try {
            JsonNode json = JSON.readTree(body);
            List<List<JsonNode>> rows = new ArrayList<>();
            json.path("rows").forEach(row -> {
                List<JsonNode> cells = new ArrayList<>();
                row.forEach(cells::add);
                rows.add(cells);
            });
            return new Answer(
                    status,
                    rows,
                    json.path("rowcount").asLong(-1),
                    json.path("error").path("code").asInt(0),
                    json.path("error").path("message").asString(""));
        } catch (JacksonException plain) {
            return new Answer(status, List.of(), -1, 0, body);
        }
    }

    /** Asks a node that must know. */
    Answer sure(String endpoint, String statement, Object... arguments) {
        try {
            Answer answer = ask(endpoint, LONG, statement, arguments);
            if (!answer.isGood()) {
                throw new AssertionError(statement + ": " + answer);
            }
            return answer;
        } catch (IOException e) {
            throw new AssertionError(statement + " of " + endpoint, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** The first column as texts. */
    List<String> column(String endpoint, String statement, Object... arguments) {
        return sure(endpoint, statement, arguments).rows().stream()
                .map(row -> row.get(0).asString())
                .toList();
    }

    /** Name and version of each node that is there. */
    Map<String, String> versions(String endpoint) {
        TreeMap<String, String> versions = new TreeMap<>();
        sure(endpoint, "select name, version['number'] from sys.nodes where version is not null")
                .rows()
                .forEach(row -> versions.put(row.get(0).asString(), row.get(1).asString()));
        return versions;
    }

    /** The elected master's name. */
    Optional<String> master(String endpoint) {
        return column(
                        endpoint,
                        "select name from sys.nodes where id = ?",
                        column(endpoint, "select master_node from sys.cluster").get(0))
                .stream()
                .findFirst();
    }

    /** What {@code cluster.routing.allocation} is set to. */
    JsonNode allocation(String endpoint) {
        return sure(endpoint, "select settings['cluster']['routing']['allocation'] from sys.cluster")
                .rows()
                .get(0)
                .get(0);
    }
}
