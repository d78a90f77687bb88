package dev.holdfast.database.cassandra;

import dev.holdfast.database.cassandra.CassandraVersions.Release;
import dev.holdfast.spec.Descriptor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The package's data, read from the text of {@code cassandra.yaml}. */
public record CassandraDescriptor(Descriptor descriptor, CassandraVersions versions) {

    private static final int MILLI = 1000;

    /** @throws IllegalArgumentException if a needed key is missing: then our own file is broken */
    public static CassandraDescriptor parse(String yaml) {
        JsonNode root = new YAMLMapper().readTree(yaml);
        CassandraVersions versions =
                new CassandraVersions(releases(need(root, "versions")), text(root, "default-version"));
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
                texts(need(root, "tools")),
                new Descriptor.Manner("", "", need(root, "one-node-per-agent").asBoolean(), false));
        return new CassandraDescriptor(descriptor, versions);
    }

    private static List<Release> releases(JsonNode list) {
        List<Release> releases = new ArrayList<>();
        for (JsonNode release : list) {
            List<Integer> javas = new ArrayList<>();
            need(release, "javas").forEach(java -> javas.add(java.asInt()));
            releases.add(new Release(text(release, "version"), javas));
        }
        return releases;
    }

    private static Descriptor.Group group(String name, JsonNode group, List<String> protectedSettings) {
        SortedMap<String, Integer> ports = new TreeMap<>();
        need(group, "ports")
                .properties()
                .forEach(port -> ports.put(port.getKey(), port.getValue().asInt()));
        JsonNode chores = need(group, "chores");
        return new Descriptor.Group(
                name,
                need(group, "count").asInt(),
                List.of(),
                need(group, "max-count").asInt(),
                milli(group),
                need(group, "memory").asLong(),
                need(group, "heap").asLong(),
                need(group, "disk").asLong(),
                ports,
                List.copyOf(protectedSettings),
                need(group, "grace").asDouble(),
                new Descriptor.Share(milli(chores), need(chores, "memory").asLong()));
    }

    private static long milli(JsonNode share) {
        return Math.round(need(share, "cpus").asDouble() * MILLI);
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
