package dev.holdfast.database.cassandra;

import dev.holdfast.database.ClusterView;
import dev.holdfast.database.NodeView;
import dev.holdfast.spec.ClusterSpec;
import java.util.SortedMap;
import java.util.TreeMap;

/** Which rack a node is on: by an attribute of its agent, or by its zone. */
final class Racks {

    private Racks() {}

    static String of(NodeView node, ClusterSpec target) {
        String attribute = target.options()
                .getOrDefault(CassandraOptions.RACK_ATTRIBUTE, "")
                .strip();
        String rack = attribute.isEmpty() || attribute.equals("@zone")
                ? node.zone()
                : node.attributes().getOrDefault(attribute, "");
        return rack.isEmpty() ? CassandraOptions.USUAL_RACK : Membership.word(rack);
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
