package dev.holdfast.crate.model.core;

import dev.holdfast.crate.model.state.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Whether two answers say the same. Left aside: ids, times, sizes, paths, and which of several equal nodes a shard
 * lies on, so that a number
 * of shards or rows on a node only has to be none or some. A column that the model has not (of {@code select *})
 * counts as a difference.
 */
final class Likeness {
    private static final List<String> SOME =
            List.of("sum", "missing_shards", "underreplicated_shards", "size", "num_docs", "sum(size)");
    private static final List<String> ANY = List.of(
            "id",
            "shard_id",
            "pending_tasks",
            "node_id",
            "master_node",
            "recovery['size']['percent']",
            "decisions",
            "heap['max']",
            "fs['total']",
            "fs['data']",
            "os_info['available_processors']",
            "process['max_open_file_descriptors']",
            "rest_url",
            "relocating_node",
            "state",
            "recovery['size']['recovered']",
            "recovery['size']['used']",
            "started",
            "finished",
            "session_id",
            "node",
            "version");

    private Likeness() {}

    /** Whether rows are those of a recorded answer, an id being as good as another. */
    static boolean same(JsonNode wanted, JsonNode rows) {
        boolean id = wanted.path("rows").path(0).path(0).asString("").length() > 20;
        return id ? rows.path(0).path(0).asString("").length() > 20 : rows.equals(wanted.path("rows"));
    }

    static Optional<String> difference(String statement, JsonNode wanted, Simulation.Got got) {
        if (wanted.path("status").asInt() != got.status()) {
            return Optional.of("status " + wanted.path("status") + " but " + got.status() + " " + got.body());
        }
        if (wanted.has("error")) {
            boolean same = wanted.path("error")
                            .path("code")
                            .equals(got.body().path("error").path("code"))
                    && message(wanted.path("error")).equals(message(got.body().path("error")));
            return same ? Optional.empty() : Optional.of(wanted.path("error") + " but " + got.body());
        }
        if (!wanted.path("cols").equals(got.body().path("cols"))) {
            return Optional.of(
                    "columns " + wanted.path("cols") + " but " + got.body().path("cols"));
        }
        boolean placed = statement.contains("from sys.shards") || statement.contains("from sys.allocations");
        boolean onOneNode = statement.contains("where node['name']=") || statement.contains("where node_id=");
        if (wanted.path("shape").asBoolean()) {
            return Optional.empty();
        }
        String left = Json.string(rows(wanted, placed, onOneNode));
        String right = Json.string(rows(got.body(), placed, onOneNode));
        if (!left.equals(right)) {
            return Optional.of("rows " + left + " but " + right);
        }
        return placed
                        || wanted.path("count").asLong()
                                == got.body().path("rowcount").asLong()
                ? Optional.empty()
                : Optional.of(
                        "count " + wanted.path("count") + " but " + got.body().path("rowcount"));
    }

    /** What a parser expected instead, and which lost node was found first, are not compared. */
    private static String message(JsonNode error) {
        return error.path("message")
                .asString()
                .replaceAll(" expecting .*", "")
                .replaceAll("\\[n\\d]\\[127\\.0\\.60\\.\\d:4300]", "[node]")
                .replaceAll("shard \\d+ is", "shard n is");
    }

    private static List<List<JsonNode>> rows(JsonNode answer, boolean placed, boolean onOneNode) {
        List<List<JsonNode>> rows = new ArrayList<>();
        for (JsonNode row : answer.path("rows")) {
            List<JsonNode> values = new ArrayList<>();
            for (int i = 0; i < row.size(); i++) {
                String column = answer.path("cols").path(i).asString();
                boolean which = onOneNode && (column.equals("primary") || column.equals("shard_id"));
                values.add(which ? Json.text("*") : value(column, row.path(i), placed));
            }
            rows.add(values);
        }
        if (placed) {
            return placeless(rows);
        }
        rows.sort((a, b) -> a.toString().compareTo(b.toString()));
        return rows;
    }

    private static JsonNode value(String column, JsonNode value, boolean placed) {
        if (value.isNull()) {
            return value;
        }
        if (ANY.contains(column) && !value.isBoolean()) {
            return Json.text("*");
        }
        if (value.isNumber() && (SOME.contains(column) || (placed && column.equals("count")))) {
            return Json.text(value.asDouble() > 0 ? "some" : "none");
        }
        if (value.isString() && value.asString().contains("still waiting")) {
            return Json.text(value.asString().replaceAll("waiting [0-9.]+m?s", "waiting"));
        }
        if (value.isObject()) {
            return sorted(
                    column.equals("settings") && value.has("cluster")
                            ? value.path("cluster").path("graceful_stop")
                            : value);
        }
        return value;
    }

    /** Fields in the order of their names. Of all settings only some are in the model; a few of them stand for all. */
    private static JsonNode sorted(JsonNode object) {
        TreeMap<String, JsonNode> fields = new TreeMap<>();
        object.properties()
                .forEach(f -> fields.put(f.getKey(), f.getValue().isObject() ? sorted(f.getValue()) : f.getValue()));
        ObjectNode sorted = Json.object();
        fields.forEach(sorted::set);
        return sorted;
    }

    /** The same set of lines, whatever nodes they are of. */
    private static List<List<JsonNode>> placeless(List<List<JsonNode>> rows) {
        List<List<JsonNode>> plain = new ArrayList<>();
        for (List<JsonNode> row : rows) {
            ArrayNode line = Json.array();
            row.forEach(v -> line.add(v.isString() && v.asString().matches("n\\d") ? Json.text("n") : v));
            List<JsonNode> values = new ArrayList<>();
            line.forEach(values::add);
            if (!plain.contains(values)) {
                plain.add(values);
            }
        }
        plain.sort((a, b) -> a.toString().compareTo(b.toString()));
        return plain;
    }
}
