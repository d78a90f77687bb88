package dev.holdfast.core;

import dev.holdfast.core.Attention.Level;
import dev.holdfast.core.Sight.HeldOffer;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import dev.holdfast.model.Offer;
import dev.holdfast.model.OfferId;
import dev.holdfast.model.OperationId;
import dev.holdfast.model.Resource;
import dev.holdfast.model.Resources;
import dev.holdfast.plan.Goal;
import dev.holdfast.plan.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import org.pcollections.TreePMap;

/**
 * What is done with the offers in hand. In this order, for each:
 *
 * <ol>
 *   <li>Nodes whose own resources are in it go on: launch, grow, shrink, release.
 *   <li>Surplus of ours that the records say may go, and that two offers have shown, is released.
 *   <li>Nodes that stand nowhere are placed on what is left ({@link Placing}).
 *   <li>An offer that was used is accepted with all its operations in one call. One that may be wanted in a moment is kept for that
 *       moment; the others are declined, for long when their role wants nothing.
 * </ol>
 */
final class OfferUse {

    /** How long an offer is kept while its role waits for something. */
    static final Duration HOLD = Duration.ofSeconds(5);

    /** Name of the wait for an offer that shows a node's own resources. */
    static final String OFFER = "offer";

    /** Name of the wait for an agent that an operator empties. */
    static final String DRAINING = "agent-draining";

    private static final double BRIEFLY = 1;
    private static final double FOR_A_WHILE = 20;
    private static final double FOR_LONG = 3600;

    private final Launching launching = new Launching();
    private final Placing placing = new Placing();
    private final Releasing releasing = new Releasing();
    private final Resizing resizing = new Resizing();

    void use(Turn turn, SortedMap<String, Attention> attention, SortedSet<ClusterName> looked) {
        if (!turn.sight().link().up()) {
            return;
        }
        List<Desk> desks =
                Desk.of(turn.sight().offers().values(), turn.state().self().owner());
        for (Desk desk : desks) {
            for (NodeId node : inhabitants(turn, desk)) {
                turn.about(node.cluster(), () -> turn.state().node(node).ifPresent(record -> tend(turn, desk, record)));
            }
            releasing.surplus(turn, desk);
        }
        for (ClusterName cluster : looked) {
            turn.about(cluster, () -> explainMissingOffers(turn, cluster));
        }
        placing.place(turn, desks, looked);
        desks.forEach(desk -> settle(
                turn,
                desk,
                attention.getOrDefault(desk.offer().role(), Attention.SILENT).level()));
    }

    private static List<NodeId> inhabitants(Turn turn, Desk desk) {
        return turn.inhabitants().at(desk.offer().agentId(), desk.offer().role());
    }

    private static boolean isHere(NodeRecord node, Desk desk) {
        return node.claim()
                .filter(claim -> claim.agent().id().equals(desk.offer().agentId())
                        && claim.role().equals(desk.offer().role()))
                .isPresent();
    }

    private void tend(Turn turn, Desk desk, NodeRecord node) {
        if (!isHere(node, desk)) {
            return;
        }
        Claim claim = node.claim().orElseThrow();
        ClusterRecord cluster = turn.state().cluster(node.id().cluster()).orElseThrow();
        Resources part = desk.part(claim.uid());
        // What is down and shall run is not kept down for want of its exporter's port.
        boolean starts = node.state() == NodeState.STOPPED && node.goal() == Goal.RUNNING;
        if (turn.resizing.contains(node.id())
                && !Views.isBigEnough(turn, cluster, node)
                && !(starts && Views.lacksOnlyPort(turn, cluster, node))) {
            resizing.grow(turn, desk, cluster, node, part);
            return;
        }
        if (node.state() == NodeState.STOPPED) {
            if (node.goal() == Goal.RUNNING) {
                part.volume(claim.persistenceId()).ifPresent(volume -> start(turn, desk, cluster, node, part, volume));
            } else if (node.goal() == Goal.RELEASED) {
                releasing.node(turn, desk, node, part);
            }
        } else if (node.state().isUp() && !ChoreLaunch.fromOffer(turn, desk, cluster, node, part)) {
            resizing.shrink(turn, desk, cluster, node, part);
        }
    }

