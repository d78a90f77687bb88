package dev.holdfast.core;

import dev.holdfast.database.Chore;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import dev.holdfast.spec.ClusterSpec;
import java.util.List;
import java.util.Optional;

/** What a user may want. */
public sealed interface Command {

    /** About one cluster, by its name. */
    sealed interface OnCluster extends Command {

        ClusterName cluster();
    }

    /** Make the cluster be this; creates it if there is none. {@code expectedTarget} 0 takes any. */
    record Apply(ClusterSpec spec, String title, long expectedTarget) implements OnCluster {
        @Override
        public ClusterName cluster() {
            return spec.name();
        }
    }

    /** What {@link Apply} would do, without doing it. */
    record Preview(ClusterSpec spec, String title) implements OnCluster {
        @Override
        public ClusterName cluster() {
            return spec.name();
        }
    }

    /** Nodes, or all if empty, one by one; same volumes. */
    record Restart(ClusterName cluster, List<NodeId> nodes) implements OnCluster {}

    /** Ends processes, keeps identity and data. */
    record Stop(ClusterName cluster, List<NodeId> nodes) implements OnCluster {}

    record Start(ClusterName cluster, List<NodeId> nodes) implements OnCluster {}

    /** Same identity, new empty volume. */
    record Replace(ClusterName cluster, NodeId node) implements OnCluster {}

    /**
     * Drain, prove empty, stop, destroy; the group is one smaller.
     *
     * @param lost whether its machine is lost for good, by a person's word, so that it goes by what the others have
     */
    record Remove(ClusterName cluster, NodeId node, boolean lost) implements OnCluster {

        /** Of one that gives its data away itself. */
        public Remove(ClusterName cluster, NodeId node) {
            this(cluster, node, false);
        }
    }

    /** A chore of the package's for the whole cluster: rebalance, finalise-metadata. */
    record Run(ClusterName cluster, Chore chore, String title) implements OnCluster {}

    /** What {@link Run} would do, without doing it. */
    record PreviewRun(Run run) implements OnCluster {
        @Override
        public ClusterName cluster() {
            return run.cluster();
        }
    }

    /** What another command would do now, without doing it: the plan it would make, or why it would be refused. */
    record PreviewOf(OnCluster command) implements OnCluster {
        @Override
        public ClusterName cluster() {
            return command.cluster();
        }
    }

    record Pause(ClusterName cluster) implements OnCluster {}

    /** Goes on; with a rule's name, that rule is overridden for the steps it holds now. */
    record Resume(ClusterName cluster, String override) implements OnCluster {}

    record Cancel(ClusterName cluster) implements OnCluster {}

    /** About what is reserved, or might be, of no cluster's in particular. */
    sealed interface OnHoldings extends Command {

        /** The claim's. */
        String uid();
    }

    /** What is reserved for us, and whether it should be. */
    record Audit() implements Command {}

    /** Ours without a record, or kept for a person, is given up; {@code confirmation} must be the uid. */
    record Release(String uid, String confirmation) implements OnHoldings {}

    /** Ours without a record becomes a node's again. */
    record Adopt(String uid) implements OnHoldings {}

    /** What was given up on an agent that will not come back is waited for no longer. */
    record Forget(String uid) implements OnHoldings {}

    /**
     * What is lost for good is given up, and the cluster begins anew from what is left.
     *
     * @param from the node to begin from; empty for the one with the newest state
     * @param lost nodes whose disks are lost though their agents are not marked gone
     * @param confirmation must be its name, but for a preview
     */
    record Recover(ClusterName cluster, Optional<NodeId> from, List<NodeId> lost, String confirmation, boolean preview)
            implements OnCluster {
        public Recover {
            lost = List.copyOf(lost);
        }
    }

    /** Go on after much was lost at once: of no cluster, but of all. */
    record Thaw() implements Command {}

    /** Everything of the cluster is destroyed; {@code confirmation} must be its name. */
    record Uninstall(ClusterName cluster, String confirmation) implements OnCluster {}
}
