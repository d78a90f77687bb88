package dev.holdfast.database.cassandra;

import dev.holdfast.database.Blocker;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.NodeView;
import dev.holdfast.model.NodeId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * When a node may start.
 *
 * <ol>
 *   <li>One that is a member with the disk it has may always: what is down must come up. So may one that only the others know to be one, since
 *       a person gave it its volume back.
 *   <li>One whose disk has left the ring never: Cassandra would refuse, and its data is of the past.
 *   <li>The first seed begins the ring. All others join it one at a time, seeds first, and only while every member is up and
 *       normal, agrees on the schema and runs the same release: two who join at once would take the same data from the same nodes.
 *   <li>One that takes a dead one's place must be on its rack, so that copies stay where they are; it comes one at a time too, but needs
 *       only that every part of the ring has a copy that is up.
 * </ol>
 */
final class StartGates {

    static final String LEFT = "has-left";
    static final String ORDER = "start-order";
    static final String RACK = "rack";

    private final ClusterView view;
    private final Sight sight;

    StartGates(Sight sight) {
        this.view = sight.view();
        this.sight = sight;
    }

    List<Blocker> start(NodeId node) {
        if (CassandraIdentity.hasLeft(node, view)) {
            return List.of(Blocker.refusal(
                    LEFT,
                    node.shortName() + " has left the ring, and its disk is of the past: holdfast replace " + node
                            + " gives it a new one"));
        }
        if (CassandraIdentity.hasJoined(node, view) || sight.isMemberUnawares(node)) {
            return List.of();
        }
        Optional<Blocker> ahead = ahead(node);
        if (ahead.isPresent()) {
            return List.of(ahead.get());
        }
        boolean anyMember = view.nodes().keySet().stream()
                .anyMatch(other -> Membership.of(view, other).isPresent());
        if (!anyMember) {
            return List.of();
        }
        if (sight.witnesses().isEmpty()) {
            return List.of(
                    Blocker.waitFor(StopGates.ANSWER, "a member of the ring must answer first; " + sight.silence()));
        }
        return CassandraIdentity.replaced(node, view).isPresent() ? takesPlace(node) : joins(node);
    }

    private List<Blocker> joins(NodeId node) {
        RingGates gates = new RingGates(sight);
        List<Blocker> blockers = new ArrayList<>(gates.steady(node));
        List<NodeId> behind = Rebuilds.due(view);
        if (!behind.isEmpty()) {
            blockers.add(Blocker.waitFor(
                    Rebuilds.RULE,
                    Names.nodes(behind) + (behind.size() == 1 ? " has" : " have") + " yet to get data of "
                            + Names.keyspaces(Rebuilds.keyspaces(behind.get(0), view))
                            + " from another data centre, and one who joins would take it from them"));
        }
        gates.othersDown(node).ifPresent(blockers::add);
        return blockers;
    }

    private List<Blocker> takesPlace(NodeId node) {
        RingGates gates = new RingGates(sight);
        List<Blocker> blockers = new ArrayList<>();
        if (sight.isSeenUp(node)) {
            blockers.add(Blocker.waitFor(
                    RingGates.ALIVE, "the other nodes still see the " + node.shortName() + " before it alive"));
        }
        otherRack(node).ifPresent(blockers::add);
        blockers.addAll(new StopGates(sight).quiet(node));
        gates.otherLine().ifPresent(blockers::add);
        blockers.addAll(gates.lastCopies(node));
        return blockers;
    }

    private Optional<Blocker> otherRack(NodeId node) {
        String before =
                CassandraIdentity.replaced(node, view).map(Membership::rack).orElse("");
        String now = view.node(node).map(own -> Racks.of(own, view.target())).orElse("");
        return before.isEmpty() || now.isEmpty() || before.equals(now)
                ? Optional.empty()
                : Optional.of(Blocker.refusal(
                        RACK,
                        node.shortName() + " was on rack " + before + ", its new place is on rack " + now
                                + ": copies would no longer be one to a rack; make room on " + before
                                + " and replace it again"));
    }

    /** Who comes first: a member begins the ring, and of those who wait for it one after the other. */
    private Optional<Blocker> ahead(NodeId node) {
        Comparator<NodeView> order = Comparator.comparing((NodeView other) -> !other.processUp())
                .thenComparing(other -> !Seeds.of(view.target()).contains(other.id()))
                .thenComparing(NodeView::id);
        Optional<NodeView> first = view.nodes().values().stream()
                .filter(other -> other.placed() && sight.kept().contains(other.id()))
                .filter(other ->
                        !CassandraIdentity.hasJoined(other.id(), view) && !CassandraIdentity.hasLeft(other.id(), view))
                .min(order);
        if (first.isPresent() && !first.get().id().equals(node)) {
            return Optional.of(
                    Blocker.waitFor(ORDER, first.get().id().shortName() + " joins first: nodes join one at a time"));
        }
        boolean anyMember = view.nodes().keySet().stream()
                .anyMatch(other -> Membership.of(view, other).isPresent());
        boolean begins = Seeds.of(view.target()).stream()
                .findFirst()
                .filter(node::equals)
                .isPresent();
        return anyMember || begins
                ? Optional.empty()
                : Optional.of(Blocker.waitFor(
                        ORDER,
                        Seeds.of(view.target()).stream()
                                        .findFirst()
                                        .map(NodeId::shortName)
                                        .orElse("a seed")
                                + " begins the ring, and has no place yet"));
    }
}
