package dev.holdfast.database.cassandra;

import dev.holdfast.database.cassandra.CassandraDetails.Keyspace;
import dev.holdfast.database.cassandra.CassandraDetails.Member;
import dev.holdfast.model.NodeId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** The keyspaces whose data is spread over nodes, and what of them must not be lost. */
final class Keyspaces {

    /** Cassandra's own, of which nothing is missed: how repairs went, and traces. */
    private static final List<String> OF_NO_WEIGHT = List.of("system_distributed", "system_traces");

    /** Who may log in, and do what. Cassandra keeps it in every data centre that has nodes. */
    static final String AUTH = "system_auth";

    private static final String AUTHENTICATOR = "authenticator";
    private static final String ALLOW_ALL = "AllowAllAuthenticator";

    private final Sight sight;

    Keyspaces(Sight sight) {
        this.sight = sight;
    }

    /** Those that users, or their logging in, depend on; empty if they are not known. */
    Optional<List<Keyspace>> thatMatter() {
        return all().map(known -> known.stream().filter(this::matters).toList());
    }

    /**
     * Those of them that would miss a node that leaves. The last of a data centre takes the copies there of {@code system_auth} with it: no
     * statement could have taken them away before.
     */
    Optional<List<Keyspace>> thatMiss(NodeId node) {
        List<Member> members = sight.members();
        Optional<String> dc = members.stream()
                .filter(member -> member.address().equals(sight.address(node)))
                .map(Member::dc)
                .findFirst();
        long there = members.stream()
                .filter(member -> dc.equals(Optional.of(member.dc())))
                .count();
        boolean last = there == 1 && members.size() > 1;
        return thatMatter()
                .map(known -> known.stream()
                        .filter(keyspace -> !last || !isKeptEverywhere(keyspace))
                        .toList());
    }

    private static boolean isKeptEverywhere(Keyspace keyspace) {
        return keyspace.name().equals(AUTH) && keyspace.strategy().equals(Keyspace.NETWORK);
    }

    /** Copies in a data centre beyond those that no statement can take away while nodes are there. */
    static int copiesToSpare(Keyspace keyspace, String dc) {
        int copies = copies(keyspace, dc);
        return isKeptEverywhere(keyspace) ? Math.max(0, copies - 1) : copies;
    }

    /** All that are spread, Cassandra's own included. */
    Optional<List<Keyspace>> all() {
        return sight.details()
                .filter(CassandraDetails::keyspacesKnown)
                .map(details -> details.keyspaces().values().stream()
                        .filter(Keyspace::isSpread)
                        .toList());
    }

    boolean matters(Keyspace keyspace) {
        if (OF_NO_WEIGHT.contains(keyspace.name())) {
            return false;
        }
        return !keyspace.name().equals(AUTH)
                || CassandraSettings.anywhere(sight.view().target(), AUTHENTICATOR).stream()
                        .anyMatch(authenticator -> !authenticator.isEmpty() && !authenticator.endsWith(ALLOW_ALL));
    }

    /** Copies wanted in a data centre. */
    static int copies(Keyspace keyspace, String dc) {
        return keyspace.strategy().equals(Keyspace.NETWORK)
                ? keyspace.replicas().getOrDefault(dc, 0)
                : keyspace.replicas().getOrDefault("", 1);
    }

    /** Nodes that are counted against its copies: those of the data centre, or all. */
    static List<Member> counted(Keyspace keyspace, String dc, Collection<Member> members) {
        return members.stream()
                .filter(member -> !keyspace.strategy().equals(Keyspace.NETWORK)
                        || member.dc().equals(dc))
                .toList();
    }

    static int racks(Collection<Member> members) {
        TreeSet<String> racks = new TreeSet<>();
        members.forEach(member -> racks.add(member.dc() + "/" + member.rack()));
        return racks.size();
    }
}
