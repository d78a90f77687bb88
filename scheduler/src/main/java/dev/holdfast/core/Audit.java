package dev.holdfast.core;

import dev.holdfast.model.Resource;
import dev.holdfast.model.Resources;
import java.time.Instant;
import java.util.List;

/**
 * What is reserved for us, and whether it should be: records against what offers and the master show.
 *
 * @param at when the master last told what its agents have
 * @param closed why it does not tell; empty if it does
 * @param leaks ours without a record, for a person to adopt or release
 * @param waiting given up, and released as soon as two offers show it
 * @param kept given up, but a person decides about the volume
 * @param foreign reservations of others in our roles; never touched
 */
public record Audit(
        Instant at,
        String closed,
        List<AgentLine> agents,
        List<ClusterLine> clusters,
        List<NodeLine> nodes,
        List<LeakLine> leaks,
        List<GivenUpLine> waiting,
        List<GivenUpLine> kept,
        int foreign) {

    public Audit {
        agents = List.copyOf(agents);
        clusters = List.copyOf(clusters);
        nodes = List.copyOf(nodes);
        leaks = List.copyOf(leaks);
        waiting = List.copyOf(waiting);
        kept = List.copyOf(kept);
    }

    /** How much; volumes are in the disk. */
    public record Amount(double cpus, long memoryMegabytes, long diskMegabytes) {

        static final Amount NONE = new Amount(0, 0, 0);

        static Amount of(Resources resources) {
            return new Amount(
                    resources.milli(Resource.CPUS) / 1000.0,
                    resources.milli(Resource.MEM) / 1000,
                    resources.milli(Resource.DISK) / 1000);
        }

        Amount plus(Amount other) {
            return new Amount(
                    Math.round((cpus + other.cpus) * 1000) / 1000.0,
                    memoryMegabytes + other.memoryMegabytes,
                    diskMegabytes + other.diskMegabytes);
        }
    }

    /**
     * An agent.
     *
     * @param reserved for us there
     * @param used of that by processes that run now
     * @param volumes of ours on it
     */
    public record AgentLine(String hostname, String id, Amount reserved, Amount used, int volumes) {}

    /** A cluster; {@code used} of what is reserved for its nodes by processes that run now. */
    public record ClusterLine(String name, Amount reserved, Amount used) {}

    /**
     * A node that holds something.
     *
     * @param note how what is there differs from its record; empty if it does not, or is not known
     */
    public record NodeLine(String node, String hostname, String uid, Amount reserved, Amount used, String note) {}

    /**
     * Ours without a record.
     *
     * @param volume whether there is a volume in it
     * @param adopt why it cannot be adopted; empty if it can
     */
    public record LeakLine(
            String uid,
            String node,
            int generation,
            String hostname,
            String role,
            Amount reserved,
            boolean volume,
            Instant seenAt,
            String adopt) {}

    /**
     * A claim that was given up.
     *
     * @param away whether the agent is not one of those the master has
     */
    public record GivenUpLine(
            String uid, String node, String hostname, String role, String why, Instant since, boolean away) {}
}
