package dev.holdfast.core;

import dev.holdfast.core.Sight.Watch;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import java.util.Iterator;
import java.util.SortedMap;
import org.pcollections.TreePMap;

/**
 * What looks the same in two states, so that its picture need not be drawn anew. Records are replaced whole and never changed, so
 * the very same record shows the very same thing: comparing is by identity, and what is only equal is drawn again, which does no
 * harm.
 */
@SuppressWarnings("ReferenceEquality")
final class Unchanged {

    private final State before;
    private final State now;

    Unchanged(State before, State now) {
        this.before = before;
        this.now = now;
    }

    /** Whether all agents are as they were, with the same nodes on them and the same windows. */
    boolean agents() {
        return before.sight().agents() == now.sight().agents()
                && before.sight().windows() == now.sight().windows()
                && sameClaims();
    }

    private boolean sameClaims() {
        if (before.nodes() == now.nodes()) {
            return true;
        }
        if (before.nodes().size() != now.nodes().size()) {
            return false;
        }
        Iterator<NodeRecord> others = before.nodes().values().iterator();
        for (NodeRecord node : now.nodes().values()) {
            NodeRecord other = others.next();
            boolean same = node == other
                    || (node.id().equals(other.id()) && node.claim().equals(other.claim()));
            if (!same) {
                return false;
            }
        }
        return true;
    }

    /** Whether nothing that a cluster's picture is made of is another. */
    boolean cluster(ClusterName name) {
        return before.clusters().get(name) == now.clusters().get(name)
                && watch(before, name) == watch(now, name)
                && sameOf(name, before.nodes(), now.nodes())
                && sameOf(name, before.sight().waits(), now.sight().waits())
                && sameOf(name, before.sight().refusals(), now.sight().refusals());
    }

    private static Watch watch(State state, ClusterName name) {
        return state.sight().probes().getOrDefault(name, Watch.NEVER);
    }

    private static <T> boolean sameOf(ClusterName name, TreePMap<NodeId, T> one, TreePMap<NodeId, T> other) {
        if (one == other) {
            return true;
        }
        SortedMap<NodeId, T> ofOne = one.subMap(NodeId.first(name), true, NodeId.last(name), true);
        SortedMap<NodeId, T> ofOther = other.subMap(NodeId.first(name), true, NodeId.last(name), true);
        if (ofOne.size() != ofOther.size()) {
            return false;
        }
        Iterator<T> others = ofOther.values().iterator();
        for (T value : ofOne.values()) {
            if (value != others.next()) {
                return false;
            }
        }
        return true;
    }
}
