package dev.holdfast.local.master;

import dev.holdfast.local.wire.MesosJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** What a scheduler and a real master once said to each other, line by line. */
public record Transcript(String name, List<Line> lines) {

    private static final String FOLDER = "/mesos-transcripts/";

    /** Who speaks in a line, and of what kind it is. */
    public enum Kind {
        SEND,
        EVENT,
        RESPONSE,
        STREAM_OPENED,
        STREAM_CLOSED
    }

    /**
     * One line.
     *
     * @param seconds when, since the epoch
     * @param endpoint path it was sent to, or answered from
     * @param headers headers of a request where it had unusual ones
     */
    public record Line(
            int number,
            Kind kind,
            double seconds,
            String endpoint,
            Optional<Map<String, String>> headers,
            JsonNode body) {

        public String type() {
            return body.path("type").asString("");
        }
    }

    public static Transcript load(String file) {
        try (InputStream in = Transcript.class.getResourceAsStream(FOLDER + file)) {
            if (in == null) {
                throw new IllegalArgumentException("no transcript " + file);
            }
            List<Line> lines = new ArrayList<>();
            double seconds = 0;
            for (String text : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
                if (!text.isBlank()) {
                    JsonNode json = MesosJson.MAPPER.readTree(text);
                    seconds = json.path("t").asDouble(seconds);
                    lines.add(line(lines.size(), seconds, json));
                }
            }
            return new Transcript(file, List.copyOf(lines));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static Line line(int number, double seconds, JsonNode json) {
        JsonNode body = json.path("body");
        Kind kind;
        if (json.path("dir").asString("").equals("send")) {
            kind = Kind.SEND;
        } else if (body.has("stream_closed")) {
            kind = Kind.STREAM_CLOSED;
        } else if (body.path("headers").has("Mesos-Stream-Id")) {
            kind = Kind.STREAM_OPENED;
        } else if (body.has("http_status") || json.has("endpoint")) {
            kind = Kind.RESPONSE;
        } else {
            kind = Kind.EVENT;
        }
        Optional<Map<String, String>> headers = Optional.empty();
        if (json.has("headers")) {
            Map<String, String> given = new LinkedHashMap<>();
            json.path("headers")
                    .properties()
                    .forEach(entry -> given.put(entry.getKey(), entry.getValue().asString("")));
            headers = Optional.of(given);
        }
        return new Line(number, kind, seconds, json.path("endpoint").asString("/api/v1/scheduler"), headers, body);
    }
}
