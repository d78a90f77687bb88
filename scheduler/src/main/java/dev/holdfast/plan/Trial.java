package dev.holdfast.plan;

import dev.holdfast.model.NodeId;
import dev.holdfast.spec.Canary;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A change is tried on a few nodes first, where the target says so.
 *
 * <ol>
 *   <li>Of each group as many restarts as the option {@code canary} says come to their end; they are ready then.
 *   <li>Before the next of that group the plan waits for a person, who goes on with the others or takes the change back.
 *   <li>The word is good for that group in that plan: another change is another trial.
 * </ol>
 */
final class Trial {

    /** Name of the wait. */
    static final String RULE = Canary.NAME;

    private Trial() {}

    /** Why a restart stays at its beginning: others have tried the change, and nobody has said yet that they do well. */
    static Optional<Reason> holds(Step step, Phase phase, Situation situation) {
        int tried = Canary.of(situation.view().target());
        boolean isTried = phase.name().equals(TurnMaker.UPDATE) && tried > 0;
        if (!isTried || step.at() > 0 || step.overridden().contains(RULE)) {
            return Optional.empty();
        }
        String group = group(step);
        List<Step> done = phase.steps().stream()
                .filter(other -> group(other).equals(group) && other.status() == Step.Status.DONE)
                .toList();
        if (done.size() < tried) {
            return Optional.empty();
        }
        String names = String.join(
                ", ",
                done.stream()
                        .flatMap(other -> other.node().stream())
                        .map(NodeId::shortName)
                        .toList());
        long left = phase.steps().stream()
                .filter(other -> group(other).equals(group) && !other.status().isOver())
                .count();
        String cluster = situation.cluster();
        return Optional.of(new Reason(
                RULE,
                names + (done.size() == 1 ? " has the change and is ready; " : " have the change and are ready; ")
                        + (left == 1 ? "one more waits" : left + " more wait") + " for your word",
                situation.now(),
                "holdfast resume " + cluster + " goes on with the others; holdfast cancel " + cluster
                        + " takes the change back",
                Optional.empty()));
    }

    /** A person has seen how those do that have the change: whatever waits for that word goes on. */
    static Plan goOn(Plan plan) {
        List<String> groups =
                plan.steps().filter(Trial::isHeld).map(Trial::group).distinct().toList();
        return release(plan, step -> groups.contains(group(step)));
    }

    /** What is taken back needs no trial. */
    static Plan without(Plan plan) {
        return release(plan, step -> true);
    }

    private static Plan release(Plan plan, Predicate<Step> which) {
        Plan changed = plan;
        for (Phase phase : plan.phases()) {
            for (Step step : phase.steps()) {
                boolean open = phase.name().equals(TurnMaker.UPDATE)
                        && !step.status().isOver()
                        && !step.overridden().contains(RULE);
                if (open && which.test(step)) {
                    changed = changed.with(step.override(RULE));
                }
            }
        }
        return changed;
    }

    private static boolean isHeld(Step step) {
        return !step.status().isOver()
                && step.reason().map(Reason::rule).filter(RULE::equals).isPresent();
    }

    /** What people should know before a plan runs; empty if it tries nothing. */
    static List<String> notes(List<Phase> phases, Situation situation) {
        int tried = Canary.of(situation.view().target());
        boolean waits = tried > 0
                && phases.stream()
                        .filter(phase -> phase.name().equals(TurnMaker.UPDATE))
                        .anyMatch(phase -> phase.steps().stream()
                                .anyMatch(step -> phase.steps().stream()
                                                .filter(other -> group(other).equals(group(step)))
                                                .count()
                                        > tried));
        return waits
                ? List.of("after " + tried + (tried == 1 ? " node" : " nodes") + " it waits for holdfast resume "
                        + situation.cluster() + " (option " + RULE + ")")
                : List.of();
    }

    private static String group(Step step) {
        return step.node().map(NodeId::group).orElse("");
    }
}
