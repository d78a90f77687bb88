package dev.holdfast.database;

import dev.holdfast.spec.Descriptor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** What the descriptors of all packages say in the same words, read from their YAML. A needed key that is missing is a fault of the program itself. */
public final class DescriptorYaml {

    private static final int MILLI = 1000;
    private static final String CHORES = "chores";

    private DescriptorYaml() {}

    /** Of {@code groups}, in their order. */
    public static Map<String, Descriptor.Group> groups(JsonNode root) {
        List<String> protectedSettings = list(need(root, "protected-settings"));
        Map<String, Descriptor.Group> groups = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> group : need(root, "groups").properties()) {
            groups.put(group.getKey(), group(group.getKey(), group.getValue(), protectedSettings));
        }
        return groups;
    }

    private static Descriptor.Group group(String name, JsonNode group, List<String> protectedSettings) {
        List<Integer> counts = new ArrayList<>();
        if (group.has("counts")) {
            group.get("counts").forEach(count -> counts.add(count.asInt()));
        }
        SortedMap<String, Integer> ports = new TreeMap<>();
        need(group, "ports")
                .properties()
                .forEach(port -> ports.put(port.getKey(), port.getValue().asInt()));
        Descriptor.Share chores = group.has(CHORES)
                ? new Descriptor.Share(
                        milli(group.get(CHORES)),
                        need(group.get(CHORES), "memory").asLong())
                : Descriptor.Share.NONE;
        return new Descriptor.Group(
                name,
                need(group, "count").asInt(),
                counts,
                need(group, "max-count").asInt(),
                milli(group),
                need(group, "memory").asLong(),
                need(group, "heap").asLong(),
                need(group, "disk").asLong(),
                ports,
                protectedSettings,
                need(group, "grace").asDouble(),
                chores);
    }

    private static long milli(JsonNode share) {
        return Math.round(need(share, "cpus").asDouble() * MILLI);
    }

    public static List<String> list(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(item -> texts.add(item.asString()));
        return texts;
    }

    public static SortedMap<String, String> texts(JsonNode mapping) {
        SortedMap<String, String> texts = new TreeMap<>();
        mapping.properties()
                .forEach(entry -> texts.put(entry.getKey(), entry.getValue().asString()));
        return texts;
    }

    /** One of the things that are said of each option: {@code usual} or {@code text}. */
    public static SortedMap<String, String> options(JsonNode root, String what) {
        SortedMap<String, String> options = new TreeMap<>();
        need(root, "options")
                .properties()
                .forEach(option -> options.put(option.getKey(), text(option.getValue(), what)));
        return options;
    }

    public static String text(JsonNode node, String key) {
        return need(node, key).asString();
    }

    /** @throws IllegalArgumentException if there is none */
    public static JsonNode need(JsonNode node, String key) {
        JsonNode value = node.get(key);
        if (value == null) {
            throw new IllegalArgumentException("the package's descriptor has no '" + key + "'");
        }
        return value;
    }
}
