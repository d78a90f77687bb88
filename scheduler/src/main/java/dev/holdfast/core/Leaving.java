package dev.holdfast.core;

import dev.holdfast.database.Rules;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import dev.holdfast.plan.Plan;
import dev.holdfast.plan.PlanRequest;
import dev.holdfast.plan.PlanRequest.Selection;
import dev.holdfast.plan.PlanRunner;
import dev.holdfast.plan.Planner;
import dev.holdfast.plan.StepKind;
import dev.holdfast.spec.Maintenance;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What is done with a node before a maintenance window begins on its agent.
 *
 * <ol>
 *   <li>By its cluster's option {@code maintenance} it is stopped shortly before the window, and started again after it ({@link
 *       Resting}); or replaced onto another agent well ahead, if the database can spare it and another agent has room, and stopped
 *       where that cannot be; or left to a person.
 *   <li>Nothing is begun that the package's gate would not let through now: the plan would only keep others from beginning. The gate
 *       is asked again in the plan, as for a user.
 *   <li>In a cluster one agent at a time: the window that begins first goes first, and the next waits until all are back.
 *   <li>It is a plan like any other, once for each window, and gives way to whatever a user asks for until it takes the node down. What
 *       a user cancels is not begun again for the same window. A window that is called off or moved ends it.
 * </ol>
 */
final class Leaving {

    /** Name of the wait of a node on whose agent a window is announced. */
    static final String RULE = "maintenance";

    /** Before a node's name: what is done for a window is remembered as among what was done by itself. */
    private static final String KIND = "maintenance/";

    /** For the rest of a window that is nearly over nothing is taken down. */
    private static final Duration NEARLY_OVER = Duration.ofMinutes(1);

    /** Ends a cluster's plan for a window that is announced no more, or for another time, as a user's cancel would. */
    void withdraw(Turn turn, ClusterName name) {
        ClusterRecord cluster = turn.state().cluster(name).orElseThrow();
        Optional<NodeRecord> found = leaver(turn, cluster);
        if (found.isEmpty() || !isCalledOff(turn, cluster, found.get())) {
            return;
        }
        NodeRecord node = found.get();
        Plan plan = cluster.plan().orElseThrow();
        boolean moves = plan.steps().anyMatch(step -> step.kind() == StepKind.REPLACE);
        if (!PlanRunner.maySupersede(plan) || (PlanRunner.isPastGate(plan) && !moves)) {
            return; // a node that is stopped already is started again when it is down
        }
        Rules rules = turn.rules(cluster);
        Plan cancelled = PlanRunner.cancel(
                plan,
                Views.of(turn, cluster),
                Views.statuses(turn, cluster, rules, turn.sight().waits()),
                rules,
                Planning.chores(turn, name),
                turn.now);
        turn.put(cluster.with(cancelled)
                .withStopped(without(cluster.stopped(), node.id()))
                .with(cluster.upkeep().without(plan.number())));
        turn.tell(
                EventKind.AGENT,
                name,
                "the maintenance window on " + host(node) + " is called off, moved or over: "
                        + node.id().shortName() + " stays");
    }

    private static boolean isCalledOff(Turn turn, ClusterRecord cluster, NodeRecord node) {
        return Maintaining.of(turn, node)
                .map(window -> !wasBegun(cluster, node, window))
                .orElseGet(() -> Maintaining.isKnownFree(turn, node));
    }

    /** Begins what is due in a cluster: one node at a time, by the window that begins first. */
    void begin(Turn turn, ClusterName name) {
        if (turn.state().cluster(name).isEmpty()) {
            return; // its last plan was its uninstall
        }
        Resting.wakeUp(turn, name);
        List<NodeRecord> due = new ArrayList<>(turn.state().nodesOf(name).stream()
                .filter(node ->
                        node.state().isUp() && Maintaining.of(turn, node).isPresent())
                .toList());
        due.sort(Comparator.comparing(
                (NodeRecord node) -> Maintaining.of(turn, node).orElseThrow().from()));
        for (NodeRecord node : due) {
            ClusterRecord cluster = turn.state().cluster(name).orElseThrow();
            if (isForWindow(cluster)) {
                return; // the next of the same agent when this one is down
            }
            consider(turn, cluster, node, Maintaining.of(turn, node).orElseThrow());
        }
    }

