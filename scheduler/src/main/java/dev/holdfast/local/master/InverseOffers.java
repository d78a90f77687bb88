package dev.holdfast.local.master;

import dev.holdfast.mesos.v1.Address;
import dev.holdfast.mesos.v1.Filters;
import dev.holdfast.mesos.v1.FrameworkID;
import dev.holdfast.mesos.v1.InverseOffer;
import dev.holdfast.mesos.v1.OfferID;
import dev.holdfast.mesos.v1.URL;
import dev.holdfast.mesos.v1.Unavailability;
import dev.holdfast.mesos.v1.allocator.InverseOfferStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks frameworks to leave agents that are to be maintained. A framework that uses anything there, or is offered it, is asked; again when it
 * has answered and the time that its answer gave is over. Answers change nothing but what an operator sees.
 */
final class InverseOffers {

    private final World world;
    private final Map<Place, InverseOffer> open = new LinkedHashMap<>();
    private final Map<Place, Instant> quietUntil = new LinkedHashMap<>();
    private final Map<Place, InverseOfferStatus> answers = new LinkedHashMap<>();

    private record Place(String frameworkId, String agentId) {}

    InverseOffers(World world) {
        this.world = world;
    }

    /** One event for each framework that is to be asked about any agent now. */
    void ask() {
        open.keySet().removeIf(place -> !world.agents.containsKey(place.agentId()) || !isConnected(place));
        for (Framework framework : world.frameworks.values()) {
            List<InverseOffer> asked = new ArrayList<>();
            if (framework.isConnected()) {
                for (Agent agent : world.agents.values()) {
                    Machines.unavailability(world, agent)
                            .filter(when -> agent.isConnected() && isDue(framework, agent))
                            .ifPresent(when -> asked.add(make(framework, agent, when)));
                }
            }
            if (!asked.isEmpty()) {
                world.tell(framework, Events.inverseOffers(asked));
            }
        }
    }

    private boolean isConnected(Place place) {
        return world.framework(place.frameworkId())
                .filter(Framework::isConnected)
                .isPresent();
    }

    private boolean isDue(Framework framework, Agent agent) {
        Place place = place(framework, agent);
        boolean uses = !agent.usedBy(framework.id.getValue()).isEmpty()
                || agent.offers().values().stream()
                        .anyMatch(offer -> offer.frameworkId().equals(framework.id.getValue()));
        return uses && !open.containsKey(place) && !world.now.isBefore(quietUntil.getOrDefault(place, Instant.MIN));
    }

    private InverseOffer make(Framework framework, Agent agent, Unavailability when) {
        InverseOffer offer = InverseOffer.newBuilder()
                .setId(OfferID.newBuilder().setValue(world.nextOfferId()))
                .setFrameworkId(framework.id)
                .setAgentId(agent.id)
                .setUnavailability(when)
                .setUrl(URL.newBuilder()
                        .setScheme("http")
                        .setAddress(Address.newBuilder()
                                .setHostname(agent.info.getHostname())
                                .setIp(agent.ip)
                                .setPort(agent.info.getPort()))
                        .setPath("/slave(1)"))
                .build();
        open.put(place(framework, agent), offer);
        return offer;
    }

    void answer(Framework framework, List<OfferID> ids, Filters filters, InverseOfferStatus.Status status) {
        List.copyOf(open.entrySet()).forEach(entry -> {
            boolean meant = entry.getKey().frameworkId().equals(framework.id.getValue())
                    && ids.contains(entry.getValue().getId());
            if (meant) {
                open.remove(entry.getKey());
                quietUntil.put(entry.getKey(), world.now.plus(quiet(filters)));
                answers.put(entry.getKey(), status(framework.id, status));
            }
        });
    }

    private InverseOfferStatus status(FrameworkID framework, InverseOfferStatus.Status status) {
        return InverseOfferStatus.newBuilder()
                .setStatus(status)
                .setFrameworkId(framework)
                .setTimestamp(Times.info(world.now))
                .build();
    }

    private Duration quiet(Filters filters) {
        double seconds = filters.getRefuseSeconds();
        boolean wrong = seconds < 0 || Double.isNaN(seconds);
        return Times.duration(wrong ? Filters.getDefaultInstance().getRefuseSeconds() : seconds);
    }

    /** What was asked about an agent is void, and what was answered no answer any more. */
    void startAnew(Agent agent) {
        for (Map.Entry<Place, InverseOffer> entry : List.copyOf(open.entrySet())) {
            if (entry.getKey().agentId().equals(agent.id.getValue())) {
                open.remove(entry.getKey());
                Optional<Framework> framework = world.framework(entry.getKey().frameworkId());
                framework.ifPresent(known ->
                        world.tell(known, Events.rescindInverse(entry.getValue().getId())));
            }
        }
        quietUntil.keySet().removeIf(place -> place.agentId().equals(agent.id.getValue()));
        answers.keySet().removeIf(place -> place.agentId().equals(agent.id.getValue()));
    }

    /** Who subscribes anew is asked anew. */
    void forget(Framework framework) {
        open.keySet().removeIf(place -> place.frameworkId().equals(framework.id.getValue()));
        quietUntil.keySet().removeIf(place -> place.frameworkId().equals(framework.id.getValue()));
    }

    List<InverseOfferStatus> statuses(Agent agent) {
        List<InverseOfferStatus> statuses = new ArrayList<>();
        answers.forEach((place, answer) -> {
            if (place.agentId().equals(agent.id.getValue()) && !open.containsKey(place)) {
                statuses.add(answer);
            }
        });
        open.forEach((place, offer) -> {
            if (place.agentId().equals(agent.id.getValue())) {
                statuses.add(
                        answers.getOrDefault(place, status(offer.getFrameworkId(), InverseOfferStatus.Status.UNKNOWN)));
            }
        });
        return statuses;
    }

    private static Place place(Framework framework, Agent agent) {
        return new Place(framework.id.getValue(), agent.id.getValue());
    }
}