    private void start(Turn turn, Desk desk, ClusterRecord cluster, NodeRecord node, Resources part, Resource volume) {
        if (!ChoreCare.isOver(turn, node)) {
            return;
        }
        if (launching.hindrance(turn, cluster, node).isPresent()) {
            return;
        }
        Claim claim = node.claim().orElseThrow();
        if (ExporterPort.comesFirst(turn, desk, cluster, node)) {
            waitForOffer(turn, node);
            resizing.grow(turn, desk, cluster, node, part);
            return;
        }
        Sizing wanted = Sizing.wanted(turn, cluster, node);
        Resources there = part.filter(resource -> !resource.isVolume());
        Resources ports = there.filter(resource -> resource.name().equals(Resource.PORTS));
        Sizing recorded = Sizing.of(claim.reserved());
        if (!Resizing.isPending(turn, claim)
                && Sizing.of(there).contains(recorded)
                && !recorded.contains(Sizing.of(there))) {
            // It has more than was known, from a RESERVE that nobody answered: the record follows. Never downwards, for
            // what an
            // ended process had comes back in parts.
            turn.put(node.with(claim.holding(there)));
            return;
        }
        if (isGone(turn, desk, node, there)) {
            turn.put(node.with(claim.holding(there)));
            turn.tell(
                    EventKind.RESERVATION,
                    node.id(),
                    node.id().shortName() + ": part of its reservation on "
                            + desk.offer().hostname() + " is gone, and is reserved anew");
            return;
        }
        if (isShort(turn, cluster, node)) {
            resizing.grow(turn, desk, cluster, node, part);
            return;
        }
        Sizing size = Sizing.of(there).contains(wanted) ? wanted : Sizing.of(claim.reserved());
        Resources reserved = size.takeFrom(there).plus(ports);
        if (!Sizing.of(reserved).contains(size)
                || !ports.ports().contains(claim.reserved().ports())) {
            waitForOffer(turn, node);
            return;
        }
        launching.launch(turn, cluster, node, desk, reserved, volume);
    }

    /**
     * Whether some of what a node had reserved is no longer there, as after an operator's UNRESERVE: long after its process ended,
     * offers with its volume still do not show all of it.
     */
    private static boolean isGone(Turn turn, Desk desk, NodeRecord node, Resources there) {
        Claim claim = node.claim().orElseThrow();
        Instant settled = node.since().plus(NodeCare.OPERATION_TIMEOUT);
        boolean less = !Resizing.isPending(turn, claim) && !Sizing.of(there).contains(Sizing.of(claim.reserved()));
        if (less && turn.now.isBefore(settled)) {
            turn.wake(settled);
        }
        return less && desk.since().isAfter(settled);
    }

    /** Whether a node has less than its last process had, though the target does not give it less: it would not come up. */
    private static boolean isShort(Turn turn, ClusterRecord cluster, NodeRecord node) {
        if (cluster.spec().group(node.id().group()).isEmpty()) {
            return false;
        }
        Sizing wanted = Sizing.wanted(turn, cluster, node);
        Sizing needed =
                node.incarnation().map(last -> wanted.atMost(last.size())).orElse(wanted);
        return !Sizing.of(node.claim().orElseThrow().reserved()).contains(needed);
    }

