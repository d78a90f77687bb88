package dev.holdfast.model;

import java.util.Optional;

/** One task. It carries node, incarnation and the state's random mark, so that it never repeats. */
public record TaskId(String value) implements Comparable<TaskId> {

    /** The node that it says it is of, or beside: its name begins with those of cluster and node. */
    public Optional<NodeId> node() {
        int cluster = value.indexOf('.');
        int node = value.indexOf('.', cluster + 1);
        return cluster < 0 || node < 0
                ? Optional.empty()
                : NodeId.parse(value.substring(0, cluster) + "/" + value.substring(cluster + 1, node));
    }

    @Override
    public int compareTo(TaskId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
