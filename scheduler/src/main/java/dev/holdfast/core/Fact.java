package dev.holdfast.core;

import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import dev.holdfast.spec.ClusterSpec;
import java.time.Instant;

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

    /** A line for people. */
    record Told(ClusterName cluster, Instant at, String text) implements Fact {}
}
