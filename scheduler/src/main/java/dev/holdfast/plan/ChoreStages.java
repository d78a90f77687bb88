package dev.holdfast.plan;

import dev.holdfast.database.Chore;
import dev.holdfast.database.Debt;
import dev.holdfast.database.Proof;
import dev.holdfast.database.Stage;
import java.time.Instant;
import java.util.Optional;

/**
 * Performs chores until their purpose is reached.
 *
 * <ol>
 *   <li>What a chore leaves behind is owed first: nothing is put into a database before it is written down.
 *   <li>It is performed at once, and only one chore about a node at a time, so that a late one cannot undo a newer one.
 *   <li>An observation that began after it ended says whether its purpose is reached. While that says NO, it is performed
 *       again from time to time; when it failed, after a pause that doubles.
 * </ol>
 */
final class ChoreStages {

    private static final String FAILING = "chore-fails";

    private ChoreStages() {}

    static Move perform(Step step, Stage.Do stage, Situation situation, Wishes wishes) {
        Optional<Debt> debt = stage.debt();
        if (debt.isPresent() && !isOwed(debt.get().id(), situation)) {
            wishes.want(new Want.Owe(debt.get()));
            return Move.stay(step.goOn(""));
        }
        return untilDone(step, stage.chore(), situation, wishes);
    }

    static Move pay(Step step, Stage.Pay stage, Situation situation, Wishes wishes) {
        Optional<Debt> debt = situation.view().debts().stream()
                .filter(owed -> owed.id().equals(stage.debtId()))
                .findFirst();
        if (debt.isEmpty()) {
            return Move.NEXT;
        }
        Move move = untilDone(step, debt.get().payment(), situation, wishes);
        if (move.equals(Move.NEXT)) {
            wishes.want(new Want.Paid(stage.debtId()));
            return Move.stay(step.goOn("restored"));
        }
        return move;
    }

    private static boolean isOwed(String debtId, Situation situation) {
        return situation.view().debts().stream().anyMatch(owed -> owed.id().equals(debtId));
    }

    private static Move untilDone(Step step, Chore chore, Situation situation, Wishes wishes) {
        Instant entered = step.enteredAt().orElse(Instant.MIN);
        Optional<Chores.Outcome> outcome = situation.chores().outcomeSince(chore, entered);
        if (situation.chores().isRunning(chore)) {
            return Move.stay(isFailing(step) ? step : step.goOn(underWay(step, chore)));
        }
        if (situation.chores().isAnotherRunningBeside(chore)) {
            return Move.stay(step.goOn("waits for another chore under way to end"));
        }
        if (outcome.isEmpty()) {
            wishes.want(new Want.Perform(chore));
            return Move.stay(isFailing(step) ? step : step.goOn(underWay(step, chore)));
        }
        Instant ended = outcome.get().at();
        boolean answered = situation.answerSince(ended).isPresent();
        Pace.look(situation, ended, Pace.LOOK, wishes);
        if (answered) {
            Proof proof = situation.rules().isDone(chore, situation.view());
            if (proof.isYes()) {
                return Move.NEXT;
            }
            if (outcome.get().ok()) {
                return again(step.goOn(proof.text()), chore, proof, ended, situation, wishes);
            }
        }
        return outcome.get().ok()
                ? Move.stay(step.goOn(outcome.get().text()))
                : retry(step, chore, outcome.get(), situation, wishes);
    }

    private static Move again(
            Step step, Chore chore, Proof proof, Instant ended, Situation situation, Wishes wishes) {
        if (proof.answer() == Proof.Answer.NO) {
            Instant next = ended.plus(Pace.REPEAT);
            if (next.isAfter(situation.now())) {
                wishes.wakeAt(next);
            } else {
                wishes.want(new Want.Perform(chore));
            }
        }
        return Move.stay(step);
    }

    private static Move retry(
            Step step, Chore chore, Chores.Outcome failure, Situation situation, Wishes wishes) {
        Instant since = step.reason()
                .filter(reason -> reason.rule().equals(FAILING))
                .map(Reason::since)
                .orElse(failure.at());
        Instant next = Pace.retryAt(since, failure.at());
        if (next.isAfter(situation.now())) {
            wishes.wakeAt(next);
        } else {
            wishes.want(new Want.Perform(chore));
        }
        return Move.stay(step.waitFor(new Reason(
                FAILING,
                chore.name() + " failed: " + failure.text(),
                since,
                "it is tried again by itself; holdfast cancel " + situation.cluster() + " turns back",
                Optional.of(next))));
    }

    private static boolean isFailing(Step step) {
        return step.reason().map(reason -> reason.rule().equals(FAILING)).orElse(false);
    }

    private static String underWay(Step step, Chore chore) {
        return step.progress().isEmpty() ? chore.name() + " is under way" : step.progress();
    }
}
