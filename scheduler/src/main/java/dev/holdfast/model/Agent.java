package dev.holdfast.model;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A machine of the Mesos cluster.
 *
 * @param total all it has, used or not; empty where only offers are known of it
 * @param active takes new tasks; false while it is draining or deactivated
 */
public record Agent(
        AgentId id,
        String hostname,
        String ip,
        int port,
        SortedMap<String, String> attributes,
        String zone,
        String region,
        Resources total,
        boolean active) {

    public Agent {
        attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
    }
}
