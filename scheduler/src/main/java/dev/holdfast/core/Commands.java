package dev.holdfast.core;

import dev.holdfast.core.Answer.Kind;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Parting;
import dev.holdfast.database.Rules;
import dev.holdfast.database.Stage;
import dev.holdfast.model.NodeId;
import dev.holdfast.plan.NodeStatus;
import dev.holdfast.plan.Phase;
import dev.holdfast.plan.Plan;
import dev.holdfast.plan.PlanRequest;
import dev.holdfast.plan.PlanRequest.Selection;
import dev.holdfast.plan.PlanRunner;
import dev.holdfast.plan.Planner;
import dev.holdfast.plan.Step;
import dev.holdfast.plan.StepKind;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.GroupSpec;
import dev.holdfast.spec.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What users ask for: taken whole, or refused with every problem named and nothing changed. */
final class Commands {

    /** Title of the plan that destroys a cluster. */
    static final String UNINSTALL = "uninstall";

    private final Targets targets = new Targets();

    void answer(Turn turn, Event.Asked asked) {
        if (asked.command() instanceof Command.Audit) {
            Auditing.ask(turn, asked.ticket());
            return;
        }
        turn.effect(new Effect.Reply(asked.ticket(), take(turn, asked.command())));
    }

    private Answer take(Turn turn, Command command) {
        if (command instanceof Command.Apply apply) {
            return targets.apply(turn, apply.spec(), apply.title(), apply.expectedTarget());
        }
        if (command instanceof Command.Preview preview) {
            return targets.preview(turn, preview.spec(), preview.title());
        }
        if (command instanceof Command.OnHoldings holdings) {
            return Holdings.answer(turn, holdings);
        }
        if (command instanceof Command.Thaw) {
            return Freezing.thaw(turn);
        }
        Command.OnCluster about = (Command.OnCluster) command; // an audit is answered later
        Optional<ClusterRecord> found = turn.state().cluster(about.cluster());
        if (found.isEmpty()) {
            return new Answer.Refused(
                    Kind.UNKNOWN,
                    List.of(Problem.of(
                            "", "there is no cluster '" + about.cluster() + "'", "holdfast status lists them all")));
        }
        ClusterRecord cluster = found.get();
        if (command instanceof Command.Restart restart) {
            return onNodes(turn, cluster, restart.nodes(), new PlanRequest.Restart(selection(restart.nodes())));
        }
        if (command instanceof Command.Stop stop) {
            return onNodes(turn, cluster, stop.nodes(), new PlanRequest.Stop(selection(stop.nodes())));
        }
        if (command instanceof Command.Start start) {
            return onNodes(turn, cluster, start.nodes(), new PlanRequest.Start(selection(start.nodes())));
        }
        if (command instanceof Command.Replace replace) {
            return onNodes(turn, cluster, List.of(replace.node()), new PlanRequest.Replace(replace.node()));
        }
        if (command instanceof Command.Remove remove) {
            return remove(turn, cluster, remove);
        }
        if (command instanceof Command.Run run) {
            return plan(turn, cluster, request(turn, cluster, run), cluster.stopped());
        }
        if (command instanceof Command.PreviewRun preview) {
            return Previewing.preview(turn, cluster, request(turn, cluster, preview.run()));
        }
        if (command instanceof Command.PreviewOf preview) {
            return Previewing.apart(turn, cluster, apart -> take(apart, preview.command()));
        }
        if (command instanceof Command.Pause) {
            return onPlan(turn, cluster, plan -> plan.with(Plan.Status.PAUSED), "paused");
        }
        if (command instanceof Command.Resume resume) {
            return resume(turn, cluster, resume.override());
        }
        if (command instanceof Command.Cancel) {
            return targets.cancel(turn, cluster);
        }
        if (command instanceof Command.Recover recover) {
            return Recovering.recover(turn, cluster, recover);
        }
        Command.Uninstall uninstall = (Command.Uninstall) command;
        return uninstall(turn, cluster, uninstall.confirmation());
    }

    private static PlanRequest.Run request(Turn turn, ClusterRecord cluster, Command.Run run) {
        return new PlanRequest.Run(
                run.chore(), run.title(), turn.rules(cluster).way(run.chore(), Views.of(turn, cluster)));
    }

    private static Selection selection(List<NodeId> nodes) {
        return nodes.isEmpty() ? Selection.everything() : Selection.of(nodes);
    }

