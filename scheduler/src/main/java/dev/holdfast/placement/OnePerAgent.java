package dev.holdfast.placement;

import dev.holdfast.model.Agent;
import dev.holdfast.model.AgentId;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import dev.holdfast.spec.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Whether clusters whose nodes want an agent each find as many as they have nodes, all groups together. */
final class OnePerAgent {

    private OnePerAgent() {}

    /** @param moving nodes that are about to leave where they stand */
    static List<Problem> check(List<Agent> known, List<Need> needs, List<Standing> standings, Set<NodeId> moving) {
        Map<ClusterName, List<Need>> alone = new LinkedHashMap<>();
        for (Need need : needs) {
            if (need.constraint() instanceof Constraint.Alone) {
                alone.computeIfAbsent(need.node().cluster(), missing -> new ArrayList<>())
                        .add(need);
            }
        }
        List<Problem> problems = new ArrayList<>();
        alone.forEach((cluster, same) -> {
            TreeSet<AgentId> taken = new TreeSet<>();
            int standing = 0;
            for (Standing one : standings) {
                if (one.node().cluster().equals(cluster) && !moving.contains(one.node())) {
                    taken.add(one.agent().id());
                    standing++;
                }
            }
            long free =
                    known.stream().filter(agent -> !taken.contains(agent.id())).count();
            if (same.size() > free) {
                int wanted = same.size() + standing;
                problems.add(Problem.of(
                        "groups." + same.get(same.size() - 1).node().group() + ".count",
                        wanted + " nodes of " + cluster + " need " + wanted + " agents, there are " + known.size(),
                        "add agents, or allow more than one on each with a constraint such as @hostname:MAX_PER:2 and"
                                + " ports: auto"));
            }
        });
        return problems;
    }
}
