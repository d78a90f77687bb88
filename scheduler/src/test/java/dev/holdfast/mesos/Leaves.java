package dev.holdfast.mesos;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** A JSON tree as its leaves: {@code status.task_id.value -> [one, two]}, with the places in lists left out. */
final class Leaves {

    private Leaves() {}

    static Map<String, List<String>> of(JsonNode json) {
        Map<String, List<String>> leaves = new TreeMap<>();
        collect("", json, leaves);
        return leaves;
    }

    private static void collect(String path, JsonNode json, Map<String, List<String>> into) {
        if (json.isObject()) {
            json.properties()
                    .forEach(child -> collect(
                            path.isEmpty() ? child.getKey() : path + "." + child.getKey(), child.getValue(), into));
        } else if (json.isArray()) {
            json.forEach(item -> collect(path, item, into));
        } else {
            into.computeIfAbsent(path, key -> new ArrayList<>()).add(text(json));
        }
    }

    /** 32 and 32.0 are one number. */
    private static String text(JsonNode json) {
        return json.isNumber() ? Double.toString(json.doubleValue()) : json.asString();
    }
}
