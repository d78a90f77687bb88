package dev.holdfast.database.cassandra;

import dev.holdfast.database.Blocker;
import dev.holdfast.database.cassandra.CassandraDetails.Keyspace;
import dev.holdfast.database.cassandra.CassandraDetails.Member;
import dev.holdfast.database.cassandra.CassandraDetails.Mode;
import dev.holdfast.database.cassandra.CassandraDetails.NodeStatus;
import dev.holdfast.database.cassandra.CassandraDetails.Stream;
import dev.holdfast.model.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What keeps a node from being stopped for a while.
 *
 * <ol>
 *   <li>One that serves nobody may always be: it is down, drained, not yet a member, or has left.
 *   <li>Nobody joins, leaves or moves, no data is on its way between nodes, and all who answer have one schema.
 *   <li>All others have what was written while they were away ({@link Lagging}).
 *   <li>Every part of the ring that it holds keeps a majority of its copies up, in each data centre and over all, so that whoever reads and
 *       writes at QUORUM or LOCAL_QUORUM does not notice. Where another copy is down now, waiting helps. Where there are only one or
 *       two copies it never does: that is an outage.
 *   <li>One that leaves, or could not, and is to stay, becomes a member again by its restart and by nothing else; until then nobody joins, leaves or
 *       is replaced. So its own leaving keeps it from nothing, and who is down may be waiting for it: then waiting may never help, and that
 *       is an outage, too.
 *   <li>One that has given its data away is out of the ring, whatever it is doing still: stopped then, it would come up with the disk of one
 *       that left, which Cassandra refuses each time. It is waited for until that is known.
 * </ol>
 */
final class StopGates {

    static final String ANSWER = "answer";
    static final String TOPOLOGY = "topology";
    static final String STREAMS = "streams";
    static final String SCHEMA = "schema";
    static final String QUORUM = "quorum";
    static final String FEW_COPIES = "few-copies";
    static final String SINGLE = "single-node";
    static final String NO_MAJORITY = "no-majority";
    static final String HALF_LEFT = "half-left";
    static final String HALF_JOINED = "half-joined";

    private final Sight sight;

    StopGates(Sight sight) {
        this.sight = sight;
    }

    List<Blocker> stop(NodeId node) {
        if (takesNothing(node)) {
            return List.of();
        }
        if (sight.witnesses().isEmpty()) {
            return List.of(Blocker.waitFor(ANSWER, sight.silence()));
        }
        if (sight.isOutForGood(node)) {
            return List.of(Blocker.waitFor(
                    TOPOLOGY,
                    node.shortName()
                            + " has given its data away, and nothing takes that back any more: it has left the ring in"
                            + " a moment"));
        }
        List<Blocker> blockers = new ArrayList<>(isToStay(node) ? quietBesides(node) : quiet(node));
        if (!isToStay(node)) {
            blockers.addAll(new Lagging(sight).besides(node));
        }
        if (sight.members().size() <= 1) {
            blockers.add(
                    Blocker.outage(SINGLE, node.shortName() + " is the only node: while it is down, nobody is served"));
            return blockers;
        }
        Optional<List<Keyspace>> keyspaces = new Keyspaces(sight).thatMatter();
        if (keyspaces.isEmpty()) {
            blockers.add(Blocker.waitFor(ANSWER, "no node has told which keyspaces there are"));
        } else {
            blockers.addAll(copies(node, keyspaces.get()));
        }
        return blockers;
    }

    /** Whether its process serves nobody by its own word, or it is down and nobody sees it up. */
    private boolean takesNothing(NodeId node) {
        Optional<NodeStatus> status = sight.status(node);
        if (status.isEmpty()) {
            boolean never = !CassandraIdentity.hasJoined(node, sight.view()) && !sight.isSeenUp(node);
            return never || (sight.isDown(node) && !sight.isSeenUp(node));
        }
        return switch (status.get().mode()) {
            // Until it is noted that it has left, its next start would be taken for that of a member.
            case DECOMMISSIONED -> sight.witnesses().isEmpty() || !sight.isOutForGood(node);
            case STARTING, JOINING, JOINING_FAILED, DRAINED -> true;
            case NORMAL, LEAVING, DECOMMISSION_FAILED, MOVING, DRAINING, UNKNOWN -> false;
        };
    }

