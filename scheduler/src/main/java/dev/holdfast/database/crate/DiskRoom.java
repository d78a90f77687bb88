package dev.holdfast.database.crate;

import dev.holdfast.database.ClusterView;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.crate.CrateDetails.Member;
import dev.holdfast.database.crate.CrateDetails.Part;
import dev.holdfast.database.crate.CrateDetails.Shard;
import dev.holdfast.model.NodeId;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Whether the data of nodes that go fits on those that stay.
 *
 * <ol>
 *   <li>A node takes shards only below the low watermark of its disk, so what is above it does not count as free.
 *   <li>Where copies are spread over zones, each zone holds a copy of its own. So what a node leaves must fit on the others of its
 *       zone, unless it is the zone's last.
 *   <li>The largest shard must fit on one of them.
 * </ol>
 */
final class DiskRoom {

    static final String LOW = "cluster.routing.allocation.disk.watermark.low";
    private static final String CHECKED = "cluster.routing.allocation.disk.threshold_enabled";
    private static final String AWARENESS = "cluster.routing.allocation.awareness.attributes";
    private static final double USUAL_LOW = 0.85;
    private static final double PERCENT = 100;

    private final Sight sight;
    private final CrateDetails details;

    private DiskRoom(Sight sight, CrateDetails details) {
        this.sight = sight;
        this.details = details;
    }

    /** What does not fit; empty if all fits, or if sizes are not known. */
    static Optional<String> objection(Sight sight, Collection<NodeId> leaving, Collection<NodeId> staying) {
        return sight.ruled(Part.MEMBERS, Part.SHARDS)
                .flatMap(details -> new DiskRoom(sight, details).lacking(leaving, staying));
    }

    private Optional<String> lacking(Collection<NodeId> leaving, Collection<NodeId> staying) {
        boolean zoned = List.of(details.settings().getOrDefault(AWARENESS, "").split(",", -1))
                .contains("zone");
        Map<String, Long> needed = new TreeMap<>();
        long largest = 0;
        for (NodeId node : leaving) {
            String zone =
                    zoned && staying.stream().anyMatch(other -> zone(other).equals(zone(node))) ? zone(node) : "";
            needed.merge(zone, bytes(node), Long::sum);
            largest = Math.max(largest, largest(node));
        }
        for (Map.Entry<String, Long> need : needed.entrySet()) {
            List<NodeId> places = staying.stream()
                    .filter(other -> need.getKey().isEmpty() || zone(other).equals(need.getKey()))
                    .filter(other -> sight.member(other).isPresent())
                    .toList();
            long free = places.stream().mapToLong(this::room).sum();
            if (need.getValue() > free) {
                String where = need.getKey().isEmpty() ? "" : " in zone " + need.getKey();
                return Optional.of(named(leaving) + (leaving.size() == 1 ? " holds " : " hold ")
                        + Names.size(need.getValue()) + where + ", but below the low watermark the other nodes" + where
                        + " have only " + Names.size(free) + " free");
            }
        }
        long most = staying.stream().mapToLong(this::room).max().orElse(0);
        return largest > most
                ? Optional.of("a single shard of " + named(leaving) + " has " + Names.size(largest)
                        + ", but no other node has more than " + Names.size(most) + " free below the low watermark")
                : Optional.empty();
    }

    private static String named(Collection<NodeId> nodes) {
        return Names.few(nodes.stream().map(CrateIds::name).toList());
    }

    private String zone(NodeId node) {
        ClusterView view = sight.view();
        return sight.member(node)
                .map(member -> member.attributes().getOrDefault("zone", ""))
                .or(() -> view.node(node).map(NodeView::zone))
                .orElse("");
    }

    private long bytes(NodeId node) {
        return Copies.of(sight, details).bytesOn(CrateIds.name(node));
    }

    private long largest(NodeId node) {
        return Copies.of(sight, details).on(CrateIds.name(node)).stream()
                .mapToLong(Shard::bytes)
                .max()
                .orElse(0);
    }

    /** Bytes that a node may still take. */
    private long room(NodeId node) {
        Optional<Member> member = sight.member(node);
        if (member.isEmpty()) {
            return 0;
        }
        // A size of 0 is one that CrateDB did not tell.
        long total = member.get().diskBytes();
        if (total <= 0) {
            return Long.MAX_VALUE >> 16;
        }
        long kept = details.settings().getOrDefault(CHECKED, "true").equals("false")
                ? 0
                : keptFree(details.settings().getOrDefault(LOW, ""), total);
        return Math.max(0, member.get().diskFreeBytes() - kept);
    }

    /** Bytes that a watermark keeps free: {@code 85%} or {@code 0.85} of use, or {@code 10gb} free. */
    static long keptFree(String watermark, long total) {
        String text = watermark.strip().toLowerCase(Locale.ROOT);
        if (text.matches("\\d{1,3}(\\.\\d+)?%")) {
            return Math.round(total * (1 - Double.parseDouble(text.substring(0, text.length() - 1)) / PERCENT));
        }
        if (text.matches("0?\\.\\d+|1\\.0+")) {
            return Math.round(total * (1 - Double.parseDouble(text)));
        }
        return Bytes.parse(text).orElse(Math.round(total * (1 - USUAL_LOW)));
    }
}
