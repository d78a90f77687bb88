package dev.holdfast.database.kafka.admin;

import dev.holdfast.database.kafka.KafkaDetails.Status;
import dev.holdfast.model.NodeId;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads what status endpoints say. What is missing there is -1 here; what is no such answer is left out. */
final class StatusReader {

    private final JsonMapper json = JsonMapper.builder().build();

    SortedMap<NodeId, Status> read(SortedMap<NodeId, String> answers) {
        TreeMap<NodeId, Status> read = new TreeMap<>();
        answers.forEach((node, text) -> read(text).ifPresent(status -> read.put(node, status)));
        return read;
    }

    private Optional<Status> read(String text) {
        try {
            JsonNode tree = json.readTree(text);
            if (!tree.isObject() || !tree.path("incarnation").isNumber()) {
                return Optional.empty();
            }
            return Optional.of(new Status(
                    tree.path("incarnation").asInt(0),
                    tree.path("state").asInt(-1),
                    tree.path("stateName").asString(""),
                    tree.path("logsLeft").asInt(-1),
                    tree.path("segmentsLeft").asInt(-1),
                    tree.path("logsTotal").asInt(-1),
                    tree.path("pid").asLong(-1),
                    tree.path("uptimeMs").asLong(-1)));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }
}
