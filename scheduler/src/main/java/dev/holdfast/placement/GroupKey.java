package dev.holdfast.placement;

import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import java.util.Comparator;

/** A group of one cluster: what constraints count within. */
record GroupKey(ClusterName cluster, String group) implements Comparable<GroupKey> {

    private static final Comparator<GroupKey> ORDER =
            Comparator.comparing(GroupKey::cluster).thenComparing(GroupKey::group);

    static GroupKey of(NodeId node) {
        return new GroupKey(node.cluster(), node.group());
    }

    GroupKey sibling(String other) {
        return new GroupKey(cluster, other);
    }

    @Override
    public int compareTo(GroupKey other) {
        return ORDER.compare(this, other);
    }
}
