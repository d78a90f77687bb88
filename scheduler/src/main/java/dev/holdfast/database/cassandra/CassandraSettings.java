package dev.holdfast.database.cassandra;

import dev.holdfast.database.ClusterView;
import dev.holdfast.database.NodeView;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.GroupSpec;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A node's settings in {@code cassandra.yaml}: ours under the user's, of the cluster, then of the group, then of the node; and over all of them
 * identity, which nobody overrides. Directories are not among them: all of them follow from where the volume is, which the start script
 * finds out.
 */
final class CassandraSettings {

    /** Heaps up to this many megabytes get the Java options of a small node. */
    static final long SMALL_HEAP_MEGABYTES = 512;

    private static final String SEED_PROVIDER = "org.apache.cassandra.locator.SimpleSeedProvider";

    private CassandraSettings() {}

    static SortedMap<String, String> of(ClusterView view, NodeView node) {
        SortedMap<String, String> settings = new TreeMap<>(usual(view.target()));
        settings.putAll(CassandraAccess.settings(view.target()));
        settings.putAll(view.target().settingsOf(node.id()));
        settings.putAll(identity(view, node));
        return settings;
    }

    /** What nodes have of a user's setting, wherever in the spec it stands; an empty text where some have none. */
    static SortedSet<String> anywhere(ClusterSpec target, String name) {
        String ofAll = target.settings().getOrDefault(name, "");
        SortedSet<String> values = new TreeSet<>();
        for (GroupSpec group : target.groups().values()) {
            values.add(group.settings().getOrDefault(name, ofAll).strip());
            group.nodes().values().stream()
                    .filter(own -> own.containsKey(name))
                    .forEach(own -> values.add(own.getOrDefault(name, "").strip()));
        }
        return values;
    }

    /** As Cassandra's own file has them where Cassandra itself would do otherwise without. */
    private static SortedMap<String, String> usual(ClusterSpec target) {
        SortedMap<String, String> settings = new TreeMap<>();
        settings.put("num_tokens", "16");
        settings.put("allocate_tokens_for_local_replication_factor", "3");
        settings.put("commitlog_sync", "periodic");
        settings.put("commitlog_sync_period", "10000ms");
        settings.put("disk_failure_policy", "stop");
        settings.put("commit_failure_policy", "stop");
        settings.put("internode_compression", "dc");
        settings.put("max_hint_window", "3h");
        settings.put(HintTimes.FLUSH, HintTimes.text(HintTimes.usualFlush()));
        settings.put("compaction_throughput", "64MiB/s");
        settings.put("auto_snapshot", "true");
        String throttle = target.options()
                .getOrDefault(CassandraOptions.STREAM_THROTTLE, "")
                .strip();
        if (!throttle.isEmpty()) {
            settings.put("stream_throughput_outbound", throttle);
            settings.put("entire_sstable_stream_throughput_outbound", throttle);
        }
        return settings;
    }

    private static SortedMap<String, String> identity(ClusterView view, NodeView node) {
        List<String> seeds = Seeds.addresses(node.id(), view);
        SortedMap<String, String> settings = new TreeMap<>();
        settings.put("cluster_name", clusterName(view));
        settings.put("partitioner", "org.apache.cassandra.dht.Murmur3Partitioner");
        settings.put("endpoint_snitch", "GossipingPropertyFileSnitch");
        settings.put("listen_address", node.address());
        settings.put("rpc_address", node.address());
        settings.put("storage_port", port(node, CassandraIds.STORAGE_PORT));
        settings.put("native_transport_port", port(node, CassandraIds.NATIVE_PORT));
        settings.put(
                "seed_provider",
                "[{\"class_name\":\"" + SEED_PROVIDER + "\",\"parameters\":[{\"seeds\":\"" + String.join(",", seeds)
                        + "\"}]}]");
        return settings;
    }

    /** What nodes tell each other: rings of another name do not talk to this one. Data centres of one ring have one name. */
    static String clusterName(ClusterView view) {
        return CassandraOptions.ring(view.target());
    }

    private static String port(NodeView node, String name) {
        return Integer.toString(node.ports().getOrDefault(name, 0));
    }

    /** {@code cassandra-rackdc.properties}. */
    static String rackDc(ClusterView view, NodeView node) {
        return "dc=" + CassandraOptions.dc(view.target()) + "\nrack=" + Racks.of(node, view.target()) + "\n";
    }
}
