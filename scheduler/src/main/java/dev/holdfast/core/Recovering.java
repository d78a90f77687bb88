package dev.holdfast.core;

import dev.holdfast.core.Answer.Kind;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Debt;
import dev.holdfast.database.Rules;
import dev.holdfast.database.Salvage;
import dev.holdfast.model.NodeId;
import dev.holdfast.plan.Plan;
import dev.holdfast.plan.PlanRequest;
import dev.holdfast.plan.Planner;
import dev.holdfast.plan.Step;
import dev.holdfast.plan.StepKind;
import dev.holdfast.spec.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A person gives up what is lost for good, and lets a cluster begin anew from what is left. As stopping all does, it takes the place of
 * whatever plan is under way: without a majority that plan waits for ever. Its target stays in force.
 */
final class Recovering {

    private Recovering() {}

    static Answer recover(Turn turn, ClusterRecord present, Command.Recover ask) {
        List<Problem> unknown = unknown(turn, present, ask);
        if (!unknown.isEmpty()) {
            return new Answer.Refused(Kind.UNKNOWN, unknown);
        }
        Optional<Plan> busy = present.plan()
                .filter(Plan::isActive)
                .filter(plan ->
                        plan.title().equals(Commands.UNINSTALL) || plan.steps().anyMatch(Recovering::isUnderWay));
        if (busy.isPresent()) {
            return Commands.busy(present, busy.get());
        }
        ClusterRecord cluster = Upkeeping.givenWay(present, turn.now);
        Rules rules = turn.rules(cluster);
        ClusterView view = Views.of(turn, cluster);
        Salvage salvage = rules.salvage(view, new TreeSet<>(ask.lost()), ask.from());
        if (salvage instanceof Salvage.Refused refused) {
            return new Answer.Refused(Kind.CONFLICT, refused.problems());
        }
        Salvage.Possible possible = (Salvage.Possible) salvage;
        PlanRequest request = new PlanRequest.Recover(possible);
        if (ask.preview()) {
            return Previewing.preview(turn, cluster, request);
        }
        if (!ask.confirmation().equals(cluster.name().value())) {
            return new Answer.Refused(Kind.INVALID, List.of(unconfirmed(cluster)));
        }
        Plan plan = Planner.plan(
                request,
                view,
                Views.statuses(turn, cluster, rules, turn.sight().waits()),
                rules,
                cluster.plans() + 1,
                cluster.target(),
                turn.now);
        List<Debt> debts = new ArrayList<>(cluster.debts());
        debts.add(possible.debt());
        turn.put(cluster.withDebts(debts).with(plan));
        turn.tell(
                EventKind.PLAN,
                cluster.name(),
                "plan " + plan.number() + ": " + plan.title() + ", as confirmed by name; given up: "
                        + String.join(
                                ", ",
                                possible.lost().stream().map(NodeId::shortName).toList()));
        return new Answer.Accepted(plan);
    }

    private static boolean isUnderWay(Step step) {
        return step.kind() == StepKind.RECOVER && !step.status().isOver();
    }

    private static List<Problem> unknown(Turn turn, ClusterRecord cluster, Command.Recover ask) {
        return Stream.concat(ask.from().stream(), ask.lost().stream())
                .filter(node -> !node.cluster().equals(cluster.name())
                        || turn.state().node(node).isEmpty())
                .map(node -> Problem.of(
                        "", "there is no node '" + node + "'", "holdfast status " + cluster.name() + " lists them all"))
                .toList();
    }

    private static Problem unconfirmed(ClusterRecord cluster) {
        return Problem.of(
                "",
                "recover gives up what only the lost nodes had, and wants the name of " + cluster.name()
                        + " as confirmation",
                "read holdfast recover " + cluster.name() + " --preview, then holdfast recover " + cluster.name()
                        + " --confirm " + cluster.name());
    }
}