    private boolean isToStay(NodeId node) {
        Mode mode = sight.mode(node);
        return (mode == Mode.LEAVING || mode == Mode.DECOMMISSION_FAILED)
                && sight.kept().contains(node);
    }

    /** What must be over before anything is taken from a ring. */
    List<Blocker> quiet(NodeId node) {
        List<String> moving = new ArrayList<>(sight.onTheirWay(node));
        if (sight.mode(node) == Mode.LEAVING || sight.mode(node) == Mode.MOVING) {
            moving.add(node.shortName() + (sight.mode(node) == Mode.LEAVING ? " leaves" : " moves"));
        }
        return quiet(node, moving, streams(Optional.empty()));
    }

    /** The same, but for what the node itself is about. */
    private List<Blocker> quietBesides(NodeId node) {
        return quiet(node, sight.onTheirWay(node), streams(Optional.of(node)));
    }

    private List<Blocker> quiet(NodeId node, List<String> moving, Optional<String> streams) {
        List<Blocker> blockers = new ArrayList<>();
        sight.live().forEach((other, status) -> {
            if (!other.equals(node) && status.mode() == Mode.DECOMMISSION_FAILED) {
                blockers.add(Blocker.waitFor(
                        HALF_LEFT,
                        other.shortName()
                                + " could not leave the ring, and is neither in nor out of it until it is restarted"
                                + " (holdfast restart " + other + ") or tries again"));
            } else if (!other.equals(node) && status.mode() == Mode.JOINING_FAILED) {
                blockers.add(Blocker.waitFor(
                        HALF_JOINED,
                        other.shortName()
                                + " could not join the ring, and is half in it until it tries again (holdfast restart "
                                + other + "), which takes all members, or is stopped (holdfast stop " + other
                                + "), and forgotten a minute later"));
            }
        });
        if (!moving.isEmpty() && blockers.isEmpty()) {
            blockers.add(Blocker.waitFor(TOPOLOGY, "the ring is changing: " + Names.few(moving)));
        }
        streams.ifPresent(text -> blockers.add(Blocker.waitFor(STREAMS, text)));
        if (sight.schemas().size() > 1) {
            blockers.add(Blocker.waitFor(
                    SCHEMA,
                    "the nodes do not agree on the schema yet: "
                            + sight.schemas().size() + " versions of it"));
        }
        return blockers;
    }

    private Optional<String> streams(Optional<NodeId> but) {
        String exempt = but.map(sight::address).orElse("");
        for (Map.Entry<NodeId, NodeStatus> live : sight.live().entrySet()) {
            for (Stream stream : live.getValue().streams()) {
                if (but.filter(live.getKey()::equals).isPresent()
                        || (!exempt.isEmpty() && stream.peer().equals(exempt))) {
                    continue;
                }
                if (stream.doneBytes() < stream.totalBytes() || stream.totalBytes() == 0) {
                    return Optional.of("data is on its way: " + live.getKey().shortName() + " streams for "
                            + stream.what() + ", " + Progress.streams(live.getValue()));
                }
            }
        }
        return Optional.empty();
    }

