package dev.holdfast.plan;

import dev.holdfast.database.Action;
import dev.holdfast.database.Blocker;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Rules;
import dev.holdfast.database.Stage;
import dev.holdfast.model.NodeId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;

/** Writes plans: what has to be done to come from what there is to what was asked. Pure. */
public final class Planner {

    private Planner() {}

    /**
     * A plan for a request. It is empty if there is nothing to do.
     *
     * @param view of the cluster, its target being the wish to reach
     * @param nodes all that exist
     * @param number the plan's, counted from 1 in its cluster
     * @param targetNumber number of the view's target
     */
    public static Plan plan(
            PlanRequest request,
            ClusterView view,
            SortedMap<NodeId, NodeStatus> nodes,
            Rules rules,
            long number,
            long targetNumber,
            Instant now) {
        Situation situation = new Situation(view, nodes, rules, Chores.none(), now);
        List<Phase> phases = phases(request, situation).stream()
                .filter(phase -> !phase.steps().isEmpty())
                .toList();
        List<String> notes = request instanceof PlanRequest.Reach
                ? Stream.concat(rules.notes(view).stream(), Trial.notes(phases, situation).stream())
                        .toList()
                : request instanceof PlanRequest.Start start
                        ? leftOut(start.nodes(), situation)
                        : request instanceof PlanRequest.Recover recover
                                ? new RecoverPlan(recover.salvage(), situation).notes()
                                : List.of();
        return new Plan(
                number, targetNumber, request.title(), Plan.Status.RUNNING, phases, notes, now, Optional.empty());
    }

    private static List<Phase> phases(PlanRequest request, Situation situation) {
        if (request instanceof PlanRequest.Reach reach) {
            return new ReachPlan(reach, situation).phases();
        } else if (request instanceof PlanRequest.Restart restart) {
            return withRestore(restart(restart.nodes(), situation), situation, false);
        } else if (request instanceof PlanRequest.Stop stop) {
            return stop(stop.nodes(), situation);
        } else if (request instanceof PlanRequest.Start start) {
            return withRestore(start(start.nodes(), situation), situation, false);
        } else if (request instanceof PlanRequest.Replace replace) {
            return withRestore(one("replace", StepKind.REPLACE, replace.node(), situation), situation, true);
        } else if (request instanceof PlanRequest.Remove remove) {
            NodeId node = remove.node();
            return withRestore(one("remove " + node.group(), StepKind.REMOVE, node, situation), situation, true);
        } else if (request instanceof PlanRequest.Recover recover) {
            return new RecoverPlan(recover.salvage(), situation).phases();
        } else {
            return withRestore(run((PlanRequest.Run) request), situation, true);
        }
    }

    private static List<Phase> restart(PlanRequest.Selection selection, Situation situation) {
        List<Step> restarts = situation.nodes().values().stream()
                .filter(status -> selection.includes(status.view().id()) && status.goal() == Goal.RUNNING)
                .map(status -> Steps.onNode(StepKind.RESTART, status.view().id()))
                .toList();
        List<Phase> phases = new ArrayList<>();
        if (!selection.all()) {
            phases.addAll(start(selection, situation));
        }
        phases.add(Steps.beforehand(restarts, situation));
        phases.add(new Phase("restart", Phase.Strategy.SERIAL, restarts));
        return phases;
    }

    /**
     * Single nodes stop one by one behind their gates; all at once need none, and stop in the reverse of the start
     * order.
     */
    private static List<Phase> stop(PlanRequest.Selection selection, Situation situation) {
        List<Phase> phases = new ArrayList<>();
        for (String group : Steps.groups(situation)) {
            List<Step> stops = situation.nodes().values().stream()
                    .filter(status -> status.view().id().group().equals(group))
                    .filter(status -> selection.includes(status.view().id()) && status.goal() == Goal.RUNNING)
                    .map(status -> Steps.onNode(StepKind.STOP, status.view().id()))
                    .map(step -> selection.all() ? ungated(step, situation) : step)
                    .toList();
            Phase.Strategy strategy = selection.all() ? Phase.Strategy.PARALLEL : Phase.Strategy.SERIAL;
            phases.add(new Phase("stop " + group, strategy, stops));
        }
        Collections.reverse(phases);
        return phases;
    }

    private static Step ungated(Step step, Situation situation) {
        List<Stage> way =
                Ways.withoutGates(Ways.of(step, false, situation.view(), situation.nodeOf(step), situation.rules()));
        return step.by(way);
    }

    private static List<Phase> start(PlanRequest.Selection selection, Situation situation) {
        List<Phase> phases = new ArrayList<>();
        for (String group : Steps.groups(situation)) {
            List<Step> starts = situation.nodes().values().stream()
                    .filter(status -> status.view().id().group().equals(group))
                    .filter(status -> selection.includes(status.view().id()) && status.goal() == Goal.STOPPED)
                    .filter(status ->
                            !selection.all() || refusal(status, situation).isEmpty())
                    .map(status -> Steps.onNode(StepKind.START, status.view().id()))
                    .toList();
            phases.add(new Phase(TurnMaker.STARTING + group, Steps.strategy(group, situation), starts));
        }
        return phases;
    }

    /** Why a node must never be started; asked for by its name, it is shown where it waits. */
    private static Optional<String> refusal(NodeStatus status, Situation situation) {
        return situation.rules().allows(Action.START, status.view().id(), situation.view()).stream()
                .filter(blocker -> blocker.kind() == Blocker.Kind.REFUSAL)
                .map(Blocker::text)
                .findFirst();
    }

    private static List<String> leftOut(PlanRequest.Selection selection, Situation situation) {
        if (!selection.all()) {
            return List.of();
        }
        return situation.nodes().values().stream()
                .filter(status -> status.goal() == Goal.STOPPED)
                .flatMap(status -> refusal(status, situation).stream()
                        .map(why -> status.view().id().shortName() + " is not started: " + why))
                .toList();
    }

    private static List<Phase> one(String phase, StepKind kind, NodeId node, Situation situation) {
        return situation.node(node).isEmpty()
                ? List.of()
                : List.of(new Phase(phase, Phase.Strategy.SERIAL, List.of(Steps.onNode(kind, node))));
    }

    private static List<Phase> run(PlanRequest.Run run) {
        Step step = Step.ofChore(run.chore().name(), StepKind.CHORE, run.chore(), run.title());
        return List.of(new Phase("run", Phase.Strategy.SERIAL, List.of(step.by(run.way()))));
    }

    /**
     * With what earlier plans left in the database restored: first, where it would be in the way, or last, where the
     * database may only answer once the plan has done its work.
     */
    private static List<Phase> withRestore(List<Phase> phases, Situation situation, boolean first) {
        List<Step> planned =
                phases.stream().flatMap(phase -> phase.steps().stream()).toList();
        Phase restore = new Phase("restore", Phase.Strategy.PARALLEL, Steps.restores(planned, situation));
        List<Phase> all = new ArrayList<>(phases);
        all.add(first ? 0 : all.size(), restore);
        return all;
    }
}
