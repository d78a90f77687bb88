package dev.holdfast.database.cassandra;

import dev.holdfast.database.ClusterView;
import dev.holdfast.database.NodeView;
import dev.holdfast.spec.ClusterSpec;
import java.util.SortedMap;
import java.util.TreeMap;

/** Which rack a node is on: by an attribute of its agent, or by its zone. */
final class Racks {

    private static final String ZONE = "@zone";
    private static final String ODD = "_";

    private Racks() {}

    static String of(NodeView node, ClusterSpec target) {
        String field = field(target);
        String rack = field.equals(ZONE) ? node.zone() : node.attributes().getOrDefault(field, "");
        // The file that a node reads it from takes anything, but nodes tell it each other in words.
        return rack.isBlank() ? CassandraOptions.USUAL_RACK : rack.strip().replaceAll("[^A-Za-z0-9._-]", ODD);
    }

    /** What of its agent is a node's rack. */
    static String field(ClusterSpec target) {
        String attribute = target.options()
                .getOrDefault(CassandraOptions.RACK_ATTRIBUTE, "")
                .strip();
        return attribute.isEmpty() ? ZONE : attribute;
    }

    /** Where agents of a rack are, as a constraint. What was odd in its name is not known any more, so anything will do for it. */
    static String constraint(String rack, ClusterSpec target) {
        String field = field(target);
        String there = rack.contains(ODD)
                ? field + ":LIKE:" + rack.replace(".", "\\.").replace(ODD, ".")
                : field + ":IS:" + rack;
        return rack.equals(CassandraOptions.USUAL_RACK) ? there + " or " + field + ":UNLIKE:.*" : there;
    }

    /** How many nodes with a place there are on each rack. */
    static SortedMap<String, Integer> counts(ClusterView view) {
        SortedMap<String, Integer> counts = new TreeMap<>();
        view.nodes().values().stream()
                .filter(NodeView::placed)
                .forEach(node -> counts.merge(of(node, view.target()), 1, Integer::sum));
        return counts;
    }

    /** Whether they differ by more than one; a single rack is even. */
    static boolean isUneven(SortedMap<String, Integer> counts) {
        int least = counts.values().stream().mapToInt(Integer::intValue).min().orElse(0);
        int most = counts.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        return most - least > 1;
    }
}