    private Answer onNodes(Turn turn, ClusterRecord cluster, List<NodeId> nodes, PlanRequest request) {
        List<Problem> problems = new ArrayList<>();
        for (NodeId node : nodes) {
            if (turn.state().node(node).isEmpty() || !node.cluster().equals(cluster.name())) {
                problems.add(Problem.of(
                        "",
                        "there is no node '" + node + "'",
                        "holdfast status " + cluster.name() + " lists them all"));
            }
        }
        if (!problems.isEmpty()) {
            return new Answer.Refused(Kind.UNKNOWN, problems);
        }
        TreeSet<NodeId> stopped = new TreeSet<>(cluster.stopped());
        List<NodeId> named = nodes.isEmpty()
                ? turn.state().nodesOf(cluster.name()).stream()
                        .map(NodeRecord::id)
                        .toList()
                : nodes;
        if (request instanceof PlanRequest.Stop) {
            stopped.addAll(named);
        } else if (request instanceof PlanRequest.Start || !nodes.isEmpty()) {
            named.forEach(stopped::remove);
        }
        Answer answer = plan(turn, cluster, request, new ArrayList<>(stopped));
        boolean starts = request instanceof PlanRequest.Start || request instanceof PlanRequest.Restart;
        boolean retried = starts && !(answer instanceof Answer.Refused) && Retrying.now(turn, named);
        return retried && answer instanceof Answer.Nothing
                ? new Answer.Nothing("what had failed is tried again at once")
                : answer;
    }

    /** A plan for something other than a new target; refused while another plan has the cluster, unless that began by itself. */
    private static Answer plan(Turn turn, ClusterRecord present, PlanRequest request, List<NodeId> stopped) {
        ClusterRecord cluster = Leaving.stoppedByUser(Upkeeping.givenWay(present, turn.now), request);
        Optional<Plan> active = cluster.plan().filter(Plan::isActive);
        if (active.isPresent() && request instanceof PlanRequest.Start start) {
            return startToo(turn, cluster, active.get(), start.nodes());
        }
        if (active.isPresent() && !stopsEverything(request, active.get())) {
            return busy(cluster, active.get());
        }
        Rules rules = turn.rules(cluster);
        Plan plan = Planner.plan(
                request,
                Views.of(turn, cluster),
                Views.statuses(turn, cluster, rules, turn.sight().waits()),
                rules,
                cluster.plans() + 1,
                cluster.target(),
                turn.now);
        if (plan.steps().findAny().isEmpty()) {
            turn.put(Leaving.stoppedByUser(present, request).withStopped(stopped));
            return new Answer.Nothing("there is nothing to do");
        }
        turn.put(cluster.withStopped(stopped).with(plan));
        turn.tell(EventKind.PLAN, cluster.name(), "plan " + plan.number() + ": " + plan.title());
        return new Answer.Accepted(plan);
    }

    /** A start goes into the plan under way, unless that plan is what takes the node down. */
    private static Answer startToo(Turn turn, ClusterRecord cluster, Plan active, Selection selection) {
        Rules rules = turn.rules(cluster);
        ClusterView view = Views.of(turn, cluster);
        SortedMap<NodeId, NodeStatus> statuses =
                Views.statuses(turn, cluster, rules, turn.sight().waits());
        TreeSet<NodeId> start = new TreeSet<>(statuses.keySet());
        start.removeIf(node -> !selection.includes(node));
        if (selection.all()) {
            start.removeAll(PlanRunner.neverStarted(start, view, rules));
        }
        Set<NodeId> taken = PlanRunner.takenBy(active, start, view, statuses, rules);
        boolean against = selection.all() ? taken.containsAll(start) : !taken.isEmpty();
        if (against || active.title().equals(UNINSTALL)) {
            return busy(cluster, active);
        }
        start.removeAll(taken);
        Plan plan = PlanRunner.startToo(active, start, view, statuses, rules);
        turn.put(cluster.withStopped(cluster.stopped().stream()
                        .filter(node -> !start.contains(node))
                        .toList())
                .with(plan));
        if (plan.equals(active)) {
            return new Answer.Nothing("there is nothing to start that plan " + active.number() + " does not bring up");
        }
        turn.tell(
                EventKind.PLAN,
                cluster.name(),
                "plan " + plan.number() + " (" + plan.title() + ") also starts " + selection);
        return new Answer.Accepted(plan);
    }

    /** Stopping all is always allowed: it takes the place of whatever plan runs, whose target stays in force. */
    private static boolean stopsEverything(PlanRequest request, Plan active) {
        return request instanceof PlanRequest.Stop stop
                && stop.nodes().all()
                && !active.title().equals(UNINSTALL);
    }

    static Answer busy(ClusterRecord cluster, Plan plan) {
        return new Answer.Refused(
                Kind.CONFLICT,
                List.of(Problem.of(
                        "",
                        "plan " + plan.number() + " (" + plan.title() + ") is under way",
                        "wait for it (holdfast status " + cluster.name() + "), or holdfast cancel " + cluster.name())));
    }

    private Answer remove(Turn turn, ClusterRecord cluster, Command.Remove remove) {
        NodeId node = remove.node();
        Optional<GroupSpec> group = cluster.spec().group(node.group());
        if (turn.state().node(node).isEmpty() || group.isEmpty()) {
            return new Answer.Refused(
                    Kind.UNKNOWN,
                    List.of(Problem.of(
                            "",
                            "there is no node '" + node + "'",
                            "holdfast status " + cluster.name() + " lists them all")));
        }
        ClusterSpec next = cluster.spec().with(group.get().without(node.index()));
        if (!remove.lost()) {
            return targets.apply(turn, next, "remove " + node.shortName(), 0);
        }
        if (turn.state().node(node).filter(record -> record.state().isUp()).isPresent()) {
            return new Answer.Refused(
                    Kind.INVALID,
                    List.of(Problem.of("", node + " is not lost: its process runs", "holdfast remove " + node)));
        }
        String title = "remove " + node.shortName() + ", which is lost";
        return targets.apply(turn, next, title, 0, new TreeSet<>(List.of(node)));
    }

