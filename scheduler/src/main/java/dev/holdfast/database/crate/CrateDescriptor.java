package dev.holdfast.database.crate;

import static dev.holdfast.database.DescriptorYaml.need;
import static dev.holdfast.database.DescriptorYaml.text;

import dev.holdfast.database.DescriptorYaml;
import dev.holdfast.database.crate.CrateVersions.Corrupting;
import dev.holdfast.database.crate.CrateVersions.Feature;
import dev.holdfast.spec.Descriptor;
import java.util.ArrayList;
import java.util.List;
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
        List<String> known = DescriptorYaml.list(need(root, "versions"));
        CrateVersions versions = new CrateVersions(
                known, text(root, "default-version"), features(root), corrupting(root), removedSettings(root));
        Descriptor descriptor = new Descriptor(
                text(root, "name"),
                text(root, "title"),
                known,
                versions.defaultVersion(),
                DescriptorYaml.groups(root),
                DescriptorYaml.options(root, "usual"),
                DescriptorYaml.options(root, "text"),
                DescriptorYaml.texts(need(root, "tools")),
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

    private static Version version(JsonNode node, String key) {
        String text = text(node, key);
        return Version.parse(text)
                .orElseThrow(() -> new IllegalArgumentException(
                        "the package's descriptor has '" + text + "' as '" + key + "', which is no version"));
    }
}
