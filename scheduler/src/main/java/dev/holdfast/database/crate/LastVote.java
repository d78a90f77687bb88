package dev.holdfast.database.crate;

import dev.holdfast.database.Action;
import dev.holdfast.database.Chore;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Debt;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.Proof;
import dev.holdfast.database.crate.CrateDetails.Part;
import dev.holdfast.model.NodeId;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Going on with one node where two votes are needed.
 *
 * <ol>
 *   <li>No node can vote another one out of the last two. So both are stopped, and what stays makes itself the only master, by CrateDB's own
 *       tool, once, at its next start: {@code crate-node unsafe-bootstrap}. What is unsafe about it is not so here: all shards were proved
 *       to be on the node that stays, and both held the same state before they were stopped.
 *   <li>That the next start may do so is a debt, written down while both still run, with the tables that must be there afterwards. A launch
 *       renders it only while those that leave have no process; and a mark on the volume lets it be done once for ever.
 *   <li>What left can never join again with the disk it has: the cluster has another id from then on. That is part of the identity, until
 *       the disk is gone.
 *   <li>A recovery after most votes were lost for good goes the same way: what is lost is what leaves. Other nodes that are left join the
 *       cluster that began anew after they have given the old one up: {@link Detaching}.
 * </ol>
 */
final class LastVote {

    private static final String DEBT = "vote/";

    /** Argument of the payment: nodes that leave. */
    private static final String LEAVING = "leaving";

    /** Argument of the payment: the launch of the node that stays after which it is done. */
    private static final String AFTER = "after";

    /** Argument of the payment: tables that were there. */
    private static final String TABLES = "tables";

    /** Argument of the payment: present if the others did not leave, but are lost. */
    private static final String RECOVERS = "recovers";

    /** Prefix of a node whose disk is of the past, before its name; the value is the generation of that disk. */
    private static final String LEFT_BEHIND = "left-behind.";

    private final Sight sight;

    LastVote(Sight sight) {
        this.sight = sight;
    }

    static String debtId(NodeId stays) {
        return DEBT + stays.shortName();
    }

    /**
     * Who stays if this one leaves as the last but one of those that may be elected, and CrateDB cannot do that by itself. Empty where the
     * usual way does, and where only an explicit recovery could.
     */
    Optional<NodeId> staysAfter(NodeId leaving) {
        Optional<NodeId> other = otherOfTwo(leaving);
        boolean needed = CrateIdentity.hadThreeVoters(sight.view())
                || sight.ruled()
                        .flatMap(CrateDetails::master)
                        .filter(master -> !other.map(CrateIds::name).equals(Optional.of(master)))
                        .isPresent();
        return needed ? other : Optional.empty();
    }

    /** The other of the last two that may be elected, if this one leaves as the last but one. Of two that never were three one has the vote. */
    Optional<NodeId> otherOfTwo(NodeId leaving) {
        ClusterView view = sight.view();
        List<NodeId> stays = sight.kept().stream()
                .filter(node -> CrateIds.isEligible(view.target(), node))
                .toList();
        boolean two = stays.size() == 1
                && !stays.contains(leaving)
                && CrateIds.holdsData(leaving)
                && CrateIds.holdsData(stays.get(0))
                && isVoter(leaving)
                && isVoter(stays.get(0))
                && !sight.isDown(leaving);
        return two && leavesLast(leaving) ? Optional.of(stays.get(0)) : Optional.empty();
    }

    private boolean isVoter(NodeId node) {
        return sight.view()
                .node(node)
                .filter(known -> known.everLaunched() && Sight.isEligible(sight.view(), known))
                .filter(known -> !isLeftBehind(node, sight.view()))
                .isPresent();
    }

    /** Others that leave too, if there still are any, go before it. */
    private boolean leavesLast(NodeId leaving) {
        ClusterView view = sight.view();
        int rank = CrateOrder.rank(Action.REMOVE, leaving, view);
        List<NodeId> kept = sight.kept();
        return view.nodes().keySet().stream()
                .filter(other -> !other.equals(leaving) && !kept.contains(other) && isVoter(other))
                .allMatch(other -> CrateIds.holdsData(other) && CrateOrder.rank(Action.REMOVE, other, view) < rank);
    }

    /** As things are now; empty while it is not known which tables there are. */
    Optional<Debt> debt(NodeId stays) {
        List<String> leaving = sight.view().nodes().keySet().stream()
                .filter(node -> !node.equals(stays) && isVoter(node))
                .map(CrateIds::name)
                .toList();
        int incarnation = sight.view().node(stays).map(NodeView::incarnation).orElse(0);
        return sight.ruled(Part.TABLES)
                .filter(details -> !sight.isUnopened())
                .map(details -> new Debt(
                        debtId(stays),
                        CrateIds.name(stays) + " may make itself the only master at its next start, without "
                                + Names.few(leaving),
                        Chore.on(stays, CrateChores.SETTLE_VOTES)
                                .with(LEAVING, String.join(",", leaving))
                                .with(AFTER, Integer.toString(incarnation))
                                .with(TABLES, String.join(",", details.tables().keySet()))));
    }

