package dev.holdfast.core;

import dev.holdfast.core.Sight.HeldOffer;
import dev.holdfast.model.AgentId;
import dev.holdfast.model.Offer;
import dev.holdfast.model.OfferId;
import dev.holdfast.model.Operation;
import dev.holdfast.model.Resource;
import dev.holdfast.model.Resources;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one agent offers one role, be it in several offers, while it is decided what to do with it: Mesos takes them together. What
 * belongs together may come apart, for a task's resources come free before its executor's.
 */
final class Desk {

    private final List<HeldOffer> held;
    private final Offer whole;
    private final List<Operation> operations = new ArrayList<>();
    private final String owner;
    private Resources left;

    private Desk(List<HeldOffer> held, String owner) {
        this.held = List.copyOf(held);
        this.owner = owner;
        Offer first = held.get(0).offer();
        Resources all = first.resources();
        for (HeldOffer more : held.subList(1, held.size())) {
            all = all.plus(more.offer().resources());
        }
        this.whole = held.size() == 1 ? first : first.withResources(all);
        this.left = all;
    }

    private record Place(AgentId agent, String role) {}

    /** A desk for each agent and role. */
    static List<Desk> of(Collection<HeldOffer> offers, String owner) {
        Map<Place, List<HeldOffer>> together = new LinkedHashMap<>();
        for (HeldOffer held : offers) {
            Place place = new Place(held.offer().agentId(), held.offer().role());
            together.computeIfAbsent(place, missing -> new ArrayList<>(1)).add(held);
        }
        return together.values().stream().map(parts -> new Desk(parts, owner)).toList();
    }

    /** All offers in one, under the id of the first. */
    Offer offer() {
        return whole;
    }

    List<OfferId> offerIds() {
        return held.stream().map(part -> part.offer().id()).toList();
    }

    /** When the first of the offers came. */
    Instant since() {
        Instant first = held.get(0).since();
        for (HeldOffer part : held) {
            first = part.since().isBefore(first) ? part.since() : first;
        }
        return first;
    }

    /** Whether all of it was held against these needs before, in vain. */
    boolean wasJudged(Sight.Judged now) {
        for (HeldOffer part : held) {
            if (part.judged().filter(now::equals).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    List<HeldOffer> held() {
        return held;
    }

    /** The offer as it is without what was taken. */
    Offer rest() {
        return isUsed() ? whole.withResources(left) : whole;
    }

    /** What of ours in it carries this claim. */
    Resources part(String uid) {
        return ClaimOutcomes.part(rest(), uid, owner);
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
