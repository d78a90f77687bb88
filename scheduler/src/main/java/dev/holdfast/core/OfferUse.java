package dev.holdfast.core;

import dev.holdfast.core.NodeLife.Trigger;
import dev.holdfast.core.Sight.HeldOffer;
import dev.holdfast.model.Labels;
import dev.holdfast.model.Offer;
import dev.holdfast.model.OfferId;
import dev.holdfast.model.Operation;
import dev.holdfast.model.OperationId;
import dev.holdfast.model.Resource;
import dev.holdfast.model.Resources;
import dev.holdfast.plan.Goal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

    private static final double BRIEFLY = 1;
    private static final double FOR_LONG = 3600;

    private final Launching launching = new Launching();
    private final Placing placing = new Placing();

    void use(Turn turn, SortedSet<String> wantedRoles) {
        if (!turn.sight().link().up()) {
            return;
        }
        List<Desk> desks = new ArrayList<>();
        turn.sight().offers().values().forEach(held -> desks.add(new Desk(held)));
        for (Desk desk : desks) {
            tendNodes(turn, desk);
            releaseSurplus(turn, desk);
        }
        explainMissingOffers(turn);
        placing.place(turn, desks);
        desks.forEach(desk -> settle(turn, desk, wantedRoles));
    }

    private void tendNodes(Turn turn, Desk desk) {
        for (NodeRecord node : List.copyOf(turn.state().nodes().values())) {
            boolean here = node.claim()
                    .filter(claim -> claim.agent().id().equals(desk.offer().agentId())
                            && claim.role().equals(desk.offer().role()))
                    .isPresent();
            if (here) {
                tend(turn, desk, node);
            }
        }
    }

    private void tend(Turn turn, Desk desk, NodeRecord node) {
        Claim claim = node.claim().orElseThrow();
        ClusterRecord cluster = turn.state().cluster(node.id().cluster()).orElseThrow();
        Resources part = desk.part(claim.uid());
        if (node.state() == NodeState.REMOVING) {
            releasedIfAbsent(turn, desk, node, part);
            return;
        }
        if (turn.resizing.contains(node.id()) && !Views.isBigEnough(cluster, node)) {
            grow(turn, desk, cluster, node, part);
            return;
        }
        if (node.state() == NodeState.STOPPED) {
            Optional<Resource> volume = part.volume(claim.persistenceId());
            if (volume.isEmpty()) {
                return;
            }
            if (node.goal() == Goal.RUNNING) {
                start(turn, desk, cluster, node, part, volume.get());
            } else if (node.goal() == Goal.RELEASED) {
                release(turn, desk, node, part, volume.get());
            }
        } else if (node.state().isUp()) {
            shrink(turn, desk, cluster, node, part);
        }
    }

    private void start(
            Turn turn, Desk desk, ClusterRecord cluster, NodeRecord node, Resources part, Resource volume) {
        if (launching.hindrance(turn, cluster, node).isPresent()) {
            return;
        }
        Claim claim = node.claim().orElseThrow();
        Sizing wanted = Sizing.of(cluster.spec(), node.id().group());
        Resources there = part.filter(resource -> !resource.isVolume());
        Resources ports = there.filter(resource -> resource.name().equals(Resource.PORTS));
        Sizing size = Sizing.of(there).contains(wanted) ? wanted : Sizing.of(claim.reserved());
        Resources reserved = size.takeFrom(there).plus(ports);
        if (!Sizing.of(reserved).contains(size)) {
            turn.wait(
                    node.id(),
                    "reservation",
                    "the offer from " + desk.offer().hostname() + " does not show all of its reservation yet",
                    "",
                    Optional.empty());
            return;
        }
        launching.launch(turn, cluster, node, desk, reserved, volume);
    }

    private static void release(Turn turn, Desk desk, NodeRecord node, Resources part, Resource volume) {
        Claim claim = node.claim().orElseThrow();
        Resources disk = new Resources(List.of(claim.disk()));
        Resources reserved = part.filter(resource -> !resource.isVolume()).plus(disk);
        desk.add(
                new Operation.Destroy(id(claim.uid(), ClaimOutcomes.DESTROY), new Resources(List.of(volume))), part);
        desk.add(new Operation.Unreserve(id(claim.uid(), ClaimOutcomes.UNRESERVE), reserved), Resources.NONE);
        turn.put(node.with(claim.sent(turn.now)).at(NodeLife.next(node.state(), Trigger.RELEASE_SENT), turn.now));
        turn.tell(
                node.id().cluster(),
                node.id().shortName() + ": its volume on " + desk.offer().hostname()
                        + " is destroyed and its resources unreserved");
    }

    /** Without operation feedback the offer is the answer: what is in it no more, is released. */
    private static void releasedIfAbsent(Turn turn, Desk desk, NodeRecord node, Resources part) {
        boolean newer = node.claim()
                .flatMap(Claim::sentAt)
                .filter(sent -> desk.held.since().isAfter(sent))
                .isPresent();
        if (part.isEmpty() && newer) {
            turn.put(node.withoutClaim().at(NodeLife.next(node.state(), Trigger.ALL_RELEASED), turn.now));
            turn.tell(node.id().cluster(), node.id().shortName() + " is released");
        }
    }

    private static void grow(Turn turn, Desk desk, ClusterRecord cluster, NodeRecord node, Resources part) {
        Claim claim = node.claim().orElseThrow();
        Resources inUse = Views.used(node);
        Resources shown = part.filter(resource -> !resource.isVolume());
        Resources has = inUse.plus(shown);
        Sizing wanted = Sizing.of(cluster.spec(), node.id().group());
        Sizing missing = wanted.beyond(Sizing.of(has));
        if (missing.isNothing()) {
            turn.put(node.with(claim.holding(has)));
            return;
        }
        if (claim.change().isPresent() && !desk.held.since().isAfter(claim.sentAt().orElse(turn.now))) {
            return;
        }
        Resources extra = missing.takeFrom(desk.unreserved());
        if (!Sizing.of(extra).contains(missing)) {
            turn.wait(
                    node.id(),
                    "room",
                    desk.offer().hostname() + " has no room for " + missing.cpusMilli() / 1000.0 + " more cpus and "
                            + missing.memoryMilli() / 1000 + " MB more memory",
                    "free room on that agent, ask for less, or replace the node",
                    Optional.empty());
            return;
        }
        Resource like = claim.reserved().all().get(0);
        Resources reserved = new Resources(extra.stream()
                .map(resource -> resource.reserve(like.reservation().orElseThrow()))
                .toList());
        desk.add(new Operation.Reserve(id(claim.uid(), ClaimOutcomes.GROW), reserved), extra);
        turn.put(node.with(claim.changing(claim.reserved().plus(reserved), turn.now)));
        turn.tell(cluster.name(), node.id().shortName() + ": more is reserved on " + desk.offer().hostname());
    }

    /** What a running node has reserved, does not use and shall not use after its next start, goes back. */
    private static void shrink(Turn turn, Desk desk, ClusterRecord cluster, NodeRecord node, Resources part) {
        Claim claim = node.claim().orElseThrow();
        Resources idle = part.filter(
                resource -> !resource.isVolume() && !resource.name().equals(Resource.PORTS));
        if (idle.isEmpty() || cluster.spec().group(node.id().group()).isEmpty()) {
            return;
        }
        Sizing wanted = Sizing.of(cluster.spec(), node.id().group());
        Sizing future = wanted.beyond(Sizing.of(Views.used(node)));
        Sizing excess = Sizing.of(idle).beyond(future);
        if (excess.isNothing() || claim.sentAt().isPresent()) {
            return;
        }
        Resources released = excess.takeFrom(idle);
        desk.add(new Operation.Unreserve(id(claim.uid(), ClaimOutcomes.SHRINK), released), released);
        turn.put(node.with(claim.changing(claim.reserved().minus(released), turn.now)));
    }

    private static void releaseSurplus(Turn turn, Desk desk) {
        String owner = turn.state().self().owner();
        for (SurplusRecord surplus : List.copyOf(turn.state().surplus().values())) {
            Resources part = desk.part(surplus.uid())
                    .filter(resource -> resource.label(Labels.OWNER).equals(owner));
            if (part.isEmpty() || turn.sight().shown().getOrDefault(surplus.uid(), 0) < 2) {
                continue;
            }
            Resources volumes = part.filter(Resource::isVolume);
            Resources rest = part.filter(resource -> !resource.isVolume());
            if (!volumes.isEmpty() && !surplus.keepVolume()) {
                desk.add(new Operation.Destroy(id(surplus.uid(), ClaimOutcomes.DESTROY), volumes), volumes);
                rest = rest.plus(new Resources(
                        volumes.stream().map(OfferUse::asPlainDisk).toList()));
            }
            if (!rest.isEmpty()) {
                desk.add(new Operation.Unreserve(id(surplus.uid(), ClaimOutcomes.UNRESERVE), rest), part);
            }
        }
    }

    /** The disk that is left when a volume is destroyed. */
    static Resource asPlainDisk(Resource volume) {
        dev.holdfast.model.Disk disk = volume.disk().orElseThrow();
        Optional<dev.holdfast.model.Disk> plain = disk.source().equals(dev.holdfast.model.Disk.Source.ROOT)
                ? Optional.empty()
                : Optional.of(new dev.holdfast.model.Disk(disk.source(), "", "", ""));
        return new Resource(
                volume.name(),
                volume.quantity(),
                volume.allocationRole(),
                volume.reservations(),
                plain,
                volume.providerId(),
                volume.revocable(),
                volume.shared());
    }

    /** A node that could go on had it an offer says that it waits for one. */
    private static void explainMissingOffers(Turn turn) {
        for (NodeRecord node : turn.state().nodes().values()) {
            if (node.state() == NodeState.STOPPED
                    && node.goal() != Goal.STOPPED
                    && !turn.waits.containsKey(node.id())
                    && node.claim().isPresent()) {
                String host = node.claim().get().agent().hostname();
                turn.wait(
                        node.id(),
                        "offer",
                        "no offer from " + host + " has shown its volume yet",
                        "see that agent " + host + " is up",
                        Optional.empty());
            }
        }
    }

    private static void settle(Turn turn, Desk desk, SortedSet<String> wantedRoles) {
        List<OfferId> ids = List.of(desk.offer().id());
        boolean wanted = wantedRoles.contains(desk.offer().role());
        if (desk.isUsed()) {
            turn.effect(new Effect.Accept(ids, desk.operations(), 0));
        } else if (wanted && turn.now.isBefore(desk.held.since().plus(HOLD))) {
            turn.wake(desk.held.since().plus(HOLD));
            return;
        } else {
            turn.effect(new Effect.Decline(ids, wanted ? BRIEFLY : FOR_LONG));
        }
        TreePMap<OfferId, HeldOffer> left = turn.sight().offers().minus(desk.offer().id());
        turn.see(look -> look.offers(left));
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
