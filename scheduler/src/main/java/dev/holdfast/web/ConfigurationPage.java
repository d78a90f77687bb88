package dev.holdfast.web;

import dev.holdfast.core.View.ClusterPicture;
import dev.holdfast.core.View.NodePicture;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.SpecWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * What a cluster is told to be, and how that came about.
 *
 * @param from number of the target to compare with; 0 for the one before
 */
public record ConfigurationPage(String name, long from) implements Page {

    private static final int MOST_TARGETS = 20;

    /**
     * What changed between two targets.
     *
     * @param kept numbers of those that can be compared with, newest first
     */
    public record Changes(String cluster, long from, long to, List<Long> kept, List<TextDiff.Line> lines) {}

    /** Nodes that run with older inputs than the target's. */
    public record Behind(String cluster, List<String> nodes) {}

    /** The spec in force, as YAML. */
    public record Yaml(String cluster, long target, String text) {}

    @Override
    public String title() {
        return name + " · configuration";
    }

    @Override
    public Area area() {
        return Area.CLUSTERS;
    }

    @Override
    public List<Part> parts(Glance glance) {
        ClusterPicture cluster = glance.cluster(name);
        List<Part> parts = new ArrayList<>();
        parts.add(ClusterPage.head(cluster, "configuration"));
        List<String> behind = cluster.nodes().stream()
                .filter(node -> node.incarnation() > 0 && !node.current())
                .map(NodePicture::id)
                .map(id -> id.shortName())
                .toList();
        if (!behind.isEmpty()) {
            parts.add(Part.of("behind", "configuration/behind", new Behind(name, behind)));
        }
        parts.add(new Part("changes", "halves", "configuration/changes", changes(glance, cluster)));
        parts.add(new Part(
                "yaml",
                "halves",
                "configuration/yaml",
                new Yaml(name, cluster.target(), Masks.text(SpecWriter.write(cluster.spec())))));
        return parts;
    }

    private Changes changes(Glance glance, ClusterPicture cluster) {
        long newest = cluster.target();
        List<Long> kept = LongStream.rangeClosed(Math.max(1, newest - MOST_TARGETS), newest - 1)
                .map(number -> newest - 1 - number + Math.max(1, newest - MOST_TARGETS))
                .filter(number -> glance.sources().target(name, number).isPresent())
                .boxed()
                .toList();
        long with = from > 0 && from < newest ? from : kept.stream().findFirst().orElse(0L);
        Optional<ClusterSpec> old = glance.sources().target(name, with);
        List<TextDiff.Line> lines = old.map(before ->
                        TextDiff.of(Masks.text(SpecWriter.write(before)), Masks.text(SpecWriter.write(cluster.spec()))))
                .orElse(List.of());
        return new Changes(name, old.isPresent() ? with : 0, newest, kept, lines);
    }
}
