package dev.holdfast.api.cassandra;

import dev.holdfast.api.Refused;
import dev.holdfast.core.Command;
import dev.holdfast.database.Chore;
import dev.holdfast.database.cassandra.CassandraChores;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import java.util.Collection;
import java.util.Optional;
import java.util.TreeMap;

/** A chore asked of a ring, or of one of its nodes, made into a command; refused where it is not one. */
final class ChoreRequest {

    private ChoreRequest() {}

    /**
     * The command.
     *
     * @param nodes that exist
     * @param name of the chore
     */
    static Command.Run of(ClusterName cluster, Collection<NodeId> nodes, String name, RingAsks.Chore ask) {
        if (!CassandraChores.BY_HAND.contains(name)) {
            throw Refused.because(
                    Refused.UNKNOWN,
                    "'" + name + "' is no chore that can be asked for",
                    "use one of " + String.join(", ", CassandraChores.BY_HAND));
        }
        Optional<NodeId> node = ask.node().isBlank() ? Optional.empty() : Optional.of(node(cluster, nodes, ask.node()));
        Chore chore = new Chore(name, node, new TreeMap<>());
        String keyspace = ask.keyspace().strip();
        if (!keyspace.matches("\\w{0,48}")) {
            throw Refused.because(
                    Refused.INVALID,
                    "'" + keyspace + "' is no name of a keyspace",
                    "give one keyspace, or none for all");
        }
        String title = name
                + node.map(one -> " " + one.shortName()).orElse(" all nodes")
                + (keyspace.isEmpty() ? "" : ", keyspace " + keyspace);
        return new Command.Run(
                cluster, keyspace.isEmpty() ? chore : chore.with(CassandraChores.KEYSPACE, keyspace), title);
    }

    static NodeId node(ClusterName cluster, Collection<NodeId> nodes, String text) {
        String name = text.substring(text.indexOf('/') + 1).strip();
        return nodes.stream()
                .filter(node -> node.shortName().equals(name))
                .findFirst()
                .orElseThrow(() -> Refused.because(
                        Refused.UNKNOWN,
                        "there is no node '" + cluster + "/" + name + "'",
                        "holdfast status " + cluster + " lists them all"));
    }
}
