package dev.holdfast.mesos;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a real master and a client once said to each other. */
record Transcript(String name, List<JsonNode> lines) {

    static final List<String> NAMES = List.of(
            "01-reserve-create-launch-group-destroy-unreserve.jsonl",
            "02-errors-and-edges.jsonl",
            "02b-resubscribe-after-teardown.jsonl",
            "03-executor-volume-checks.jsonl",
            "04a-failover-restarts-refinement.jsonl",
            "04b-failed-over-scheduler.jsonl",
            "04c-resubscribed-after-disconnect.jsonl",
            "04d-after-master-restart.jsonl");

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    static Transcript load(String name) {
        String text = new String(bytes(name), StandardCharsets.UTF_8);
        return new Transcript(name, text.lines().map(MAPPER::readTree).toList());
    }

    static Stream<Transcript> all() {
        return NAMES.stream().map(Transcript::load);
    }

    static byte[] bytes(String name) {
        try (InputStream file = Transcript.class.getResourceAsStream("/mesos-transcripts/" + name)) {
            if (file == null) {
                throw new IllegalStateException("no transcript " + name);
            }
            return file.readAllBytes();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Bodies of what came on the event stream. */
    List<JsonNode> events() {
        return bodies("recv").filter(body -> body.has("type")).toList();
    }

    /** Bodies of well-formed calls to the scheduler API. */
    List<JsonNode> calls() {
        return bodies("send").filter(body -> body.has("type")).toList();
    }

    /** The first answer of the operator API of that type. */
    static JsonNode operatorAnswer(String type) {
        return all().flatMap(transcript -> transcript.lines().stream())
                .filter(line -> line.has("endpoint")
                        && line.get("dir").stringValue().equals("recv")
                        && line.get("body").path("type").asString("").equals(type))
                .map(line -> line.get("body"))
                .findFirst()
                .orElseThrow();
    }

    private Stream<JsonNode> bodies(String direction) {
        return lines.stream()
                .filter(line -> line.get("dir").stringValue().equals(direction) && !line.has("endpoint"))
                .map(line -> line.get("body"))
                .filter(JsonNode::isObject);
    }

    @Override
    public String toString() {
        return name;
    }
}
