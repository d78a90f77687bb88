package dev.holdfast.database.cassandra;

import dev.holdfast.database.Ailment;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.Observation;
import dev.holdfast.database.cassandra.CassandraDetails.Disk;
import dev.holdfast.database.cassandra.CassandraDetails.Keyspace;
import dev.holdfast.database.cassandra.CassandraDetails.Member;
import dev.holdfast.database.cassandra.CassandraDetails.Mode;
import dev.holdfast.database.cassandra.CassandraDetails.NodeStatus;
import dev.holdfast.database.cassandra.CassandraDetails.Standing;
import dev.holdfast.model.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What is not well with a running ring, worst first. Before it was ready for the first time nothing is: it is coming up. */
final class CassandraAilments {

    static final String ANSWER = "answer";
    static final String DOWN = "node-down";
    static final String SCHEMA = "schema";
    static final String JOINING = "joining";
    static final String LEAVING = "leaving";
    static final String LEFT = "has-left";
    static final String DRAINED = "drained";
    static final String CLIENTS = "clients";
    static final String DISK = "disk";
    static final String STRANGER = "stranger";
    static final String RACKS = "racks";
    static final String REPAIR = "repair";
    static final String NOWHERE = "copies-nowhere";

    /** So long a join may go without any data on its way: the ring settles, and views are built. */
    private static final Duration STUCK = Duration.ofMinutes(15);

    /** What Cassandra keeps marks of deleted rows for, unless a table says otherwise. */
    private static final Duration GRACE = Duration.ofDays(10);

    private static final int PERCENT = 100;
    private static final int DISK_LOW = 20;
    private static final int DISK_FULL = 10;

    private final ClusterView view;
    private final Sight sight;
    private final List<Ailment> ailments = new ArrayList<>();

    private CassandraAilments(ClusterView view) {
        this.view = view;
        this.sight = new Sight(view);
    }

    static List<Ailment> of(ClusterView view) {
        if (!view.everReady() || view.nodes().values().stream().noneMatch(NodeView::processUp)) {
            return List.of();
        }
        CassandraAilments all = new CassandraAilments(view);
        if (all.sight.witnesses().isEmpty()) {
            all.silence();
        } else {
            all.down();
            all.sight.live().forEach(all::state);
            all.rebuilds();
            all.hints();
            all.schema();
            all.sight.live().forEach(all::disk);
            all.strangers();
            all.nowhere();
            all.racks();
            all.repairs();
            new ScheduledBackups(view).ailment().ifPresent(all.ailments::add);
        }
        return List.copyOf(all.ailments);
    }

    private void add(String rule, String text, String remedy) {
        ailments.add(new Ailment(rule, text, remedy));
    }

    private void hints() {
        new Lagging(sight)
                .stuck()
                .forEach((node, text) -> add(
                        Lagging.RULE,
                        text,
                        "see what those who keep them write: holdfast logs NAME/NODE; holdfast repair " + node
                                + " makes it whole without them"));
    }

    private void silence() {
        view.observation()
                .filter(seen -> !seen.answered())
                .map(Observation::summary)
                .ifPresent(summary -> add(
                        ANSWER,
                        "no node gives an answer that could be relied on: " + summary,
                        "holdfast logs " + view.target().name() + "/NODE shows what a node writes"));
    }

    private void down() {
        Duration hints = HintTimes.window(view.target());
        for (Member member : sight.members()) {
            Optional<NodeId> node = sight.nodeOf(member);
            if (member.up() || node.filter(sight::isDrained).isPresent()) {
                continue; // what is drained is told as that
            }
            boolean runs = node.isPresent() && !sight.isDown(node.get());
            if (node.isPresent() && member.standing() == Standing.LEAVING && !runs) {
                add(
                        LEAVING,
                        sight.name(member)
                                + " went down while it gave its data away: it is still a member, and no data is lost"
                                + " as long as others have copies",
                        "holdfast start " + node.get()
                                + " lets it go on; if its machine is lost for good: holdfast remove " + node.get()
                                + " --lost");
                continue;
            }
            Duration since = member.downFor();
            String text = sight.name(member) + " is down"
                    + (since.isZero() ? "" : " since " + Names.time(since))
                    + (runs ? " in the eyes of others, though its process runs" : "")
                    + (since.compareTo(hints) > 0
                            ? "; others no longer keep what it misses, so it is repaired once it is back"
                            : "");
            String name = node.map(NodeId::toString).orElse(member.address());
            add(
                    DOWN,
                    text,
                    node.isEmpty()
                            ? "it is none of this cluster's: see whether it shall come back"
                            : runs
                                    ? "see whether they reach each other, and what it writes: holdfast logs " + name
                                    : "holdfast start " + name + "; if its disk is lost: holdfast replace " + name);
        }
    }

