package dev.holdfast.database.cassandra;

import dev.holdfast.database.ClusterView;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.Observation;
import dev.holdfast.database.cassandra.CassandraDetails.Member;
import dev.holdfast.database.cassandra.CassandraDetails.Mode;
import dev.holdfast.database.cassandra.CassandraDetails.NodeStatus;
import dev.holdfast.database.cassandra.CassandraDetails.Standing;
import dev.holdfast.model.NodeId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the nodes say of themselves and of each other, together with what Mesos says, as the rules ask for it.
 *
 * <p>A ring has no master whose word counts. So a node is up only if all who answer see it up and Mesos's word is not against it, and gone
 * only if all who answer do not know it any more.
 */
final class Sight {

    private final ClusterView view;
    private final Optional<CassandraDetails> details;
    private final SortedMap<NodeId, NodeStatus> live = new TreeMap<>();

    Sight(ClusterView view) {
        this(
                view,
                view.observation()
                        .filter(Observation::answered)
                        .map(Observation::details)
                        .filter(CassandraDetails.class::isInstance)
                        .map(CassandraDetails.class::cast));
    }

    /** By a look that is not an observation yet. */
    Sight(ClusterView view, Optional<CassandraDetails> details) {
        this.view = view;
        this.details = details;
        details.ifPresent(known -> known.nodes().forEach((node, status) -> {
            // What it said before its process ended, or what the process before it said, is of the past.
            boolean up = view.node(node)
                    .filter(NodeView::processUp)
                    .filter(own -> own.incarnation() == status.incarnation())
                    .isPresent();
            if (up) {
                live.put(node, status);
            }
        }));
    }

    ClusterView view() {
        return view;
    }

    Optional<CassandraDetails> details() {
        return details;
    }

    /** Nodes whose present process answered. */
    SortedMap<NodeId, NodeStatus> live() {
        return Collections.unmodifiableSortedMap(live);
    }

    Optional<NodeStatus> status(NodeId node) {
        return Optional.ofNullable(live.get(node));
    }

    Mode mode(NodeId node) {
        return status(node).map(NodeStatus::mode).orElse(Mode.UNKNOWN);
    }

    boolean isDown(NodeId node) {
        return !view.node(node).map(NodeView::processUp).orElse(false);
    }

    /** Whether it serves nobody any more, by its own word: it comes back by a new process only, whatever others see. */
    boolean isDrained(NodeId node) {
        return mode(node) == Mode.DRAINED || mode(node) == Mode.DRAINING;
    }

    /**
     * Whether it is none that was ever noted to have joined, but others know a member where it stands that is down and no other node of ours: so it
     * is with a volume that a person gave back to it after an older copy of the state.
     */
    boolean isMemberUnawares(NodeId node) {
        return view.node(node).filter(NodeView::placed).isPresent()
                && isDown(node)
                && Membership.of(view, node).isEmpty()
                && seenByOthers(node).values().stream()
                        .anyMatch(member -> !member.up()
                                && (member.standing() == Standing.NORMAL || member.standing() == Standing.LEAVING));
    }

    /**
     * Whether it has given its data away and left, by its own word or that of anybody, though it is not noted yet: its process is not through with
     * that, does not answer, or not all others know.
     */
    boolean isOutForGood(NodeId node) {
        if (!CassandraIdentity.hasJoined(node, view) || isDown(node)) {
            return false;
        }
        boolean byOthers =
                seenByOthers(node).values().stream().anyMatch(member -> member.standing() == Standing.OUTSIDE);
        return switch (mode(node)) {
            case LEAVING, DECOMMISSIONED ->
                byOthers
                        || status(node)
                                .map(own -> own.ring().get(own.address()))
                                .filter(self -> self.standing() != Standing.OUTSIDE)
                                .isEmpty();
            case UNKNOWN -> byOthers;
            case STARTING, JOINING, JOINING_FAILED, NORMAL, MOVING, DRAINING, DRAINED, DECOMMISSION_FAILED -> false;
        };
    }

