package dev.holdfast.simulation;

import dev.holdfast.model.Offer;
import dev.holdfast.model.OfferId;
import dev.holdfast.model.Resource;
import dev.holdfast.model.Resources;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Offers what is free to roles that want it, as their filters let it. */
final class Allocator {

    /** An offer that is out, in the form in which its machine counts. */
    record Open(Offer offer, Machine machine, Resources bare, long since) {}

    private record Filter(Machine machine, String role, Resources refused, long until) {}

    private final TreeMap<OfferId, Open> open = new TreeMap<>();
    private final List<Filter> filters = new ArrayList<>();
    private int number;
    private int rounds;

    final TreeSet<String> roles = new TreeSet<>();
    final TreeSet<String> suppressed = new TreeSet<>();
    /** Whether what a role is offered comes in two offers, one for what is reserved and one for the rest. */
    boolean splits;

    List<Offer> allocate(Collection<Machine> machines, long now) {
        filters.removeIf(filter -> filter.until() <= now);
        List<Offer> offers = new ArrayList<>();
        if (suppressed.containsAll(roles)) {
            return offers;
        }
        // Who was offered first is offered last the next time.
        List<String> order = new ArrayList<>(roles);
        Collections.rotate(order, rounds);
        rounds++;
        for (Machine machine : machines) {
            for (String role : order) {
                Resources part = suppressed.contains(role) ? Resources.NONE : machine.freeFor(role);
                if (part.isEmpty() || isFiltered(machine, role, part)) {
                    continue;
                }
                Resources reserved = part.filter(Resource::isReserved);
                if (splits && !reserved.isEmpty() && !part.minus(reserved).isEmpty()) {
                    offers.add(make(machine, role, part.minus(reserved), now));
                    offers.add(make(machine, role, reserved, now));
                } else {
                    offers.add(make(machine, role, part, now));
                }
            }
        }
        return offers;
    }

    private Offer make(Machine machine, String role, Resources part, long now) {
        number++;
        Offer offer = machine.offer(String.format(Locale.ROOT, "O%06d", number), role, part);
        open.put(offer.id(), new Open(offer, machine, part, now));
        machine.offered = machine.offered.plus(part);
        return offer;
    }

    private boolean isFiltered(Machine machine, String role, Resources part) {
        return filters.stream()
                .anyMatch(filter -> filter.machine() == machine
                        && filter.role().equals(role)
                        && filter.refused().contains(part));
    }

    /** Takes an offer back to use or refuse it; empty if it is no longer valid. */
    Optional<Open> take(OfferId id) {
        return Optional.ofNullable(open.remove(id));
    }

    /** What was left of an offer is free again, and refused for a while. */
    void giveBack(Open used, Resources rest, double refuseSeconds, long now) {
        used.machine().offered = used.machine().offered.minus(rest);
        if (refuseSeconds > 0) {
            long until = now + Math.round(refuseSeconds * 1000);
            filters.add(new Filter(used.machine(), used.offer().role(), rest, until));
        }
    }

    void revive(Collection<String> which) {
        suppressed.removeAll(which);
        filters.removeIf(filter -> which.contains(filter.role()));
    }

    /** Ids of a machine's open offers, which are valid no more. */
    List<OfferId> rescind(Machine machine) {
        List<OfferId> ids = open.values().stream()
                .filter(offer -> offer.machine() == machine)
                .map(offer -> offer.offer().id())
                .toList();
        ids.forEach(open::remove);
        machine.offered = Resources.NONE;
        return ids;
    }

    void forgetFilters(Machine machine) {
        filters.removeIf(filter -> filter.machine() == machine);
    }

    /** The framework went away or came anew: its offers are void, its filters and suppressions forgotten. */
    void forgetAll() {
        open.values().forEach(offer -> offer.machine().offered = Resources.NONE);
        open.clear();
        filters.clear();
        suppressed.clear();
    }

    Collection<Open> outstanding() {
        return open.values();
    }
}
