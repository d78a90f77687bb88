package dev.holdfast.core;

import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Rules;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import dev.holdfast.plan.Goal;
import dev.holdfast.plan.NodeStatus;
import dev.holdfast.plan.Plan;
import dev.holdfast.plan.PlanRequest;
import dev.holdfast.plan.PlanRequest.Selection;
import dev.holdfast.plan.PlanRunner;
import dev.holdfast.plan.Planner;
import dev.holdfast.spec.Maintenance;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeSet;

/**
 * Nodes that are down because of a maintenance window on their agent.
 *
 * <ol>
 *   <li>To others such a node is one that a user stopped: it keeps identity and data, and what changes its cluster leaves it alone.
 *   <li>It is started again when the window is over, or known to be called off or moved: by what the agent's offers say, which show the
 *       node's volume, too. As long as nothing is heard from the agent it could not be started anyway.
 *   <li>A user may start it before. What a user stops meanwhile stays stopped.
 *   <li>While a window is on, no process is started on its agent that ended there by itself, or with the agent.
 * </ol>
 */
final class Resting {

    private Resting() {}

    /** Whether a node was stopped because of a window, and not started again. */
    static boolean rests(Turn turn, NodeRecord node) {
        return node.goal() == Goal.STOPPED
                && turn.state()
                        .cluster(node.id().cluster())
                        .filter(cluster -> cluster.stopped().contains(node.id()))
                        .filter(cluster -> Leaving.wasBegun(cluster, node.id()))
                        .isPresent();
    }

    /** Starts again what need not rest any more. */
    static void wakeUp(Turn turn, ClusterName name) {
        for (NodeRecord node : turn.state().nodesOf(name)) {
            if (node.state() == NodeState.STOPPED && rests(turn, node) && isOver(turn, node)) {
                start(turn, turn.state().cluster(name).orElseThrow(), node);
            }
        }
    }

    private static boolean isOver(Turn turn, NodeRecord node) {
        Optional<Window> window = Maintaining.of(turn, node);
        if (window.isEmpty()) {
            return Maintaining.isKnownFree(turn, node);
        }
        window.get().until().ifPresent(turn::wake);
        ClusterRecord cluster = turn.state().cluster(node.id().cluster()).orElseThrow();
        return turn.now.isBefore(
                window.get().from().minus(Leaving.options(turn, cluster).stopLead()));
    }

    private static void start(Turn turn, ClusterRecord present, NodeRecord node) {
        ClusterRecord cluster = present.withStopped(Leaving.without(present.stopped(), node.id()));
        String text = "the maintenance of " + Leaving.host(node) + " is over: ";
        Optional<Plan> active = cluster.plan().filter(Plan::isActive);
        Rules rules = turn.rules(cluster);
        ClusterView view = Views.of(turn, cluster);
        SortedMap<NodeId, NodeStatus> statuses =
                Views.statuses(turn, cluster, rules, turn.sight().waits());
        TreeSet<NodeId> one = new TreeSet<>(List.of(node.id()));
        if (active.isPresent()) {
            boolean against = active.get().title().equals(Commands.UNINSTALL)
                    || !PlanRunner.takenBy(active.get(), one, view, statuses, rules)
                            .isEmpty();
            if (!against) {
                turn.put(cluster.with(PlanRunner.startToo(active.get(), one, view, statuses, rules)));
                turn.tell(
                        EventKind.PLAN,
                        cluster.name(),
                        text + "plan " + active.get().number() + " ("
                                + active.get().title() + ") also starts "
                                + node.id().shortName());
            }
            return;
        }
        Plan plan = Planner.plan(
                new PlanRequest.Start(Selection.of(one)),
                view,
                statuses,
                rules,
                cluster.plans() + 1,
                cluster.target(),
                turn.now);
        Upkept.Last before = cluster.upkeep().of(Leaving.kind(node.id())).orElseThrow();
        Upkept.Last begun = new Upkept.Last(before.cause(), turn.now, plan.number());
        turn.put(cluster.with(plan).with(cluster.upkeep().with(Leaving.kind(node.id()), begun)));
        turn.tellOfOurselves(cluster.name(), text + "plan " + plan.number() + ", by itself: " + plan.title());
    }

