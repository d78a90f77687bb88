package dev.holdfast.core;

import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import dev.holdfast.spec.ClusterSpec;
import java.time.Instant;
import java.util.Optional;

/**
 * Something we now hold true and that must survive a crash. Each replaces one record, whole; so applying it twice does no harm.
 */
public sealed interface Fact {

    /** Who we are. */
    record SelfIs(Self self) implements Fact {}

    record ClusterIs(ClusterRecord cluster) implements Fact {}

    record ClusterForgotten(ClusterName name) implements Fact {}

    /** An accepted wish, kept for history. */
    record TargetAccepted(ClusterName name, long number, ClusterSpec spec, Instant at) implements Fact {}

    record NodeIs(NodeRecord node) implements Fact {}

    record NodeForgotten(NodeId id) implements Fact {}

    /** Something of ours that is to be released wherever it turns up, and why. */
    record Surplus(SurplusRecord surplus) implements Fact {}

    record SurplusGone(String uid) implements Fact {}

    /**
     * A line for people: an event with its reason.
     *
     * @param number counts all that this Holdfast ever told, from 1; 0 in state of before they were counted
     * @param cluster that it is about; empty if about none or all
     * @param node that it is about; empty if about none or several
     * @param by who asked for it, where that is known; else empty
     */
    record Told(
            long number,
            Optional<ClusterName> cluster,
            Instant at,
            EventKind kind,
            Optional<NodeId> node,
            String by,
            String text)
            implements Fact {

        /** As it was told before events had kinds. */
        public Told(ClusterName cluster, Instant at, String text) {
            this(0, Optional.of(cluster), at, EventKind.OTHER, Optional.empty(), "", text);
        }
    }

    /** Up to which event a webhook was told. */
    record HookIs(HookRecord hook) implements Fact {}

    record HookForgotten(String name) implements Fact {}
}
