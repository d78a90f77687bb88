package dev.holdfast.core;

import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Rules;
import dev.holdfast.model.NodeId;
import dev.holdfast.plan.NodeStatus;
import dev.holdfast.plan.Plan;
import dev.holdfast.plan.PlanRequest;
import dev.holdfast.plan.Planner;
import dev.holdfast.plan.Preview;
import java.util.Optional;
import java.util.SortedMap;

/** What a plan for something other than a new target would do. */
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
}