    /** Those who answer and are members themselves: only they have a say on others. */
    SortedMap<NodeId, NodeStatus> witnesses() {
        SortedMap<NodeId, NodeStatus> witnesses = new TreeMap<>();
        live.forEach((node, status) -> {
            if (status.mode() == Mode.NORMAL || status.mode() == Mode.LEAVING || status.mode() == Mode.MOVING) {
                witnesses.put(node, status);
            }
        });
        return witnesses;
    }

    /** What the others say of a node, each as it sees it; those that do not know it say nothing. */
    SortedMap<NodeId, Member> seenByOthers(NodeId node) {
        SortedMap<NodeId, Member> seen = new TreeMap<>();
        witnesses().forEach((other, status) -> {
            if (!other.equals(node)) {
                find(node, status).ifPresent(member -> seen.put(other, member));
            }
        });
        return seen;
    }

    /** By its identity in the ring where that is known, for an address may have been another's. */
    private Optional<Member> find(NodeId node, NodeStatus witness) {
        String hostId = hostId(node);
        if (!hostId.isEmpty()) {
            return witness.ring().values().stream()
                    .filter(member -> member.hostId().equals(hostId))
                    .findFirst();
        }
        String address = address(node);
        return address.isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(witness.ring().get(address)).filter(member -> !isAnothers(member, node));
    }

    /** Whether a member is known to be another node of ours: a dead one may have the address that a new one was given. */
    boolean isAnothers(Member member, NodeId node) {
        return view.nodes().keySet().stream()
                .filter(other -> !other.equals(node))
                .flatMap(other -> Membership.of(view, other).stream())
                .anyMatch(known -> !known.hostId().isEmpty() && known.hostId().equals(member.hostId()));
    }

    String hostId(NodeId node) {
        return status(node)
                .map(NodeStatus::hostId)
                .filter(id -> !id.isEmpty())
                .orElseGet(
                        () -> Membership.of(view, node).map(Membership::hostId).orElse(""));
    }

    String address(NodeId node) {
        return status(node)
                .map(NodeStatus::address)
                .filter(known -> !known.isEmpty())
                .or(() -> Membership.of(view, node).map(Membership::address))
                .orElseGet(() -> view.node(node).map(NodeView::address).orElse(""));
    }

    /** The node that a member of the ring is; empty for one that is not ours. */
    Optional<NodeId> nodeOf(Member member) {
        return view.nodes().keySet().stream()
                .filter(node -> hostId(node).isEmpty()
                        ? address(node).equals(member.address())
                        : hostId(node).equals(member.hostId()))
                .findFirst();
    }

    String name(Member member) {
        return nodeOf(member).map(NodeId::shortName).orElse(member.address());
    }

    /**
     * The ring as all who answer see it together, by address: down if one of them, itself or Mesos says so, and on its way if one says so. What only
     * some know of is in it.
     */
    SortedMap<String, Member> ring() {
        SortedMap<String, Member> ring = new TreeMap<>();
        witnesses()
                .values()
                .forEach(status ->
                        status.ring().forEach((address, member) -> ring.merge(address, member, Sight::worse)));
        ring.replaceAll((address, member) -> {
            boolean down =
                    nodeOf(member).map(node -> isDown(node) || isDrained(node)).orElse(false);
            return down && member.up() ? with(member, member.standing(), false) : member;
        });
        return Collections.unmodifiableSortedMap(ring);
    }

    private static Member worse(Member one, Member other) {
        Standing standing = one.standing() == Standing.NORMAL ? other.standing() : one.standing();
        Member fuller = other.tokens().size() > one.tokens().size() ? other : one;
        return with(fuller, standing, one.up() && other.up());
    }

    private static Member with(Member member, Standing standing, boolean up) {
        return new Member(
                member.address(),
                member.hostId(),
                standing,
                up,
                member.downFor(),
                member.dc(),
                member.rack(),
                member.loadBytes(),
                member.tokens(),
                member.release(),
                member.schema());
    }

    /** Members with tokens, in any state but outside. */
    List<Member> members() {
        return ring().values().stream()
                .filter(member -> member.standing() != Standing.OUTSIDE)
                .toList();
    }

