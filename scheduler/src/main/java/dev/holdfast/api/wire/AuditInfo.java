package dev.holdfast.api.wire;

import java.time.Instant;
import java.util.List;

/**
 * What is reserved for us, and whether it should be.
 *
 * @param at when the master last told what its agents have
 * @param closed why it does not tell: then only what offers have shown is known, and nothing in roles that no cluster has; empty if
 *     it does
 * @param leaks ours without a record, for a person to adopt or release
 * @param waiting given up, and released as soon as two offers show it
 * @param kept given up, but a person decides about the volume
 * @param foreign reservations of others in our roles; never touched
 */
public record AuditInfo(
        Instant at,
        String closed,
        List<AuditAgentInfo> agents,
        List<AuditClusterInfo> clusters,
        List<AuditNodeInfo> nodes,
        List<LeakInfo> leaks,
        List<GivenUpInfo> waiting,
        List<GivenUpInfo> kept,
        int foreign) {

    public AuditInfo {
        agents = List.copyOf(agents);
        clusters = List.copyOf(clusters);
        nodes = List.copyOf(nodes);
        leaks = List.copyOf(leaks);
        waiting = List.copyOf(waiting);
        kept = List.copyOf(kept);
    }

    /** How much; the disk of volumes included. */
    public record AmountInfo(double cpus, long memoryMegabytes, long diskMegabytes) {}

    /** {@code reserved} for us on an agent, {@code used} of it by processes that run. */
    public record AuditAgentInfo(String hostname, String id, AmountInfo reserved, AmountInfo used, int volumes) {}

    public record AuditClusterInfo(String name, AmountInfo reserved, AmountInfo used) {}

    /** A node that holds something; {@code note} says how what is there differs from its record, empty if it does not. */
    public record AuditNodeInfo(
            String node, String hostname, String uid, AmountInfo reserved, AmountInfo used, String note) {}

    /**
     * Ours without a record.
     *
     * @param uid by which it is released or adopted
     * @param node for which it was reserved, by its label
     * @param volume whether there is a volume in it
     * @param adopt why it cannot be adopted; empty if it can
     */
    public record LeakInfo(
            String uid,
            String node,
            int generation,
            String hostname,
            String role,
            AmountInfo reserved,
            boolean volume,
            Instant seenAt,
            String adopt) {}

    /** A claim that was given up; {@code away} if its agent is not one of those that the master has. */
    public record GivenUpInfo(
            String uid, String node, String hostname, String role, String why, Instant since, boolean away) {}
}
