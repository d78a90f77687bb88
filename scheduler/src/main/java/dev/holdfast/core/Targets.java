package dev.holdfast.core;

import dev.holdfast.core.Answer.Kind;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Rules;
import dev.holdfast.model.Agent;
import dev.holdfast.model.AgentId;
import dev.holdfast.model.NodeId;
import dev.holdfast.model.Resource;
import dev.holdfast.placement.Feasibility;
import dev.holdfast.placement.Need;
import dev.holdfast.plan.Goal;
import dev.holdfast.plan.Plan;
import dev.holdfast.plan.PlanRequest;
import dev.holdfast.plan.PlanRunner;
import dev.holdfast.plan.Planner;
import dev.holdfast.plan.Preview;
import dev.holdfast.plan.Step;
import dev.holdfast.plan.StepKind;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.GroupSpec;
import dev.holdfast.spec.Problem;
import dev.holdfast.spec.Sizes;
import dev.holdfast.spec.SpecDiff;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * New wishes for a cluster.
 *
 * <p>A wish is judged whole: what cannot be changed, what the package's rules say, and what no known agent could ever hold. If
 * anything is wrong, all of it is said and the old target stays in force. A wish that comes while a plan is under way takes its
 * place: what that plan left half-done is finished or turned back by the new one.
 */
final class Targets {

    Answer apply(Turn turn, ClusterSpec spec, String title, long expectedTarget) {
        return apply(turn, spec, title, expectedTarget, new TreeSet<>());
    }

    /** @param lost nodes whose machines are lost for good, by a person's word */
    Answer apply(Turn turn, ClusterSpec spec, String title, long expectedTarget, SortedSet<NodeId> lost) {
        Optional<ClusterRecord> known = turn.state().cluster(spec.name());
        if (expectedTarget != 0
                && expectedTarget != known.map(ClusterRecord::target).orElse(0L)) {
            return new Answer.Refused(
                    Kind.CONFLICT,
                    List.of(Problem.of(
                            "",
                            "the target has changed meanwhile: it is number "
                                    + known.map(ClusterRecord::target).orElse(0L) + ", not " + expectedTarget,
                            "look at a new plan first")));
        }
        List<Problem> problems = problems(turn, spec, known, lost);
        if (!problems.isEmpty()) {
            return new Answer.Refused(Kind.INVALID, problems);
        }
        ClusterRecord before = withoutStaleStops(
                turn,
                known.map(cluster -> Upkeeping.givenWay(cluster, turn.now))
                        .orElseGet(() -> Commands.fresh(turn, spec)));
        ClusterRecord aimed = before.aimAt(spec);
        Plan plan = plan(turn, before, aimed, title, lost);
        if (plan.steps().findAny().isEmpty()) {
            if (known.isPresent() && !known.get().spec().equals(spec)) {
                // A plan under way leads to the old wish: it must not go on.
                turn.put(aimed.plan()
                        .map(old -> aimed.with(PlanRunner.supersede(old, turn.now)))
                        .orElse(aimed)
                        .settled());
                turn.fact(new Fact.TargetAccepted(spec.name(), aimed.target(), spec, turn.now));
                Retrying.now(turn, spec.name());
                return new Answer.Nothing("accepted; nothing that runs has to change");
            }
            return new Answer.Nothing("there is nothing to do");
        }
        turn.fact(new Fact.TargetAccepted(spec.name(), aimed.target(), spec, turn.now));
        turn.put(aimed.with(plan));
        turn.tell(EventKind.PLAN, spec.name(), "plan " + plan.number() + ": " + plan.title());
        Retrying.now(turn, spec.name());
        return new Answer.Accepted(plan);
    }

    Answer preview(Turn turn, ClusterSpec spec, String title) {
        Optional<ClusterRecord> known = turn.state().cluster(spec.name());
        List<Problem> problems = problems(turn, spec, known, new TreeSet<>());
        if (!problems.isEmpty()) {
            return new Answer.Refused(Kind.INVALID, problems);
        }
        ClusterRecord before = withoutStaleStops(turn, known.orElseGet(() -> Commands.fresh(turn, spec)));
        ClusterRecord aimed = before.aimAt(spec);
        Plan plan = plan(turn, before, aimed, title, new TreeSet<>());
        Rules rules = turn.rules(aimed);
        Preview preview = Preview.of(
                known.map(ClusterRecord::spec),
                plan,
                Commands.viewOf(turn, aimed, spec),
                Views.statuses(turn, aimed, rules, turn.sight().waits()),
                rules);
        return new Answer.Previewed(preview, Foresight.of(turn, spec, preview.placements()));
    }

