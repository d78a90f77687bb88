package dev.holdfast.database.cassandra;

import dev.holdfast.database.Blocker;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.cassandra.CassandraDetails.Keyspace;
import dev.holdfast.database.cassandra.CassandraDetails.Member;
import dev.holdfast.database.cassandra.CassandraDetails.Mode;
import dev.holdfast.database.cassandra.CassandraDetails.Standing;
import dev.holdfast.model.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What keeps a node from leaving the ring, and a dead one from being replaced.
 *
 * <ol>
 *   <li><b>Remove.</b> The node gives its data away itself, so it must run, and all others must be up to take it. One that is down goes only
 *       by a person's word, and only if others have all that it holds. The members left must be no fewer than each keyspace wants copies, in its data centre, on racks of their own where they are now, and have room.
 *   <li><b>Replace.</b> A disk is given up. So nobody may see the node alive; every part of the ring that it holds must have another
 *       copy that is up now; and the others must know the node whose place is taken.
 *   <li>For both: nothing else changes in the ring, all run the same release line and agree on the schema. One that leaves of itself, and one that
 *       joins, moves copies that are whole: nobody lacks what was written while it was away ({@link Lagging}).
 * </ol>
 */
final class RingGates {

    static final String ALIVE = "still-alive";
    static final String DOWN = Blocker.NODE_DOWN;
    static final String OTHERS_DOWN = "others-down";
    static final String REPLICATION = "replication-factor";
    static final String RACKS = "racks";
    static final String ROOM = "disk-room";
    static final String ONLY_COPY = "only-copy";
    static final String UNKNOWN_ADDRESS = "unknown-address";
    static final String LAST_SEED = "last-seed";
    static final String VERSIONS = "one-version";

    private final Sight sight;

    RingGates(Sight sight) {
        this.sight = sight;
    }

    List<Blocker> remove(NodeId node) {
        if (sight.mode(node) == Mode.DECOMMISSIONED || CassandraIdentity.hasLeft(node, sight.view())) {
            return List.of();
        }
        if (sight.witnesses().isEmpty()) {
            return List.of(Blocker.waitFor(StopGates.ANSWER, sight.silence()));
        }
        if (isStranger(node)) {
            return List.of();
        }
        if (isNowhere(node)) {
            return List.of(Blocker.refusal(
                    DOWN,
                    node.shortName()
                            + " is down, and no node that answers knows it as a member any more: the ring goes on"
                            + " without it, and so may we"));
        }
        List<Blocker> blockers = new ArrayList<>();
        if (sight.isDown(node)) {
            blockers.addAll(dead(node));
        } else if (sight.status(node).isEmpty()) {
            blockers.add(Blocker.waitFor(
                    DOWN,
                    node.shortName() + " does not answer, and a node leaves the ring by giving its data away itself"));
        }
        lastSeed(node).ifPresent(blockers::add);
        blockers.addAll(steady(node));
        othersDown(node).ifPresent(blockers::add);
        Optional<List<Keyspace>> keyspaces = new Keyspaces(sight).thatMiss(node);
        if (keyspaces.isEmpty()) {
            blockers.add(Blocker.waitFor(StopGates.ANSWER, "no node has told which keyspaces there are"));
            return blockers;
        }
        blockers.addAll(copiesWithout(node, keyspaces.get()));
        new Spread(sight)
                .objections(List.of(node)).stream()
                        .findFirst()
                        .ifPresent(text -> blockers.add(Blocker.refusal(ROOM, text)));
        return blockers;
    }

    /** Whether it is down and was a member, and nobody knows it any more: who takes it out changes nothing in the ring. */
    private boolean isNowhere(NodeId node) {
        return sight.isDown(node)
                && Membership.of(sight.view(), node).isPresent()
                && sight.seenByOthers(node).values().stream().allMatch(member -> member.standing() == Standing.OUTSIDE);
    }

    /** It cannot give its data away any more: only a person can say that it never will, and then others must have it all. */
    private List<Blocker> dead(NodeId node) {
        List<Blocker> blockers = new ArrayList<>();
        blockers.add(Blocker.refusal(
                DOWN,
                node.shortName()
                        + " is down, and a node leaves the ring by giving its data away itself: start it (holdfast start "
                        + node + "), or give it a new disk (holdfast replace " + node
                        + "); only if its machine is lost for good and it shall not be replaced, go on without it"));
        if (sight.isSeenUp(node)) {
            blockers.add(Blocker.waitFor(
                    ALIVE, "the other nodes still see " + node.shortName() + " alive, whatever Mesos says"));
        } else {
            blockers.addAll(lastCopies(node));
        }
        return blockers;
    }

