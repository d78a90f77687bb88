package dev.holdfast.database.cassandra;

import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Exporter;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.cassandra.CassandraDetails.Keyspace;
import dev.holdfast.database.cassandra.CassandraDetails.Member;
import dev.holdfast.model.NodeId;
import dev.holdfast.spec.Advertise;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.GroupSpec;
import dev.holdfast.spec.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What is wrong with a wish: everything at once, by what is known before anything is done. */
final class CassandraValidation {

    private static final String VERSION = "version";
    private static final String TOKENS = "num_tokens";
    private static final String COUNT = "groups." + CassandraIds.NODE + ".count";

    private final CassandraVersions versions;
    private final ClusterSpec next;
    private final List<Problem> problems = new ArrayList<>();

    private CassandraValidation(CassandraVersions versions, ClusterSpec next) {
        this.versions = versions;
        this.next = next;
    }

    /** @param lost nodes whose machines are lost for good, by a person's word */
    static List<Problem> problems(
            CassandraVersions versions, ClusterSpec next, Optional<ClusterView> current, SortedSet<NodeId> lost) {
        CassandraValidation all = new CassandraValidation(versions, next);
        all.version();
        all.options();
        all.problems.addAll(CassandraAccess.problems(next));
        all.problems.addAll(BackupOptions.problems(next, current));
        all.ports();
        if (current.isEmpty()) {
            all.dataCentre();
        }
        current.ifPresent(view -> {
            all.upgrade(view);
            all.kept(view.target());
            all.growth(view);
            all.shrinking(view, lost);
        });
        return all.problems;
    }

    private void add(String path, String message, String remedy) {
        problems.add(Problem.of(path, message, remedy));
    }

    private void version() {
        if (versions.find(next.version()).isEmpty()) {
            add(
                    VERSION,
                    "there is no Cassandra " + next.version() + " in the catalogue",
                    "use one of " + String.join(", ", versions.names()));
        }
    }

    private void options() {
        if (Advertise.names(next)) {
            add(
                    "options." + Advertise.NAME,
                    "Cassandra looks its broadcast addresses up once, at its start, and gossips addresses",
                    "leave it at addresses; give clients the names that holdfast endpoints " + next.name() + " shows");
        }
        if (!CassandraOptions.dc(next).matches("[A-Za-z0-9_-]{1,64}")) {
            add(
                    "options." + CassandraOptions.DC,
                    "'" + CassandraOptions.dc(next) + "' is no name of a data centre",
                    "use letters, digits, dashes and underscores");
        }
        if (!CassandraOptions.ring(next).matches("[A-Za-z0-9_-]{1,64}")) {
            add(
                    "options." + CassandraOptions.RING,
                    "'" + CassandraOptions.ring(next) + "' is no name of a ring",
                    "use letters, digits, dashes and underscores");
        }
        List<String> odd = CassandraOptions.remoteSeeds(next).stream()
                .filter(seed -> !seed.matches("[A-Za-z0-9.:_\\[\\]-]{1,255}"))
                .toList();
        if (!odd.isEmpty()) {
            add(
                    "options." + CassandraOptions.REMOTE_SEEDS,
                    Names.few(odd) + (odd.size() == 1 ? " is no address" : " are no addresses"),
                    "give addresses with commas between, as in 10.1.0.4, 10.1.0.5");
        }
        String attribute =
                next.options().getOrDefault(CassandraOptions.RACK_ATTRIBUTE, "").strip();
        if (!attribute.matches("|@zone|[A-Za-z0-9_][A-Za-z0-9_.-]*")) {
            add(
                    "options." + CassandraOptions.RACK_ATTRIBUTE,
                    "'" + attribute + "' is no name of an agent's attribute",
                    "name one that all agents have, as in rack; leave it out to have their zones");
        }
        String every =
                next.options().getOrDefault(CassandraOptions.REPAIR_EVERY, "").strip();
        if (!every.isEmpty()
                && !every.equals(CassandraOptions.NEVER)
                && CassandraOptions.duration(every).isEmpty()) {
            add(
                    "options." + CassandraOptions.REPAIR_EVERY,
                    "'" + every + "' is no time between repairs",
                    "write days, hours or minutes, such as 7d or 36h, or never");
        }
        String rebuilds = next.options()
                .getOrDefault(CassandraOptions.REBUILDS_AT_ONCE, "")
                .strip();
        if (!rebuilds.matches("|" + CassandraOptions.REBUILDS_FORM)) {
            add(
                    "options." + CassandraOptions.REBUILDS_AT_ONCE,
                    "'" + rebuilds + "' is no number of nodes",
                    "write a number from 1 to 99; 1 loads the other data centre least");
        }
        String cleanup =
                next.options().getOrDefault(CassandraOptions.CLEANUP, "").strip();
        if (!List.of("", "true", "false").contains(cleanup)) {
            add(
                    "options." + CassandraOptions.CLEANUP,
                    "'" + cleanup + "' is neither true nor false",
                    "write true or false");
        }
        seeds();
    }

