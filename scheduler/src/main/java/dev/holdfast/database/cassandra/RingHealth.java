package dev.holdfast.database.cassandra;

import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Observation.NodeHealth;
import dev.holdfast.database.cassandra.CassandraDetails.Member;
import dev.holdfast.database.cassandra.CassandraDetails.Mode;
import dev.holdfast.database.cassandra.CassandraDetails.NodeStatus;
import dev.holdfast.model.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which nodes are ready, and why others are not.
 *
 * <ol>
 *   <li>Ready is a node that calls itself NORMAL, answers a query through its native port, has the schema that most have, and is up and
 *       normal in the eyes of all others.
 *   <li>One who just started, or is cut off, does not see the others yet. So nobody's word counts against another while third nodes see
 *       himself down.
 * </ol>
 */
public final class RingHealth {

    private final Sight sight;
    private final SortedMap<NodeId, NodeStatus> members = new TreeMap<>();

    private RingHealth(Sight sight) {
        this.sight = sight;
        sight.live().forEach((node, status) -> {
            if (status.mode() == Mode.NORMAL) {
                members.put(node, status);
            }
        });
    }

    /** Health of all nodes of the view, by a look that was just taken. */
    public static SortedMap<NodeId, NodeHealth> of(ClusterView view, CassandraDetails details) {
        RingHealth ring = new RingHealth(new Sight(view, Optional.of(details)));
        SortedMap<NodeId, NodeHealth> all = new TreeMap<>();
        view.nodes().keySet().forEach(node -> all.put(node, ring.health(node, details)));
        return all;
    }

    private NodeHealth health(NodeId node, CassandraDetails details) {
        NodeStatus said = details.nodes().get(node);
        boolean alive = said != null || sight.isSeenUp(node);
        Optional<NodeStatus> status = sight.status(node);
        if (status.isEmpty()) {
            String text = sight.isSeenUp(node) ? "does not answer, but others see it up" : "does not answer";
            return new NodeHealth(false, alive, said == null ? text : "the process before is still there", 0);
        }
        Optional<String> lack = lack(node, status.get());
        return new NodeHealth(
                lack.isEmpty(), true, lack.orElse("up and normal"), status.get().incarnation());
    }

    private Optional<String> lack(NodeId node, NodeStatus status) {
        if (status.mode() != Mode.NORMAL) {
            return Optional.of(Progress.of(status));
        }
        if (!status.nativeRunning()) {
            return Optional.of("normal, but does not serve clients yet");
        }
        if (!status.cqlAnswered()) {
            return Optional.of("normal, but does not answer queries");
        }
        List<NodeId> against = new ArrayList<>();
        members.forEach((other, word) -> {
            if (!other.equals(node) && counts(other, node) && !seesUp(word, status)) {
                against.add(other);
            }
        });
        if (!against.isEmpty()) {
            return Optional.of("normal, but not in the eyes of " + Names.nodes(against));
        }
        String usual = usualSchema();
        return status.schema().equals(usual)
                ? Optional.empty()
                : Optional.of("has schema " + brief(status.schema()) + ", others have " + brief(usual));
    }

    private static String brief(String schema) {
        int dash = schema.indexOf('-');
        return dash > 0 ? schema.substring(0, dash) : schema;
    }

    private static boolean seesUp(NodeStatus witness, NodeStatus other) {
        Member member = witness.ring().get(other.address());
        return member != null && member.isUpNormal();
    }

    private boolean counts(NodeId witness, NodeId about) {
        NodeStatus status = members.get(witness);
        return status != null
                && members.entrySet().stream()
                        .filter(third -> !third.getKey().equals(witness)
                                && !third.getKey().equals(about))
                        .allMatch(third -> seesUp(third.getValue(), status));
    }

    /** The one that most members have; of as many the first in order, so that all judge alike. */
    private String usualSchema() {
        SortedMap<String, Integer> votes = new TreeMap<>();
        members.values().forEach(status -> votes.merge(status.schema(), 1, Integer::sum));
        String usual = "";
        int most = 0;
        for (Map.Entry<String, Integer> vote : votes.entrySet()) {
            if (vote.getValue() > most) {
                usual = vote.getKey();
                most = vote.getValue();
            }
        }
        return usual;
    }
}