    private List<Blocker> copies(NodeId node, List<Keyspace> keyspaces) {
        List<Member> members = sight.members();
        String own = sight.address(node);
        TreeSet<String> never = new TreeSet<>();
        SortedMap<String, String> notYet = new TreeMap<>();
        boolean local = false;
        for (Keyspace keyspace : keyspaces) {
            Lack lack = new Lack(keyspace, own, members);
            if (lack.isAlways()) {
                local |= lack.isElsewhere();
                never.add(keyspace.name() + " (replication " + lack.least() + ")");
            } else {
                lack.down().ifPresent(down -> notYet.put(keyspace.name(), down));
            }
        }
        List<Blocker> blockers = new ArrayList<>();
        if (!never.isEmpty()) {
            blockers.add(Blocker.outage(
                    FEW_COPIES,
                    "while " + node.shortName() + " is down, parts of " + Names.keyspaces(never)
                            + " cannot be read or written at " + (local ? "LOCAL_QUORUM" : "QUORUM")
                            + ": that takes three copies"));
        }
        if (!notYet.isEmpty() && isToStay(node)) {
            blockers.add(Blocker.outage(
                    NO_MAJORITY,
                    node.shortName() + " has begun to leave, and only its restart takes that back; meanwhile parts of "
                            + Names.keyspaces(notYet.keySet()) + " would have no majority of their copies up: "
                            + Names.few(new TreeSet<>(notYet.values()))
                            + " is down, and comes first unless it is lost"));
        } else if (!notYet.isEmpty()) {
            blockers.add(Blocker.waitFor(
                    QUORUM,
                    "parts of " + Names.keyspaces(notYet.keySet()) + " would have no majority of their copies up: "
                            + Names.few(new TreeSet<>(notYet.values())) + " is down"));
        }
        return blockers;
    }

    /** What a keyspace lacks while one member is down. */
    private final class Lack {

        private final Keyspace keyspace;
        private final String own;
        private final List<Member> members;

        Lack(Keyspace keyspace, String own, List<Member> members) {
            this.keyspace = keyspace;
            this.own = own;
            this.members = members;
        }

        private String dc() {
            return members.stream()
                    .filter(member -> member.address().equals(own))
                    .map(Member::dc)
                    .findFirst()
                    .orElse("");
        }

        /** Copies in the node's own data centre, or of all, whichever are counted. */
        int least() {
            return Keyspaces.copies(keyspace, dc());
        }

        /** So few, or on so few nodes, that a majority of them is all of them. */
        boolean isAlways() {
            int there =
                    Math.min(least(), Keyspaces.counted(keyspace, dc(), members).size());
            return least() > 0 && there - 1 < least() / 2 + 1;
        }

        /** Who else is down of a part that would lose its majority. */
        Optional<String> down() {
            Set<String> down = new TreeSet<>();
            members.stream().filter(member -> !member.up()).forEach(member -> down.add(member.address()));
            for (Ranges.Range range : Ranges.of(keyspace, members).all()) {
                if (!range.replicas().contains(own)) {
                    continue;
                }
                Set<String> counted = new TreeSet<>();
                Keyspaces.counted(keyspace, dc(), members).forEach(member -> counted.add(member.address()));
                counted.retainAll(range.replicas());
                Set<String> away = new TreeSet<>(counted);
                away.retainAll(down);
                away.remove(own);
                int up = counted.size() - away.size() - 1;
                if (!away.isEmpty() && up < least() / 2 + 1) {
                    return Optional.of(name(away));
                }
                Set<String> downAnywhere = new TreeSet<>(range.replicas());
                downAnywhere.retainAll(down);
                downAnywhere.remove(own);
                if (takesQuorum(range.replicas().size() - downAnywhere.size())) {
                    return Optional.of(name(downAnywhere));
                }
            }
            return Optional.empty();
        }

        /**
         * Whether a part has a majority over all data centres that are up now, the node's own copy included, and would have none without it.
         * One that has none anyway, as when a whole data centre is away, has nothing to lose.
         */
        private boolean takesQuorum(int up) {
            int quorum = copiesInAll() / 2 + 1;
            return keyspace.strategy().equals(Keyspace.NETWORK) && up >= quorum && up - 1 < quorum;
        }

        private int copiesInAll() {
            return keyspace.replicas().values().stream()
                    .mapToInt(Integer::intValue)
                    .sum();
        }

        /** Whether it has copies in other data centres, too: then whoever minds the distance reads in his own. */
        boolean isElsewhere() {
            return keyspace.strategy().equals(Keyspace.NETWORK) && copiesInAll() > least();
        }

        private String name(Set<String> addresses) {
            return members.stream()
                    .filter(member -> addresses.contains(member.address()))
                    .map(sight::name)
                    .sorted()
                    .findFirst()
                    .orElse("");
        }
    }
}