    private static void consider(Turn turn, ClusterRecord cluster, NodeRecord node, Window window) {
        Maintenance options = options(turn, cluster);
        List.of(window.from().minus(options.lead()), window.from().minus(options.stopLead()), window.from()).stream()
                .filter(turn.now::isBefore)
                .forEach(turn::wake);
        if (isLeaving(cluster, node)) {
            return;
        }
        boolean moves = options.mode() == Maintenance.Mode.MOVE
                && !turn.now.isBefore(window.from().minus(options.moveLead()))
                && turn.now.isBefore(window.from());
        if (moves && Obstacles.toMove(turn, cluster, node, window).isEmpty()) {
            start(turn, cluster, node, window, new PlanRequest.Replace(node.id()));
            return;
        }
        if (turn.now.isBefore(window.from().minus(options.stopLead()))) {
            return;
        }
        Optional<String> obstacle = Obstacles.toStop(turn, cluster, node, window);
        boolean nearlyOver = window.until()
                .filter(until -> !turn.now.isBefore(until.minus(NEARLY_OVER)))
                .isPresent();
        if (obstacle.isEmpty() && !nearlyOver) {
            start(turn, cluster, node, window, new PlanRequest.Stop(Selection.of(List.of(node.id()))));
        } else if (obstacle.isPresent() && window.isOn(turn.now)) {
            missed(turn, cluster, node, window, obstacle.get());
        }
    }

    private static void start(Turn turn, ClusterRecord present, NodeRecord node, Window window, PlanRequest request) {
        ClusterRecord cluster = Upkeeping.givenWay(present, turn.now);
        Plan plan = Planner.plan(
                request,
                Views.of(turn, cluster),
                Views.statuses(turn, cluster, turn.rules(cluster), turn.sight().waits()),
                turn.rules(cluster),
                cluster.plans() + 1,
                cluster.target(),
                turn.now);
        boolean stops = request instanceof PlanRequest.Stop;
        String why = "for maintenance of " + host(node) + " " + window.text();
        List<String> notes = new ArrayList<>(plan.notes());
        notes.add(why + (stops ? "; it is started again after it" : ""));
        List<NodeId> stopped = new ArrayList<>(cluster.stopped());
        if (stops) {
            stopped.add(node.id());
        }
        Upkept.Last begun = new Upkept.Last(window.cause(), turn.now, plan.number());
        turn.put(cluster.with(plan.withNotes(notes))
                .withStopped(stopped)
                .with(cluster.upkeep().with(kind(node.id()), begun)));
        turn.tellOfOurselves(cluster.name(), "plan " + plan.number() + ", by itself: " + plan.title() + " " + why);
    }

    /** Says once that a window began before its node could be taken down. */
    private static void missed(Turn turn, ClusterRecord cluster, NodeRecord node, Window window, String why) {
        String kind = "missed-" + kind(node.id());
        boolean told = cluster.upkeep()
                .of(kind)
                .filter(last -> last.cause().equals(window.cause()))
                .isPresent();
        if (!told) {
            turn.put(cluster.with(cluster.upkeep().with(kind, new Upkept.Last(window.cause(), turn.now, 0))));
            turn.tell(
                    EventKind.AGENT,
                    cluster.name(),
                    "the maintenance window on " + host(node) + " has begun and "
                            + node.id().shortName() + " still runs there: " + why);
        }
    }

    static Maintenance options(Turn turn, ClusterRecord cluster) {
        return Maintenance.of(cluster.spec().options(), turn.descriptor(cluster).options());
    }

    /** Whether something was begun for a node because of this very window. */
    static boolean wasBegun(ClusterRecord cluster, NodeRecord node, Window window) {
        return cluster.upkeep()
                .of(kind(node.id()))
                .filter(last -> last.cause().equals(window.cause()))
                .isPresent();
    }

    static boolean wasBegun(ClusterRecord cluster, NodeId node) {
        return cluster.upkeep().of(kind(node)).isPresent();
    }

