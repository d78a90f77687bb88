package dev.holdfast.database.crate;

import dev.holdfast.database.crate.CrateVersions.Corrupting;
import dev.holdfast.database.crate.CrateVersions.Feature;
import dev.holdfast.spec.Descriptor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The package's data, read from the text of {@code crate.yaml}.
 *
 * @param download address of a release's tarball, with {@code {version}} for its version
 */
public record CrateDescriptor(Descriptor descriptor, CrateVersions versions, String download) {

    /** @throws IllegalArgumentException if a needed key is missing: then our own file is broken */
    public static CrateDescriptor parse(String yaml) {
        JsonNode root = new YAMLMapper().readTree(yaml);
        List<String> known = list(need(root, "versions"));
        CrateVersions versions = new CrateVersions(
                known, text(root, "default-version"), features(root), corrupting(root), removedSettings(root));
        List<String> protectedSettings = list(need(root, "protected-settings"));
        Map<String, Descriptor.Group> groups = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> group : need(root, "groups").properties()) {
            groups.put(group.getKey(), group(group.getKey(), group.getValue(), protectedSettings));
        }
        Descriptor descriptor = new Descriptor(
                text(root, "name"),
                text(root, "title"),
                known,
                versions.defaultVersion(),
                groups,
                options(root, "usual"),
                options(root, "text"),
                texts(need(root, "tools")),
                new Descriptor.Manner(
                        text(root, "user"),
                        text(root, "further-groups-like"),
                        need(root, "one-node-per-agent").asBoolean(),
                        true));
        return new CrateDescriptor(descriptor, versions, text(root, "download"));
    }

    private static List<Feature> features(JsonNode root) {
        List<Feature> features = new ArrayList<>();
        for (JsonNode one : need(root, "features")) {
            features.add(new Feature(
                    text(one, "feature"),
                    version(one, "rolling-from"),
                    need(one, "java").asInt(),
                    need(one, "lucene").asInt()));
        }
        return features;
    }

    private static List<Corrupting> corrupting(JsonNode root) {
        List<Corrupting> ranges = new ArrayList<>();
        for (JsonNode one : need(root, "corrupting")) {
            ranges.add(new Corrupting(version(one, "least"), version(one, "most"), text(one, "fixed")));
        }
        return ranges;
    }

    private static SortedMap<String, Version> removedSettings(JsonNode root) {
        SortedMap<String, Version> removed = new TreeMap<>();
        for (JsonNode one : need(root, "removed-settings")) {
            removed.put(text(one, "setting"), version(one, "since"));
        }
        return removed;
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

    private static List<String> list(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(item -> texts.add(item.asString()));
        return texts;
    }

    /** One of the things that are said of each option. */
    private static SortedMap<String, String> options(JsonNode root, String what) {
        SortedMap<String, String> options = new TreeMap<>();
        need(root, "options")
                .properties()
                .forEach(option -> options.put(option.getKey(), text(option.getValue(), what)));
        return options;
    }

    private static SortedMap<String, String> texts(JsonNode mapping) {
        SortedMap<String, String> texts = new TreeMap<>();
        mapping.properties()
                .forEach(entry -> texts.put(entry.getKey(), entry.getValue().asString()));
        return texts;
    }

    private static Version version(JsonNode node, String key) {
        String text = text(node, key);
        return Version.parse(text)
                .orElseThrow(() -> new IllegalArgumentException(
                        "the package's descriptor has '" + text + "' as '" + key + "', which is no version"));
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
