package dev.holdfast.api.wire;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Everything that can be seen, at one moment.
 *
 * @param turn counts moments
 * @param agentsComplete whether these are all agents, by the master's word, or only those that sent offers
 * @param frozen that everything disruptive is held until a person says go, if it is
 */
public record StatusInfo(
        long turn,
        Instant at,
        String framework,
        MasterInfo master,
        List<ClusterInfo> clusters,
        List<AgentInfo> agents,
        boolean agentsComplete,
        List<OddityInfo> oddities,
        Optional<WaitInfo> frozen) {

    public Optional<ClusterInfo> cluster(String name) {
        return clusters.stream().filter(cluster -> cluster.name().equals(name)).findFirst();
    }

    /** Whether another picture shows something else; that time has passed is nothing else. */
    public boolean showsTheSameAs(StatusInfo other) {
        return new StatusInfo(
                        other.turn, other.at, framework, master, clusters, agents, agentsComplete, oddities, frozen)
                .equals(other);
    }
}
