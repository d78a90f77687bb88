package dev.holdfast.plan;

import dev.holdfast.database.Chore;
import dev.holdfast.database.Stage;
import dev.holdfast.model.NodeId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Performs chores of different nodes side by side, each as {@link ChoreStages} performs one.
 *
 * <ol>
 *   <li>What is under way is looked at first, wherever it stands in the order: it must go on, also right after a restart of the scheduler, when
 *       how those before it ended is not known again yet.
 *   <li>Then the others in their order, until as many as may be are not done: under way, failed and tried again, or not seen to be done yet. The
 *       rest is not begun.
 *   <li>All are told of at once; if one is held up, the step waits for that, and the others go on all the same.
 * </ol>
 */
final class TogetherStage {

    private TogetherStage() {}

    static Move perform(Step step, Stage.Together stage, Situation situation, Wishes wishes) {
        List<Chore> order = stage.chores().stream()
                .sorted(Comparator.comparing(chore -> !isUnderWay(chore, situation)))
                .toList();
        List<String> progress = new ArrayList<>();
        Optional<Step> held = Optional.empty();
        int open = 0;
        for (Chore chore : order) {
            if (open >= Math.max(1, stage.atOnce()) && !isUnderWay(chore, situation)) {
                break;
            }
            Move move = ChoreStages.untilDone(alone(step, chore, situation), chore, situation, wishes);
            if (move instanceof Move.GiveUp) {
                return move;
            }
            if (move instanceof Move.Stay stay) {
                open++;
                progress.add(node(chore) + ": " + stay.step().progress());
                held = held.or(() -> stay.step().reason().map(why -> step.waitFor(of(chore, why, step.reason()))));
            }
        }
        if (open == 0) {
            return Move.NEXT;
        }
        return Move.stay(
                held.orElseGet(() -> step.goOn(progress.stream().sorted().collect(Collectors.joining("; ")))));
    }

    /** The step as it would be for this one alone: neither how far another is nor what another failed at is of it. */
    private static Step alone(Step step, Chore chore, Situation situation) {
        boolean failed = situation
                .chores()
                .outcomeSince(chore, step.enteredAt().orElse(Instant.MIN))
                .filter(outcome -> !outcome.ok())
                .isPresent();
        return failed && ChoreStages.isFailing(step) ? step : step.goOn("");
    }

    private static Reason of(Chore chore, Reason why, Optional<Reason> before) {
        return before.filter(why::equals)
                .orElseGet(() -> new Reason(
                        why.rule(), node(chore) + ": " + why.text(), why.since(), why.remedy(), why.until()));
    }

    private static boolean isUnderWay(Chore chore, Situation situation) {
        return situation.chores().isRunning(chore)
                || situation.chores().besideNode(chore).isPresent();
    }

    static String text(Stage.Together stage) {
        return stage.chores().stream().map(TogetherStage::name).collect(Collectors.joining(", "))
                + (stage.chores().size() > stage.atOnce() ? ", " + stage.atOnce() + " at once" : "");
    }

    /** A chore and its node in words: {@code rebuild of node-1}. */
    static String name(Chore chore) {
        String node = node(chore);
        return chore.name().replace('-', ' ') + (node.isEmpty() ? "" : " of " + node);
    }

    private static String node(Chore chore) {
        return chore.node().map(NodeId::shortName).orElse("");
    }
}
