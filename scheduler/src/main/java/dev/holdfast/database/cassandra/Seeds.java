package dev.holdfast.database.cassandra;

import dev.holdfast.database.ClusterView;
import dev.holdfast.database.NodeView;
import dev.holdfast.model.NodeId;
import dev.holdfast.spec.ClusterSpec;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Who is a seed, and which seeds a node is told at a start.
 *
 * <ol>
 *   <li>Seeds are the first by index, or those that are named.
 *   <li>At the first start of a ring its first node is its own seed: it has nobody to ask. Every other node that is not a member yet is told
 *       of others only: one that finds itself in its list does not bootstrap, and would come up without its data.
 *   <li>Where none of the seeds is a member that runs, other members that run are told instead. So the loss of all seeds keeps nobody
 *       from starting.
 * </ol>
 */
final class Seeds {

    private Seeds() {}

    /** Nodes that the target calls seeds. */
    static List<NodeId> of(ClusterSpec target) {
        List<NodeId> all = target.groups().values().stream()
                .flatMap(group -> group.indexes().stream().map(index -> new NodeId(target.name(), group.name(), index)))
                .toList();
        List<String> named = CassandraOptions.seedNames(target);
        if (!named.isEmpty()) {
            return all.stream().filter(node -> named.contains(node.shortName())).toList();
        }
        int count = Math.max(1, CassandraOptions.seedCount(target).orElse(1));
        return all.stream().limit(count).toList();
    }

    /** The node that begins the ring; it is first to start, and stays the first until it is a member. */
    static boolean begins(NodeId node, ClusterView view) {
        boolean ring = view.nodes().keySet().stream()
                        .anyMatch(other -> Membership.of(view, other).isPresent())
                || !CassandraOptions.remoteSeeds(view.target()).isEmpty();
        return !ring
                && Seeds.of(view.target()).stream()
                        .findFirst()
                        .filter(node::equals)
                        .isPresent();
    }

    /** Addresses that a node is told when it starts now, its own first if it may be among them. */
    static List<String> addresses(NodeId node, ClusterView view) {
        boolean own = CassandraIdentity.hasJoined(node, view) || begins(node, view);
        Set<String> addresses = new LinkedHashSet<>();
        for (NodeId seed : Seeds.of(view.target())) {
            if (seed.equals(node) ? own : CassandraIdentity.hasJoined(seed, view)) {
                view.node(seed).filter(NodeView::placed).map(NodeView::address).ifPresent(addresses::add);
            }
        }
        boolean anyUp = Seeds.of(view.target()).stream()
                .anyMatch(seed -> !seed.equals(node)
                        && CassandraIdentity.hasJoined(seed, view)
                        && view.node(seed).map(NodeView::processUp).orElse(false));
        if (!anyUp) {
            List<NodeView> others = new ArrayList<>(view.nodes().values());
            others.stream()
                    .filter(other -> !other.id().equals(node) && other.processUp())
                    .filter(other -> CassandraIdentity.hasJoined(other.id(), view))
                    .limit(2)
                    .forEach(other -> addresses.add(other.address()));
        }
        addresses.addAll(CassandraOptions.remoteSeeds(view.target()));
        return List.copyOf(addresses);
    }
}
