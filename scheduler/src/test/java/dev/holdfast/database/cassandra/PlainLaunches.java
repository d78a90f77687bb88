package dev.holdfast.database.cassandra;

import dev.holdfast.database.Chore;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Launch;
import dev.holdfast.model.NodeId;
import dev.holdfast.spec.ClusterSpec;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Starts nothing. */
final class PlainLaunches implements Launches {
    @Override
    public SortedMap<String, String> inputs(ClusterSpec target, NodeId node) {
        return One.inputs(target.version());
    }

    @Override
    public List<String> software(ClusterSpec target) {
        return List.of();
    }

    @Override
    public Launch launch(ClusterView view, NodeId node, int incarnation) {
        return new Launch(List.of(), new TreeMap<>(), "exec true", List.of(), "data", 60);
    }

    @Override
    public Optional<Launch> beside(Chore chore, ClusterView view) {
        return Optional.empty();
    }
}
