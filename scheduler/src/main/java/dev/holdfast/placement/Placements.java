package dev.holdfast.placement;

import dev.holdfast.model.Agent;
import dev.holdfast.model.AgentId;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What stands where, counted. A count by field is made when it is first asked for and kept up to date from then on, so
 * that judging an agent costs the same however many nodes and agents there are.
 */
final class Placements {

    private final List<Standing> standings = new ArrayList<>();
    private final Map<AgentId, Integer> load = new LinkedHashMap<>();
    private final SortedMap<GroupKey, Map<AgentId, Integer>> onAgents = new TreeMap<>();
    private final SortedMap<ClusterName, Map<AgentId, NodeId>> firsts = new TreeMap<>();
    private final SortedMap<GroupKey, SortedMap<Field, Tally>> tallies = new TreeMap<>();
    private final SortedMap<GroupKey, SortedMap<String, Integer>> zones = new TreeMap<>();

    Placements(List<Standing> standings) {
        standings.forEach(this::add);
    }

    void add(Standing standing) {
        GroupKey group = GroupKey.of(standing.node());
        Agent agent = standing.agent();
        standings.add(standing);
        load.merge(agent.id(), 1, Integer::sum);
        onAgents.computeIfAbsent(group, missing -> new LinkedHashMap<>()).merge(agent.id(), 1, Integer::sum);
        firsts.computeIfAbsent(group.cluster(), missing -> new LinkedHashMap<>())
                .putIfAbsent(agent.id(), standing.node());
        zones.computeIfAbsent(group, missing -> new TreeMap<>()).merge(agent.zone(), 1, Integer::sum);
        SortedMap<Field, Tally> counted = tallies.getOrDefault(group, new TreeMap<>());
        counted.forEach((field, tally) -> field.of(agent).ifPresent(tally::add));
    }

    Tally by(GroupKey group, Field field) {
        return tallies.computeIfAbsent(group, missing -> new TreeMap<>())
                .computeIfAbsent(field, missing -> count(group, field));
    }

    private Tally count(GroupKey group, Field field) {
        Tally tally = new Tally();
        for (Standing standing : standings) {
            if (GroupKey.of(standing.node()).equals(group)) {
                field.of(standing.agent()).ifPresent(tally::add);
            }
        }
        return tally;
    }

    /** Tells which agents the nodes of a group may ever stand on, for rules that want all of their values used. */
    void know(GroupKey group, Field field, Collection<Agent> agents) {
        Tally tally = by(group, field);
        for (Agent agent : agents) {
            field.of(agent).ifPresent(value -> tally.know(List.of(value)));
        }
    }

    /** Nodes of all clusters on the agent. */
    int load(AgentId agent) {
        return load.getOrDefault(agent, 0);
    }

    int onAgent(GroupKey group, AgentId agent) {
        Map<AgentId, Integer> counts = onAgents.get(group);
        return counts == null ? 0 : counts.getOrDefault(agent, 0);
    }

    /** A node of the cluster on the agent, if there is one. */
    Optional<NodeId> neighbour(ClusterName cluster, AgentId agent) {
        return Optional.ofNullable(firsts.getOrDefault(cluster, Map.of()).get(agent));
    }

    /** Nodes of the group on agents of the same zone, or of whatever else they are spread over; agents without that come last. */
    int alike(GroupKey group, Field spread, Agent agent) {
        if (!spread.equals(Field.ZONE)) {
            String own = spread.of(agent).orElse("");
            return own.isEmpty() ? Integer.MAX_VALUE : by(group, spread).count(own);
        }
        SortedMap<String, Integer> counts = zones.get(group);
        return counts == null ? 0 : counts.getOrDefault(agent.zone(), 0);
    }
}
