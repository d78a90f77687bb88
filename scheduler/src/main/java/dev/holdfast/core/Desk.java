package dev.holdfast.core;

import dev.holdfast.core.Sight.HeldOffer;
import dev.holdfast.model.Offer;
import dev.holdfast.model.Operation;
import dev.holdfast.model.Resource;
import dev.holdfast.model.Resources;
import java.util.ArrayList;
import java.util.List;

/** One offer being used: what was decided to do with it, and what is left of it. */
final class Desk {

    final HeldOffer held;
    private final List<Operation> operations = new ArrayList<>();
    private Resources left;

    Desk(HeldOffer held) {
        this.held = held;
        this.left = held.offer().resources();
    }

    Offer offer() {
        return held.offer();
    }

    /** The offer as it is without what was taken. */
    Offer rest() {
        return held.offer().withResources(left);
    }

    /** What of ours in it carries this claim. */
    Resources part(String uid) {
        return ClaimOutcomes.part(rest(), uid);
    }

    Resources unreserved() {
        return left.filter(resource -> !resource.isReserved() && !resource.revocable() && isPlain(resource));
    }

    private static boolean isPlain(Resource resource) {
        return resource.disk().isEmpty();
    }

    /** Does this with the offer; what it takes is no longer there for others. */
    void add(Operation operation, Resources taken) {
        operations.add(operation);
        left = left.minus(taken);
    }

    boolean isUsed() {
        return !operations.isEmpty();
    }

    List<Operation> operations() {
        return operations;
    }
}
