package dev.holdfast.api.wire;

import java.util.List;
import java.util.SortedMap;

/** A Mesos agent and our nodes on it; resources are its totals, 0 where only offers are known of it. */
public record AgentInfo(
        String id,
        String hostname,
        String ip,
        String zone,
        SortedMap<String, String> attributes,
        double cpus,
        long memoryMegabytes,
        long diskMegabytes,
        boolean active,
        List<String> nodes) {}
