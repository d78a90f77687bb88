package dev.holdfast.simulation;

import dev.holdfast.core.ClusterRecord;
import dev.holdfast.core.NodeRecord;
import dev.holdfast.model.NodeId;
import dev.holdfast.plan.Plan;
import java.util.List;
import java.util.TreeSet;

/** Nodes of which a person was told that their database knows them no more, so that nothing can take their place: he takes them out first. */
final class Forgotten {

    static final String RULE = "unknown-address";

    private final TreeSet<NodeId> told = new TreeSet<>();

    /** He reads what a plan waits for. */
    void reads(ClusterRecord cluster) {
        cluster.plan().stream()
                .flatMap(Plan::steps)
                .filter(step -> step.reason()
                        .filter(reason -> reason.rule().equals(RULE))
                        .isPresent())
                .flatMap(step -> step.node().stream())
                .forEach(told::add);
    }

    boolean isOne(List<NodeRecord> nodes) {
        return nodes.stream().anyMatch(node -> told.contains(node.id()));
    }

    /** The next to be taken out; of it he has to be told again before he tries again. */
    NodeId next(List<NodeRecord> nodes) {
        NodeId next = nodes.stream()
                .map(NodeRecord::id)
                .filter(told::contains)
                .findFirst()
                .orElseThrow();
        told.remove(next);
        return next;
    }

    /** Whether a plan is to take one out. */
    static boolean isTakenOut(ClusterRecord cluster) {
        return cluster.plan()
                .filter(plan -> plan.title().endsWith(", which is lost"))
                .isPresent();
    }
}
