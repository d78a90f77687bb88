package dev.holdfast.api.cassandra;

import dev.holdfast.api.Refused;
import dev.holdfast.core.Command;
import dev.holdfast.database.cassandra.CassandraChores;
import dev.holdfast.database.cassandra.NodetoolWords;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** Words for nodetool made into a chore beside a node; refused where they may not be used. */
final class NodetoolRequest {

    private NodetoolRequest() {}

    /** @param now one call is not taken for another of the same words */
    static Command.Run of(ClusterName cluster, Collection<NodeId> nodes, String node, List<String> words, Instant now) {
        NodetoolWords.problem(words).ifPresent(problem -> {
            throw Refused.because(Refused.INVALID, problem.message(), problem.remedy());
        });
        NodeId beside = ChoreRequest.node(cluster, nodes, node);
        String shown = words.isEmpty() ? "help" : words.get(0);
        return new Command.Run(
                cluster,
                CassandraChores.nodetool(beside, words, now),
                "nodetool " + shown + " on " + beside.shortName());
    }
}
