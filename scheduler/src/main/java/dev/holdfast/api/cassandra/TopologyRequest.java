package dev.holdfast.api.cassandra;

import dev.holdfast.api.Refused;
import dev.holdfast.core.Command;
import dev.holdfast.database.Chore;
import dev.holdfast.database.cassandra.CassandraChores;
import dev.holdfast.database.cassandra.Replication;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import java.util.Collection;
import java.util.Optional;
import java.util.TreeMap;

/** What is asked about data centres of a ring, made into commands; refused where it is none. */
final class TopologyRequest {

    private static final String KEYSPACES = "\\w{1,48}(,\\w{1,48})*";

    private TopologyRequest() {}

    static Command.Run replicate(ClusterName cluster, RingAsks.Replicate ask) {
        String to = ask.to().replaceAll("\\s", "");
        if (!to.matches(Replication.FORM)) {
            throw Refused.because(
                    Refused.INVALID,
                    "'" + ask.to() + "' does not say how many copies there shall be where",
                    "name data centres and numbers, as in dc2=3 or dc1=3,dc2=2; 0 for none there any more");
        }
        Chore chore = new Chore(CassandraChores.REPLICATE, Optional.empty(), new TreeMap<>()).with(Replication.TO, to);
        String keyspaces = keyspaces(ask.keyspaces());
        return new Command.Run(
                cluster,
                with(chore, CassandraChores.KEYSPACE, keyspaces),
                "replicate " + (keyspaces.isEmpty() ? "all keyspaces" : keyspaces) + " to " + to);
    }

    static Command.Run rebuild(ClusterName cluster, Collection<NodeId> nodes, RingAsks.Rebuild ask) {
        String from = ask.from().strip();
        if (!from.matches("[A-Za-z0-9_-]{0,64}")) {
            throw Refused.because(Refused.INVALID, "'" + from + "' is no name of a data centre", "as in dc1");
        }
        Optional<NodeId> node =
                ask.node().isBlank() ? Optional.empty() : Optional.of(ChoreRequest.node(cluster, nodes, ask.node()));
        String keyspaces = keyspaces(ask.keyspaces());
        Chore chore = new Chore(CassandraChores.REBUILD, node, new TreeMap<>());
        String title = "rebuild "
                + node.map(NodeId::shortName).orElse("all nodes")
                + (from.isEmpty() ? "" : " from " + from)
                + (keyspaces.isEmpty() ? "" : ", keyspaces " + keyspaces);
        return new Command.Run(
                cluster, with(with(chore, CassandraChores.DC, from), CassandraChores.KEYSPACE, keyspaces), title);
    }

    private static Chore with(Chore chore, String argument, String value) {
        return value.isEmpty() ? chore : chore.with(argument, value);
    }

    private static String keyspaces(String text) {
        String keyspaces = text.strip().replaceAll("[,\\s]+", ",");
        if (!keyspaces.isEmpty() && !keyspaces.matches(KEYSPACES)) {
            throw Refused.because(
                    Refused.INVALID,
                    "'" + text + "' names no keyspaces",
                    "give names with commas between, or none for all");
        }
        return keyspaces;
    }
}
