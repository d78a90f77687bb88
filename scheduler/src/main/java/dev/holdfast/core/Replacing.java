package dev.holdfast.core;

import dev.holdfast.database.Action;
import dev.holdfast.database.Blocker;
import dev.holdfast.database.Observation;
import dev.holdfast.database.Rules;
import dev.holdfast.model.Agent;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import dev.holdfast.plan.Goal;
import dev.holdfast.plan.Plan;
import dev.holdfast.plan.PlanRequest;
import dev.holdfast.plan.PlanRunner;
import dev.holdfast.plan.Planner;
import dev.holdfast.plan.StepKind;
import dev.holdfast.spec.ReplaceAfter;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * Nodes that are replaced by themselves.
 *
 * <ol>
 *   <li>A node whose agent an operator marked gone is replaced as soon as it may be; one whose agent is cut off, or away while it
 *       has no process, after the time its cluster's {@code replace-after} says, which usually is never. A drained agent is waited for.
 *   <li>It may be when how its cluster stands on Mesos is known, no other plan has the cluster, and the database, asked after the loss,
 *       does not see it alive and would let it be replaced by hand: the gates and proofs of that plan are the same, and are asked again.
 *   <li>One at a time in a cluster, few over all, none while much was lost at once ({@link Freezing}).
 *   <li>It is a plan like any other, once for each loss, and gives way to whatever a user asks for until the old volume is given up.
 *       Is the node back before that, the plan is withdrawn.
 * </ol>
 */
final class Replacing {

    /** Name of the wait of a node that Mesos has lost sight of and its database has not. */
    static final String DISAGREE = "agent-and-database-disagree";

    /** So many over all clusters at once, unless the scheduler is told otherwise. */
    static final int AT_ONCE = 2;

    /** Before a node's name: what its replacement is remembered as among what was done by itself. */
    private static final String KIND = "replace/";

    /** An older answer of the database begins nothing. */
    private static final Duration FRESH = Duration.ofMinutes(1);

    private final int atOnce;

    Replacing(int atOnce) {
        this.atOnce = atOnce;
    }

    /** Ends a cluster's replacement whose node is back, as a user's cancel would. */
    void withdraw(Turn turn, ClusterName name) {
        ClusterRecord cluster = turn.state().cluster(name).orElseThrow();
        Optional<NodeId> node = replaced(cluster);
        boolean back = node.flatMap(turn.state()::node)
                .filter(record ->
                        !record.state().isLost() && !(record.state() == NodeState.STOPPED && isAway(turn, record)))
                .isPresent();
        if (back && PlanRunner.maySupersede(cluster.plan().orElseThrow())) {
            Rules rules = turn.rules(cluster);
            Plan cancelled = PlanRunner.cancel(
                    cluster.plan().orElseThrow(),
                    Views.of(turn, cluster),
                    Views.statuses(turn, cluster, rules, turn.sight().waits()),
                    rules,
                    Planning.chores(turn, name),
                    turn.now);
            turn.put(cluster.with(cancelled));
            turn.tell(EventKind.NODE, node.orElseThrow(), node.orElseThrow().shortName() + " is back and not replaced");
        }
    }

    /** Begins what may begin in a cluster, and notes for its other lost nodes why they are not replaced yet. */
    void begin(Turn turn, ClusterName name) {
        Optional<ClusterRecord> cluster = turn.state().cluster(name);
        if (cluster.isEmpty()) {
            return; // its last plan was its uninstall
        }
        turn.state().nodesOf(name).stream()
                .filter(node -> isLost(turn, node) && isWanted(cluster.get(), node))
                .sorted(Comparator.comparing((NodeRecord node) -> node.state() != NodeState.LOST)
                        .thenComparing(NodeRecord::since))
                .forEach(node -> consider(turn, name, node));
    }