    /** Back to the wish before, or, if the plan has none of its own, just not on. */
    Answer cancel(Turn turn, ClusterRecord cluster) {
        Optional<Plan> active = cluster.plan().filter(Plan::isActive);
        if (active.isEmpty()) {
            return new Answer.Refused(
                    Kind.CONFLICT, List.of(Problem.of("", "no plan is under way for " + cluster.name(), "")));
        }
        if (active.get().title().equals(Commands.UNINSTALL)) {
            return new Answer.Refused(
                    Kind.CONFLICT,
                    List.of(Problem.of("", "an uninstall cannot be turned back: volumes are being destroyed", "")));
        }
        if (!cluster.before().equals(cluster.spec()) && cluster.everReady()) {
            Answer answer =
                    apply(turn, cluster.before(), "cancel: " + active.get().title(), 0);
            // A cancel of this cancel must not go back to what was just given up.
            turn.state()
                    .cluster(cluster.name())
                    .map(ClusterRecord::settled)
                    .ifPresent(back -> turn.put(back.plan()
                            .filter(Plan::isActive)
                            .map(plan -> back.with(PlanRunner.withoutTrial(plan)))
                            .orElse(back)));
            return answer;
        }
        Rules rules = turn.rules(cluster);
        Plan cancelled = PlanRunner.cancel(
                active.get(),
                Views.of(turn, cluster),
                Views.statuses(turn, cluster, rules, turn.sight().waits()),
                rules,
                Planning.chores(turn, cluster.name()),
                turn.now);
        turn.put(cluster.with(cancelled).withStopped(stoppedBefore(turn, cluster, active.get(), cancelled)));
        turn.tell(
                EventKind.PLAN,
                cluster.name(),
                "plan " + cancelled.number() + " (" + cancelled.title() + ") is cancelled");
        return new Answer.Accepted(cancelled);
    }

    /**
     * What was stopped before a plan began stays so when it is cancelled, and that alone: without what the plan was to stop, and with
     * what it was to start, restart or replace but has not come to and does not go on with.
     */
    private static List<NodeId> stoppedBefore(Turn turn, ClusterRecord cluster, Plan plan, Plan cancelled) {
        TreeSet<NodeId> stopped = new TreeSet<>(cluster.stopped());
        nodesOf(plan, step -> true).stream()
                .filter(node -> turn.state()
                        .node(node)
                        .filter(record -> record.goal() == Goal.STOPPED)
                        .isPresent())
                .forEach(stopped::add);
        nodesOf(plan, step -> step.kind() == StepKind.STOP).forEach(stopped::remove);
        nodesOf(cancelled, step -> !step.status().isOver()).forEach(stopped::remove);
        return List.copyOf(stopped);
    }

    private static List<NodeId> nodesOf(Plan plan, Predicate<Step> wanted) {
        return plan.steps().filter(wanted).flatMap(step -> step.node().stream()).toList();
    }

    /** A stop that another wish overtook before its node was let stop is over: the node runs, and gets what the others get. */
    private static ClusterRecord withoutStaleStops(Turn turn, ClusterRecord cluster) {
        return cluster.withStopped(cluster.stopped().stream()
                .filter(node -> turn.state()
                        .node(node)
                        .filter(record -> record.goal() != Goal.RUNNING)
                        .isPresent())
                .toList());
    }

    private static Plan plan(
            Turn turn, ClusterRecord before, ClusterRecord aimed, String title, SortedSet<NodeId> lost) {
        Rules rules = turn.rules(aimed);
        Optional<Plan> previous = before.plan()
                .filter(plan -> plan.status() != Plan.Status.DONE)
                .map(plan -> PlanRunner.supersede(plan, turn.now));
        return Planner.plan(
                new PlanRequest.Reach(title, new TreeSet<>(before.stopped()), previous, lost),
                Views.of(turn, aimed),
                Views.statuses(turn, aimed, rules, turn.sight().waits()),
                rules,
                aimed.plans() + 1,
                aimed.target(),
                turn.now);
    }

