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
 *   <li>Where nothing but its end or a way of its own leads on from it, the gate before it is asked anew each time it is performed.
 *   <li>An observation that began after it ended says whether its purpose is reached. While that says NO, it is
 *       performed again from time to time; when it failed, after a pause that doubles. When it says NEVER, the plan of a
 *       chore for the whole cluster ends there; a step of a node waits for whoever can take the reason away.
 * </ol>
 */
final class ChoreStages {

    /** Name of the wait for the next try of a chore that failed. */
    static final String FAILING = "chore-fails";

    /** Name of the wait for a payment that was taken but does not show. */
    static final String NOT_RESTORED = "not-restored";

    /** Name of the wait for what may still come of a scheduler that led before. */
    static final String LATE_CALLS = "late-calls";

    private static final String RESTORED = "restored";

    private ChoreStages() {}

    static Move perform(Step step, Stage.Do stage, Plan plan, Situation situation, Wishes wishes) {
        Optional<Debt> debt = stage.debt();
        if (debt.isPresent() && !isOwed(debt.get().id(), situation)) {
            wishes.want(new Want.Owe(debt.get()));
            return Move.stay(step.goOn(""));
        }
        // What only clears up must not hold a cluster for ever either.
        boolean givenUp = step.kind() == StepKind.RESTORE && step.overridden().contains(FAILING);
        if (givenUp) {
            return Move.NEXT;
        }
        Move move = Ways.asksAnew(step)
                ? behindGate(step, stage.chore(), plan, situation, wishes)
                : untilDone(step, stage.chore(), situation, wishes);
        boolean back = move instanceof Move.Stay stay && isFailing(stay.step()) && isNeededAgain(step, situation);
        return back ? new Move.To(Ways.firstStart(step.stages())) : move;
    }

    /**
     * What was stopped to be taken out may be what the others cannot do without, once one of them is lost. Its way begins with a start then,
     * for it to come back to.
     */
    private static boolean isNeededAgain(Step step, Situation situation) {
        int start = Ways.firstStart(step.stages());
        return step.kind() == StepKind.REMOVE
                && start >= 0
                && start < step.at()
                && situation.nodeOf(step).filter(NodeStatus::over).isPresent()
                && situation
                        .rules()
                        .neededToStart(situation.view())
                        .contains(step.node().orElseThrow());
    }

    /** What cannot just be left again is begun, and tried again, only while the gate before it would let it through. */
    private static Move behindGate(Step step, Chore chore, Plan plan, Situation situation, Wishes wishes) {
        Wishes own = new Wishes();
        Move move = untilDone(step, chore, situation, own);
        if (own.wants().contains(new Want.Perform(chore))) {
            Optional<Chores.Outcome> failed = situation
                    .chores()
                    .outcomeSince(chore, step.enteredAt().orElse(Instant.MIN))
                    .filter(outcome -> !outcome.ok());
            Instant since =
                    failed.map(Chores.Outcome::at).orElse(step.enteredAt().orElse(situation.now()));
            Move gate = Gatekeeper.passAnew(step, since, plan, situation, wishes);
            if (gate instanceof Move.Stay shut) {
                return failed.map(outcome -> Move.stay(afterFailure(shut.step(), chore, outcome)))
                        .orElse(gate);
            }
        }
        wishes.take(own);
        return move;
    }

    private static Step afterFailure(Step step, Chore chore, Chores.Outcome failed) {
        return step.reason()
                .map(why -> step.waitFor(new Reason(
                        why.rule(),
                        why.text() + "; " + chore.name() + " failed before: " + failed.text(),
                        why.since(),
                        why.remedy(),
                        why.until())))
                .orElse(step);
    }

    static Move pay(Step step, Stage.Pay stage, Situation situation, Wishes wishes) {
        Optional<Debt> debt = situation.view().debts().stream()
                .filter(owed -> owed.id().equals(stage.debtId()))
                .findFirst();
        if (debt.isEmpty()) {
            return Move.NEXT;
        }
        if (step.overridden().contains(FAILING) || step.overridden().contains(NOT_RESTORED)) {
            wishes.want(new Want.Paid(stage.debtId(), false));
            return Move.stay(step.goOn("given up, as a user said"));
        }
        Chore payment = debt.get().payment();
        Move move = untilDone(step, payment, situation, wishes);
        if (move instanceof Move.Stay stay) {
            return Move.stay(unpaid(step, stay.step(), payment, situation));
        }
        wishes.want(new Want.Paid(stage.debtId(), true));
        return Move.stay(paid(step, payment, situation));
    }

    /** After a scheduler took over, what is paid stays written down for a while, lest a late call of the one before undo it. */
    private static Step paid(Step step, Chore payment, Situation situation) {
        Instant entered = step.enteredAt().orElse(situation.now());
        Instant done = situation
                .chores()
                .outcomeSince(payment, entered)
                .map(Chores.Outcome::at)
                .orElse(entered);
        if (situation.now().isBefore(done.plus(Pace.REPEAT))) {
            return step.goOn(RESTORED);
        }
        Instant since = step.reason()
                .filter(old -> old.rule().equals(LATE_CALLS))
                .map(Reason::since)
                .orElse(situation.now());
        return step.waitFor(new Reason(
                LATE_CALLS,
                RESTORED + "; it stays written down until no call of the scheduler before this one can come late",
                since,
                "it goes on by itself about a minute after this scheduler took over",
                Optional.empty()));
    }