    /** A new cluster that joins a ring is a data centre of its own there. */
    private void dataCentre() {
        boolean joins = !CassandraOptions.remoteSeeds(next).isEmpty();
        if (joins && next.options().getOrDefault(CassandraOptions.DC, "").isBlank()) {
            add(
                    "options." + CassandraOptions.DC,
                    "a cluster that joins the ring of remote-seeds is a data centre of its own there, and needs a name for it",
                    "set options.dc, as in dc2");
        }
        if (joins && next.options().getOrDefault(CassandraOptions.RING, "").isBlank()) {
            add(
                    "options." + CassandraOptions.RING,
                    "the ring of remote-seeds has a name, without which its nodes do not talk to these",
                    "set options.ring to the other cluster's ring: its name, unless it was given another");
        }
    }

    private void seeds() {
        List<String> named = CassandraOptions.seedNames(next);
        SortedSet<String> nodes = new TreeSet<>();
        next.groups()
                .values()
                .forEach(group -> group.indexes().forEach(index -> nodes.add(group.name() + "-" + index)));
        List<String> unknown =
                named.stream().filter(name -> !nodes.contains(name)).toList();
        if (!unknown.isEmpty()) {
            add(
                    "options." + CassandraOptions.SEEDS,
                    Names.few(unknown) + (unknown.size() == 1 ? " is no node" : " are no nodes") + " of " + next.name(),
                    "give a number, or name some of " + Names.few(nodes));
        }
        if (CassandraOptions.seedCount(next).filter(count -> count == 0).isPresent()) {
            add(
                    "options." + CassandraOptions.SEEDS,
                    "a ring without a seed is one that nobody can join",
                    "have at least 1; 2 where there are two nodes or more");
        }
    }

    /** A ring knows its members by address, and all of them by the same ports. */
    private void ports() {
        for (GroupSpec group : next.groups().values()) {
            group.ports().forEach((name, port) -> {
                if (port == 0 && !name.equals(Exporter.PORT)) {
                    add(
                            "groups." + group.name() + ".ports." + name,
                            "nodes of a ring must all have the same port, so it cannot be picked from what is free on each",
                            "name a port that is free on all agents");
                }
            });
        }
    }

    private void upgrade(ClusterView view) {
        String old = view.target().version();
        boolean underWay = view.nodes().values().stream()
                .map(NodeView::inputs)
                .anyMatch(inputs -> next.version().equals(inputs.get(CassandraFinish.VERSION)));
        boolean takenBack = underWay && CassandraVersions.line(old).equals(CassandraVersions.line(next.version()));
        versions.objection(old, next.version())
                .filter(text -> !takenBack)
                .ifPresent(text -> add(VERSION, text, "stay with " + old + ", or go to a later release"));
    }

    /** What a ring gets once and keeps for life. */
    private void kept(ClusterSpec old) {
        same(
                "options." + CassandraOptions.DC,
                CassandraOptions.dc(old),
                CassandraOptions.dc(next),
                "data is placed by the name of its data centre, and cannot be found under another");
        same(
                "options." + CassandraOptions.RING,
                CassandraOptions.ring(old),
                CassandraOptions.ring(next),
                "nodes of a ring of one name do not talk to those of another");
        same(
                "options." + CassandraOptions.RACK_ATTRIBUTE,
                old.options().getOrDefault(CassandraOptions.RACK_ATTRIBUTE, ""),
                next.options().getOrDefault(CassandraOptions.RACK_ATTRIBUTE, ""),
                "copies are placed by rack, and a node that is a member cannot change its own");
        members(old)
                .filter(node -> !tokens(old, node).equals(tokens(next, node)))
                .findFirst()
                .ifPresent(node -> same(
                        "settings." + TOKENS,
                        tokens(old, node),
                        tokens(next, node),
                        "a node that is a member cannot change how many tokens it has"));
        for (GroupSpec group : next.groups().values()) {
            old.group(group.name()).ifPresent(before -> {
                SortedMap<String, Integer> ports = new TreeMap<>(group.ports());
                ports.remove(Exporter.PORT);
                for (Map.Entry<String, Integer> port : ports.entrySet()) {
                    same(
                            "groups." + group.name() + ".ports." + port.getKey(),
                            Objects.toString(before.ports().get(port.getKey()), ""),
                            Integer.toString(port.getValue()),
                            "clients and the other nodes know it");
                }
            });
        }
    }

