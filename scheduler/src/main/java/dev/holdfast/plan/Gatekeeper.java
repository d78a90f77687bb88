package dev.holdfast.plan;

import dev.holdfast.database.Action;
import dev.holdfast.database.Blocker;
import dev.holdfast.database.Observation;
import dev.holdfast.database.Stage;
import dev.holdfast.model.NodeId;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Opens a gate, or says why it is shut. A gate opens when
 *
 * <ol>
 *   <li>no other step of the plan has taken a node down and not finished: one disruption at a time in a cluster,
 *   <li>the database answered a look that began after the step came to the gate, and after the last disruption ended,
 *   <li>by that answer the package's rules allow the action, or a user has overridden what they name.
 * </ol>
 *
 * <p>A gate for a start asks the rules only: what is down must come up even if nothing answers.
 */
final class Gatekeeper {

    /** Name of the rule that a gate needs an answer. */
    static final String FRESH_ANSWER = "fresh-answer";

    /** Name of the rule that one disruption is enough. */
    static final String ONE_AT_A_TIME = "one-at-a-time";

    /** A user's word for: all blockers but refusals, waits included. */
    static final String EVERYTHING = "*";

    /** Before a rule's name: its outages only. */
    static final String OUTAGE_OF = "outage:";

    private Gatekeeper() {}

    static Move pass(Step step, NodeId node, Stage.Gate gate, Plan plan, Situation situation, Wishes wishes) {
        return pass(step, node, gate, answerNeededSince(step, plan), plan, situation, wishes);
    }

    /**
     * The last gate that a step went through, once more, by an answer of the last seconds.
     *
     * @param since what was seen before that counts for nothing
     */
    static Move passAnew(Step step, Instant since, Plan plan, Situation situation, Wishes wishes) {
        Stage.Gate gate = (Stage.Gate) step.stages().get(Ways.lastGate(step.stages(), step.at()));
        Instant lately = situation.now().minus(Pace.REPEAT);
        Instant answered = since.isBefore(lately) ? lately : since;
        return pass(step, step.node().orElseThrow(), gate, answered, plan, situation, wishes);
    }

    private static Move pass(
            Step step, NodeId node, Stage.Gate gate, Instant since, Plan plan, Situation situation, Wishes wishes) {
        boolean blind = false;
        if (gate.action() != Action.START) {
            Optional<Step> other =
                    plan.steps().filter(beside -> isTaking(beside, step)).findFirst();
            if (other.isPresent()) {
                String text = other.get().title() + " comes to its end first";
                return Move.stay(step.waitFor(new Reason(ONE_AT_A_TIME, text, situation.now(), "", Optional.empty())));
            }
            blind = situation.answerSince(since).isEmpty();
            if (blind && !isIgnored(step, FRESH_ANSWER)) {
                Pace.look(situation, since, Pace.LOOK, wishes);
                return Move.stay(step.waitFor(noAnswer(situation, since)));
            }
        }
        List<Blocker> blockers = shutBy(step, situation.rules().allows(gate.action(), node, situation.view()));
        if (blind) {
            // A user said to go on without an answer; what only an answer could end would hold it for ever.
            blockers = blockers.stream()
                    .filter(blocker -> blocker.kind() != Blocker.Kind.WAIT || isUnknown(blocker))
                    .toList();
        }
        if (blockers.isEmpty()) {
            return Move.NEXT;
        }
        Pace.look(situation, step.enteredAt().orElse(Instant.MIN), Pace.LOOK, wishes);
        return Move.stay(step.waitFor(namingStopped(reason(blockers, situation), node, plan, situation)));
    }

    /** What is left of the blockers after what a user overrode; what weighs most comes first. */
    static List<Blocker> shutBy(Step step, List<Blocker> blockers) {
        return blockers.stream()
                .filter(blocker -> !isOverridden(step, blocker))
                .sorted(Comparator.comparing(Blocker::kind).reversed())
                .toList();
    }

