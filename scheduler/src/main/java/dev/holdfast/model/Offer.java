package dev.holdfast.model;

import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the master lets one role use on one agent.
 *
 * @param ip address the agent advertises; nodes on it advertise the same
 * @param port the agent's HTTP API
 * @param attributes by name, values as text; a scalar without its trailing zeros ({@code rack:1} is {@code 1})
 * @param zone fault domain, empty where there is none; likewise the region
 * @param unavailableFrom begin of a maintenance window on the agent
 * @param unavailableUntil its end; empty where there is no window, or one without an end
 */
public record Offer(
        OfferId id,
        AgentId agentId,
        String hostname,
        String ip,
        int port,
        String role,
        Resources resources,
        SortedMap<String, String> attributes,
        String zone,
        String region,
        Optional<Instant> unavailableFrom,
        Optional<Instant> unavailableUntil) {

    public Offer {
        attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
    }

    /** From an agent without a window, or with one without an end. */
    public Offer(
            OfferId id,
            AgentId agentId,
            String hostname,
            String ip,
            int port,
            String role,
            Resources resources,
            SortedMap<String, String> attributes,
            String zone,
            String region,
            Optional<Instant> unavailableFrom) {
        this(
                id,
                agentId,
                hostname,
                ip,
                port,
                role,
                resources,
                attributes,
                zone,
                region,
                unavailableFrom,
                Optional.empty());
    }

    /** The agent this offer is from, as placement sees it. */
    public Agent agent() {
        return new Agent(agentId, hostname, ip, port, attributes, zone, region, Resources.NONE, true);
    }

    public Offer withResources(Resources changed) {
        return new Offer(
                id,
                agentId,
                hostname,
                ip,
                port,
                role,
                changed,
                attributes,
                zone,
                region,
                unavailableFrom,
                unavailableUntil);
    }
}
