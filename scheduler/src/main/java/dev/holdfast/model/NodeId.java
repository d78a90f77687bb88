package dev.holdfast.model;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A node's identity, which lasts as long as the node: {@code orders/broker-2}.
 *
 * @param index 0 and up; given once and not used again while the node exists
 */
public record NodeId(ClusterName cluster, String group, int index) implements Comparable<NodeId> {

    private static final Pattern TEXT = Pattern.compile("([a-z][a-z0-9-]*)/([a-z][a-z0-9-]*)-(\\d{1,6})");

    /** Reads {@code cluster/group-index}. */
    public static Optional<NodeId> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches() || !ClusterName.isValid(matcher.group(1))) {
            return Optional.empty();
        }
        return Optional.of(
                new NodeId(new ClusterName(matcher.group(1)), matcher.group(2), Integer.parseInt(matcher.group(3))));
    }

    /** Not after any node of the cluster: where a walk through its nodes in order begins. */
    public static NodeId first(ClusterName cluster) {
        return new NodeId(cluster, "", 0);
    }

    /** Not before any node of the cluster: where a walk through its nodes in order ends. */
    public static NodeId last(ClusterName cluster) {
        return new NodeId(cluster, String.valueOf(Character.MAX_VALUE), Integer.MAX_VALUE);
    }

    /** The part after the cluster: {@code broker-2}. */
    public String shortName() {
        return group + "-" + index;
    }

    @Override
    public int compareTo(NodeId other) {
        int byCluster = cluster.compareTo(other.cluster);
        if (byCluster != 0) {
            return byCluster;
        }
        int byGroup = group.compareTo(other.group);
        return byGroup != 0 ? byGroup : Integer.compare(index, other.index);
    }

    @Override
    public String toString() {
        return cluster + "/" + shortName();
    }
}
