package dev.holdfast.database.cassandra;

import dev.holdfast.database.Chore;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Launch;
import dev.holdfast.model.NodeId;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.Problem;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** How processes of a ring are started: rendered files, commands, and what they depend on. */
public interface Launches {

    /** What a launch of this node depends on. */
    SortedMap<String, String> inputs(ClusterSpec target, NodeId node);

    /** Names of the sets of software that nodes run on. */
    List<String> software(ClusterSpec target);

    Launch launch(ClusterView view, NodeId node, int incarnation);

    /** How a chore runs beside its node; empty for one that is not done there. */
    Optional<Launch> beside(Chore chore, ClusterView view);

    /** What is wrong with settings that the rendered files are made of. */
    default List<Problem> problems(ClusterSpec next, Optional<ClusterView> current) {
        return List.of();
    }
}