    /** Whether the cluster's plan takes a node down because of a window. */
    static boolean isLeaving(ClusterRecord cluster, NodeRecord node) {
        return cluster.plan().filter(Plan::isActive).stream()
                .flatMap(Plan::steps)
                .anyMatch(step -> !step.status().isOver()
                        && step.node().equals(Optional.of(node.id()))
                        && (step.kind() == StepKind.STOP || step.kind() == StepKind.REPLACE)
                        && isOurs(cluster, node.id()));
    }

    private static Optional<NodeRecord> leaver(Turn turn, ClusterRecord cluster) {
        return turn.state().nodesOf(cluster.name()).stream()
                .filter(node -> isLeaving(cluster, node))
                .findFirst();
    }

    private static boolean isOurs(ClusterRecord cluster, NodeId node) {
        return cluster.upkeep()
                .of(kind(node))
                .filter(last -> cluster.plan().map(Plan::number).equals(Optional.of(last.plan())))
                .isPresent();
    }

    /** Whether a cluster's plan was begun for a window. */
    static boolean isForWindow(ClusterRecord cluster) {
        return cluster.plan().filter(Plan::isActive).stream()
                .flatMap(Plan::steps)
                .flatMap(step -> step.node().stream())
                .anyMatch(node -> isOurs(cluster, node));
    }

    /** Whether a plan that was begun for a window has gone so far that it comes to its end first, which is soon. */
    static boolean isPastGivingWay(ClusterRecord cluster) {
        Plan plan = cluster.plan().orElseThrow();
        boolean startsNot = plan.steps()
                .anyMatch(
                        step -> step.kind() == StepKind.START && !step.status().hasBegun());
        return isForWindow(cluster) && (PlanRunner.isPastGate(plan) || startsNot);
    }

    /** A cluster whose plan for a window gave way before it took anything down: its node is no stopped one. */
    static ClusterRecord givenWay(ClusterRecord cluster) {
        List<NodeId> stopped = cluster.plan().stream()
                .flatMap(Plan::steps)
                .filter(step -> step.kind() == StepKind.STOP && !step.status().isOver())
                .flatMap(step -> step.node().stream())
                .filter(node -> isOurs(cluster, node))
                .toList();
        return stopped.isEmpty()
                ? cluster
                : cluster.withStopped(cluster.stopped().stream()
                        .filter(node -> !stopped.contains(node))
                        .toList());
    }

    /** What a user stops is a user's: it is not started again after a window. */
    static ClusterRecord stoppedByUser(ClusterRecord cluster, PlanRequest request) {
        if (!(request instanceof PlanRequest.Stop stop) || cluster.upkept().isEmpty()) {
            return cluster;
        }
        Upkept left = cluster.upkeep();
        for (String kind : left.last().keySet()) {
            boolean included = kind.startsWith(KIND)
                    && NodeId.parse(cluster.name() + "/" + kind.substring(KIND.length()))
                            .filter(stop.nodes()::includes)
                            .isPresent();
            if (included) {
                left = left.without(kind);
            }
        }
        return cluster.with(left);
    }

    static String kind(NodeId node) {
        return KIND + node.shortName();
    }

    static String host(NodeRecord node) {
        return node.claim().map(claim -> claim.agent().hostname()).orElse("its agent");
    }

    static List<NodeId> without(List<NodeId> nodes, NodeId one) {
        return nodes.stream().filter(node -> !node.equals(one)).toList();
    }

    /** Nothing new is placed on an agent whose window begins within so long. */
    static Duration ahead(Maintenance options) {
        Duration usual = dev.holdfast.placement.Matcher.MAINTENANCE_AHEAD;
        boolean longer =
                options.mode() == Maintenance.Mode.MOVE && options.moveLead().compareTo(usual) > 0;
        return longer ? options.moveLead() : usual;
    }

    void explain(Turn turn, NodeRecord node) {
        Resting.explain(turn, node);
    }

    /** When something is done for a window at the earliest. */
    static Instant due(Maintenance options, Window window) {
        return window.from().minus(options.lead());
    }
}
