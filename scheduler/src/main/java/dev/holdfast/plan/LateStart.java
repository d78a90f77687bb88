package dev.holdfast.plan;

import dev.holdfast.model.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Takes the start of nodes into a plan that is under way. A start takes nothing away, and a node that a user stopped may be what the
 * plan waits for: so it need not wait for the plan's end. The starts become the plan's first phases; what has begun goes on beside
 * them, what has not comes after.
 */
final class LateStart {

    private final Plan plan;
    private final Situation situation;

    LateStart(Plan plan, Situation situation) {
        this.plan = plan;
        this.situation = situation;
    }

    /** Nodes that the plan itself stops or takes away: their start would be against it, unless it needs them to be taken away. */
    Set<NodeId> against(Set<NodeId> nodes) {
        Set<NodeId> against = new TreeSet<>();
        Set<NodeId> needed = situation.rules().neededToStart(situation.view());
        for (NodeId node : nodes) {
            boolean untouched = open(node).stream().noneMatch(Ways::isPastGate);
            boolean taken = !(needed.contains(node) && untouched)
                    && open(node).stream()
                            .anyMatch(step -> step.kind() == StepKind.STOP
                                    || step.kind() == StepKind.REMOVE
                                    || step.kind() == StepKind.REPLACE);
            if (taken) {
                against.add(node);
            }
        }
        return against;
    }

    /** The plan with a start of each node that is down and that it does not bring up anyway. */
    Plan with(Set<NodeId> nodes) {
        List<Phase> phases = new ArrayList<>();
        for (String group : Steps.groups(situation)) {
            List<Step> starts = nodes.stream()
                    .filter(node -> node.group().equals(group))
                    .filter(this::isDown)
                    .filter(node -> !isBroughtUp(node))
                    .map(node -> named(Steps.onNode(StepKind.START, node)))
                    .toList();
            if (!starts.isEmpty()) {
                phases.add(new Phase(TurnMaker.STARTING + group, Steps.strategy(group, situation), starts));
            }
        }
        if (phases.isEmpty()) {
            return plan;
        }
        phases.addAll(plan.phases());
        return plan.withPhases(phases);
    }

    private List<Step> open(NodeId node) {
        return plan.steps()
                .filter(step -> !step.status().isOver() && step.node().equals(Optional.of(node)))
                .toList();
    }

    private boolean isDown(NodeId node) {
        return situation
                .node(node)
                .filter(status -> status.goal() == Goal.STOPPED)
                .isPresent();
    }

    private boolean isBroughtUp(NodeId node) {
        return open(node).stream()
                .anyMatch(step -> step.kind() == StepKind.START
                        || step.kind() == StepKind.ADD
                        || (step.kind() == StepKind.RESTART && step.status().hasBegun()));
    }

    /** Under an id that is free in this plan. */
    private Step named(Step step) {
        String id = step.id();
        for (int i = 2; plan.step(id).isPresent(); i++) {
            id = step.id() + "-" + i;
        }
        return step.named(id);
    }
}
