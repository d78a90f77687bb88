package dev.holdfast.core;

import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Rules;
import dev.holdfast.model.NodeId;
import dev.holdfast.plan.NodeStatus;
import dev.holdfast.plan.Phase;
import dev.holdfast.plan.Plan;
import dev.holdfast.plan.PlanRequest;
import dev.holdfast.plan.Planner;
import dev.holdfast.plan.Preview;
import dev.holdfast.spec.ClusterSpec;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;

/** What would be done, where that is not a new target. */
final class Previewing {

    private Previewing() {}

    static Answer preview(Turn turn, ClusterRecord cluster, PlanRequest request) {
        Rules rules = turn.rules(cluster);
        ClusterView view = Views.of(turn, cluster);
        SortedMap<NodeId, NodeStatus> statuses =
                Views.statuses(turn, cluster, rules, turn.sight().waits());
        Plan plan = Planner.plan(request, view, statuses, rules, cluster.plans() + 1, cluster.target(), turn.now);
        Preview preview = Preview.of(Optional.of(cluster.spec()), plan, view, statuses, rules);
        return new Answer.Previewed(preview, Foresight.of(turn, cluster.spec(), preview.placements()));
    }

    /**
     * Does it in a turn of which nothing is kept, and tells what is left to do of the plan that came of it. So a preview is refused exactly
     * where the thing itself would be.
     */
    static Answer apart(Turn turn, ClusterRecord cluster, Function<Turn, Answer> command) {
        Turn apart = turn.apart();
        Answer answer = command.apply(apart);
        if (!(answer instanceof Answer.Accepted accepted)) {
            return answer;
        }
        ClusterSpec spec =
                apart.state().cluster(cluster.name()).map(ClusterRecord::spec).orElse(cluster.spec());
        Rules rules = turn.rules(cluster);
        Preview preview = Preview.of(
                Optional.of(cluster.spec()),
                accepted.plan().withPhases(left(accepted.plan())),
                Commands.viewOf(turn, cluster, spec),
                Views.statuses(turn, cluster, rules, turn.sight().waits()),
                rules);
        return new Answer.Previewed(preview, Foresight.of(turn, spec, preview.placements()));
    }

    private static List<Phase> left(Plan plan) {
        return plan.phases().stream()
                .map(phase -> new Phase(
                        phase.name(),
                        phase.strategy(),
                        phase.steps().stream()
                                .filter(step -> !step.status().isOver())
                                .toList()))
                .filter(phase -> !phase.steps().isEmpty())
                .toList();
    }
}
