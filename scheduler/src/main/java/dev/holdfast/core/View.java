package dev.holdfast.core;

import dev.holdfast.model.NodeId;
import dev.holdfast.plan.Plan;
import dev.holdfast.plan.Reason;
import dev.holdfast.spec.ClusterSpec;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the world may see: one immutable picture per turn, for API, CLI, metrics and names. Nothing in it is secret.
 *
 * @param turn counts pictures, so that who watches can tell a new one
 * @param agentsComplete whether these are all agents, by the master's word, or only those that sent offers
 * @param frozen that everything disruptive is held, if it is
 */
public record View(
        long turn,
        Instant at,
        String owner,
        String frameworkId,
        Master master,
        List<AgentView> agents,
        boolean agentsComplete,
        List<ClusterPicture> clusters,
        List<Oddity> oddities,
        Optional<Frozen> frozen) {

    /** Since when everything disruptive is held until a person says go, and why. */
    public record Frozen(Instant at, String why) {}

    /** The connection to the Mesos master; {@code text} is its address, or why there is none. */
    public record Master(boolean connected, String text, String version, Instant since) {}

    /** An agent; resources are its totals, zero where only offers are known of it; {@code window} of maintenance, if one is announced; {@code port} of the agent itself, if known. */
    public record AgentView(
            String id,
            String hostname,
            String ip,
            String zone,
            Map<String, String> attributes,
            double cpus,
            long memoryMegabytes,
            long diskMegabytes,
            boolean active,
            List<String> nodes,
            Optional<Maintenance> window,
            Optional<Integer> port) {

        /** One whose port is not known. */
        public AgentView(
                String id,
                String hostname,
                String ip,
                String zone,
                Map<String, String> attributes,
                double cpus,
                long memoryMegabytes,
                long diskMegabytes,
                boolean active,
                List<String> nodes,
                Optional<Maintenance> window) {
            this(
                    id,
                    hostname,
                    ip,
                    zone,
                    attributes,
                    cpus,
                    memoryMegabytes,
                    diskMegabytes,
                    active,
                    nodes,
                    window,
                    Optional.empty());
        }
    }

    /** A time in which an operator wants an agent free of us; without {@code until} it has no end. */
    public record Maintenance(Instant from, Optional<Instant> until) {}

    /**
     * A cluster.
     *
     * @param health {@code ready}, {@code working}, {@code waiting}, {@code degraded}, {@code stopped} or {@code new}
     * @param database what the database last said of itself, in one line; empty if it was not asked yet
     * @param debts what we have put into the database and will take out again
     * @param ailments what is not well with it, worst first
     */
    public record ClusterPicture(
            String name,
            String packageName,
            String version,
            long target,
            ClusterSpec spec,
            String health,
            String database,
            Optional<Instant> observedAt,
            List<NodePicture> nodes,
            Optional<Plan> plan,
            List<String> debts,
            List<AilmentPicture> ailments,
            Instant createdAt) {}

    /** Something that is not well with a cluster, by its package's word; {@code remedy} is empty if only waiting helps. */
    public record AilmentPicture(String rule, String text, String remedy, Instant since) {}

    /**
     * A node.
     *
     * @param goal what is wanted of it
     * @param text what the database says of it, or why it is not up
     * @param current whether it runs with the target's inputs
     * @param reason why it waits, if it waits
     * @param trouble what went wrong last, empty if nothing
     */
    public record NodePicture(
            NodeId id,
            String state,
            String goal,
            Instant since,
            String hostname,
            String address,
            Map<String, Integer> ports,
            int incarnation,
            int generation,
            boolean current,
            String text,
            Optional<Reason> reason,
            String trouble,
            double cpus,
            long memoryMegabytes,
            long volumeMegabytes,
            String agentId,
            String taskId,
            List<String> refusals) {}

    /** Something of ours that is not as it should be: surplus to release, or a reservation without a record. */
    public record Oddity(String what, String text) {}

    /** The same, counted by who shows it on. */
    public View withTurn(long number) {
        return new View(number, at, owner, frameworkId, master, agents, agentsComplete, clusters, oddities, frozen);
    }

    /** Whether it shows the same, whenever it was made. */
    public boolean showsTheSameAs(View other) {
        return other.withTurn(turn).at(at).equals(this);
    }

    private View at(Instant when) {
        return new View(turn, when, owner, frameworkId, master, agents, agentsComplete, clusters, oddities, frozen);
    }

    public Optional<ClusterPicture> cluster(String name) {
        return clusters.stream().filter(cluster -> cluster.name().equals(name)).findFirst();
    }
}
