package dev.holdfast.database.crate;

import dev.holdfast.database.Blocker;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.crate.CrateDetails.Part;
import dev.holdfast.model.NodeId;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What the votes of the nodes that may be elected have against an action.
 *
 * <p>CrateDB keeps the set of voters itself, and always odd:
 *
 * <ol>
 *   <li>With three and more that are there, all of them vote, or all but one. Voters that are gone for long are dropped, but never
 *       below three.
 *   <li>So after a cluster had three, and two are left, both are needed for ever; and one alone is not enough: it would wait for a
 *       second vote.
 *   <li>A cluster that never had three, and has two, has one vote: the master's. The other may go.
 * </ol>
 */
final class MasterGates {

    static final String MASTER = "master";
    static final String ANSWER = "answer";
    static final String MAJORITY = "master-majority";
    static final String SINGLE = "single-master";
    static final String TWO = "two-masters";
    static final String FIRST = "first-masters";
    static final String LAST_VOTE = "last-vote";
    static final String LEFT_BEHIND = "left-behind";

    private static final int TWO_VOTERS = 2;

    private final Sight sight;

    MasterGates(Sight sight) {
        this.sight = sight;
    }

    /** Voters that leave and are down, while those that stay are no majority of all that may have a vote. */
    SortedSet<NodeId> neededToStart() {
        TreeSet<NodeId> leaving = new TreeSet<>();
        if (sight.ruled().isPresent()) {
            return leaving;
        }
        ClusterView view = sight.view();
        List<NodeId> launched = view.nodes().values().stream()
                .filter(node -> node.everLaunched() && Sight.isEligible(view, node))
                .map(NodeView::id)
                .filter(node -> !LastVote.isLeftBehind(node, view) && !LastVote.isLeaving(node, view))
                .toList();
        long stay = launched.stream().filter(sight.kept()::contains).count();
        if (stay * 2 <= launched.size()) {
            launched.stream()
                    .filter(node -> !sight.kept().contains(node) && sight.isDown(node))
                    .forEach(leaving::add);
        }
        return leaving;
    }

    /** At a cluster's first start all its first masters must have a place, since each must be told where the others are. */
    List<Blocker> start(NodeId node) {
        ClusterView view = sight.view();
        if (LastVote.isLeaving(node, view) || LastVote.isLeftBehind(node, view)) {
            return List.of(Blocker.refusal(
                    LEFT_BEHIND,
                    "the cluster goes on without " + CrateIds.name(node)
                            + ", which can never join it again with the disk it has: remove or replace it"));
        }
        if (view.everReady()
                || !CrateOptions.text(view.target(), CrateOptions.SRV_QUERY).isEmpty()) {
            return List.of();
        }
        List<String> first = CrateIdentity.initialMasters(view);
        List<String> homeless = sight.kept().stream()
                .filter(other -> first.contains(CrateIds.name(other)))
                .filter(other -> view.node(other).filter(NodeView::placed).isEmpty())
                .map(CrateIds::name)
                .toList();
        return homeless.isEmpty()
                ? List.of()
                : List.of(Blocker.waitFor(
                        FIRST,
                        Names.few(homeless) + " must have a place first: " + CrateIds.name(node)
                                + " is told where all first masters are"));
    }

    /** For stop and restart: the node comes back. */
    List<Blocker> stop(NodeId node) {
        if (!isEligible(node)) {
            return List.of();
        }
        List<NodeView> voters = voters(node);
        if (voters.size() <= 1) {
            return List.of(Blocker.outage(
                    SINGLE,
                    CrateIds.name(node) + " is the only node that can be master: while it is down, nobody is served"));
        }
        if (voters.size() == TWO_VOTERS) {
            return ofTwo(node).map(text -> Blocker.outage(TWO, text + ": while it is down, nobody is served")).stream()
                    .toList();
        }
        return majority(node, voters, "");
    }

    /** For replace: the node is down, and its vote with it. */
    List<Blocker> without(NodeId node) {
        if (!isEligible(node) || LastVote.isLeftBehind(node, sight.view())) {
            return List.of();
        }
        List<NodeView> voters = voters(node);
        if (voters.size() <= TWO_VOTERS) {
            return ofTwo(node)
                    .filter(text -> voters.size() == TWO_VOTERS)
                    .map(text -> Blocker.refusal(LAST_VOTE, text + ", and its disk holds that vote"))
                    .stream()
                    .toList();
        }
        return majority(node, voters, "");
    }