    private static List<Problem> problems(
            Turn turn, ClusterSpec spec, Optional<ClusterRecord> known, SortedSet<NodeId> lost) {
        List<Problem> problems = new ArrayList<>();
        if (!turn.knows(spec.packageName())) {
            return List.of(Problem.of(
                    "package", "there is no package '" + spec.packageName() + "'", "holdfast packages lists them all"));
        }
        if (known.flatMap(ClusterRecord::plan)
                .filter(Plan::isActive)
                .map(Plan::title)
                .equals(Optional.of(Commands.UNINSTALL))) {
            return List.of(Problem.of("", spec.name() + " is being uninstalled", "wait until it is gone"));
        }
        known.ifPresent(cluster -> problems.addAll(fixed(cluster.spec(), spec)));
        Optional<ClusterView> view = known.map(cluster -> Views.of(turn, cluster));
        problems.addAll(turn.packageOf(spec.packageName()).rules().validate(spec, view, lost));
        if (problems.isEmpty()) {
            problems.addAll(infeasible(turn, spec));
        }
        return problems;
    }

    /** What cannot be changed once a cluster exists. */
    private static List<Problem> fixed(ClusterSpec old, ClusterSpec next) {
        List<Problem> problems = new ArrayList<>();
        if (!old.packageName().equals(next.packageName())) {
            problems.add(Problem.of("package", "a cluster's package cannot change", "create another cluster"));
        }
        if (!old.role().equals(next.role())) {
            problems.add(Problem.of(
                    "role", "the role owns the reservations and cannot change from " + old.role(), "keep it"));
        }
        for (GroupSpec group : next.groups().values()) {
            old.group(group.name()).ifPresent(was -> {
                if (was.diskMegabytes() != group.diskMegabytes()
                        || !was.diskKind().equals(group.diskKind())) {
                    problems.add(Problem.of(
                            "groups." + group.name() + ".disk",
                            "a volume's size and kind cannot change while it exists",
                            "keep " + Sizes.text(was.diskMegabytes()) + " on " + was.diskKind()));
                }
            });
        }
        return problems;
    }

    /** Nodes that no known agent could ever hold, if all agents are known; and nodes that outgrow the agent they stand on. */
    private static List<Problem> infeasible(Turn turn, ClusterSpec spec) {
        List<Need> needs = new ArrayList<>();
        Map<String, Problem> byGroup = new LinkedHashMap<>(); // one is enough: the wish is the same for all of them
        for (GroupSpec group : spec.groups().values()) {
            for (int index : group.indexes()) {
                NodeId id = new NodeId(spec.name(), group.name(), index);
                Optional<Claim> claim = turn.state().node(id).flatMap(NodeRecord::claim);
                if (claim.isEmpty()) {
                    needs.add(Placing.need(turn, spec, id));
                } else {
                    outgrown(turn, spec, id, claim.get().agent().id())
                            .ifPresent(problem -> byGroup.putIfAbsent(group.name(), problem));
                }
            }
        }
        List<Problem> outgrown = List.copyOf(byGroup.values());
        List<Agent> agents = List.copyOf(turn.sight().agents().values());
        if (!turn.sight().agentsComplete() || agents.isEmpty() || needs.isEmpty() || !outgrown.isEmpty()) {
            return outgrown;
        }
        return Feasibility.check(agents, needs, Placing.standings(turn));
    }

    private static Optional<Problem> outgrown(Turn turn, ClusterSpec spec, NodeId node, AgentId stands) {
        Sizing wanted =
                Sizing.of(spec, node.group(), turn.packageOf(spec.packageName()).descriptor());
        return Optional.ofNullable(turn.sight().agents().get(stands))
                .filter(agent -> !agent.total().isEmpty())
                .filter(agent -> wanted.cpusMilli() > agent.total().milli(Resource.CPUS)
                        || wanted.memoryMilli() > agent.total().milli(Resource.MEM))
                .map(agent -> Problem.of(
                        "groups." + node.group(),
                        node.shortName() + " stands on " + agent.hostname() + ", which has "
                                + agent.total().milli(Resource.CPUS) / 1000.0 + " cpus and "
                                + roughly(agent.total().milli(Resource.MEM) / 1000) + " of memory in all; "
                                + Sizes.cpusText(wanted.cpusMilli()) + " cpus and "
                                + Sizes.text(wanted.memoryMilli() / 1000) + " are asked for",
                        "ask for less, or replace the node onto a larger agent first"));
    }

    /** What an agent has is seldom whole in the unit a user writes. */
    private static String roughly(long megabytes) {
        return megabytes < 10 * 1024 ? megabytes + " MB" : megabytes / 1024 + " GB";
    }

    static List<String> changes(ClusterSpec old, ClusterSpec next) {
        return SpecDiff.between(old, next).stream().map(Object::toString).toList();
    }
}
