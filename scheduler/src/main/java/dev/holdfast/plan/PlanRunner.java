package dev.holdfast.plan;

import dev.holdfast.database.Action;
import dev.holdfast.database.Blocker;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Rules;
import dev.holdfast.database.Stage;
import dev.holdfast.model.NodeId;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Carries plans on, and does to them what users say. Pure, and level-triggered: a turn looks at how things stand, never
 * at what changed, so a second turn with nothing new gives the same plan and the same wants, {@link Want.Tell} aside.
 */
public final class PlanRunner {

    /** For {@link #override}: everything but refusals, even what waiting would end. */
    public static final String EVERYTHING = Gatekeeper.EVERYTHING;

    /** Names of waits that nobody can override: how the cluster stands on Mesos is not known, so no gate decides anything. */
    public static final String MASTER = "master";

    public static final String RECONCILIATION = "reconciliation";

    /** Likewise: much was lost at once, and everything disruptive is held until a person says go for all of it. */
    public static final String FROZEN = "frozen";

    private PlanRunner() {}

    /**
     * Moves a plan on as far as it can go now. A paused plan, or one that is over, is returned as it is and wants
     * nothing.
     *
     * @param view of the cluster at {@code now}, with the target this plan leads to
     * @param nodes all that exist
     * @param chores being performed, and how they ended last
     */
    public static Turn advance(
            Plan plan, ClusterView view, SortedMap<NodeId, NodeStatus> nodes, Rules rules, Chores chores, Instant now) {
        return TurnMaker.make(plan, new Situation(view, nodes, rules, chores, now));
    }

    /** Turns a plan back where that is possible. It stays active until that is done, and then is CANCELLED. */
    public static Plan cancel(
            Plan plan, ClusterView view, SortedMap<NodeId, NodeStatus> nodes, Rules rules, Chores chores, Instant now) {
        return TurnBack.cancel(plan, new Situation(view, nodes, rules, chores, now));
    }

    /**
     * Ends a plan at once because another takes its place, which must be told of it ({@link
     * PlanRequest.Reach#previous}): what this one left half-done is the next one's to finish.
     */
    public static Plan supersede(Plan plan, Instant now) {
        return TurnBack.supersede(plan, now);
    }

    /** Whether a plan can end where it is: no step of it has given something up that it has yet to make good. */
    public static boolean maySupersede(Plan plan) {
        return plan.steps()
                .filter(step -> !step.status().isOver())
                .noneMatch(step -> Ways.isPastReturn(step) || Ways.wayBack(step).isPresent());
    }

    /** Whether a step of a plan has gone through the gate behind which something is taken down, and is not at its end. */
    public static boolean isPastGate(Plan plan) {
        return plan.steps()
                .anyMatch(step -> step.status().hasBegun() && !step.status().isOver() && Ways.isPastGate(step));
    }

    /**
     * Takes steps that were let through their gate to end this node's process back before the gate, so that it is asked anew: what
     * it said was said of another moment, and the process was not ended then. So are replacements that have not given the old volume
     * up: what was proved of a process that is gone is not proved of one that is back. The plan is the same if there is no such step.
     */
    public static Plan askAgain(Plan plan, NodeId node, Instant now) {
        Plan changed = plan;
        for (Step step : plan.steps().toList()) {
            // What has begun to leave asks its gate itself, and must not forget that it has begun.
            boolean ending = step.node().equals(Optional.of(node))
                    && Ways.wayBack(step).isEmpty()
                    && step.status().hasBegun()
                    && !step.status().isOver()
                    && (step.kind() == StepKind.REPLACE
                            || step.stage().filter(PlanRunner::endsProcess).isPresent());
            int gate = Ways.lastGate(step.stages(), step.at());
            if (ending && gate >= 0 && !Ways.isPastRenewal(step)) {
                changed = changed.with(step.enter(gate, now));
            }
        }
        return changed;
    }