    static Reason reason(List<Blocker> blockers, Situation situation) {
        Blocker worst = blockers.get(0);
        String more = blockers.size() > 1 ? " (and " + (blockers.size() - 1) + " more)" : "";
        String cluster = situation.cluster();
        String remedy = switch (worst.kind()) {
            case WAIT ->
                worst.rule().equals(PlanRunner.FROZEN)
                        ? "holdfast thaw goes on; holdfast cancel " + cluster + " turns back"
                        : "only waiting helps; holdfast cancel " + cluster + " turns back";
            case OUTAGE -> "holdfast resume " + cluster + " --accept-outage " + worst.rule();
            case REFUSAL -> "holdfast resume " + cluster + " --override " + worst.rule();
        };
        return new Reason(worst.rule(), worst.text() + more, situation.now(), remedy, Optional.empty());
    }

    /** Where nodes are stopped that this plan does not start, they may be what is waited for: only a user can start them. */
    private static Reason namingStopped(Reason reason, NodeId node, Plan plan, Situation situation) {
        List<NodeId> stopped = situation.nodes().values().stream()
                .filter(status -> status.goal() == Goal.STOPPED && status.over())
                .map(status -> status.view().id())
                .filter(other -> !other.equals(node))
                .filter(other -> plan.steps()
                        .noneMatch(
                                step -> !step.status().isOver() && step.node().equals(Optional.of(other))))
                .toList();
        if (stopped.isEmpty()) {
            return reason;
        }
        String names = String.join(", ", stopped.stream().map(NodeId::shortName).toList());
        return new Reason(
                reason.rule(),
                reason.text() + " (" + names + (stopped.size() == 1 ? " is" : " are") + " stopped)",
                reason.since(),
                "holdfast start " + stopped.get(0) + "; " + reason.remedy(),
                reason.until());
    }

    private static boolean isOverridden(Step step, Blocker blocker) {
        return switch (blocker.kind()) {
            case WAIT -> step.overridden().contains(EVERYTHING) && !isUnknown(blocker);
            case OUTAGE -> isIgnored(step, blocker.rule()) || step.overridden().contains(OUTAGE_OF + blocker.rule());
            case REFUSAL -> step.overridden().contains(blocker.rule());
        };
    }

    /** Whether the core does not know how the cluster stands: no word of a user makes that known. */
    private static boolean isUnknown(Blocker blocker) {
        return blocker.rule().equals(PlanRunner.MASTER)
                || blocker.rule().equals(PlanRunner.RECONCILIATION)
                || blocker.rule().equals(PlanRunner.FROZEN);
    }

    private static boolean isIgnored(Step step, String rule) {
        return step.overridden().contains(EVERYTHING) || step.overridden().contains(rule);
    }

    /** Whether another step went through a gate and is not at its end yet. */
    private static boolean isTaking(Step other, Step step) {
        return !other.id().equals(step.id()) && other.status().hasBegun() && Ways.isPastGate(other);
    }

    private static Instant answerNeededSince(Step step, Plan plan) {
        Instant entered = step.enteredAt().orElse(Instant.MIN);
        return plan.steps()
                .filter(other -> Ways.isGated(other.stages()))
                .flatMap(other -> other.finishedAt().stream())
                .filter(entered::isBefore)
                .max(Comparator.naturalOrder())
                .orElse(entered);
    }

    private static Reason noAnswer(Situation situation, Instant since) {
        Optional<Observation> silent = situation
                .view()
                .observation()
                .filter(seen -> !situation.rules().isAnswered(situation.view())
                        && seen.startedAt().isAfter(since));
        String text = silent.map(seen -> "the database does not answer: " + seen.summary())
                .orElse("a fresh answer of the database is awaited");
        String remedy =
                silent.isPresent() ? "holdfast resume " + situation.cluster() + " --override " + FRESH_ANSWER : "";
        return new Reason(FRESH_ANSWER, text, situation.now(), remedy, Optional.empty());
    }
}
