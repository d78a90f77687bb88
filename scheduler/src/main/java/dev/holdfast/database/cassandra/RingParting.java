package dev.holdfast.database.cassandra;

import dev.holdfast.database.NodeView;
import dev.holdfast.database.Parting;
import dev.holdfast.database.cassandra.CassandraDetails.Keyspace;
import dev.holdfast.database.cassandra.CassandraDetails.Member;
import java.util.List;
import java.util.TreeSet;

/**
 * How a ring's nodes go when their cluster is uninstalled.
 *
 * <ol>
 *   <li>A whole ring goes at once. So does what is left of one whose other data centres are all down.
 *   <li>A data centre of a ring that lives on leaves it, node by node: else its nodes would stay in the ring, dead, and nobody could join,
 *       leave or change the schema there any more.
 *   <li>Nobody can leave while keyspaces have copies in that data centre, but for the one of {@code system_auth} that Cassandra keeps in
 *       each that has nodes; and from silence nothing is concluded.
 * </ol>
 */
final class RingParting {

    private RingParting() {}

    static Parting of(Sight sight) {
        String name = sight.view().target().name().value();
        String dc = CassandraOptions.dc(sight.view().target());
        boolean members = sight.view().nodes().keySet().stream()
                .anyMatch(node -> CassandraIdentity.hasJoined(node, sight.view()));
        if (!members) {
            return Parting.AT_ONCE;
        }
        boolean runs = sight.view().nodes().values().stream().anyMatch(NodeView::processUp);
        if (runs && sight.view().observation().isEmpty()) {
            return Parting.refused(
                    "nobody has looked yet whether " + name + " is one of several data centres of a ring",
                    "try again in some seconds");
        }
        if (sight.witnesses().isEmpty()) {
            return CassandraOptions.remoteSeeds(sight.view().target()).isEmpty()
                    ? Parting.AT_ONCE
                    : Parting.refused(
                            name + " is a data centre of the ring "
                                    + CassandraOptions.ring(sight.view().target())
                                    + ", its nodes would stay in it as dead members, and none of them answers now",
                            "holdfast start " + name + ", so that they can leave; if the rest of the ring is no more:"
                                    + " holdfast set " + name + " options.remote-seeds=");
        }
        TreeSet<String> others = new TreeSet<>();
        sight.members().stream()
                .filter(member -> member.up() && !member.dc().equals(dc))
                .map(Member::dc)
                .forEach(others::add);
        if (others.isEmpty()) {
            return Parting.AT_ONCE;
        }
        List<String> copied = new Keyspaces(sight)
                .thatMatter().orElse(List.of()).stream()
                        .filter(keyspace -> keyspace.strategy().equals(Keyspace.NETWORK)
                                && Keyspaces.copiesToSpare(keyspace, dc) > 0)
                        .map(Keyspace::name)
                        .toList();
        return copied.isEmpty()
                ? Parting.BY_LEAVING
                : Parting.refused(
                        Names.keyspaces(copied) + (copied.size() == 1 ? " has" : " have") + " copies in " + dc
                                + ", and "
                                + String.join(", ", others) + " of the same ring "
                                + (others.size() == 1 ? "goes" : "go")
                                + " on",
                        "holdfast replicate " + name + " --to " + dc
                                + "=0 takes them away; then its nodes can leave the" + " ring");
    }
}
