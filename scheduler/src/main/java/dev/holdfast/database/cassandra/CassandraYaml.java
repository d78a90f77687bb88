package dev.holdfast.database.cassandra;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Writes {@code cassandra.yaml}. A setting's name may have dots, {@code client_encryption_options.enabled}, for a value inside a value; a
 * value that begins with a bracket or a brace is a list or a mapping, everything else a text. Every text is quoted: Cassandra knows
 * itself which of them are numbers.
 */
final class CassandraYaml {

    private static final YAMLMapper YAML = new YAMLMapper();
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private CassandraYaml() {}

    /** One line for each setting of the first rank, sorted. */
    static String write(SortedMap<String, String> settings) {
        TreeMap<String, JsonNode> tree = new TreeMap<>();
        settings.forEach((name, value) -> put(tree, name, value(value)));
        StringBuilder text = new StringBuilder();
        tree.forEach((name, value) -> text.append(name)
                .append(": ")
                .append(JSON.writeValueAsString(value))
                .append('\n'));
        return text.toString();
    }

    /** What is wrong with a value; empty if nothing is. */
    static Optional<String> problem(String value) {
        if (!isStructure(value)) {
            return Optional.empty();
        }
        try {
            YAML.readTree(value);
            return Optional.empty();
        } catch (JacksonException e) {
            return Optional.of("is no list and no mapping in YAML: " + e.getOriginalMessage());
        }
    }

    private static boolean isStructure(String value) {
        return value.startsWith("[") || value.startsWith("{");
    }

    private static JsonNode value(String value) {
        if (isStructure(value)) {
            try {
                return YAML.readTree(value);
            } catch (JacksonException e) {
                // Refused before it gets here; as a text it at least does no other harm.
                return JSON.getNodeFactory().stringNode(value);
            }
        }
        return JSON.getNodeFactory().stringNode(value);
    }

    /** The outer value of a name with dots is a mapping; a mapping that was given whole is added to. */
    private static void put(Map<String, JsonNode> tree, String name, JsonNode value) {
        String[] parts = name.split("\\.", -1);
        if (parts.length == 1) {
            tree.put(name, value);
            return;
        }
        JsonNode outer = tree.get(parts[0]);
        ObjectNode at = outer instanceof ObjectNode known ? known : JSON.createObjectNode();
        tree.put(parts[0], at);
        for (int i = 1; i < parts.length - 1; i++) {
            at = at.get(parts[i]) instanceof ObjectNode inner ? inner : at.putObject(parts[i]);
        }
        at.set(parts[parts.length - 1], value);
    }
}