    /** The same where what leaves is lost for good: which tables there were nobody can say then. */
    static Debt recovery(NodeView stays, List<NodeId> lost) {
        List<String> names = lost.stream().map(CrateIds::name).toList();
        return new Debt(
                debtId(stays.id()),
                "the cluster begins anew from " + CrateIds.name(stays.id()) + " at its next start, without "
                        + Names.few(names),
                Chore.on(stays.id(), CrateChores.SETTLE_VOTES)
                        .with(LEAVING, String.join(",", names))
                        .with(AFTER, Integer.toString(stays.incarnation()))
                        .with(RECOVERS, "yes"));
    }

    /** The payment of a recovery under way. */
    static Optional<Chore> recovery(ClusterView view) {
        return open(view).stream()
                .filter(payment -> payment.arguments().containsKey(RECOVERS))
                .findFirst();
    }

    /** Whether the votes are as they shall be. A recovery must be seen to have succeeded: by it others are told what to do. */
    static Proof settled(Chore payment, Sight sight) {
        if (sight.ruled().isEmpty()) {
            return Proof.unknown(sight.silence());
        }
        boolean done = !payment.arguments().containsKey(RECOVERS) || isDone(payment, sight.view());
        String name = payment.node().map(CrateIds::name).orElse("");
        return done ? Proof.yes("a master is elected") : Proof.unknown(name + " is not yet master without the others");
    }

    private static List<Chore> open(ClusterView view) {
        return view.debts().stream()
                .filter(debt -> debt.id().startsWith(DEBT))
                .map(Debt::payment)
                .toList();
    }

    private static List<String> leaving(Chore payment) {
        return CrateChores.names(payment.arguments().getOrDefault(LEAVING, ""));
    }

    /** Tables that were there before both stopped. */
    static List<String> tables(NodeId stays, ClusterView view) {
        return open(view).stream()
                .filter(payment -> payment.node().equals(Optional.of(stays)))
                .flatMap(payment -> CrateChores.names(payment.arguments().getOrDefault(TABLES, "")).stream())
                .toList();
    }

    /** Whether a node is being left behind: it must not start any more. */
    static boolean isLeaving(NodeId node, ClusterView view) {
        return open(view).stream().anyMatch(payment -> leaving(payment).contains(CrateIds.name(node)));
    }

    /** Who stays while somebody is being left behind. */
    static Optional<NodeId> staying(ClusterView view) {
        return open(view).stream().flatMap(payment -> payment.node().stream()).findFirst();
    }

    /**
     * By what a launch of this node makes it the only master, the same for all launches until that is done; empty if this launch does not.
     * Not while one that leaves has a process: then both are a quorum as before.
     */
    static String launchToken(NodeView node, ClusterView view) {
        return open(view).stream()
                .filter(payment -> payment.node().equals(Optional.of(node.id())))
                .filter(payment -> view.nodes().values().stream()
                        .noneMatch(
                                other -> other.processUp() && leaving(payment).contains(CrateIds.name(other.id()))))
                .map(payment -> CrateIds.name(node.id()) + "/" + node.generation() + "/"
                        + payment.arguments().getOrDefault(AFTER, "0"))
                .findFirst()
                .orElse("");
    }

    /**
     * What is left behind, by name with its generation, once it is seen: a later launch of the node that stays is master and lists none of
     * the others, which without this it could not be. One that is gone, or has another disk, is forgotten.
     */
    static SortedMap<String, String> leftBehind(ClusterView view) {
        TreeMap<String, String> all = new TreeMap<>();
        for (NodeView node : view.nodes().values()) {
            String key = LEFT_BEHIND + CrateIds.name(node.id());
            String generation = Integer.toString(node.generation());
            if (view.identity().getOrDefault(key, "").equals(generation)) {
                all.put(key, generation);
            }
        }
        for (Chore payment : open(view)) {
            if (isDone(payment, view)) {
                for (NodeView node : view.nodes().values()) {
                    if (leaving(payment).contains(CrateIds.name(node.id()))) {
                        all.put(LEFT_BEHIND + CrateIds.name(node.id()), Integer.toString(node.generation()));
                    }
                }
            }
        }
        return all;
    }

    static boolean isDone(Chore payment, ClusterView view) {
        Sight sight = new Sight(view);
        Optional<NodeView> stays = payment.node().flatMap(view::node);
        Optional<CrateDetails> known = sight.ruled(Part.MEMBERS, Part.HEALTH);
        if (stays.isEmpty() || known.isEmpty()) {
            return false;
        }
        String after = payment.arguments().getOrDefault(AFTER, "0");
        NodeView node = stays.get();
        return node.incarnation() > Integer.parseInt(after)
                && view.isReady(node.id())
                && known.get().master().equals(Optional.of(CrateIds.name(node.id())))
                && leaving(payment).stream()
                        .noneMatch(name -> known.get().members().containsKey(name));
    }

    static boolean isLeftBehind(NodeId node, ClusterView view) {
        return view.identity().keySet().contains(LEFT_BEHIND + CrateIds.name(node))
                && view.node(node)
                        .filter(known -> view.identity()
                                .getOrDefault(LEFT_BEHIND + CrateIds.name(node), "")
                                .equals(Integer.toString(known.generation())))
                        .isPresent();
    }

    static boolean isKeyOfLeftBehind(String key) {
        return key.startsWith(LEFT_BEHIND);
    }
}
