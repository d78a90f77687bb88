package dev.holdfast.plan;

import dev.holdfast.database.Stage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a turn changed in the steps and notes of a plan, for the cluster's event log. That a plan is over is the caller's to tell.
 */
final class TurnLog {

    private TurnLog() {}

    static List<Want> changes(Plan before, Plan after) {
        List<Want> tells = new ArrayList<>();
        Map<String, Step> earlier = new HashMap<>();
        before.steps().forEach(step -> earlier.put(step.id(), step));
        after.notes().stream()
                .filter(note -> !before.notes().contains(note))
                .forEach(note -> tells.add(new Want.Tell(note)));
        after.steps()
                .forEach(step -> change(earlier.getOrDefault(step.id(), step), step)
                        .ifPresent(text -> tells.add(new Want.Tell(text, step.node()))));
        return tells;
    }

    private static Optional<String> change(Step old, Step step) {
        if (step.status() != old.status() && step.status() == Step.Status.DONE) {
            return goesOnWithout(old, step).or(() -> Optional.of(step.title() + ": done"));
        }
        if (step.status() != old.status() && step.status() == Step.Status.CANCELLED) {
            return Optional.of(step.title() + ": cancelled");
        }
        Optional<String> without = goesOnWithout(old, step);
        if (without.isPresent()) {
            return without;
        }
        Optional<String> rule = step.reason().map(Reason::rule);
        if (rule.isPresent()
                && step.status().hasBegun()
                && !rule.equals(old.reason().map(Reason::rule))
                && !rule.get().equals(Gatekeeper.FRESH_ANSWER)) {
            return step.reason().map(reason -> step.title() + " waits: " + reason.text());
        }
        if (!old.status().hasBegun() && step.status().hasBegun()) {
            return Optional.of(step.title() + ": begins");
        }
        Optional<String> opened = opened(old, step);
        if (opened.isPresent()) {
            return opened;
        }
        if (old.status().hasBegun() && step.stages().equals(old.stages()) && step.at() < old.at()) {
            return step.stage().map(stage -> step.title() + " goes back: " + StageText.of(stage));
        }
        return Optional.empty();
    }

    /** A gate that held a step, and was told to, holds it no more. */
    private static Optional<String> opened(Step old, Step step) {
        boolean held = old.stage().filter(Stage.Gate.class::isInstance).isPresent()
                && old.reason()
                        .filter(reason -> !reason.rule().equals(Gatekeeper.FRESH_ANSWER))
                        .isPresent();
        return held && step.stages().equals(old.stages()) && step.at() > old.at()
                ? step.stage().map(stage -> step.title() + " may go on: " + StageText.of(stage))
                : Optional.empty();
    }

    /** What a step waited for in vain until its patience was over. */
    private static Optional<String> goesOnWithout(Step old, Step step) {
        Optional<Instant> left = step.finishedAt().or(step::enteredAt);
        boolean over = old.stage().filter(Stage.Await.class::isInstance).isPresent()
                && (step.at() > old.at() || step.status().isOver())
                && old.reason()
                        .flatMap(Reason::until)
                        .filter(until ->
                                left.filter(when -> !when.isBefore(until)).isPresent())
                        .isPresent();
        return over
                ? old.reason().map(reason -> step.title() + " goes on, though still: " + reason.text())
                : Optional.empty();
    }
}
