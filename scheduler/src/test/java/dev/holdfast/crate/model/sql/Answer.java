package dev.holdfast.crate.model.sql;

import dev.holdfast.crate.model.state.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a statement gives. */
public record Answer(List<String> columns, List<List<JsonNode>> rows, long count) {
    public Answer {
        columns = List.copyOf(columns);
        rows = Collections.unmodifiableList(new ArrayList<>(rows));
    }

    public static Answer rows(List<String> columns, List<List<JsonNode>> rows) {
        return new Answer(columns, rows, rows.size());
    }

    /** A statement that changes things: no columns, one empty row, as CrateDB answers. */
    public static Answer changed(long count) {
        return new Answer(List.of(), List.of(List.of()), count);
    }

    public JsonNode body(double millis) {
        ObjectNode body = Json.object();
        body.set("cols", Json.tree(columns));
        body.set("rows", Json.tree(rows));
        return body.put("rowcount", count).put("duration", millis);
    }
}
