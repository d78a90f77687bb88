package dev.holdfast.database.cassandra;

import static dev.holdfast.database.DescriptorYaml.need;
import static dev.holdfast.database.DescriptorYaml.text;

import dev.holdfast.database.DescriptorYaml;
import dev.holdfast.database.cassandra.CassandraVersions.Release;
import dev.holdfast.spec.Descriptor;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The package's data, read from the text of {@code cassandra.yaml}. */
public record CassandraDescriptor(Descriptor descriptor, CassandraVersions versions) {

    /** @throws IllegalArgumentException if a needed key is missing: then our own file is broken */
    public static CassandraDescriptor parse(String yaml) {
        JsonNode root = new YAMLMapper().readTree(yaml);
        CassandraVersions versions =
                new CassandraVersions(releases(need(root, "versions")), text(root, "default-version"));
        Descriptor descriptor = new Descriptor(
                text(root, "name"),
                text(root, "title"),
                versions.names(),
                versions.defaultVersion(),
                DescriptorYaml.groups(root),
                DescriptorYaml.options(root, "usual"),
                DescriptorYaml.options(root, "text"),
                DescriptorYaml.texts(need(root, "tools")),
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
}
