package dev.holdfast.core;

import dev.holdfast.model.InverseOffer;
import dev.holdfast.model.OfferId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Maintenance windows of the simulated Mesos: who uses anything on an agent with one is asked, again and again, to leave it. */
final class SimWindows {

    private final Map<SimAgent, OfferId> asked = new LinkedHashMap<>();
    private final Map<SimAgent, Instant> againAt = new LinkedHashMap<>();
    private int number;

    List<Event> announce(SimAgent agent, Instant from, Optional<Duration> lasts) {
        agent.unavailableFrom = Optional.of(from);
        agent.unavailableUntil = lasts.map(from::plus);
        return List.of(ask(agent));
    }

    List<Event> callOff(SimAgent agent) {
        Optional<OfferId> open = Optional.ofNullable(asked.remove(agent));
        againAt.remove(agent);
        agent.unavailableFrom = Optional.empty();
        agent.unavailableUntil = Optional.empty();
        return open.map(id -> List.<Event>of(new Event.InverseRescinded(id))).orElse(List.of());
    }

    private Event ask(SimAgent agent) {
        number++;
        OfferId id = new OfferId("inverse-" + number);
        asked.put(agent, id);
        Instant from = agent.unavailableFrom.orElseThrow();
        Optional<Duration> lasts = agent.unavailableUntil.map(until -> Duration.between(from, until));
        return new Event.InverseOffered(List.of(new InverseOffer(id, Optional.of(agent.id), from, lasts)));
    }

    /** As the filters of earlier answers let it. */
    List<Event> askAgain(Collection<SimAgent> agents, Instant now) {
        List<Event> events = new ArrayList<>();
        for (SimAgent agent : agents) {
            boolean due = !againAt.getOrDefault(agent, Instant.MIN).isAfter(now);
            if (agent.unavailableFrom.isPresent() && !agent.used.isEmpty() && !asked.containsKey(agent) && due) {
                events.add(ask(agent));
            }
        }
        return events;
    }

    void answered(List<OfferId> ids, double refuseSeconds, Instant now) {
        asked.entrySet().removeIf(entry -> {
            boolean meant = ids.contains(entry.getValue());
            if (meant) {
                againAt.put(entry.getKey(), now.plusMillis(Math.round(refuseSeconds * 1000)));
            }
            return meant;
        });
    }

    void forgetAll() {
        asked.clear();
        againAt.clear();
    }
}
