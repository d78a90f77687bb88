package dev.holdfast.core;

import dev.holdfast.core.Attention.Level;
import dev.holdfast.core.Sight.HeldOffer;
import dev.holdfast.model.Offer;
import dev.holdfast.model.OfferId;
import dev.holdfast.model.OperationId;
import dev.holdfast.model.Resource;
import dev.holdfast.model.Resources;
import dev.holdfast.plan.Goal;
import dev.holdfast.plan.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
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

    private static final double BRIEFLY = 1;
    private static final double FOR_LONG = 3600;

    private final Launching launching = new Launching();
    private final Placing placing = new Placing();
    private final Releasing releasing = new Releasing();
    private final Resizing resizing = new Resizing();

    void use(Turn turn, SortedMap<String, Attention> attention) {
        if (!turn.sight().link().up()) {
            return;
        }
        List<Desk> desks =
                Desk.of(turn.sight().offers().values(), turn.state().self().owner());
        for (Desk desk : desks) {
            tendNodes(turn, desk);
            releasing.surplus(turn, desk);
        }
        explainMissingOffers(turn);
        placing.place(turn, desks);
        desks.forEach(desk -> settle(
                turn,
                desk,
                attention.getOrDefault(desk.offer().role(), Attention.SILENT).level()));
    }

    private void tendNodes(Turn turn, Desk desk) {
        for (NodeRecord node : List.copyOf(turn.state().nodes().values())) {
            if (isHere(node, desk)) {
                tend(turn, desk, node);
            }
        }
    }

    private static boolean isHere(NodeRecord node, Desk desk) {
        return node.claim()
                .filter(claim -> claim.agent().id().equals(desk.offer().agentId())
                        && claim.role().equals(desk.offer().role()))
                .isPresent();
    }

    private void tend(Turn turn, Desk desk, NodeRecord node) {
        Claim claim = node.claim().orElseThrow();
        ClusterRecord cluster = turn.state().cluster(node.id().cluster()).orElseThrow();
        Resources part = desk.part(claim.uid());
        if (turn.resizing.contains(node.id()) && !Views.isBigEnough(cluster, node)) {
            resizing.grow(turn, desk, cluster, node, part);
            return;
        }
        if (node.state() == NodeState.STOPPED) {
            if (node.goal() == Goal.RUNNING) {
                part.volume(claim.persistenceId()).ifPresent(volume -> start(turn, desk, cluster, node, part, volume));
            } else if (node.goal() == Goal.RELEASED) {
                releasing.node(turn, desk, node, part);
            }
        } else if (node.state().isUp()) {
            resizing.shrink(turn, desk, cluster, node, part);
        }
    }

    private void start(Turn turn, Desk desk, ClusterRecord cluster, NodeRecord node, Resources part, Resource volume) {
        if (launching.hindrance(turn, cluster, node).isPresent()) {
            return;
        }
        Claim claim = node.claim().orElseThrow();
        Sizing wanted = Sizing.of(cluster.spec(), node.id().group());
        Resources there = part.filter(resource -> !resource.isVolume());
        Resources ports = there.filter(resource -> resource.name().equals(Resource.PORTS));
        Sizing recorded = Sizing.of(claim.reserved());
        if (claim.sentAt().isEmpty() && Sizing.of(there).contains(recorded) && !recorded.contains(Sizing.of(there))) {
            // It has more than was known, from a RESERVE that nobody answered: the record follows. Never downwards, for
            // what an
            // ended process had comes back in parts.
            turn.put(node.with(claim.holding(there)));
            return;
        }
        Sizing size = Sizing.of(there).contains(wanted) ? wanted : Sizing.of(claim.reserved());
        Resources reserved = size.takeFrom(there).plus(ports);
        if (!Sizing.of(reserved).contains(size)) {
            waitForOffer(turn, node);
            return;
        }
        launching.launch(turn, cluster, node, desk, reserved, volume);
    }

    /**
     * Why nodes do not go on that no offer in hand is about. Offers come and go all the time, so what one of the last told is
     * true until another tells something else.
     */
    private void explainMissingOffers(Turn turn) {
        for (NodeRecord node : turn.state().nodes().values()) {
            if (turn.waits.containsKey(node.id()) || node.claim().isEmpty()) {
                continue;
            }
            ClusterRecord cluster = turn.state().cluster(node.id().cluster()).orElseThrow();
            if (turn.resizing.contains(node.id())) {
                resizing.explain(turn, node);
            } else if (node.state() == NodeState.STOPPED && node.goal() == Goal.RUNNING) {
                boolean hindered = launching.hindrance(turn, cluster, node).isPresent();
                Optional<Reason> software = Optional.ofNullable(
                                turn.sight().waits().get(node.id()))
                        .filter(reason -> reason.rule().equals(Launching.SOFTWARE));
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
        turn.wait(
                node.id(),
                "offer",
                "no offer from " + host + " has shown its volume and all of its reservation yet",
                "see that agent " + host + " is up",
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
            boolean soon = attention == Level.EAGER || (attention == Level.WATCHING && tellsMore(turn, desk));
            turn.effect(new Effect.Decline(ids, soon ? BRIEFLY : FOR_LONG));
        }
        TreePMap<OfferId, HeldOffer> left = turn.sight().offers().minusAll(ids);
        turn.see(look -> look.offers(left));
    }

    /** Whether the next offer from the same agent may tell what this one did not. */
    private static boolean tellsMore(Turn turn, Desk desk) {
        return Releasing.isOfInterest(turn, desk)
                || turn.state().nodes().values().stream()
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
