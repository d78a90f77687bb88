package dev.holdfast.database.cassandra;

import dev.holdfast.database.cassandra.CassandraDetails.Keyspace;
import dev.holdfast.database.cassandra.CassandraDetails.Member;
import dev.holdfast.database.cassandra.CassandraDetails.NodeStatus;
import dev.holdfast.model.NodeId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Whether the members that stay can hold what those that leave have.
 *
 * <ol>
 *   <li>For each keyspace it is known how many bytes there are on disks in all, and by the ring which share of its copies each member holds,
 *       now and without those that leave. So it is known how much each that stays has to take.
 *   <li>What is left on a disk must be room enough for Cassandra to compact: a tenth of it stays free.
 *   <li>A node that does not tell its bytes is taken to have as many to its share as the others; where a disk is not known,
 *       nothing is said against it.
 * </ol>
 */
final class Spread {

    private static final double KEPT_FREE = 0.1;

    private final Sight sight;
    private final List<Member> members;

    Spread(Sight sight) {
        this.sight = sight;
        this.members = sight.members();
    }

    /** Each member that could not take its part, with numbers; empty if all could, or it is not known. */
    List<String> objections(Collection<NodeId> leaving) {
        List<String> addresses = leaving.stream().map(sight::address).toList();
        Optional<List<Keyspace>> keyspaces = new Keyspaces(sight).all();
        if (keyspaces.isEmpty()) {
            return List.of();
        }
        SortedMap<String, Double> more = new TreeMap<>();
        for (Keyspace keyspace : keyspaces.get()) {
            added(keyspace, addresses).forEach((address, bytes) -> more.merge(address, bytes, Double::sum));
        }
        List<String> objections = new ArrayList<>();
        sight.live().forEach((node, status) -> {
            double bytes = more.getOrDefault(status.address(), 0.0);
            if (status.disk().isKnown() && bytes > room(status)) {
                objections.add(node.shortName() + " would have to take " + Names.size(Math.round(bytes))
                        + " more, but has room for " + Names.size(Math.max(0, room(status)))
                        + " (a tenth of its disk stays"
                        + " free for compactions)");
            }
        });
        return objections;
    }

    private static long room(NodeStatus status) {
        return status.disk().freeBytes() - Math.round(status.disk().totalBytes() * KEPT_FREE);
    }

    /** Bytes that each member that stays has to take of a keyspace, by address. */
    private SortedMap<String, Double> added(Keyspace keyspace, List<String> leaving) {
        SortedMap<String, Double> before = Ranges.of(keyspace, members).shares();
        List<Member> staying = members.stream()
                .filter(member -> !leaving.contains(member.address()))
                .toList();
        SortedMap<String, Double> after = Ranges.of(keyspace, staying).shares();
        double bytes = 0;
        double shares = 0;
        for (NodeStatus status : sight.live().values()) {
            Long own = status.keyspaceBytes().get(keyspace.name());
            if (own != null) {
                bytes += own;
                shares += before.getOrDefault(status.address(), 0.0);
            }
        }
        SortedMap<String, Double> more = new TreeMap<>();
        if (shares <= 0) {
            return more;
        }
        double perShare = bytes / shares;
        after.forEach((address, share) -> {
            double grows = share - before.getOrDefault(address, 0.0);
            if (grows > 0) {
                more.put(address, grows * perShare);
            }
        });
        return more;
    }
}