    /** For remove: the node goes for good. */
    List<Blocker> remove(NodeId node) {
        if (!isEligible(node) || LastVote.isLeftBehind(node, sight.view())) {
            return List.of();
        }
        Optional<NodeId> stays = new LastVote(sight).staysAfter(node);
        if (stays.isPresent()) {
            return List.of(Blocker.outage(LAST_VOTE, plannedStop(node, stays.get())));
        }
        List<NodeView> voters = voters(node);
        if (voters.size() <= 1) {
            return List.of(Blocker.refusal(
                    LAST_VOTE, CrateIds.name(node) + " is the last node that can be master: nobody could take over"));
        }
        if (voters.size() == TWO_VOTERS) {
            if (CrateIdentity.hadThreeVoters(sight.view())) {
                return List.of(Blocker.refusal(LAST_VOTE, neverOne()));
            }
            return ofTwo(node).map(text -> Blocker.refusal(LAST_VOTE, text)).stream()
                    .toList();
        }
        return majority(node, voters, ", before one goes for good");
    }

    private String plannedStop(NodeId leaves, NodeId stays) {
        String votes = CrateIdentity.hadThreeVoters(sight.view())
                ? "both votes are needed"
                : CrateIds.name(leaves) + " is the elected one and has the only vote";
        return "going on with one node is a planned stop: " + votes + ", so " + CrateIds.name(leaves) + " and "
                + CrateIds.name(stays) + " are both stopped, and nobody is served until " + CrateIds.name(stays)
                + " is back as the only master, in about half a minute";
    }

    static String neverOne() {
        return "this cluster had three masters, so CrateDB always wants two votes: one node alone would stay without a"
                + " master";
    }

    /** Why the other of two cannot go on without this one; empty if it can. */
    private Optional<String> ofTwo(NodeId node) {
        if (CrateIdentity.hadThreeVoters(sight.view())) {
            return Optional.of(CrateIds.name(node)
                    + " is one of two masters in a cluster that had three, and both votes are always needed");
        }
        boolean otherRules = sight.ruled()
                .flatMap(CrateDetails::master)
                .filter(master -> !master.equals(CrateIds.name(node)))
                .isPresent();
        return otherRules
                ? Optional.empty()
                : Optional.of(CrateIds.name(node) + " is the master of two, and has the only vote");
    }

    private List<Blocker> majority(NodeId node, List<NodeView> voters, String when) {
        List<String> away = voters.stream()
                .map(NodeView::id)
                .filter(other -> !other.equals(node))
                .filter(other -> !sight.isMember(other) || sight.isDown(other))
                .map(CrateIds::name)
                .toList();
        int there = voters.size() - away.size() - 1;
        int needed = voters.size() / 2 + 1;
        return there >= needed
                ? List.of()
                : List.of(Blocker.waitFor(
                        MAJORITY,
                        "without " + CrateIds.name(node) + " only " + there + " of " + voters.size()
                                + " masters would be there, and " + needed + " are needed" + when
                                + (away.isEmpty() ? "" : ": " + Names.few(away) + " must come back")));
    }

    boolean isEligible(NodeId node) {
        return sight.view()
                .node(node)
                .map(known -> Sight.isEligible(sight.view(), known))
                .orElse(CrateIds.isEligible(sight.view().target(), node));
    }

    /** All that may be elected and had a process: those the target keeps, others while they are there, and the one in question. */
    private List<NodeView> voters(NodeId asked) {
        List<NodeId> kept = sight.kept();
        return sight.view().nodes().values().stream()
                .filter(node -> node.everLaunched() && Sight.isEligible(sight.view(), node))
                .filter(node -> !LastVote.isLeftBehind(node.id(), sight.view()))
                .filter(node -> node.id().equals(asked) || kept.contains(node.id()) || sight.isMember(node.id()))
                .toList();
    }

    /** What is not answered, or answered without a master, may be of the past. */
    Optional<Blocker> ruled(Part... parts) {
        if (sight.ruled(parts).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(Blocker.waitFor(sight.ruled().isPresent() ? ANSWER : MASTER, sight.silence()));
    }
}