    /** Nodes of both wishes. */
    private Stream<NodeId> members(ClusterSpec old) {
        return next.groups().values().stream()
                .flatMap(group -> group.indexes().stream()
                        .filter(index -> old.group(group.name())
                                .filter(before -> before.indexes().contains(index))
                                .isPresent())
                        .map(index -> new NodeId(next.name(), group.name(), index)));
    }

    private static String tokens(ClusterSpec spec, NodeId node) {
        return spec.settingsOf(node).getOrDefault(TOKENS, "");
    }

    private void same(String path, String old, String now, String why) {
        if (!old.equals(now)) {
            add(path, "it cannot be changed any more: " + why, old.isEmpty() ? "leave it out" : "leave it at " + old);
        }
    }

    /** New nodes stream from old ones: that is not done across releases. */
    private void growth(ClusterView view) {
        boolean upgrades = !view.target().version().equals(next.version())
                || view.nodes().values().stream()
                        .map(NodeView::inputs)
                        .anyMatch(inputs -> inputs.containsKey(CassandraFinish.VERSION)
                                && !next.version().equals(inputs.get(CassandraFinish.VERSION)));
        int before = count(view.target());
        if (upgrades && view.everReady() && count(next) != before) {
            add(
                    COUNT,
                    "while nodes of two releases are in the ring nobody joins or leaves it",
                    "stay with " + before + " nodes until the upgrade is done, then scale");
        }
    }

    private static int count(ClusterSpec spec) {
        return spec.group(CassandraIds.NODE).map(GroupSpec::count).orElse(0);
    }

    private void shrinking(ClusterView view, SortedSet<NodeId> lost) {
        TreeSet<NodeId> stay = new TreeSet<>();
        next.groups()
                .values()
                .forEach(group ->
                        group.indexes().forEach(index -> stay.add(new NodeId(next.name(), group.name(), index))));
        List<NodeId> leaving = view.nodes().keySet().stream()
                .filter(node -> !stay.contains(node) && CassandraIdentity.hasJoined(node, view))
                .toList();
        if (leaving.isEmpty() || !view.everReady()) {
            return;
        }
        Sight sight = new Sight(view);
        List<NodeId> down = leaving.stream()
                .filter(node -> sight.isDown(node) && !lost.contains(node))
                .toList();
        if (!down.isEmpty()) {
            add(
                    COUNT,
                    Names.nodes(down) + (down.size() == 1 ? " is" : " are")
                            + " down, and a node leaves the ring by giving its data away itself",
                    "start it first (holdfast start " + down.get(0)
                            + "); if its disk is lost, replace it (holdfast replace " + down.get(0)
                            + "), or, to have one node fewer, take it out (holdfast remove " + down.get(0)
                            + " --lost)");
        }
        // Who is new joins before anybody leaves; at its gate each is asked again.
        long joining = stay.stream()
                .filter(node -> !CassandraIdentity.hasJoined(node, view))
                .count();
        fewer(sight, leaving, joining);
        List<String> room = new Spread(sight).objections(leaving);
        if (!room.isEmpty()) {
            add(
                    COUNT,
                    "the data of " + Names.nodes(leaving) + " does not fit on the others: " + String.join("; ", room),
                    "give nodes more disk, drop what is not needed, or keep more nodes");
        }
    }

    private void fewer(Sight sight, List<NodeId> leaving, long joining) {
        String dc = CassandraOptions.dc(next);
        List<String> addresses = leaving.stream().map(sight::address).toList();
        List<Member> staying = sight.members().stream()
                .filter(member -> !addresses.contains(member.address()))
                .toList();
        TreeSet<String> few = new TreeSet<>();
        for (Keyspace keyspace : new Keyspaces(sight).thatMatter().orElse(List.of())) {
            int copies = Keyspaces.copies(keyspace, dc);
            if (copies > Keyspaces.counted(keyspace, dc, staying).size() + joining) {
                few.add(keyspace.name() + " (replication " + copies + ")");
            }
        }
        if (!few.isEmpty()) {
            add(
                    COUNT,
                    Names.count(
                                    staying.stream()
                                                    .filter(member ->
                                                            member.dc().equals(dc))
                                                    .count()
                                            + joining,
                                    "node")
                            + " would be too few for " + Names.keyspaces(few),
                    "lower their replication first, or keep more nodes");
        }
    }
}