    /**
     * Why nodes do not go on that no offer in hand is about. Offers come and go all the time, so what one of the last told is
     * true until another tells something else.
     */
    private void explainMissingOffers(Turn turn, ClusterName looked) {
        for (NodeRecord node : turn.state().nodesOf(looked)) {
            if (turn.waits.containsKey(node.id()) || node.claim().isEmpty()) {
                continue;
            }
            ClusterRecord cluster = turn.state().cluster(node.id().cluster()).orElseThrow();
            boolean starts = node.state() == NodeState.STOPPED && node.goal() == Goal.RUNNING;
            if (turn.resizing.contains(node.id()) || (starts && isShort(turn, cluster, node))) {
                resizing.explain(turn, node);
            }
            ChoreLaunch.explain(turn, node);
            if (turn.resizing.contains(node.id()) || turn.waits.containsKey(node.id())) {
                continue;
            }
            if (starts) {
                boolean hindered = launching.hindrance(turn, cluster, node).isPresent();
                Optional<Reason> software = Optional.ofNullable(
                                turn.sight().waits().get(node.id()))
                        .filter(reason -> reason.rule().equals(Supply.RULE));
                if (!hindered && software.isPresent()) {
                    turn.waits.put(node.id(), software.get());
                } else if (!hindered) {
                    waitForOffer(turn, node);
                }
            } else if (node.state() == NodeState.STOPPED && node.goal() == Goal.RELEASED) {
                waitForOffer(turn, node);
            }
        }
    }

    static void waitForOffer(Turn turn, NodeRecord node) {
        String host = node.claim().orElseThrow().agent().hostname();
        if (node.goal() == Goal.RUNNING && Replacing.isDrained(node)) {
            String text = "an operator drains agent " + host + "; it starts there again when its volume is offered";
            turn.wait(node.id(), DRAINING, text, "reactivate agent " + host, Optional.empty());
            return;
        }
        Optional<Replacing.Unreplaced> away = Optional.ofNullable(turn.unreplaced.get(node.id()));
        if (away.isPresent()) {
            String text = "its process is over and the master does not know agent " + host + " now; ";
            turn.wait(
                    node.id(),
                    OFFER,
                    text + away.get().text(),
                    "see that agent " + host + " is up",
                    away.get().until());
            return;
        }
        turn.wait(
                node.id(),
                OFFER,
                "no offer from " + host + " has shown its volume and all of its reservation yet",
                Uninstalling.remedy(turn, node).orElse("see that agent " + host + " is up"),
                Optional.empty());
    }

    private static void settle(Turn turn, Desk desk, Level attention) {
        List<OfferId> ids = desk.offerIds();
        if (desk.isUsed()) {
            turn.effect(new Effect.Accept(ids, desk.operations(), 0));
        } else if (attention == Level.EAGER && turn.now.isBefore(desk.since().plus(HOLD))) {
            turn.wake(desk.since().plus(HOLD));
            return;
        } else {
            turn.effect(new Effect.Decline(ids, refusal(turn, desk, attention)));
        }
        TreePMap<OfferId, HeldOffer> left = turn.sight().offers().minusAll(ids);
        turn.see(look -> look.offers(left));
    }

    /** For how many seconds nothing like this need be offered. */
    private static double refusal(Turn turn, Desk desk, Level attention) {
        if (attention == Level.EAGER || (attention == Level.WATCHING && tellsMore(turn, desk))) {
            return BRIEFLY;
        }
        boolean rests = inhabitants(turn, desk).stream()
                .flatMap(node -> turn.state().node(node).stream())
                .anyMatch(node -> Resting.rests(turn, node)); // whether its agent's window is over is told by offers
        return attention == Level.WATCHING && (rests || Releasing.mayShowSurplus(turn, desk)) ? FOR_A_WHILE : FOR_LONG;
    }

    /** Whether the next offer from the same agent may tell what this one did not. */
    private static boolean tellsMore(Turn turn, Desk desk) {
        return Releasing.showsSurplus(turn, desk)
                || inhabitants(turn, desk).stream()
                        .flatMap(node -> turn.state().node(node).stream())
                        .anyMatch(node -> isHere(node, desk) && node.state().isUp() && Resizing.hasExcess(turn, node));
    }

    static Optional<OperationId> id(String uid, String operation) {
        return Optional.of(new OperationId(uid + "/" + operation));
    }

    /** Offers of one role. */
    static List<Offer> rests(List<Desk> desks, String role) {
        return desks.stream()
                .filter(desk -> desk.offer().role().equals(role))
                .map(Desk::rest)
                .toList();
    }
}