    /** Never a full member, and no member in anybody's eyes: nothing in the ring is of it. */
    boolean isStranger(NodeId node) {
        return Membership.of(sight.view(), node).isEmpty()
                && sight.mode(node) != Mode.NORMAL
                && sight.seenByOthers(node).values().stream()
                        .allMatch(member ->
                                member.standing() == Standing.OUTSIDE || member.standing() == Standing.JOINING);
    }

    private List<Blocker> copiesWithout(NodeId node, List<Keyspace> keyspaces) {
        List<Member> members = sight.members();
        String own = sight.address(node);
        Optional<Member> self =
                members.stream().filter(member -> member.address().equals(own)).findFirst();
        if (self.isEmpty()) {
            return List.of();
        }
        List<Member> staying =
                members.stream().filter(member -> !member.address().equals(own)).toList();
        TreeSet<String> few = new TreeSet<>();
        TreeSet<String> racks = new TreeSet<>();
        String dc = self.get().dc();
        for (Keyspace keyspace : keyspaces) {
            int copies = Keyspaces.copies(keyspace, dc);
            List<Member> before = Keyspaces.counted(keyspace, dc, members);
            List<Member> after = Keyspaces.counted(keyspace, dc, staying);
            if (copies > after.size()) {
                few.add(keyspace.name() + " (replication " + copies + ")");
            } else if (Keyspaces.racks(before) >= copies && Keyspaces.racks(after) < copies && copies > 1) {
                racks.add(keyspace.name() + " (replication " + copies + ")");
            }
        }
        List<Blocker> blockers = new ArrayList<>();
        if (!few.isEmpty()) {
            blockers.add(Blocker.refusal(
                    REPLICATION,
                    "without " + node.shortName() + " there are "
                            + Names.count(
                                    staying.stream()
                                            .filter(member -> member.dc().equals(dc))
                                            .count(),
                                    "node")
                            + (staying.stream().allMatch(member -> member.dc().equals(dc)) ? "" : " in " + dc)
                            + ", too few for " + Names.keyspaces(few) + ": lower the replication first"));
        }
        if (!racks.isEmpty()) {
            blockers.add(Blocker.refusal(
                    RACKS,
                    node.shortName() + " is the last of rack " + self.get().rack() + ": without it two copies of "
                            + Names.keyspaces(racks) + " would be on one rack"));
        }
        return blockers;
    }

    List<Blocker> replace(NodeId node) {
        if (CassandraIdentity.hasLeft(node, sight.view())) {
            return List.of();
        }
        if (!sight.isDown(node)) {
            return List.of(Blocker.waitFor(
                    ALIVE, node.shortName() + " runs; its process must be over before its disk is given up"));
        }
        if (sight.witnesses().isEmpty()) {
            return List.of(Blocker.waitFor(StopGates.ANSWER, sight.silence()));
        }
        if (sight.isSeenUp(node)) {
            return List.of(Blocker.waitFor(
                    ALIVE, "the other nodes still see " + node.shortName() + " alive, whatever Mesos says"));
        }
        if (Membership.of(sight.view(), node).isEmpty()) {
            return List.of();
        }
        List<Blocker> blockers = new ArrayList<>();
        if (isNowhere(node)) {
            blockers.add(Blocker.refusal(
                    UNKNOWN_ADDRESS,
                    "no node that answers knows a member at " + sight.address(node)
                            + " any more, so nothing can take its"
                            + " place: take " + node.shortName() + " out (holdfast remove " + node
                            + " --lost), then add a node"));
        }
        blockers.addAll(new StopGates(sight).quiet(node));
        otherLine().ifPresent(blockers::add);
        blockers.addAll(lastCopies(node));
        return blockers;
    }

    /** Parts of the ring of which no other copy is up now. */
    List<Blocker> lastCopies(NodeId node) {
        Optional<List<Keyspace>> keyspaces = new Keyspaces(sight).thatMatter();
        if (keyspaces.isEmpty()) {
            return List.of(Blocker.waitFor(StopGates.ANSWER, "no node has told which keyspaces there are"));
        }
        List<Member> members = sight.members();
        String own = sight.address(node);
        TreeSet<String> single = new TreeSet<>();
        TreeSet<String> away = new TreeSet<>();
        TreeSet<String> holders = new TreeSet<>();
        for (Keyspace keyspace : keyspaces.get()) {
            for (Ranges.Range range : Ranges.of(keyspace, members).all()) {
                if (!range.replicas().contains(own)) {
                    continue;
                }
                List<Member> others = members.stream()
                        .filter(member -> range.replicas().contains(member.address())
                                && !member.address().equals(own))
                        .toList();
                if (others.stream().anyMatch(Member::up)) {
                    continue;
                }
                (others.isEmpty() ? single : away).add(keyspace.name());
                others.forEach(other -> holders.add(sight.name(other)));
            }
        }
        List<Blocker> blockers = new ArrayList<>();
        if (!single.isEmpty()) {
            blockers.add(Blocker.refusal(
                    ONLY_COPY, node.shortName() + " has the only copy of parts of " + Names.keyspaces(single)));
        }
        if (!away.isEmpty()) {
            blockers.add(Blocker.refusal(
                    ONLY_COPY,
                    "all other copies of parts of " + Names.keyspaces(away) + " are on nodes that are down now ("
                            + Names.few(holders) + "): start them first"));
        }
        return blockers;
    }

