package dev.holdfast.core;

import dev.holdfast.core.Sight.HeldOffer;
import dev.holdfast.model.Offer;
import dev.holdfast.model.OfferId;
import dev.holdfast.model.Operation;
import dev.holdfast.model.Resource;
import dev.holdfast.model.Resources;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
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
        Resources all = Resources.NONE;
        for (HeldOffer part : held) {
            all = all.plus(part.offer().resources());
        }
        this.whole = held.get(0).offer().withResources(all);
        this.left = all;
    }

    /** A desk for each agent and role. */
    static List<Desk> of(Collection<HeldOffer> offers, String owner) {
        Map<String, List<HeldOffer>> together = new LinkedHashMap<>();
        for (HeldOffer held : offers) {
            String key = held.offer().agentId() + " " + held.offer().role();
            together.computeIfAbsent(key, missing -> new ArrayList<>()).add(held);
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
        return held.stream()
                .map(HeldOffer::since)
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** Whether all of it was held against these needs before, in vain. */
    boolean wasJudged(Sight.Judged now) {
        return held.stream().allMatch(part -> part.judged().filter(now::equals).isPresent());
    }

    List<HeldOffer> held() {
        return held;
    }

    /** The offer as it is without what was taken. */
    Offer rest() {
        return whole.withResources(left);
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