    /** Whether it is a full member: by its own word, and up by that of all others who answer. */
    boolean isUpNormal(NodeId node) {
        SortedMap<NodeId, Member> seen = seenByOthers(node);
        long others = witnesses().keySet().stream()
                .filter(other -> !other.equals(node))
                .count();
        return mode(node) == Mode.NORMAL
                && seen.size() == others
                && seen.values().stream().allMatch(Member::isUpNormal);
    }

    boolean isSeenUp(NodeId node) {
        return seenByOthers(node).values().stream().anyMatch(Member::up);
    }

    /** Versions of the schema among live nodes, in order. */
    SortedSet<String> schemas() {
        SortedSet<String> schemas = new TreeSet<>();
        witnesses().values().forEach(status -> schemas.add(status.schema()));
        schemas.remove("");
        return schemas;
    }

    /** Releases among live nodes, in order. */
    SortedSet<String> releases() {
        SortedSet<String> releases = new TreeSet<>();
        witnesses().values().forEach(status -> releases.add(status.release()));
        releases.remove("");
        return releases;
    }

    /** Whether no other node of this data centre is a member, and so only nodes that are not ours could bear witness. */
    boolean isLastHere(NodeId node) {
        return view.nodes().keySet().stream()
                .noneMatch(other -> !other.equals(node) && CassandraIdentity.hasJoined(other, view));
    }

    /** Members of other data centres that are up: what we know of them is by the word of ours. */
    List<Member> remote() {
        String own = CassandraOptions.dc(view.target());
        return members().stream()
                .filter(member -> member.up() && !member.dc().equals(own))
                .toList();
    }

    /** Versions of the schema in all data centres. */
    SortedSet<String> ringSchemas() {
        SortedSet<String> schemas = schemas();
        remote().forEach(member -> schemas.add(member.schema()));
        schemas.remove("");
        return schemas;
    }

    /** Releases in all data centres. */
    SortedSet<String> ringReleases() {
        SortedSet<String> releases = releases();
        remote().forEach(member -> releases.add(member.release()));
        releases.remove("");
        return releases;
    }

    /** Whoever joins, leaves or moves now. */
    List<String> onTheirWay() {
        return onTheirWay(Optional.empty());
    }

    /** Whoever joins, leaves or moves now, in words, by anybody's word and its own. */
    List<String> onTheirWay(NodeId but) {
        return onTheirWay(Optional.of(but));
    }

    private List<String> onTheirWay(Optional<NodeId> but) {
        SortedMap<String, String> moving = new TreeMap<>();
        for (Member member : ring().values()) {
            Optional<NodeId> node = nodeOf(member);
            boolean ours = node.isPresent() && node.equals(but);
            if (!ours && member.standing() != Standing.NORMAL && member.standing() != Standing.OUTSIDE) {
                moving.put(name(member), word(member.standing()));
            }
        }
        live.forEach((node, status) -> {
            if (!Optional.of(node).equals(but)) {
                switch (status.mode()) {
                    case JOINING -> moving.put(node.shortName(), "joins");
                    case LEAVING -> moving.put(node.shortName(), "leaves");
                    case MOVING -> moving.put(node.shortName(), "moves");
                    default -> {}
                }
            }
        });
        List<String> words = new ArrayList<>();
        moving.forEach((name, word) -> words.add(name + " " + word));
        return words;
    }

    private static String word(Standing standing) {
        return switch (standing) {
            case JOINING -> "joins";
            case LEAVING -> "leaves";
            case MOVING, NORMAL, OUTSIDE -> "moves";
        };
    }

    /** Nodes that the target keeps. */
    List<NodeId> kept() {
        return view.target().groups().values().stream()
                .flatMap(group -> group.indexes().stream()
                        .map(index -> new NodeId(view.target().name(), group.name(), index)))
                .toList();
    }

    /** One line on why nothing is known. */
    String silence() {
        return view.observation()
                .filter(seen -> !seen.answered())
                .map(seen -> "no node answers: " + seen.summary())
                .orElse("no node that is a member has answered yet");
    }
}