    private void consider(Turn turn, ClusterName name, NodeRecord node) {
        ClusterRecord cluster = turn.state().cluster(name).orElseThrow();
        if (replaced(cluster).equals(Optional.of(node.id()))) {
            turn.unreplaced.put(node.id(), new Unreplaced("replacing", "it is being replaced", Optional.empty()));
            return;
        }
        Optional<Instant> due = due(turn, cluster, node);
        if (due.isEmpty()) {
            String text = "it is not replaced by itself: option " + ReplaceAfter.NAME + " is never";
            turn.unreplaced.put(node.id(), new Unreplaced(ReplaceAfter.NAME, text, Optional.empty()));
            return;
        }
        if (turn.now.isBefore(due.get())) {
            turn.wake(due.get());
            String text = "it is replaced from " + due.get()
                    + " on, if its database has spare copies and does not see it alive";
            turn.unreplaced.put(node.id(), new Unreplaced(ReplaceAfter.NAME, text, due));
            return;
        }
        Optional<Blocker> hindrance = hindrance(turn, cluster, node);
        if (hindrance.isPresent()) {
            Blocker why = hindrance.get();
            turn.unreplaced.put(
                    node.id(), new Unreplaced(why.rule(), "it is not replaced yet: " + why.text(), Optional.empty()));
            return;
        }
        start(turn, cluster, node);
    }

    private static void start(Turn turn, ClusterRecord present, NodeRecord node) {
        ClusterRecord cluster = Upkeeping.givenWay(present, turn.now);
        Plan plan = Planner.plan(
                new PlanRequest.Replace(node.id()),
                Views.of(turn, cluster),
                Views.statuses(turn, cluster, turn.rules(cluster), turn.sight().waits()),
                turn.rules(cluster),
                cluster.plans() + 1,
                cluster.target(),
                turn.now);
        Upkept.Last begun = new Upkept.Last(cause(node), turn.now, plan.number());
        turn.put(cluster.with(plan).with(cluster.upkeep().with(kind(node.id()), begun)));
        turn.tellOfOurselves(cluster.name(), "plan " + plan.number() + ", by itself: " + plan.title());
        turn.unreplaced.put(node.id(), new Unreplaced("replacing", "it is being replaced", Optional.empty()));
    }

    /** What stands against replacing it by itself now. */
    private Optional<Blocker> hindrance(Turn turn, ClusterRecord cluster, NodeRecord node) {
        String name = node.id().shortName();
        if (cluster.upkeep()
                .of(kind(node.id()))
                .filter(last -> last.cause().equals(cause(node)))
                .isPresent()) {
            return Optional.of(
                    Blocker.waitFor("cancelled", "its replacement was begun once and ended; it is not begun again"));
        }
        Optional<Blocker> held = CautiousRules.unknown(turn, cluster).or(() -> Freezing.blocker(turn));
        if (held.isPresent()) {
            return held;
        }
        Optional<Plan> active = cluster.plan().filter(Plan::isActive);
        if (active.isPresent() && !isGivingWay(cluster)) {
            String text = "plan " + active.get().number() + " (" + active.get().title()
                    + ") is under way; if that waits for " + name + ", holdfast cancel " + cluster.name();
            return Optional.of(Blocker.waitFor("plan", text));
        }
        long running = turn.state().clusters().values().stream()
                .filter(other -> replaced(other).isPresent())
                .count();
        if (running >= atOnce) {
            return Optional.of(
                    Blocker.waitFor("replacements", "others are being replaced, at most " + atOnce + " at once"));
        }
        return byDatabase(turn, cluster, node);
    }

    private static Optional<Blocker> byDatabase(Turn turn, ClusterRecord cluster, NodeRecord node) {
        Optional<Observation> answer = turn.watch(cluster.name())
                .last()
                .filter(Observation::answered)
                .filter(seen -> seen.startedAt().isAfter(node.since())
                        && !seen.startedAt().isBefore(turn.now.minus(FRESH)));
        if (answer.isEmpty()) {
            return Optional.of(Blocker.waitFor(
                    "answer", "its database has not answered lately, so nothing is known of spare copies"));
        }
        Observation.NodeHealth health = answer.get().nodes().get(node.id());
        if (health != null && health.seenAlive()) {
            return Optional.of(Blocker.waitFor(
                    DISAGREE, "Mesos has lost sight of it, but its database still sees it alive: " + health.text()));
        }
        return CautiousRules.of(turn, cluster).allows(Action.REPLACE, node.id(), Views.of(turn, cluster)).stream()
                .max(Comparator.comparing(Blocker::kind));
    }