    private void state(NodeId node, NodeStatus status) {
        String name = node.shortName();
        switch (status.mode()) {
            case JOINING -> {
                Duration lasts = Duration.between(status.startedAt(), view.now());
                if (status.streams().isEmpty() && lasts.compareTo(STUCK) > 0) {
                    add(
                            JOINING,
                            name + " joins since " + Names.time(lasts) + ", and no data is on its way to it",
                            "holdfast logs " + node + " shows what it waits for; holdfast restart " + node
                                    + " lets it go on where it was");
                }
            }
            case JOINING_FAILED ->
                add(
                        JOINING,
                        name + " could not join the ring",
                        "holdfast logs " + node + " shows why; holdfast restart " + node + " tries again");
            case DECOMMISSION_FAILED ->
                add(
                        LEAVING,
                        name + " could not leave the ring, and is still a member",
                        "holdfast logs " + node + " shows why; holdfast restart " + node + " makes it whole again");
            case DECOMMISSIONED -> {
                if (sight.kept().contains(node)) {
                    add(
                            LEFT,
                            name + " has left the ring, though it is wanted in it",
                            "holdfast replace " + node + " lets it join anew");
                }
            }
            case DRAINED ->
                add(DRAINED, name + " is drained: it serves nobody", "holdfast restart " + node + " brings it back");
            case NORMAL -> {
                if (!status.nativeRunning() || !status.cqlAnswered()) {
                    add(
                            CLIENTS,
                            name + " is in the ring, but "
                                    + (status.nativeRunning() ? "does not answer clients" : "does not serve clients"),
                            "holdfast restart " + node + "; holdfast logs " + node + " shows what it writes");
                }
            }
            case STARTING, LEAVING, MOVING, DRAINING, UNKNOWN -> {}
        }
        Member self = sight.ring().get(status.address());
        boolean leavesForOthers = self != null && self.standing() == Standing.LEAVING && status.mode() == Mode.NORMAL;
        if (leavesForOthers) {
            add(LEAVING, name + " leaves by the word of others, but not by its own", "holdfast restart " + node);
        }
    }

    /** Whoever reads here only is not told what is not here yet. */
    private void rebuilds() {
        List<NodeId> due = Rebuilds.due(view);
        if (!due.isEmpty()) {
            add(
                    Rebuilds.RULE,
                    Names.nodes(due) + (due.size() == 1 ? " has" : " have") + " yet to get data of "
                            + Names.keyspaces(Rebuilds.keyspaces(due.get(0), view))
                            + " from another data centre: reads at LOCAL_QUORUM in "
                            + CassandraOptions.dc(view.target())
                            + " may miss rows",
                    "it begins by itself when all nodes are up; holdfast rebuild "
                            + view.target().name() + " begins now");
        }
    }

    private void schema() {
        if (sight.schemas().size() > 1) {
            add(
                    SCHEMA,
                    "the nodes have " + sight.schemas().size() + " versions of the schema; it settles within"
                            + " seconds as a rule",
                    "if it stays so, restart the nodes with the version that fewer have, one by one");
        }
    }

    private void disk(NodeId node, NodeStatus status) {
        Disk disk = status.disk();
        if (!disk.isKnown()) {
            return;
        }
        long free = disk.freeBytes() * PERCENT / disk.totalBytes();
        if (free < DISK_LOW) {
            add(
                    DISK,
                    node.shortName() + " has " + Names.size(disk.freeBytes()) + " of " + Names.size(disk.totalBytes())
                            + " free (" + free + " %)"
                            + (free < DISK_FULL ? ", too little to compact: soon it can write no more" : ""),
                    "add a node (holdfast scale), give nodes more disk (holdfast set " + node.cluster()
                            + " groups.node.disk=SIZE), or drop what is not needed, old snapshots first");
        }
    }

