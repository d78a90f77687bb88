package dev.holdfast.core;

import dev.holdfast.model.Offer;
import dev.holdfast.model.OfferId;
import dev.holdfast.model.Resources;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** The allocator of the simulated Mesos: offers what is free to roles that want it, as their filters let it. */
final class SimOffers {

    /** An offer that is out, in the form in which its agent counts. */
    record Open(Offer offer, SimAgent agent, Resources bare) {}

    private record Filter(SimAgent agent, String role, Resources refused, Instant until) {}

    private final TreeMap<OfferId, Open> open = new TreeMap<>();
    private final List<Filter> filters = new ArrayList<>();
    private int number;

    final TreeSet<String> roles = new TreeSet<>();
    final TreeSet<String> suppressed = new TreeSet<>();
    /** Offers that were ever made. */
    int made;

    /** Whether what a role is offered comes in two offers, one for what is reserved and one for the rest. */
    boolean splits;

    List<Offer> allocate(Collection<SimAgent> agents, Instant now) {
        filters.removeIf(filter -> !filter.until().isAfter(now));
        List<Offer> offers = new ArrayList<>();
        for (SimAgent agent : agents) {
            for (String role : roles) {
                Resources part = agent.freeFor(role);
                if (!agent.connected
                        || agent.drained
                        || suppressed.contains(role)
                        || part.isEmpty()
                        || isFiltered(agent, role, part)) {
                    continue;
                }
                Resources reserved = part.filter(resource -> resource.isReserved());
                if (splits && !reserved.isEmpty() && !part.minus(reserved).isEmpty()) {
                    offers.add(make(agent, role, part.minus(reserved)));
                    offers.add(make(agent, role, reserved));
                } else {
                    offers.add(make(agent, role, part));
                }
            }
        }
        return offers;
    }

    private Offer make(SimAgent agent, String role, Resources part) {
        number++;
        made++;
        Offer offer = agent.offer(String.format("offer-%06d", number), role, part);
        open.put(offer.id(), new Open(offer, agent, part));
        agent.offered = agent.offered.plus(part);
        return offer;
    }

    private boolean isFiltered(SimAgent agent, String role, Resources part) {
        return filters.stream()
                .anyMatch(filter -> filter.agent() == agent
                        && filter.role().equals(role)
                        && filter.refused().contains(part));
    }

    /** Takes an offer back to use or refuse it; empty if it is no longer valid. */
    Optional<Open> take(OfferId id) {
        return Optional.ofNullable(open.remove(id));
    }

    /** What was left of an offer is free again, and refused for a while. */
    void giveBack(Open used, Resources rest, double refuseSeconds, Instant now) {
        used.agent().offered = used.agent().offered.minus(rest);
        if (refuseSeconds > 0) {
            Instant until = now.plus(Duration.ofMillis(Math.round(refuseSeconds * 1000)));
            filters.add(new Filter(used.agent(), used.offer().role(), rest, until));
        }
    }

    void revive(Collection<String> which) {
        suppressed.removeAll(which);
        filters.removeIf(filter -> which.contains(filter.role()));
    }

    /** Ids of an agent's open offers, which are valid no more, and what was refused of it is forgotten. */
    List<OfferId> rescind(SimAgent agent) {
        filters.removeIf(filter -> filter.agent() == agent);
        return withdraw(agent);
    }

    /** Likewise, but what was refused stays so. */
    List<OfferId> withdraw(SimAgent agent) {
        List<OfferId> ids = open.values().stream()
                .filter(offer -> offer.agent() == agent)
                .map(offer -> offer.offer().id())
                .toList();
        ids.forEach(open::remove);
        agent.offered = Resources.NONE;
        return ids;
    }

    /** A framework went away or came anew: its offers are void, its filters and suppressions forgotten. */
    void forgetAll() {
        open.values().forEach(offer -> offer.agent().offered = Resources.NONE);
        open.clear();
        filters.clear();
        suppressed.clear();
    }

    int outstanding() {
        return open.size();
    }
}