    /** When it may be replaced at the earliest; empty for never. */
    private static Optional<Instant> due(Turn turn, ClusterRecord cluster, NodeRecord node) {
        if (node.state() == NodeState.LOST) {
            return Optional.of(node.since());
        }
        String usual = turn.descriptor(cluster).options().getOrDefault(ReplaceAfter.NAME, ReplaceAfter.NEVER);
        return ReplaceAfter.of(cluster.spec().options().getOrDefault(ReplaceAfter.NAME, usual))
                .map(after -> node.since().plus(after));
    }

    private static boolean isLost(Turn turn, NodeRecord node) {
        return node.state().isLost() || (node.state() == NodeState.STOPPED && isAway(turn, node) && !isDrained(node));
    }

    private static boolean isWanted(ClusterRecord cluster, NodeRecord node) {
        boolean wanted = node.goal() == Goal.RUNNING || replaced(cluster).equals(Optional.of(node.id()));
        return wanted
                && cluster.everReady()
                && !cluster.stopped().contains(node.id())
                && cluster.spec().group(node.id().group()).isPresent();
    }

    /** Whether its agent is not among those that the master has, which is known only where the master tells them all. */
    static boolean isAway(Turn turn, NodeRecord node) {
        Optional<Agent> agent = node.claim().map(Claim::agent);
        return agent.isPresent()
                && turn.sight().agentsComplete()
                && !turn.sight().agents().containsKey(agent.get().id())
                && turn.sight().agents().values().stream()
                        .noneMatch(known -> known.hostname().equals(agent.get().hostname()));
    }

    /** Whether its last process was ended because an operator empties its agent. */
    static boolean isDrained(NodeRecord node) {
        return node.incarnation()
                .filter(last -> last.isOver()
                        && TaskAnswer.to(last.state(), last.reason()).fault() == TaskAnswer.Fault.DRAINED)
                .isPresent();
    }

    /** The node that a cluster's plan replaces by itself. */
    private static Optional<NodeId> replaced(ClusterRecord cluster) {
        return cluster.plan()
                .filter(Plan::isActive)
                .flatMap(plan -> plan.steps()
                        .filter(step -> step.kind() == StepKind.REPLACE
                                && !step.status().isOver())
                        .flatMap(step -> step.node().stream())
                        .filter(node -> cluster.upkeep()
                                .of(kind(node))
                                .filter(last -> last.plan() == plan.number())
                                .isPresent())
                        .findFirst());
    }

    /** Whether a cluster's plan replaces a lost node by itself. */
    static boolean isUnderWay(ClusterRecord cluster) {
        return replaced(cluster).isPresent();
    }

    /** Whether a replacement by itself has begun or ended in this turn. */
    static boolean isOneMoreOrLess(Turn turn) {
        return turn.touched().stream()
                .anyMatch(name ->
                        turn.before().cluster(name).flatMap(Replacing::replaced).isPresent()
                                != turn.state()
                                        .cluster(name)
                                        .flatMap(Replacing::replaced)
                                        .isPresent());
    }

    /** A plan that was begun by itself and replaces nothing. */
    private static boolean isGivingWay(ClusterRecord cluster) {
        return Upkeeping.isUnderWay(cluster) && replaced(cluster).isEmpty();
    }

    private static String kind(NodeId node) {
        return KIND + node.shortName();
    }

    /** Each loss is another cause, also of the same node. */
    private static String cause(NodeRecord node) {
        return node.state() + " since " + node.since();
    }

    /** Why a node that is lost is not replaced yet, and until when if that is known. */
    record Unreplaced(String rule, String text, Optional<Instant> until) {}
}
