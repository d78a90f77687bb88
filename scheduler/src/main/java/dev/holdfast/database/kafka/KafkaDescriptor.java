package dev.holdfast.database.kafka;

import dev.holdfast.database.kafka.KafkaVersions.Release;
import dev.holdfast.spec.Descriptor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The package's data, read from the text of {@code kafka.yaml}. */
public record KafkaDescriptor(Descriptor descriptor, KafkaVersions versions) {

    /** @throws IllegalArgumentException if a needed key is missing: then our own file is broken */
    public static KafkaDescriptor parse(String yaml) {
        JsonNode root = new YAMLMapper().readTree(yaml);
        KafkaVersions versions = new KafkaVersions(releases(need(root, "versions")), text(root, "default-version"));
        List<String> protectedSettings = new ArrayList<>();
        need(root, "protected-settings").forEach(name -> protectedSettings.add(name.asString()));
        Map<String, Descriptor.Group> groups = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> group : need(root, "groups").properties()) {
            groups.put(group.getKey(), group(group.getKey(), group.getValue(), protectedSettings));
        }
        Descriptor descriptor = new Descriptor(
                text(root, "name"),
                text(root, "title"),
                versions.names(),
                versions.defaultVersion(),
                groups,
                fields(need(root, "options"), "usual"),
                fields(need(root, "options"), "text"),
                texts(need(root, "tools")));
        return new KafkaDescriptor(descriptor, versions);
    }

    private static List<Release> releases(JsonNode list) {
        List<Release> releases = new ArrayList<>();
        for (JsonNode release : list) {
            releases.add(new Release(
                    text(release, "version"),
                    text(release, "release"),
                    need(release, "metadata").asInt(),
                    text(release, "metadata-name"),
                    need(release, "java-least").asInt(),
                    need(release, "java-most").asInt()));
        }
        return releases;
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
        return new Descriptor.Group(
                name,
                need(group, "count").asInt(),
                counts,
                need(group, "max-count").asInt(),
                Math.round(need(group, "cpus").asDouble() * 1000),
                need(group, "memory").asLong(),
                need(group, "heap").asLong(),
                need(group, "disk").asLong(),
                ports,
                List.copyOf(protectedSettings),
                need(group, "grace").asDouble());
    }

    private static SortedMap<String, String> texts(JsonNode mapping) {
        SortedMap<String, String> texts = new TreeMap<>();
        mapping.properties()
                .forEach(entry -> texts.put(entry.getKey(), entry.getValue().asString()));
        return texts;
    }

    /** One field of each entry. */
    private static SortedMap<String, String> fields(JsonNode mapping, String field) {
        SortedMap<String, String> texts = new TreeMap<>();
        mapping.properties().forEach(entry -> texts.put(entry.getKey(), text(entry.getValue(), field)));
        return texts;
    }

    private static String text(JsonNode node, String key) {
        return need(node, key).asString();
    }

    private static JsonNode need(JsonNode node, String key) {
        JsonNode value = node.get(key);
        if (value == null) {
            throw new IllegalArgumentException("the package's descriptor has no '" + key + "'");
        }
        return value;
    }
}
