package dev.holdfast.web;

import dev.holdfast.core.View.ClusterPicture;
import dev.holdfast.core.View.NodePicture;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.SpecWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a cluster is told to be, and how that came about.
 *
 * @param from number of the target to compare with; 0 for the one before
 * @param to number of the target that is shown; 0 for the one in force
 */
public record ConfigurationPage(String name, long from, long to) implements Page {

    private static final int MOST_TARGETS = 20;

    private static final Pattern QUERY = Pattern.compile("(?:^|&)(from|to)=(\\d{1,9})(?=&|$)");

    /**
     * What changed between two targets.
     *
     * @param from 0 if there is none to compare with
     * @param kept numbers of those that can be compared, newest first
     */
    public record Changes(
            String cluster, long from, long to, long newest, List<Long> kept, List<TextDiff.Line> lines) {}

    /** Nodes that run with older inputs than the target's. */
    public record Behind(String cluster, List<String> nodes) {}

    /** A spec, as YAML. */
    public record Yaml(String cluster, long target, boolean inForce, String text) {}

    /** @param query of the address */
    static ConfigurationPage of(String name, String query) {
        Map<String, Long> given = new TreeMap<>();
        QUERY.matcher(query).results().forEach(found -> given.put(found.group(1), Long.parseLong(found.group(2))));
        return new ConfigurationPage(name, given.getOrDefault("from", 0L), given.getOrDefault("to", 0L));
    }

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
        SortedMap<Long, ClusterSpec> kept = kept(glance, cluster);
        long newest = cluster.target();
        long shown = kept.containsKey(to) ? to : newest;
        long with = kept.containsKey(from) && from != shown
                ? from
                : kept.tailMap(shown).keySet().stream().skip(1).findFirst().orElse(0L);
        String text = text(kept.getOrDefault(shown, cluster.spec()));
        List<TextDiff.Line> lines =
                with == 0 ? List.of() : TextDiff.of(text(kept.getOrDefault(with, cluster.spec())), text);
        parts.add(new Part(
                "changes",
                "halves",
                "configuration/changes",
                new Changes(name, with, shown, newest, List.copyOf(kept.keySet()), lines)));
        parts.add(new Part("yaml", "halves", "configuration/yaml", new Yaml(name, shown, shown == newest, text)));
        return parts;
    }

    /** The newest targets by their numbers, the newest first. */
    private SortedMap<Long, ClusterSpec> kept(Glance glance, ClusterPicture cluster) {
        SortedMap<Long, ClusterSpec> kept = new TreeMap<>(Comparator.reverseOrder());
        kept.put(cluster.target(), cluster.spec());
        for (long number = Math.max(1, cluster.target() - MOST_TARGETS); number < cluster.target(); number++) {
            long old = number;
            glance.sources().target(name, old).ifPresent(spec -> kept.put(old, spec));
        }
        return kept;
    }

    private static String text(ClusterSpec spec) {
        return Masks.text(SpecWriter.write(spec));
    }
}
