package dev.holdfast.database.kafka;

import static dev.holdfast.database.DescriptorYaml.need;
import static dev.holdfast.database.DescriptorYaml.text;

import dev.holdfast.database.DescriptorYaml;
import dev.holdfast.database.kafka.KafkaVersions.Release;
import dev.holdfast.spec.Descriptor;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The package's data, read from the text of {@code kafka.yaml}. */
public record KafkaDescriptor(Descriptor descriptor, KafkaVersions versions) {

    /** @throws IllegalArgumentException if a needed key is missing: then our own file is broken */
    public static KafkaDescriptor parse(String yaml) {
        JsonNode root = new YAMLMapper().readTree(yaml);
        KafkaVersions versions = new KafkaVersions(releases(need(root, "versions")), text(root, "default-version"));
        Descriptor descriptor = new Descriptor(
                text(root, "name"),
                text(root, "title"),
                versions.names(),
                versions.defaultVersion(),
                DescriptorYaml.groups(root),
                DescriptorYaml.options(root, "usual"),
                DescriptorYaml.options(root, "text"),
                DescriptorYaml.texts(need(root, "tools")));
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
}
