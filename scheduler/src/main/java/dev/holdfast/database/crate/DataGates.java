package dev.holdfast.database.crate;

import dev.holdfast.database.Blocker;
import dev.holdfast.database.crate.CrateDetails.Health;
import dev.holdfast.database.crate.CrateDetails.Part;
import dev.holdfast.database.crate.CrateDetails.Table;
import dev.holdfast.model.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What the data has against taking a node away.
 *
 * <ol>
 *   <li><b>Stop, restart.</b> All nodes are there, nothing is being copied or backed up, no table lacks a copy that could be made,
 *       and of every shard on the node another copy serves. A shard whose only copy is there can never be without an outage.
 *   <li><b>Replace.</b> Its disk is given up. So nobody may see it alive, and no shard may be left without a copy.
 *   <li><b>Remove.</b> Its shards are moved first. So there must be enough other nodes, room on them, and no rule that keeps
 *       shards where they are.
 * </ol>
 */
final class DataGates {

    static final String NODES = "nodes-missing";
    static final String RECOVERING = "recovering";
    static final String SNAPSHOT = "snapshot";
    static final String MOVING = "shards-moving";
    static final String REPLICAS = "replicas";
    static final String LOST = "red-table";
    static final String ONLY_COPY = "only-copy";
    static final String ALIVE = "still-alive";
    static final String LAST = "last-data-node";
    static final String NO_FIT = "replicas-fit";
    static final String NO_ROOM = "disk-room";
    static final String STAYS = "shards-stay";

    static final Part[] NEEDED = {
        Part.MASTER, Part.MEMBERS, Part.HEALTH, Part.TABLES, Part.SHARDS, Part.UNASSIGNED, Part.SETTINGS, Part.SNAPSHOTS
    };

    private final Sight sight;
    private final CrateDetails details;
    private final Copies copies;

    DataGates(Sight sight, CrateDetails details) {
        this.sight = sight;
        this.details = details;
        this.copies = Copies.of(sight, details);
    }

    List<Blocker> stop(NodeId node) {
        List<Blocker> blockers = new ArrayList<>(settled(node));
        List<NodeId> there = sight.keptData().stream()
                .filter(other -> other.equals(node) || (sight.isMember(other) && !sight.isDown(other)))
                .toList();
        int others = (int) there.stream().filter(other -> !other.equals(node)).count();
        wanting(there).ifPresent(blockers::add);
        onlyCopies(node, others).ifPresent(blockers::add);
        return blockers;
    }

    /** What must be so before anything is taken away. */
    private List<Blocker> settled(NodeId node) {
        List<Blocker> blockers = new ArrayList<>();
        List<String> missing = sight.missing(node);
        if (!missing.isEmpty()) {
            blockers.add(Blocker.waitFor(
                    NODES,
                    Names.few(missing) + (missing.size() == 1 ? " is" : " are") + " not in the cluster: only "
                            + (sight.kept().size() - missing.size()) + " of "
                            + Names.count(sight.kept().size(), "node") + " are"));
        }
        recovering().ifPresent(blockers::add);
        if (!details.snapshots().isEmpty()) {
            blockers.add(Blocker.waitFor(
                    SNAPSHOT, "a snapshot is being made or restored: " + Names.few(details.snapshots())));
        }
        SortedSet<String> moving = copies.moving();
        if (!moving.isEmpty()) {
            blockers.add(Blocker.waitFor(MOVING, "shards are being copied or moved of " + Names.tables(moving)));
        }
        for (String table : copies.lost()) {
            String text = "table " + table + " is RED: a shard of it has no copy on any node that is there";
            boolean mayReturn = !missing.isEmpty() || moving.contains(table);
            blockers.add(
                    mayReturn
                            ? Blocker.waitFor(LOST, text)
                            : Blocker.outage(LOST + ":" + table, text + ", and none will come"));
        }
        return blockers;
    }

    private Optional<Blocker> recovering() {
        Optional<Health> health = details.health();
        if (health.isEmpty()) {
            return Optional.of(Blocker.waitFor(RECOVERING, "the cluster does not say how healthy it is"));
        }
        return sight.isUnopened() ? Optional.of(Blocker.waitFor(RECOVERING, Sight.UNOPENED)) : Optional.empty();
    }