    /** Whether a node must not be started on its agent now; then it says so. */
    static boolean isHeld(Turn turn, ClusterRecord cluster, NodeRecord node) {
        Optional<Window> window = Maintaining.of(turn, node)
                .filter(known -> known.isOn(turn.now) && known.until().isPresent())
                .filter(known -> !Leaving.wasBegun(cluster, node, known)); // a user wants it now
        if (window.isEmpty() || Leaving.options(turn, cluster).mode() == Maintenance.Mode.WAIT) {
            return false;
        }
        window.get().until().ifPresent(turn::wake);
        turn.wait(
                node.id(),
                Leaving.RULE,
                "agent " + Leaving.host(node) + " is in maintenance "
                        + window.get().text() + "; it starts there after that",
                "end the window in Mesos, or holdfast set " + cluster.name() + " options." + Maintenance.NAME + "=wait",
                window.get().until());
        return true;
    }

    /** Says of a node on whose agent a window is announced what becomes of it. */
    static void explain(Turn turn, NodeRecord node) {
        if (turn.waits.containsKey(node.id())) {
            return;
        }
        if (rests(turn, node)) {
            Optional<Window> window = Maintaining.of(turn, node);
            String host = Leaving.host(node);
            String text = window.map(known -> "is stopped while agent " + host + " is in maintenance " + known.text()
                            + "; it is started again after that")
                    .orElse("is stopped for maintenance of agent " + host
                            + "; no offer from there has said yet whether that is over");
            String remedy = "holdfast start " + node.id() + " starts it at once; holdfast stop " + node.id()
                    + " keeps it stopped for good";
            turn.wait(node.id(), Leaving.RULE, text, remedy, window.flatMap(Window::until));
            return;
        }
        Optional<Window> window = Maintaining.of(turn, node);
        if (window.isPresent() && node.state().isUp()) {
            explainRunning(turn, node, window.get());
        }
    }

    private static void explainRunning(Turn turn, NodeRecord node, Window window) {
        window.until().ifPresent(turn::wake);
        ClusterRecord cluster = turn.state().cluster(node.id().cluster()).orElseThrow();
        Maintenance options = Leaving.options(turn, cluster);
        String name = node.id().shortName();
        String agent = "agent " + Leaving.host(node)
                + (window.isOn(turn.now) ? " is in maintenance " : " shall be free for maintenance ") + window.text();
        String byHand = "holdfast stop " + node.id() + " before, holdfast start " + node.id() + " afterwards";
        Optional<Instant> until = window.isOn(turn.now) ? window.until() : Optional.of(window.from());
        if (options.mode() == Maintenance.Mode.WAIT) {
            turn.wait(node.id(), Leaving.RULE, agent + ", and " + name + " runs there", byHand, until);
            return;
        }
        if (Leaving.isLeaving(cluster, node)) {
            turn.wait(node.id(), Leaving.RULE, agent + "; it is being taken down for that", "", until);
            return;
        }
        boolean moves = options.mode() == Maintenance.Mode.MOVE
                && Obstacles.toMove(turn, cluster, node, window).isEmpty();
        Optional<String> obstacle = moves ? Optional.empty() : Obstacles.toStop(turn, cluster, node, window);
        if (obstacle.isPresent()) {
            String text = agent + ", and " + name + " cannot leave it as things stand: " + obstacle.get();
            turn.wait(node.id(), Leaving.RULE, text, byHand + "; or holdfast replace " + node.id(), until);
            return;
        }
        String text = moves
                ? "; it is moved to another agent from "
                        + Leaving.due(options, window).truncatedTo(ChronoUnit.SECONDS) + " on"
                : "; it is stopped from "
                        + window.from().minus(options.stopLead()).truncatedTo(ChronoUnit.SECONDS)
                        + " on, if its database lets it, and started again after it";
        String remedy =
                "holdfast set " + cluster.name() + " options." + Maintenance.NAME + "=wait leaves it to a person";
        turn.wait(node.id(), Leaving.RULE, agent + text, remedy, until);
    }
}