    /** What must hold for any change of who is a member. */
    List<Blocker> steady(NodeId node) {
        List<Blocker> blockers = new ArrayList<>(new StopGates(sight).quiet(node));
        blockers.addAll(new Lagging(sight).anybody());
        mixed().ifPresent(blockers::add);
        if (blockers.isEmpty() && sight.ringSchemas().size() > 1) {
            blockers.add(Blocker.waitFor(StopGates.SCHEMA, "data centres do not agree on the schema yet"));
        }
        return blockers;
    }

    private Optional<Blocker> mixed() {
        return sight.ringReleases().size() > 1
                ? Optional.of(Blocker.waitFor(
                        VERSIONS,
                        "nodes run " + String.join(" and ", sight.ringReleases())
                                + ": nobody joins or leaves before all run the same"))
                : Optional.empty();
    }

    /** A node lost in the midst of an upgrade is replaced all the same; but not across feature releases. */
    Optional<Blocker> otherLine() {
        TreeSet<String> lines = new TreeSet<>();
        sight.releases().forEach(release -> lines.add(CassandraVersions.line(release)));
        lines.add(CassandraVersions.line(sight.view().target().version()));
        return lines.size() > 1
                ? Optional.of(Blocker.waitFor(
                        VERSIONS, "nodes run " + String.join(" and ", lines) + ": a new one could stream from none"))
                : Optional.empty();
    }

    Optional<Blocker> othersDown(NodeId node) {
        List<String> down = sight.members().stream()
                .filter(member -> !member.up() && !isOf(member, node))
                .map(sight::name)
                .sorted()
                .toList();
        return down.isEmpty()
                ? Optional.empty()
                : Optional.of(Blocker.waitFor(
                        OTHERS_DOWN,
                        Names.few(down) + (down.size() == 1 ? " is" : " are")
                                + " down, and every member takes part when the ring changes"));
    }

    /** The node itself, or what it was before its disk was given up. */
    private boolean isOf(Member member, NodeId node) {
        return (member.address().equals(sight.address(node)) && !sight.isAnothers(member, node))
                || Membership.of(sight.view(), node)
                        .filter(before -> before.hostId().equals(member.hostId()))
                        .isPresent();
    }

    private Optional<Blocker> lastSeed(NodeId node) {
        List<String> named = CassandraOptions.seedNames(sight.view().target());
        boolean isSeed = named.contains(node.shortName());
        boolean another = sight.view().nodes().values().stream()
                .anyMatch(other -> !other.id().equals(node)
                        && named.contains(other.id().shortName())
                        && other.processUp()
                        && CassandraIdentity.hasJoined(other.id(), sight.view()));
        return isSeed && !another
                ? Optional.of(Blocker.refusal(
                        LAST_SEED,
                        node.shortName() + " is the last live seed: make another node one first (holdfast set "
                                + node.cluster() + " options.seeds=NODE,NODE)"))
                : Optional.empty();
    }

    /** Whether Cassandra would refuse only for keyspaces of its own, of which nothing is missed. */
    boolean mustForce(NodeId node) {
        List<Keyspace> all = new Keyspaces(sight).all().orElse(List.of());
        List<Keyspace> ours = new Keyspaces(sight).thatMiss(node).orElse(List.of());
        return copiesWithout(node, ours).stream()
                        .noneMatch(blocker -> blocker.rule().equals(REPLICATION))
                && copiesWithout(node, all).stream()
                        .anyMatch(blocker -> blocker.rule().equals(REPLICATION));
    }

    /** Whether the ring has as many nodes as each keyspace wants copies even without one. */
    boolean canLeave(NodeId node) {
        return sight.status(node).isPresent()
                && !sight.members().isEmpty()
                && remove(node).stream().noneMatch(blocker -> blocker.kind() == Blocker.Kind.REFUSAL)
                && sight.view().nodes().values().stream()
                                .filter(NodeView::processUp)
                                .count()
                        > 1;
    }
}
