package dev.holdfast.model;

import java.util.Optional;

/** One task. It carries node, incarnation and the state's random mark, so that it never repeats. */
public record TaskId(String value) implements Comparable<TaskId> {

    /** The node that it says it is of, or beside: its name begins with those of cluster and node. */
    public Optional<NodeId> node() {
        int cluster = value.indexOf('.');
        if (cluster < 0) {
            return Optional.empty();
        }
        int end = value.indexOf('.', cluster + 1);
        String node = value.substring(cluster + 1, end < 0 ? value.length() : end);
        return NodeId.parse(value.substring(0, cluster) + "/" + node);
    }

    /** Which launch of its node it says it is; 0 where its name does not tell. */
    public int launch() {
        String[] parts = value.split("\\.", -1);
        try {
            return parts.length < 4 ? 0 : Math.max(0, Integer.parseInt(parts[2]));
        } catch (NumberFormatException e) {
            return 0; // not named as ours are
        }
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
