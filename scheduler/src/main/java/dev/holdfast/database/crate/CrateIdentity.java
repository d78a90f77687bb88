package dev.holdfast.database.crate;

import dev.holdfast.database.ClusterView;
import dev.holdfast.database.NodeView;
import dev.holdfast.model.NodeId;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What makes a cluster this one: an id of ours for its volumes' marks, the names of the masters it begins with, and how many
 * nodes ever had a vote in it, since that number is never forgotten by CrateDB.
 */
final class CrateIdentity {

    private static final String CLUSTER_ID = "cluster.id";

    /** Prefix of a first master, before its name: {@code initial-master.data-0}. */
    private static final String INITIAL_MASTER = "initial-master.";

    /** Most nodes that could vote at the same time. */
    private static final String MOST_VOTERS = "most-voters";

    /** From this many voters on CrateDB never again goes on with fewer than two of three. */
    private static final int VOTERS_KEPT = 3;

    private CrateIdentity() {}

    /** All of identity. The first masters are those of the target, and stay open to change until one of them was launched. */
    static SortedMap<String, String> of(ClusterView view, Function<String, String> mint) {
        SortedMap<String, String> identity = new TreeMap<>(view.identity());
        identity.computeIfAbsent(CLUSTER_ID, mint);
        SortedMap<String, String> leftBehind = LastVote.leftBehind(view);
        boolean alone = leftBehind.keySet().stream().anyMatch(key -> !identity.containsKey(key));
        identity.keySet().removeIf(LastVote::isKeyOfLeftBehind);
        identity.putAll(leftBehind);
        identity.keySet().removeIf(Detaching::isKey);
        identity.putAll(Detaching.of(view));
        // One that made itself the only master began a new count.
        int voters = alone ? 1 : Math.max(mostVoters(view), votersNow(view));
        if (voters > 0) {
            identity.put(MOST_VOTERS, Integer.toString(voters));
        }
        boolean formed = view.everReady() || view.nodes().values().stream().anyMatch(node -> node.incarnation() > 0);
        if (!formed) {
            // Nodes that speak TLS among each other understand no others, so all must from the first.
            identity.remove(CrateAccess.TRANSPORT_TLS);
            if (CrateAccess.isTls(view.target())) {
                identity.put(CrateAccess.TRANSPORT_TLS, "yes");
            }
        }
        boolean known = identity.keySet().stream().anyMatch(key -> key.startsWith(INITIAL_MASTER));
        if (formed && known) {
            return identity;
        }
        identity.keySet().removeIf(key -> key.startsWith(INITIAL_MASTER));
        CrateIds.kept(view.target()).stream()
                .filter(node -> CrateIds.isEligible(view.target(), node))
                .forEach(node -> identity.put(INITIAL_MASTER + CrateIds.name(node), "yes"));
        return identity;
    }

    private static int votersNow(ClusterView view) {
        return (int) view.nodes().values().stream()
                .filter(node -> node.everLaunched() && Sight.isEligible(view, node))
                .filter(node -> !LastVote.isLeftBehind(node.id(), view))
                .count();
    }

    private static int mostVoters(ClusterView view) {
        String text = view.identity().getOrDefault(MOST_VOTERS, "0");
        return text.matches("\\d{1,6}") ? Integer.parseInt(text) : 0;
    }

    /** Whether there were three voters once: then two of them must always be there, though only two or one be left. */
    static boolean hadThreeVoters(ClusterView view) {
        return Math.max(mostVoters(view), votersNow(view)) >= VOTERS_KEPT;
    }

    static String clusterId(ClusterView view) {
        return view.identity().getOrDefault(CLUSTER_ID, "");
    }

    /** Names of the masters the cluster begins with. */
    static List<String> initialMasters(ClusterView view) {
        return view.identity().keySet().stream()
                .filter(key -> key.startsWith(INITIAL_MASTER))
                .map(key -> key.substring(INITIAL_MASTER.length()))
                .toList();
    }

    /**
     * Whether this node may form the cluster together with the other first masters: only while it never was ready, and only on its
     * first volume. Anyone later joins a cluster that exists, since empty nodes could form a second one.
     */
    static boolean isInitial(NodeId node, ClusterView view) {
        Optional<NodeView> known = view.node(node);
        return !view.everReady()
                && initialMasters(view).contains(CrateIds.name(node))
                && known.map(NodeView::generation).orElse(1) == 1;
    }
}
