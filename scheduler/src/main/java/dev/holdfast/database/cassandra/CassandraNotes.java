package dev.holdfast.database.cassandra;

import dev.holdfast.database.ClusterView;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.cassandra.CassandraDetails.Keyspace;
import dev.holdfast.model.NodeId;
import dev.holdfast.spec.GroupSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeSet;

/** What people should know of a plan before it runs. */
final class CassandraNotes {

    private CassandraNotes() {}

    static List<String> of(ClusterView view) {
        List<String> notes = new ArrayList<>();
        Sight sight = new Sight(view);
        upgrade(view, notes);
        racks(view, notes);
        notes.addAll(CassandraAccess.notes(view.nodes(), view.target()));
        if (view.nodes().isEmpty()) {
            if (!CassandraOptions.remoteSeeds(view.target()).isEmpty()) {
                notes.add("it joins the ring " + CassandraOptions.ring(view.target()) + " as data centre "
                        + CassandraOptions.dc(view.target())
                        + "; it gets data once keyspaces are copied there: holdfast"
                        + " replicate " + view.target().name() + " --to " + CassandraOptions.dc(view.target()) + "=3");
            }
            return notes;
        }
        long adds =
                sight.kept().stream().filter(node -> view.node(node).isEmpty()).count();
        List<NodeId> leave = view.nodes().keySet().stream()
                .filter(node -> !sight.kept().contains(node))
                .toList();
        if (adds > 0 && view.everReady()) {
            notes.add("nodes join one at a time; "
                    + (CassandraOptions.cleansUp(view.target())
                            ? "afterwards a cleanup on each of the others drops what they no longer hold"
                            : "the others keep what they no longer hold until holdfast cleanup "
                                    + view.target().name()));
        }
        if (!leave.isEmpty()) {
            notes.add(Names.nodes(leave) + (leave.size() == 1 ? " gives its" : " give their")
                    + " data away first; until all of it is, a cancel restarts the node, and it stays");
        }
        outages(sight, notes);
        return notes;
    }

    private static void upgrade(ClusterView view, List<String> notes) {
        TreeSet<String> running = new TreeSet<>();
        for (NodeView node : view.nodes().values()) {
            running.add(node.inputs()
                    .getOrDefault(CassandraFinish.VERSION, view.target().version()));
        }
        running.remove(view.target().version());
        if (!running.isEmpty()) {
            notes.add("nodes go from " + String.join(" and ", running) + " to "
                    + view.target().version()
                    + " one by one, each drained first; when the last has it, files are written anew where their"
                    + " format is older, and there is no way back");
        }
    }

    private static void racks(ClusterView view, List<String> notes) {
        SortedMap<String, Integer> counts = Racks.counts(view);
        int count = view.target().groups().values().stream()
                .mapToInt(GroupSpec::count)
                .sum();
        if (counts.size() > 1 && count % counts.size() != 0) {
            notes.add(count + " nodes cannot be spread evenly over " + counts.size()
                    + " racks: nodes on the smaller ones hold more");
        }
    }

    private static void outages(Sight sight, List<String> notes) {
        TreeSet<String> few = new TreeSet<>();
        for (Keyspace keyspace : new Keyspaces(sight).thatMatter().orElse(List.of())) {
            int copies =
                    Keyspaces.copies(keyspace, CassandraOptions.dc(sight.view().target()));
            if (copies > 0 && copies < 3) {
                few.add(keyspace.name());
            }
        }
        if (!few.isEmpty()) {
            notes.add("with fewer than three copies each restart of a node is an outage at QUORUM for parts of "
                    + Names.keyspaces(few));
        }
    }
}