    /** Tables that lack copies which have a place to be made: with that they are safer than now. */
    private Optional<Blocker> wanting(List<NodeId> there) {
        Lacks lacks = new Lacks(details, copies);
        SortedSet<String> wanting = lacks.curable(there);
        if (wanting.isEmpty() && !lacks.isToldElsewhere()) {
            return Optional.empty();
        }
        String which = wanting.isEmpty() ? "some tables" : Names.tables(wanting);
        return Optional.of(Blocker.waitFor(REPLICAS, "replicas are missing of " + which + lacks.reason(wanting)));
    }

    private Optional<Blocker> onlyCopies(NodeId node, int others) {
        TreeSet<String> never = new TreeSet<>();
        TreeSet<String> notYet = new TreeSet<>();
        for (String name : copies.onlyOn(CrateIds.name(node))) {
            Table table = details.tables().get(name);
            int wanted = table == null ? 0 : wanted(table, others + 1);
            (wanted == 0 || others == 0 ? never : notYet).add(name);
        }
        if (!never.isEmpty()) {
            return Optional.of(Blocker.outage(
                    ONLY_COPY,
                    CrateIds.name(node) + " holds the only copy of shards of " + Names.tables(never)
                            + ": while it is down they cannot be read or written"));
        }
        return notYet.isEmpty()
                ? Optional.empty()
                : Optional.of(Blocker.waitFor(
                        REPLICAS,
                        CrateIds.name(node) + " holds the only copy yet of shards of " + Names.tables(notYet)));
    }

    /** Replicas that CrateDB makes of a table on so many nodes. */
    private static int wanted(Table table, int nodes) {
        int least = Replicas.least(table.replicas());
        return Math.max(least, Math.min(Replicas.most(table.replicas()), nodes - 1));
    }

    List<Blocker> replace(NodeId node) {
        List<Blocker> blockers = new ArrayList<>();
        stillAlive(node).ifPresent(blockers::add);
        recovering().ifPresent(blockers::add);
        SortedSet<String> lost = copies.lost();
        if (!lost.isEmpty()) {
            blockers.add(Blocker.refusal(
                    ONLY_COPY,
                    Names.tables(lost) + (lost.size() == 1 ? " has" : " have")
                            + " shards without any copy that is there: the disk of " + CrateIds.name(node)
                            + " may hold the only one"));
        }
        return blockers;
    }

    /** By the database's word, of a node whose process is over by Mesos's. */
    Optional<Blocker> stillAlive(NodeId node) {
        return sight.isMember(node) || sight.isSeenAlive(node)
                ? Optional.of(Blocker.waitFor(
                        ALIVE, "the other nodes still see " + CrateIds.name(node) + " alive, whatever Mesos says"))
                : Optional.empty();
    }

    List<Blocker> remove(NodeId node) {
        List<NodeId> staying =
                sight.keptData().stream().filter(other -> !other.equals(node)).toList();
        if (staying.isEmpty()) {
            return List.of(Blocker.refusal(
                    LAST, CrateIds.name(node) + " is the last node that holds data: its data has nowhere to go"));
        }
        List<Blocker> blockers = new ArrayList<>();
        boolean down = sight.isDown(node) && !sight.isMember(node);
        if (sight.isDown(node)) {
            stillAlive(node).ifPresent(blockers::add);
        }
        if (down && !copies.lost().isEmpty()) {
            blockers.add(Blocker.refusal(
                    ONLY_COPY,
                    CrateIds.name(node) + " is down, and shards of " + Names.tables(copies.lost())
                            + " have no copy that is there: its disk may hold the only one"));
        }
        settled(node).stream()
                .filter(blocker -> !down || !blocker.rule().startsWith(LOST))
                .forEach(blockers::add);
        DrainObstacles obstacles = new DrainObstacles(sight, details);
        SortedSet<String> wide = obstacles.tooWide(staying.size());
        if (!wide.isEmpty()) {
            blockers.add(Blocker.refusal(
                    NO_FIT,
                    "with " + Names.count(staying.size(), "data node") + " left, there are too few for all replicas of "
                            + Names.few(wide) + "; lower their number_of_replicas first"));
        }
        obstacles.of(node, staying).forEach(text -> blockers.add(Blocker.waitFor(STAYS, text)));
        DiskRoom.objection(sight, List.of(node), staying)
                .ifPresent(text -> blockers.add(Blocker.refusal(NO_ROOM, text)));
        return blockers;
    }

    /** Tables that have a shard without a copy. */
    SortedSet<String> lost() {
        return copies.lost();
    }
}
