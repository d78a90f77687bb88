package dev.holdfast.core;

import dev.holdfast.model.Agent;
import dev.holdfast.model.AgentId;
import dev.holdfast.model.Offer;
import java.time.Instant;
import java.util.Objects;
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
        String hostname,
        String why,
        boolean keepVolume,
        Instant since) {

    public SurplusRecord {
        hostname = Objects.requireNonNullElse(hostname, "");
    }

    /** Whether an offer may come to show it, as soon as it is known that its agent has another id. */
    boolean mightBeIn(Offer offer) {
        return role.equals(offer.role()) && (agent.equals(offer.agentId()) || hostname.equals(offer.hostname()));
    }

    /** Whether an offer could show it: made by its agent, or by the one that is in its place now. */
    boolean mayBeIn(Offer offer, SortedMap<AgentId, Agent> known) {
        boolean renamed = !hostname.isEmpty() && hostname.equals(offer.hostname()) && !known.containsKey(agent);
        return role.equals(offer.role()) && (agent.equals(offer.agentId()) || renamed);
    }
}
