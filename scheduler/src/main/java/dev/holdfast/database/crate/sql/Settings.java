package dev.holdfast.database.crate.sql;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** Reads {@code sys.cluster.settings}: a tree there, full names here. Pure. */
final class Settings {

    static final String ALL = "select settings from sys.cluster";

    /** The rest is not about where data is and what it takes to move it. */
    private static final List<String> READ = List.of("cluster.", "gateway.", "indices.recovery.");

    private Settings() {}

    static SortedMap<String, String> read(List<Answer.Row> rows) {
        TreeMap<String, String> settings = new TreeMap<>();
        for (Answer.Row row : rows) {
            settings.putAll(flat("", row.json(0)));
        }
        settings.keySet().removeIf(name -> READ.stream().noneMatch(name::startsWith));
        return settings;
    }

    /** Full names with values as texts; lists are joined by commas. */
    static SortedMap<String, String> flat(String prefix, JsonNode tree) {
        TreeMap<String, String> flat = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : tree.properties()) {
            String name = prefix + entry.getKey();
            JsonNode value = entry.getValue();
            if (value.isObject()) {
                flat.putAll(flat(name + ".", value));
            } else if (value.isArray()) {
                StringBuilder joined = new StringBuilder();
                value.forEach(item -> joined.append(joined.isEmpty() ? "" : ",")
                        .append(item.isContainer() ? item.toString() : item.asString("")));
                flat.put(name, joined.toString());
            } else {
                flat.put(name, value.asString(""));
            }
        }
        return flat;
    }
}