    /**
     * A debt must not hold up a cluster for ever: once its payment was tried, a user may give it up by the name of the
     * wait.
     */
    private static Step unpaid(Step before, Step step, Chore payment, Situation situation) {
        Instant entered = step.enteredAt().orElse(Instant.MIN);
        if (situation.chores().outcomeSince(payment, entered).isEmpty()) {
            return step;
        }
        // That it was taken shows a moment later, as a rule; only then is it a wait.
        boolean fresh = situation.now().isBefore(entered.plus(Pace.REPEAT));
        if (fresh && step.reason().isEmpty()) {
            return step;
        }
        Reason why = step.reason()
                .orElseGet(() -> new Reason(NOT_RESTORED, step.progress(), situation.now(), "", Optional.empty()));
        String remedy = "it is tried again by itself; holdfast resume " + situation.cluster() + " --override "
                + why.rule() + " gives it up";
        Instant since = before.reason()
                .filter(old -> old.rule().equals(why.rule()))
                .map(Reason::since)
                .orElse(why.since());
        return step.waitFor(new Reason(why.rule(), why.text(), since, remedy, why.until()));
    }

    private static boolean isOwed(String debtId, Situation situation) {
        return situation.view().debts().stream().anyMatch(owed -> owed.id().equals(debtId));
    }

    static Move untilDone(Step step, Chore chore, Situation situation, Wishes wishes) {
        Instant entered = step.enteredAt().orElse(Instant.MIN);
        Optional<Chores.Outcome> outcome = situation.chores().outcomeSince(chore, entered);
        Optional<String> beside = situation.chores().besideNode(chore);
        if (beside.isPresent()) {
            wishes.want(new Want.GoOn(chore));
            return Move.stay(goOnBeside(step, chore, beside.get(), outcome, situation));
        }
        if (situation.chores().isRunning(chore)) {
            return Move.stay(isFailing(step) ? step : step.goOn(underWay(step)));
        }
        if (situation.chores().isAnotherRunningBeside(chore)) {
            return Move.stay(step.goOn("waits for another chore under way to end"));
        }
        if (outcome.isEmpty()) {
            wishes.want(new Want.Perform(chore));
            return Move.stay(isFailing(step) ? step : begins(step, chore, situation, wishes));
        }
        Instant ended = outcome.get().at();
        boolean answered = situation.answerSince(ended).isPresent();
        Pace.look(situation, ended, Pace.LOOK, wishes);
        if (answered) {
            Proof proof = situation.rules().isDone(chore, situation.view());
            if (proof.isYes()) {
                return Move.NEXT;
            }
            if (proof.answer() == Proof.Answer.NEVER && step.kind() == StepKind.CHORE) {
                return new Move.GiveUp(proof.text());
            }
            if (proof.answer() == Proof.Answer.NEVER && outcome.get().ok()) {
                return Move.stay(step.waitFor(inTheWay(chore, proof, situation)));
            }
            if (outcome.get().ok()) {
                return again(step.goOn(proof.text()), chore, proof, ended, situation, wishes);
            }
        }
        return outcome.get().ok()
                ? Move.stay(step.goOn(outcome.get().text()))
                : retry(step, chore, outcome.get(), situation, wishes);
    }

    /** How far it is, as it says itself. What went wrong before is still told, for so its pauses go on doubling. */
    private static Step goOnBeside(
            Step step, Chore chore, String said, Optional<Chores.Outcome> before, Situation situation) {
        String far = said.isEmpty() ? "runs beside its node" : said;
        if (!isFailing(step) || before.isEmpty()) {
            return step.goOn(far);
        }
        return step.waitFor(new Reason(
                FAILING,
                chore.name() + " failed: " + before.get().text() + "; tried again: " + far,
                step.reason().orElseThrow().since(),
                "holdfast cancel " + situation.cluster() + " turns back",
                Optional.empty()));
    }

    /** What keeps a task from being launched beside its node is what keeps the step, once it has done so for a moment. */
    private static Step begins(Step step, Chore chore, Situation situation, Wishes wishes) {
        Step begun = step.goOn(underWay(step));
        Optional<Reason> why = chore.node()
                .flatMap(situation::node)
                .flatMap(NodeStatus::waiting)
                .filter(reason -> Chores.HINDRANCES.contains(reason.rule()));
        Optional<Instant> from = why.map(reason -> reason.since().plus(Pace.MOMENT));
        from.filter(situation.now()::isBefore).ifPresent(wishes::wakeAt);
        return why.isPresent() && !from.filter(situation.now()::isBefore).isPresent()
                ? begun.waitFor(why.get())
                : begun;
    }

    private static Reason inTheWay(Chore chore, Proof proof, Situation situation) {
        String remedy = "holdfast cancel " + situation.cluster() + " turns back";
        return new Reason(chore.name(), proof.text(), situation.now(), remedy, Optional.empty());
    }

    private static Move again(Step step, Chore chore, Proof proof, Instant ended, Situation situation, Wishes wishes) {
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

    private static Move retry(Step step, Chore chore, Chores.Outcome failure, Situation situation, Wishes wishes) {
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
                situation
                                .rules()
                                .remedy(chore, situation.view())
                                .map(remedy -> remedy + "; ")
                                .orElse("it is tried again by itself; ")
                        + "holdfast cancel " + situation.cluster() + " turns back",
                Optional.of(next))));
    }

    static boolean isFailing(Step step) {
        return step.reason().map(Reason::rule).filter(FAILING::equals).isPresent();
    }

    private static String underWay(Step step) {
        return step.progress().isEmpty() ? "is under way" : step.progress();
    }
}
