package dev.holdfast.core;

import dev.holdfast.database.Chore;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import dev.holdfast.spec.ClusterSpec;
import java.util.List;

/** What a user may want. */
public sealed interface Command {

    ClusterName cluster();

    /** Make the cluster be this; creates it if there is none. {@code expectedTarget} 0 takes any. */
    record Apply(ClusterSpec spec, String title, long expectedTarget) implements Command {
        @Override
        public ClusterName cluster() {
            return spec.name();
        }
    }

    /** What {@link Apply} would do, without doing it. */
    record Preview(ClusterSpec spec, String title) implements Command {
        @Override
        public ClusterName cluster() {
            return spec.name();
        }
    }

    /** Nodes, or all if empty, one by one; same volumes. */
    record Restart(ClusterName cluster, List<NodeId> nodes) implements Command {}

    /** Ends processes, keeps identity and data. */
    record Stop(ClusterName cluster, List<NodeId> nodes) implements Command {}

    record Start(ClusterName cluster, List<NodeId> nodes) implements Command {}

    /** Same identity, new empty volume. */
    record Replace(ClusterName cluster, NodeId node) implements Command {}

    /** Drain, prove empty, stop, destroy; the group is one smaller. */
    record Remove(ClusterName cluster, NodeId node) implements Command {}

    /** A chore of the package's for the whole cluster: rebalance, finalise-metadata. */
    record Run(ClusterName cluster, Chore chore, String title) implements Command {}

    record Pause(ClusterName cluster) implements Command {}

    /** Goes on; with a rule's name, that rule is overridden for the steps it holds now. */
    record Resume(ClusterName cluster, String override) implements Command {}

    record Cancel(ClusterName cluster) implements Command {}

    /** Everything of the cluster is destroyed; {@code confirmation} must be its name. */
    record Uninstall(ClusterName cluster, String confirmation) implements Command {}
}