    private static Answer onPlan(
            Turn turn, ClusterRecord cluster, java.util.function.UnaryOperator<Plan> change, String done) {
        Optional<Plan> active = cluster.plan().filter(Plan::isActive);
        if (active.isEmpty()) {
            return new Answer.Refused(
                    Kind.CONFLICT, List.of(Problem.of("", "no plan is under way for " + cluster.name(), "")));
        }
        Plan changed = change.apply(active.get());
        turn.put(cluster.with(changed));
        turn.tell(EventKind.PLAN, cluster.name(), "plan " + changed.number() + " (" + changed.title() + ") is " + done);
        return new Answer.Accepted(changed);
    }

    private static Answer resume(Turn turn, ClusterRecord cluster, String override) {
        return onPlan(
                turn,
                cluster,
                plan -> {
                    if (plan.status() == Plan.Status.PAUSED && override.isEmpty()) {
                        return plan.with(Plan.Status.RUNNING);
                    }
                    Plan running = PlanRunner.afterTrial(plan.with(Plan.Status.RUNNING));
                    return override.isEmpty() ? running : PlanRunner.override(running, override);
                },
                override.isEmpty() ? "resumed" : "resumed, overriding " + override);
    }

    /**
     * Everything goes: whatever plan runs ends where it is; then group by group, last to start first, processes end, volumes are
     * destroyed and resources unreserved. No gate holds it, for a person has named what shall be destroyed; but where the cluster is part of
     * something larger that lives on, its nodes leave that first.
     */
    private static Answer uninstall(Turn turn, ClusterRecord cluster, String confirmation) {
        if (!confirmation.equals(cluster.name().value())) {
            return new Answer.Refused(
                    Kind.INVALID,
                    List.of(Problem.of(
                            "",
                            "uninstall destroys all data of " + cluster.name() + " and wants its name as confirmation",
                            "holdfast uninstall " + cluster.name() + " --confirm " + cluster.name())));
        }
        Parting parting = turn.rules(cluster).parting(Views.of(turn, cluster));
        if (!parting.problems().isEmpty()) {
            return new Answer.Refused(Kind.CONFLICT, parting.problems());
        }
        Set<String> known =
                new LinkedHashSet<>(turn.descriptor(cluster).groups().keySet());
        known.addAll(cluster.spec().groups().keySet());
        turn.state().nodesOf(cluster.name()).forEach(node -> known.add(node.id().group()));
        List<String> groups = List.copyOf(known);
        List<Phase> phases = new ArrayList<>();
        for (int i = groups.size() - 1; i >= 0; i--) {
            String group = groups.get(i);
            List<Step> steps = turn.state().nodesOf(cluster.name()).stream()
                    .map(NodeRecord::id)
                    .filter(id -> id.group().equals(group))
                    .sorted(Comparator.reverseOrder())
                    .map(parting.byLeaving() ? Commands::leave : Commands::destroy)
                    .toList();
            if (!steps.isEmpty()) {
                phases.add(
                        parting.byLeaving()
                                ? new Phase("take out " + group, Phase.Strategy.SERIAL, steps)
                                : new Phase("destroy " + group, Phase.Strategy.PARALLEL, steps));
            }
        }
        Plan plan = new Plan(
                cluster.plans() + 1,
                cluster.target(),
                UNINSTALL,
                Plan.Status.RUNNING,
                phases,
                Stream.concat(
                                Uninstalling.notes(turn, cluster.name()).stream(),
                                turn.rules(cluster).leftovers(Views.of(turn, cluster)).stream())
                        .toList(),
                turn.now,
                Optional.empty());
        turn.put(cluster.with(plan).withDebts(List.of()));
        Uninstalling.releaseKept(turn, cluster.name());
        turn.tell(EventKind.PLAN, cluster.name(), "plan " + plan.number() + ": uninstall, as confirmed by name");
        return new Answer.Accepted(plan);
    }

    /** As its rules remove it, for others go on that must not miss it. */
    private static Step leave(NodeId node) {
        return Step.onNode(StepKind.REMOVE, node, "take out " + node.shortName());
    }

    private static Step destroy(NodeId node) {
        Step step = Step.onNode(StepKind.REMOVE, node, "destroy " + node.shortName());
        return step.by(List.of(new Stage.Stop(), new Stage.Release(), new Stage.Forget()));
    }

    static ClusterView viewOf(Turn turn, ClusterRecord cluster, ClusterSpec target) {
        return Views.of(turn.state(), cluster, target, turn.now);
    }

    static ClusterRecord fresh(Turn turn, ClusterSpec spec) {
        return new ClusterRecord(
                spec.name(),
                0,
                spec,
                spec,
                new TreeMap<>(),
                Optional.empty(),
                0,
                List.of(),
                false,
                List.of(),
                turn.now,
                Optional.empty());
    }
}
