package dev.holdfast.local.master;

import dev.holdfast.mesos.v1.Filters;
import dev.holdfast.mesos.v1.scheduler.Call;
import java.time.Duration;
import java.util.List;

/** Takes offers back, from either side. */
final class Offers {

    private final World world;

    Offers(World world) {
        this.world = world;
    }

    /** The offer is answered or void: what it held is free again unless the caller uses it at once. */
    void close(OpenOffer offer) {
        world.offers.remove(offer.id());
        world.agent(offer.agentId()).ifPresent(agent -> agent.removeOffer(offer.id()));
    }

    /** Takes all offers of an agent back and says so. */
    void rescind(Agent agent) {
        for (OpenOffer offer : List.copyOf(agent.offers().values())) {
            rescind(offer);
        }
    }

    void rescind(OpenOffer offer) {
        close(offer);
        world.framework(offer.frameworkId())
                .ifPresent(framework ->
                        world.tell(framework, Events.rescind(offer.offer().getId())));
    }

    /** A framework that is cut off is not told: its offers are void for it anyway. */
    void closeAll(Framework framework) {
        of(framework).forEach(this::close);
    }

    List<OpenOffer> of(Framework framework) {
        return world.offers.values().stream()
                .filter(offer -> offer.frameworkId().equals(framework.id.getValue()))
                .toList();
    }

    void decline(Framework framework, Call.Decline decline) {
        decline.getOfferIdsList().forEach(id -> {
            OpenOffer offer = world.offers.get(id.getValue());
            if (offer != null && offer.frameworkId().equals(framework.id.getValue())) {
                close(offer);
                refuse(framework, offer, offer.resources(), decline.getFilters());
            }
        });
    }

    /** Remembers that the framework does not want these resources for a while; no seconds mean at the next round. */
    void refuse(Framework framework, OpenOffer offer, Resources unused, Filters filters) {
        double seconds = filters.getRefuseSeconds();
        if (seconds == 0 || unused.isEmpty()) {
            return;
        }
        Duration asked = Times.duration(seconds < 0 || Double.isNaN(seconds) ? defaultRefusal() : seconds);
        Duration shortest = world.timings.allocation();
        Duration holds = asked.compareTo(shortest) < 0 ? shortest : asked;
        framework.refusals.add(
                new Framework.Refusal(offer.agentId(), offer.role(), unused.unallocated(), world.now.plus(holds)));
    }

    private static double defaultRefusal() {
        return Filters.getDefaultInstance().getRefuseSeconds();
    }
}
