package dev.holdfast.database.crate;

import dev.holdfast.database.Chore;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.crate.CrateDetails.Part;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Nodes that are left when a cluster begins anew, beside the one it begins from. Their disks belong to the cluster as it was, and it takes
 * nobody of that one in: each must give it up first, by CrateDB's own tool, once, at its next start: {@code crate-node detach-cluster}. It keeps
 * its shards. Who has still to do so is part of the identity, by name with generation and launch, until it is seen in the cluster again:
 * a node may come back long after the plan that began anew is over.
 */
final class Detaching {

    /** Prefix, before the node's name. */
    private static final String DETACH = "detach.";

    private Detaching() {}

    static boolean isKey(String key) {
        return key.startsWith(DETACH);
    }

    /** Who has to, as things are now. */
    static SortedMap<String, String> of(ClusterView view) {
        TreeMap<String, String> all = new TreeMap<>();
        for (NodeView node : view.nodes().values()) {
            String key = DETACH + CrateIds.name(node.id());
            String known = view.identity().getOrDefault(key, "");
            boolean mine = known.startsWith(node.generation() + "/")
                    && !LastVote.isLeaving(node.id(), view)
                    && !LastVote.isLeftBehind(node.id(), view)
                    && !LastVote.staying(view).equals(Optional.of(node.id()));
            if (mine && !isBack(node, known, view)) {
                all.put(key, known);
            }
        }
        LastVote.recovery(view)
                .filter(payment -> !LastVote.isDone(payment, view))
                .ifPresent(payment -> begun(payment, view).forEach(all::putIfAbsent));
        return all;
    }

    /** All that had a process and are neither what it begins from nor given up. */
    private static SortedMap<String, String> begun(Chore payment, ClusterView view) {
        TreeMap<String, String> all = new TreeMap<>();
        for (NodeView node : view.nodes().values()) {
            boolean left = node.everLaunched()
                    && !payment.node().equals(Optional.of(node.id()))
                    && !LastVote.isLeaving(node.id(), view)
                    && !LastVote.isLeftBehind(node.id(), view);
            if (left) {
                all.put(DETACH + CrateIds.name(node.id()), node.generation() + "/" + node.incarnation());
            }
        }
        return all;
    }

    /** In the cluster as it is now, by a later launch than it had then. */
    private static boolean isBack(NodeView node, String known, ClusterView view) {
        Sight sight = new Sight(view);
        return sight.ruled(Part.MEMBERS).isPresent()
                && sight.member(node.id())
                        .filter(member -> member.incarnation() > launch(known))
                        .isPresent();
    }

    private static int launch(String known) {
        String text = known.substring(known.indexOf('/') + 1);
        return text.matches("\\d{1,9}") ? Integer.parseInt(text) : 0;
    }

    /** By what a launch of this node detaches it, the same for all launches until it is back; empty if this launch does not. */
    static String launchToken(NodeView node, ClusterView view) {
        String known = view.identity().getOrDefault(DETACH + CrateIds.name(node.id()), "");
        return known.startsWith(node.generation() + "/") ? CrateIds.name(node.id()) + "/" + known : "";
    }

    /** Nodes that run as part of the cluster as it was: only another start can bring them back. */
    static boolean needsRestart(NodeView node, ClusterView view) {
        String known = view.identity().getOrDefault(DETACH + CrateIds.name(node.id()), "");
        return known.startsWith(node.generation() + "/") && node.incarnation() <= launch(known);
    }
}
