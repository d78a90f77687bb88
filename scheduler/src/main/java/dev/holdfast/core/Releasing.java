package dev.holdfast.core;

import dev.holdfast.core.NodeLife.Trigger;
import dev.holdfast.core.Sight.Showing;
import dev.holdfast.model.Disk;
import dev.holdfast.model.Labels;
import dev.holdfast.model.Operation;
import dev.holdfast.model.Resource;
import dev.holdfast.model.Resources;
import dev.holdfast.plan.Plan;
import dev.holdfast.plan.StepKind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Gives back what nodes hold that shall be released, and what the records call surplus.
 *
 * <p>An agent's resources may come in several offers: a task's come free before its executor's, which has the volume. So a node is
 * released from an offer that shows all of its claim. If none comes, what is there is released, and the rest written down as surplus.
 */
final class Releasing {

    void node(Turn turn, Desk desk, NodeRecord node, Resources part) {
        Claim claim = node.claim().orElseThrow();
        Optional<Resource> volume = part.volume(claim.persistenceId());
        Resources disk = new Resources(List.of(claim.disk()));
        Resources plain = part.filter(resource -> !resource.isVolume());
        boolean destroyed = volume.isEmpty() && claim.sentAt().isPresent() && plain.contains(disk);
        if (volume.isEmpty() && !destroyed) {
            return;
        }
        Resources all = destroyed ? plain : plain.plus(disk);
        if (!isWhole(all, claim.reserved().plus(disk))) {
            Instant until = node.since().plus(NodeCare.OPERATION_TIMEOUT);
            if (turn.now.isBefore(until)) {
                turn.wake(until);
                OfferUse.waitForOffer(turn, node);
                return;
            }
            turn.fact(new Fact.Surplus(
                    surplus(node, "the rest of what " + node.id().shortName() + " had", false, turn.now)));
        }
        volume.ifPresent(there -> desk.add(
                new Operation.Destroy(OfferUse.id(claim.uid(), ClaimOutcomes.DESTROY), new Resources(List.of(there))),
                new Resources(List.of(there))));
        desk.add(new Operation.Unreserve(OfferUse.id(claim.uid(), ClaimOutcomes.UNRESERVE), all), plain);
        turn.see(look -> look.shown(turn.sight().shown().minus(claim.uid())));
        turn.put(node.with(claim.sent(turn.now)).at(NodeLife.next(node.state(), Trigger.RELEASE_SENT), turn.now));
        turn.tell(
                EventKind.RESERVATION,
                node.id(),
                node.id().shortName() + ": its volume on " + desk.offer().hostname()
                        + " is destroyed and its resources unreserved");
    }

    private static boolean isWhole(Resources there, Resources wanted) {
        return Sizing.of(there).contains(Sizing.of(wanted)) && there.ports().contains(wanted.ports());
    }

    static SurplusRecord surplus(NodeRecord node, String why, boolean keepVolume, Instant now) {
        Claim claim = node.claim().orElseThrow();
        return new SurplusRecord(
                claim.uid(),
                node.id().toString(),
                claim.role(),
                claim.agent().id(),
                claim.agent().hostname(),
                why,
                keepVolume,
                now);
    }

    void surplus(Turn turn, Desk desk) {
        for (SurplusRecord surplus : List.copyOf(turn.state().surplus().values())) {
            Showing showing = turn.sight().shown().get(surplus.uid());
            Resources part = releasable(turn, desk, surplus);
            if (part.isEmpty() || showing == null || !showing.isThere()) {
                continue;
            }
            Resources volumes = part.filter(Resource::isVolume);
            Resources plain = part.filter(resource -> !resource.isVolume());
            if (!volumes.isEmpty()) {
                desk.add(new Operation.Destroy(OfferUse.id(surplus.uid(), ClaimOutcomes.DESTROY), volumes), volumes);
            }
            Resources all = plain.plus(
                    new Resources(volumes.stream().map(Releasing::asPlainDisk).toList()));
            desk.add(new Operation.Unreserve(OfferUse.id(surplus.uid(), ClaimOutcomes.UNRESERVE), all), plain);
        }
    }

    /** What of a surplus is in an offer and may go. */
    private static Resources releasable(Turn turn, Desk desk, SurplusRecord surplus) {
        String owner = turn.state().self().owner();
        return desk.part(surplus.uid())
                .filter(resource -> resource.label(Labels.OWNER).equals(owner)
                        && !(keepsVolume(turn, surplus) && resource.isVolume()));
    }

    /** A volume that a person decides about; or the old one of a node that is being replaced and has not come up on its new one. */
    private static boolean keepsVolume(Turn turn, SurplusRecord surplus) {
        return surplus.keepVolume() || isBeingReplaced(turn, surplus);
    }

    static boolean isBeingReplaced(Turn turn, SurplusRecord surplus) {
        return turn.state().clusters().values().stream()
                .flatMap(cluster -> cluster.plan().filter(Plan::isActive).stream())
                .flatMap(Plan::steps)
                .filter(step ->
                        step.kind() == StepKind.REPLACE && !step.status().isOver())
                .anyMatch(step -> step.node()
                        .filter(node -> node.toString().equals(surplus.node()))
                        .isPresent());
    }

    /** Whether surplus is in an offer that may go, or was in one and may be gone: so the next one from there is wanted soon. */
    static boolean showsSurplus(Turn turn, Desk desk) {
        return turn.state().surplus().values().stream()
                .anyMatch(surplus -> !releasable(turn, desk, surplus).isEmpty()
                        || (wasSeen(turn, surplus) && mayShow(turn, desk, surplus)));
    }

    /** Whether surplus that nobody has seen yet, or that is kept, may turn up where an offer is from, or has to be missed there. */
    static boolean mayShowSurplus(Turn turn, Desk desk) {
        return turn.state().surplus().values().stream().anyMatch(surplus -> surplus.mightBeIn(desk.offer()));
    }

    private static boolean wasSeen(Turn turn, SurplusRecord surplus) {
        Showing showing = turn.sight().shown().get(surplus.uid());
        return showing != null && showing.seen();
    }

    private static boolean mayShow(Turn turn, Desk desk, SurplusRecord surplus) {
        return !surplus.keepVolume()
                && surplus.mayBeIn(desk.offer(), turn.sight().agents());
    }

    /** The disk that is left when a volume is destroyed. */
    static Resource asPlainDisk(Resource volume) {
        Disk disk = volume.disk().orElseThrow();
        Optional<Disk> plain = disk.source().equals(Disk.Source.ROOT)
                ? Optional.empty()
                : Optional.of(new Disk(disk.source(), "", "", ""));
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
}