    /**
     * Takes a replacement that has given the old volume up back to its beginning: what it put in that one's place is lost for good, too,
     * and nothing but another place helps. All gates and proofs are asked anew. The plan is the same if there is no such step.
     */
    public static Plan replaceAnew(Plan plan, NodeId node, Instant now) {
        Plan changed = plan;
        for (Step step : plan.steps().toList()) {
            boolean replaces = step.node().equals(Optional.of(node))
                    && step.kind() == StepKind.REPLACE
                    && step.status().hasBegun()
                    && !step.status().isOver();
            if (replaces && Ways.isPastRenewal(step)) {
                changed = changed.with(step.enter(0, now));
            }
        }
        return changed;
    }

    /**
     * Takes steps that end, remove or replace a node back before their last gate, with all they proved behind it: the node ran in between, and
     * nobody knew. What was given up by then stays so.
     */
    public static Plan proveAgain(Plan plan, NodeId node, Instant now) {
        Plan changed = askAgain(plan, node, now);
        for (Step step : changed.steps().toList()) {
            boolean going = step.node().equals(Optional.of(node))
                    && step.kind() == StepKind.REMOVE
                    && step.status().hasBegun()
                    && !step.status().isOver();
            int gate = Ways.lastGate(step.stages(), step.at());
            if (going && gate >= 0) {
                changed = changed.with(step.enter(gate, now));
            }
        }
        return changed;
    }

    private static boolean endsProcess(Stage stage) {
        return stage instanceof Stage.Stop || stage instanceof Stage.Start;
    }

    /**
     * Starts nodes that are down as part of a plan that is under way, before whatever it has not begun.
     *
     * @return the plan with these starts; the same if there is nothing to start
     */
    public static Plan startToo(
            Plan plan, SortedSet<NodeId> start, ClusterView view, SortedMap<NodeId, NodeStatus> nodes, Rules rules) {
        return new LateStart(plan, new Situation(view, nodes, rules, Chores.none(), view.now())).with(start);
    }

    /** Those of some nodes that a plan has still to stop, remove or replace. */
    public static Set<NodeId> takenBy(
            Plan plan, SortedSet<NodeId> some, ClusterView view, SortedMap<NodeId, NodeStatus> nodes, Rules rules) {
        return new LateStart(plan, new Situation(view, nodes, rules, Chores.none(), view.now())).against(some);
    }

    /** Those of some nodes that must never be started as they are: asked for by name they show why, among all they are left out. */
    public static Set<NodeId> neverStarted(SortedSet<NodeId> some, ClusterView view, Rules rules) {
        TreeSet<NodeId> never = new TreeSet<>(some);
        never.removeIf(node -> rules.allows(Action.START, node, view).stream()
                .noneMatch(blocker -> blocker.kind() == Blocker.Kind.REFUSAL));
        return never;
    }

    /** A person has seen how the first nodes do with a change, where the target wants that seen: the others get it too. */
    public static Plan afterTrial(Plan plan) {
        return Trial.goOn(plan);
    }

    /** A plan that takes something back goes on without being tried on a few nodes first. */
    public static Plan withoutTrial(Plan plan) {
        return Trial.without(plan);
    }

    public static Plan pause(Plan plan) {
        return plan.status() == Plan.Status.RUNNING ? plan.with(Plan.Status.PAUSED) : plan;
    }

    public static Plan resume(Plan plan) {
        return plan.status() == Plan.Status.PAUSED ? plan.with(Plan.Status.RUNNING) : plan;
    }

    /**
     * A user takes a rule's word for heard and goes on. For the steps it holds now, that lets pass what it refuses; for
     * all steps still to come, only the outages it names: a refusal is about one node's data and is never waved through
     * unseen.
     *
     * @param rule a rule's name, or {@link #EVERYTHING} for all rules' waits and outages
     */
    public static Plan override(Plan plan, String rule) {
        return plan.withPhases(plan.phases().stream()
                .map(phase -> new Phase(
                        phase.name(),
                        phase.strategy(),
                        phase.steps().stream().map(step -> override(step, rule)).toList()))
                .toList());
    }

    private static Step override(Step step, String rule) {
        if (step.status().isOver()) {
            return step;
        }
        boolean held = step.reason().map(reason -> reason.rule().equals(rule)).orElse(false);
        String word = held || rule.equals(EVERYTHING) ? rule : Gatekeeper.OUTAGE_OF + rule;
        return step.overridden().contains(word) ? step : step.override(word);
    }
}
