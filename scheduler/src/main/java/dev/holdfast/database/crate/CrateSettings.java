package dev.holdfast.database.crate;

import dev.holdfast.database.ClusterView;
import dev.holdfast.database.NodeView;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.GroupSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A node's CrateDB settings: ours under the user's, of the cluster, then of the group, then of the node; and over all of them the
 * node's identity. {@code path.*} is not among them: only the node's start knows where its volume is.
 */
final class CrateSettings {

    static final String EXPECTED_DATA_NODES = "gateway.expected_data_nodes";
    private static final String RECOVER_AFTER = "gateway.recover_after_data_nodes";
    static final String INITIAL_MASTERS = "cluster.initial_master_nodes";
    private static final String AWARENESS = "cluster.routing.allocation.awareness.attributes";
    private static final String ATTRIBUTE = "node.attr.";
    private static final String PATH_REPO = "path.repo";
    private static final String ZONE = "zone";
    private static final long MILLI = 1000;

    private CrateSettings() {}

    /** All but paths and the list of first masters. */
    static SortedMap<String, String> of(ClusterView view, NodeView node, int incarnation) {
        SortedMap<String, String> settings = new TreeMap<>(usual(view, node));
        settings.putAll(CrateAccess.rules(view, node));
        settings.putAll(view.target().settingsOf(node.id()));
        settings.putAll(CrateAccess.encryption(view));
        repositories(view, settings);
        settings.putAll(identity(view, node, incarnation));
        return settings;
    }

    /** What the user may have otherwise. */
    private static SortedMap<String, String> usual(ClusterView view, NodeView node) {
        ClusterSpec target = view.target();
        SortedMap<String, String> settings = new TreeMap<>();
        if (!beginsAnew(view, node)) {
            int dataNodes = expectedDataNodes(view);
            settings.put(EXPECTED_DATA_NODES, Integer.toString(dataNodes));
            settings.put(RECOVER_AFTER, Integer.toString(dataNodes / 2 + 1));
        }
        long cpus = target.group(node.id().group()).map(GroupSpec::cpusMilli).orElse(MILLI);
        settings.put("processors", Long.toString(Math.max(1, (cpus + MILLI - 1) / MILLI)));
        // A database does not call its maker unasked.
        settings.put("udc.enabled", "false");
        node.attributes().forEach((name, value) -> settings.put(ATTRIBUTE + "mesos_" + plain(name), value));
        if (!node.zone().isEmpty()) {
            settings.put(ATTRIBUTE + ZONE, node.zone());
        }
        if (isZoned(view)) {
            settings.put(AWARENESS, ZONE);
        }
        return settings;
    }

    /** It waits for nobody: until it has opened its tables it knows no users, and nobody could see it. */
    private static boolean beginsAnew(ClusterView view, NodeView node) {
        return LastVote.recovery(view).isPresent()
                && !LastVote.launchToken(node, view).isEmpty();
    }

    /** What was given up and has no new disk yet is not waited for. */
    private static int expectedDataNodes(ClusterView view) {
        int lost = (int) CrateIds.kept(view.target()).stream()
                .filter(node -> CrateIds.holdsData(node)
                        && (LastVote.isLeaving(node, view) || LastVote.isLeftBehind(node, view)))
                .count();
        return Math.max(1, CrateIds.dataNodes(view.target()) - lost);
    }

    /** Only where every node has a zone: one without it would get no shards. */
    private static boolean isZoned(ClusterView view) {
        List<NodeView> placed = view.nodes().values().stream()
                .filter(node -> node.placed() && CrateIds.holdsData(node.id()))
                .toList();
        return placed.stream().noneMatch(node -> node.zone().isEmpty())
                && placed.stream().map(NodeView::zone).distinct().count() > 1;
    }

    private static SortedMap<String, String> identity(ClusterView view, NodeView node, int incarnation) {
        ClusterSpec target = view.target();
        SortedMap<String, String> settings = new TreeMap<>();
        settings.put("cluster.name", CrateOptions.clusterName(target));
        settings.put("node.name", CrateIds.name(node.id()));
        settings.put("node.master", Boolean.toString(CrateIds.isEligible(target, node.id())));
        settings.put("node.data", Boolean.toString(CrateIds.holdsData(node.id())));
        settings.put(ATTRIBUTE + CrateIds.INCARNATION, Integer.toString(incarnation));
        settings.put(ATTRIBUTE + CrateIds.GENERATION, Integer.toString(node.generation()));
        settings.put("network.host", node.address());
        settings.put("http.port", port(node, CrateIds.HTTP_PORT));
        settings.put("transport.tcp.port", port(node, CrateIds.TRANSPORT_PORT));
        settings.put("psql.port", port(node, CrateIds.PSQL_PORT));
        seeds(view, settings);
        return settings;
    }

    /** Beside the user's own directories. */
    private static void repositories(ClusterView view, SortedMap<String, String> settings) {
        String ours = CrateOptions.repositoryPath(view.target());
        String theirs = settings.getOrDefault(PATH_REPO, "");
        if (!ours.isEmpty()) {
            settings.put(PATH_REPO, theirs.isEmpty() ? ours : theirs + "," + ours);
        }
    }

    private static String port(NodeView node, String name) {
        return Integer.toString(node.ports().getOrDefault(name, 0));
    }

    /**
     * Whom the node asks for the others: all that may be elected and have a place, itself included, so that no node ever takes
     * itself for a cluster of its own; or the names that DNS gives.
     */
    private static void seeds(ClusterView view, SortedMap<String, String> settings) {
        String query = CrateOptions.text(view.target(), CrateOptions.SRV_QUERY);
        if (!query.isEmpty()) {
            settings.put("discovery.seed_providers", "srv");
            settings.put("discovery.srv.query", query);
            String resolver = CrateOptions.text(view.target(), CrateOptions.SRV_RESOLVER);
            if (!resolver.isEmpty()) {
                settings.put("discovery.srv.resolver", resolver);
            }
            return;
        }
        List<String> seeds = new ArrayList<>();
        for (NodeView other : view.nodes().values()) {
            if (other.placed() && CrateIds.isEligible(view.target(), other.id())) {
                seeds.add(other.endpoint(CrateIds.TRANSPORT_PORT));
            }
        }
        settings.put("discovery.seed_hosts", String.join(",", seeds));
    }

    /** A Mesos attribute's name as part of a setting's. */
    static String plain(String name) {
        return name.replaceAll("[^A-Za-z0-9_-]", "_");
    }
}
