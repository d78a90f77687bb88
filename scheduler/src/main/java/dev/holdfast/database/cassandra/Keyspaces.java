package dev.holdfast.database.cassandra;

import dev.holdfast.database.cassandra.CassandraDetails.Keyspace;
import dev.holdfast.database.cassandra.CassandraDetails.Member;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** The keyspaces whose data is spread over nodes, and what of them must not be lost. */
final class Keyspaces {

    /** Cassandra's own, of which nothing is missed: how repairs went, and traces. */
    private static final List<String> OF_NO_WEIGHT = List.of("system_distributed", "system_traces");

    private static final String AUTH = "system_auth";
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
        String authenticator = sight.view().target().settings().getOrDefault(AUTHENTICATOR, ALLOW_ALL);
        return !keyspace.name().equals(AUTH) || !authenticator.endsWith(ALLOW_ALL);
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
