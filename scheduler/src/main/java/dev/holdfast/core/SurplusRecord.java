package dev.holdfast.core;

import dev.holdfast.model.Agent;
import dev.holdfast.model.AgentId;
import dev.holdfast.model.Offer;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;

/**
 * A claim we gave up: what carries its uid is released, after two offers showed it.
 *
 * @param uid the claim's
 * @param role in which it was made; the role stays subscribed until it is released
 * @param agent on which it was made; what its offers do not show is not there
 * @param hostname of that agent, which may come back under another id; empty in records of before it was noted
 * @param why for people, and the only licence to release anything
 * @param keepVolume a person decides about the volume; only what is not the volume is released
 */
public record SurplusRecord(
        String uid,
        String node,
        String role,
        AgentId agent,
        Optional<String> hostname,
        String why,
        boolean keepVolume,
        Instant since) {

    /** With a known name of its agent; empty for an unknown one. */
    public SurplusRecord(
            String uid,
            String node,
            String role,
            AgentId agent,
            String hostname,
            String why,
            boolean keepVolume,
            Instant since) {
        this(uid, node, role, agent, Optional.of(hostname).filter(name -> !name.isEmpty()), why, keepVolume, since);
    }

    /** The name of its agent; empty if that was not noted. */
    public String host() {
        return hostname.orElse("");
    }

    /** Whether an offer may come to show it, as soon as it is known that its agent has another id. */
    boolean mightBeIn(Offer offer) {
        return role.equals(offer.role()) && (agent.equals(offer.agentId()) || host().equals(offer.hostname()));
    }

    /** Whether an offer could show it: made by its agent, or by the one that is in its place now. */
    boolean mayBeIn(Offer offer, SortedMap<AgentId, Agent> known) {
        boolean renamed = !host().isEmpty() && host().equals(offer.hostname()) && !known.containsKey(agent);
        return role.equals(offer.role()) && (agent.equals(offer.agentId()) || renamed);
    }
}
