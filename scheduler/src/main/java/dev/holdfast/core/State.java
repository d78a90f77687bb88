package dev.holdfast.core;

import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import java.util.List;
import java.util.Optional;
import org.pcollections.TreePMap;

/**
 * All the loop knows: what is durable, and what it merely sees at the moment.
 *
 * @param surplus claims given up but perhaps not yet released, by uid
 * @param hooks how far each webhook is, by name
 * @param told number of the last event that was told
 * @param sight lost with the process, and seen again after it starts
 */
public record State(
        Self self,
        TreePMap<ClusterName, ClusterRecord> clusters,
        TreePMap<NodeId, NodeRecord> nodes,
        TreePMap<String, SurplusRecord> surplus,
        TreePMap<String, HookRecord> hooks,
        long told,
        Sight sight) {

    /** What a scheduler knows that was never run before. */
    public static State fresh(Self self) {
        return new State(
                self, TreePMap.empty(), TreePMap.empty(), TreePMap.empty(), TreePMap.empty(), 0, Sight.NOTHING);
    }

    public Optional<ClusterRecord> cluster(ClusterName name) {
        return Optional.ofNullable(clusters.get(name));
    }

    public Optional<NodeRecord> node(NodeId id) {
        return Optional.ofNullable(nodes.get(id));
    }

    /** A cluster's nodes in order. */
    public List<NodeRecord> nodesOf(ClusterName cluster) {
        return List.copyOf(nodes.subMap(NodeId.first(cluster), true, NodeId.last(cluster), true)
                .values());
    }

    /** This, after a fact: how a stored state is read back, and how a turn's facts come true. */
    public State after(Fact fact) {
        if (fact instanceof Fact.SelfIs is) {
            return new State(is.self(), clusters, nodes, surplus, hooks, told, sight);
        }
        if (fact instanceof Fact.ClusterIs is) {
            return new State(
                    self, clusters.plus(is.cluster().name(), is.cluster()), nodes, surplus, hooks, told, sight);
        }
        if (fact instanceof Fact.ClusterForgotten gone) {
            return new State(self, clusters.minus(gone.name()), nodes, surplus, hooks, told, sight);
        }
        if (fact instanceof Fact.NodeIs is) {
            return new State(self, clusters, nodes.plus(is.node().id(), is.node()), surplus, hooks, told, sight);
        }
        if (fact instanceof Fact.NodeForgotten gone) {
            return new State(self, clusters, nodes.minus(gone.id()), surplus, hooks, told, sight);
        }
        if (fact instanceof Fact.Surplus is) {
            return new State(self, clusters, nodes, surplus.plus(is.surplus().uid(), is.surplus()), hooks, told, sight);
        }
        if (fact instanceof Fact.SurplusGone gone) {
            return new State(self, clusters, nodes, surplus.minus(gone.uid()), hooks, told, sight);
        }
        if (fact instanceof Fact.HookIs is) {
            return new State(
                    self, clusters, nodes, surplus, hooks.plus(is.hook().name(), is.hook()), told, sight);
        }
        if (fact instanceof Fact.HookForgotten gone) {
            return new State(self, clusters, nodes, surplus, hooks.minus(gone.name()), told, sight);
        }
        if (fact instanceof Fact.Told line) {
            return toldUpTo(line.number());
        }
        return this; // history only: TargetAccepted
    }

    /** The same, if something was told under that number: the next one is counted from there. */
    public State toldUpTo(long number) {
        return number <= told ? this : new State(self, clusters, nodes, surplus, hooks, number, sight);
    }

    public State seeing(Sight next) {
        return new State(self, clusters, nodes, surplus, hooks, told, next);
    }
}