    /** Members of our data centre that are none of ours. */
    private void strangers() {
        String dc = CassandraOptions.dc(view.target());
        for (Member member : sight.members()) {
            if (member.dc().equals(dc) && sight.nodeOf(member).isEmpty() && !isPredecessor(member)) {
                add(
                        STRANGER,
                        member.address() + " is a member of data centre " + dc + ", but no node of this cluster",
                        member.up()
                                ? "each cluster of a ring needs a data centre of its own (option dc): two that share one"
                                        + " do not know of each other's restarts"
                                : "if it is the rest of a lost one: holdfast client "
                                        + view.target().name() + " nodetool removenode " + member.hostId());
            }
        }
    }

    /** What a node was before its disk was given up, while the new one is on its way. */
    private boolean isPredecessor(Member member) {
        return view.nodes().keySet().stream()
                .anyMatch(node -> Membership.of(view, node)
                        .filter(before -> before.hostId().equals(member.hostId()))
                        .isPresent());
    }

    /** Copies that are counted, though the nodes that held them have left: {@code system_auth} could not be changed before. */
    private void nowhere() {
        TreeSet<String> there = new TreeSet<>();
        sight.members().forEach(member -> there.add(member.dc()));
        TreeSet<String> left = new TreeSet<>();
        TreeSet<String> names = new TreeSet<>();
        for (Keyspace keyspace : new Keyspaces(sight).all().orElse(List.of())) {
            List<String> nowhere = keyspace.strategy().equals(Keyspace.NETWORK)
                    ? keyspace.replicas().keySet().stream()
                            .filter(dc -> !there.contains(dc))
                            .toList()
                    : List.of();
            left.addAll(nowhere);
            if (!nowhere.isEmpty()) {
                names.add(keyspace.name());
            }
        }
        if (!left.isEmpty()) {
            add(
                    NOWHERE,
                    Names.keyspaces(names) + (names.size() == 1 ? " counts" : " count") + " copies in "
                            + String.join(" and ", left) + ", where no node is in the ring any more: what needs a"
                            + " majority of all copies, or of each data centre, may fail, such as changes of logins",
                    "holdfast replicate " + view.target().name() + " --to "
                            + left.stream().map(dc -> dc + "=0").collect(Collectors.joining(",")));
        }
    }

    private void racks() {
        SortedMap<String, Integer> counts = Racks.counts(view);
        if (counts.size() > 1 && Racks.isUneven(counts)) {
            List<String> words = new ArrayList<>();
            counts.forEach((rack, count) -> words.add(Names.count(count, "node") + " on " + rack));
            add(
                    RACKS,
                    "racks are uneven: " + String.join(", ", words) + "; each rack holds a copy of all, so nodes on the"
                            + " small ones hold more",
                    "add nodes where there are fewest, or spread them (constraint GROUP_BY)");
        }
    }

    /** Rows deleted longer ago than that may come back from a copy that missed the deletion. */
    private void repairs() {
        if (CassandraOptions.repairEvery(view.target()).isEmpty()
                || sight.members().size() < 2) {
            return;
        }
        List<NodeId> late = sight.live().entrySet().stream()
                .filter(one -> one.getValue()
                        .joinedAt()
                        .filter(joined -> CassandraIdentity.repairedAt(one.getKey(), view)
                                .filter(joined::isBefore)
                                .orElse(joined)
                                .plus(GRACE)
                                .isBefore(view.now()))
                        .isPresent())
                .map(Map.Entry::getKey)
                .toList();
        if (!late.isEmpty()) {
            add(
                    REPAIR,
                    Names.nodes(late) + (late.size() == 1 ? " was" : " were") + " not repaired for more than "
                            + GRACE.toDays() + " days: deleted rows may come back",
                    "holdfast repair " + view.target().name() + " repairs all nodes now, one after the other");
        }
    }
}
