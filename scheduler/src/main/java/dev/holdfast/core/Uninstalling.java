package dev.holdfast.core;

import dev.holdfast.model.AgentId;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** What an uninstall leaves to be done when agents are away, and what was kept of the cluster before. */
final class Uninstalling {

    private Uninstalling() {}

    /** Volumes that were kept for a person to decide: the person has decided. */
    static void releaseKept(Turn turn, ClusterName cluster) {
        for (SurplusRecord kept : List.copyOf(turn.state().surplus().values())) {
            if (kept.keepVolume() && isOf(kept, cluster)) {
                turn.fact(new Fact.Surplus(new SurplusRecord(
                        kept.uid(),
                        kept.node(),
                        kept.role(),
                        kept.agent(),
                        kept.hostname(),
                        "uninstalled; kept before, because " + kept.why(),
                        false,
                        turn.now)));
            }
        }
    }

    /** What the plan says of agents on which nothing can be released now. */
    static List<String> notes(Turn turn, ClusterName cluster) {
        List<String> notes = new ArrayList<>();
        notes.add("destroys all data of " + cluster);
        for (NodeRecord node : turn.state().nodesOf(cluster)) {
            node.claim()
                    .filter(claim -> isAway(turn, node, claim.agent().id()))
                    .ifPresent(claim -> notes.add("agent " + claim.agent().hostname() + " is away: what "
                            + node.id().shortName() + " has there is released when it is back"));
        }
        return notes;
    }

    private static boolean isAway(Turn turn, NodeRecord node, AgentId agent) {
        return node.state() == NodeState.UNREACHABLE
                || node.state() == NodeState.LOST
                || (turn.sight().agentsComplete() && !turn.sight().agents().containsKey(agent));
    }

    /** Where something of a cluster that is gone is still to be released. */
    static void tellLeft(Turn turn, ClusterName cluster) {
        TreeSet<String> hosts = new TreeSet<>();
        turn.state().surplus().values().stream()
                .filter(surplus -> isOf(surplus, cluster))
                .forEach(surplus -> hosts.add(surplus.hostname()));
        if (!hosts.isEmpty()) {
            turn.tell(
                    cluster,
                    "what was given up on " + String.join(", ", hosts)
                            + " is released when it is offered: holdfast audit tells");
        }
    }

    private static boolean isOf(SurplusRecord surplus, ClusterName cluster) {
        return NodeId.parse(surplus.node())
                .filter(node -> node.cluster().equals(cluster))
                .isPresent();
    }

    /** Whether a node's cluster is being uninstalled. */
    static boolean isUnderWay(Turn turn, NodeId node) {
        return turn.state()
                .cluster(node.cluster())
                .flatMap(ClusterRecord::plan)
                .filter(plan -> plan.isActive() && plan.title().equals(Commands.UNINSTALL))
                .isPresent();
    }
}
