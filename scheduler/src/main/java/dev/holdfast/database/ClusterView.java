package dev.holdfast.database;

import dev.holdfast.model.NodeId;
import dev.holdfast.spec.ClusterSpec;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A cluster as rules and drivers see it: immutable, all of one moment.
 *
 * @param target the wish in force
 * @param nodes that exist, in any state
 * @param identity what makes the cluster this one, minted once: cluster id, directory ids
 * @param observation the newest; empty if none was taken yet
 * @param debts not yet paid
 * @param everReady whether the whole cluster was ready once: then it holds data
 */
public record ClusterView(
        ClusterSpec target,
        SortedMap<NodeId, NodeView> nodes,
        SortedMap<String, String> identity,
        Optional<Observation> observation,
        List<Debt> debts,
        boolean everReady,
        Instant now) {

    public ClusterView {
        nodes = Collections.unmodifiableSortedMap(new TreeMap<>(nodes));
        identity = Collections.unmodifiableSortedMap(new TreeMap<>(identity));
        debts = List.copyOf(debts);
    }

    public List<NodeView> group(String group) {
        return nodes.values().stream()
                .filter(node -> node.id().group().equals(group))
                .toList();
    }

    public Optional<NodeView> node(NodeId id) {
        return Optional.ofNullable(nodes.get(id));
    }

    /** Whether the newest observation, of the node's present incarnation, calls it ready. */
    public boolean isReady(NodeId id) {
        Optional<Observation.NodeHealth> health =
                observation.map(Observation::nodes).map(all -> all.get(id));
        return health.isPresent()
                && health.get().ready()
                && node(id).map(NodeView::incarnation).orElse(0) == health.get().incarnation();
    }
}
