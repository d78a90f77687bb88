package dev.holdfast.database.cassandra;

import dev.holdfast.database.Gauge;
import dev.holdfast.database.cassandra.CassandraDetails.Member;
import dev.holdfast.database.cassandra.CassandraDetails.NodeStatus;
import dev.holdfast.model.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the members of a ring said, as numbers to watch. Of one that did not answer nothing is told but what others see. */
final class CassandraGauges {

    private static final SortedMap<String, String> NO_LABELS = new TreeMap<>();

    private final List<Gauge> gauges = new ArrayList<>();

    private CassandraGauges() {}

    static List<Gauge> of(CassandraDetails details) {
        CassandraGauges all = new CassandraGauges();
        details.nodes().forEach(all::node);
        if (!details.nodes().isEmpty()) {
            all.ring(details);
        }
        return List.copyOf(all.gauges);
    }

    private void node(NodeId id, NodeStatus status) {
        SortedMap<String, String> node = new TreeMap<>();
        node.put("node", id.shortName());
        add("cassandra_node_serves", "1 if a query through the node was answered", node, status.cqlAnswered() ? 1 : 0);
        add(
                "cassandra_node_members_down",
                "Members that the node calls down",
                node,
                status.ring().values().stream().filter(member -> !member.up()).count());
        if (status.disk().isKnown()) {
            add(
                    "cassandra_node_disk_bytes",
                    "Size of the disk below its data",
                    node,
                    status.disk().totalBytes());
            add(
                    "cassandra_node_disk_free_bytes",
                    "Free on it",
                    node,
                    status.disk().freeBytes());
        }
        Member self = status.ring().get(status.address());
        if (self != null && self.loadBytes() >= 0) {
            add("cassandra_node_load_bytes", "Data on its disks, as it told the others", node, self.loadBytes());
        }
        if (status.hints().bytes() >= 0) {
            add(
                    "cassandra_node_hints_bytes",
                    "Writes it keeps for members that are away",
                    node,
                    status.hints().bytes());
        }
        add(
                "cassandra_node_streams",
                "Transfers of data to and from it",
                node,
                status.streams().size());
        add(
                "cassandra_node_compactions",
                "Compactions under way",
                node,
                status.compactions().size());
    }

    private void ring(CassandraDetails details) {
        add(
                "cassandra_schema_versions",
                "Versions of the schema among those that answered: more than one for long is a disagreement",
                NO_LABELS,
                details.nodes().values().stream()
                        .map(NodeStatus::schema)
                        .filter(schema -> !schema.isEmpty())
                        .distinct()
                        .count());
        add(
                "cassandra_members_normal",
                "Members that are up and normal for all that answered",
                NO_LABELS,
                details.nodes().values().stream()
                        .map(NodeStatus::ring)
                        .flatMap(ring -> ring.keySet().stream())
                        .distinct()
                        .filter(address -> details.nodes().values().stream()
                                .map(status -> status.ring().get(address))
                                .filter(Objects::nonNull)
                                .allMatch(Member::isUpNormal))
                        .count());
        if (details.keyspacesKnown()) {
            add(
                    "cassandra_keyspaces",
                    "Keyspaces, the system's own too",
                    NO_LABELS,
                    details.keyspaces().size());
        }
    }

    private void add(String name, String help, SortedMap<String, String> labels, Number value) {
        gauges.add(new Gauge(name, help, labels, value.doubleValue()));
    }
}
