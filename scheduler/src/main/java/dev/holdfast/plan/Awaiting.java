package dev.holdfast.plan;

import dev.holdfast.database.Observation;
import dev.holdfast.database.Proof;
import dev.holdfast.database.Stage;
import dev.holdfast.model.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Waits for a claim that is worth waiting for, but must not hold a plan for ever.
 *
 * <ol>
 *   <li>An observation that began after the stage was entered says how it is. YES: it is done.
 *   <li>NO means that it is on its way. When that was last seen is kept with the step, where a proof keeps what it has proved.
 *   <li>Anything else, silence too, brings it no nearer. When nothing has for as long as the stage has patience, the step goes on.
 *   <li>A user who names the claim need not wait so long.
 * </ol>
 */
final class Awaiting {

    /** That it is on its way is written down anew only after this part of the patience, so that not every look is kept. */
    private static final int PART = 4;

    private Awaiting() {}

    static Move look(Step step, NodeId node, Stage.Await stage, Situation situation, Wishes wishes) {
        if (step.overridden().contains(stage.claim())) {
            return Move.NEXT;
        }
        Instant entered = step.enteredAt().orElse(situation.now());
        Optional<Observation> answer = situation.answerSince(entered);
        Proof proof = answer.map(seen -> situation.rules().proves(stage.claim(), node, situation.view()))
                .orElse(Proof.unknown("a fresh answer of the database is awaited"));
        if (proof.isYes()) {
            return Move.NEXT;
        }
        Pace.look(situation, entered, Pace.LOOK, wishes);
        if (proof.answer() == Proof.Answer.NO && answer.isPresent()) {
            return Move.stay(
                    moving(step, answer.get().startedAt(), stage.patience()).goOn(proof.text()));
        }
        Instant moved = lastMoved(step, entered);
        Instant until = moved.plus(stage.patience());
        if (!until.isAfter(situation.now())) {
            return Move.NEXT;
        }
        wishes.wakeAt(until);
        if (answer.isEmpty()) {
            return Move.stay(step.goOn(step.progress().isEmpty() ? proof.text() : step.progress()));
        }
        Instant wait = moved.plus(Pace.REPEAT);
        if (situation.now().isBefore(wait)) {
            // In the first moments after a start what is said is often of the moment before it.
            wishes.wakeAt(wait);
            return Move.stay(step.goOn(proof.text()));
        }
        String remedy = "it goes on without that by itself; holdfast resume " + situation.cluster() + " --override "
                + stage.claim() + " does so at once";
        return Move.stay(
                step.waitFor(new Reason(stage.claim(), proof.text(), situation.now(), remedy, Optional.of(until))));
    }

    private static Instant lastMoved(Step step, Instant entered) {
        List<Instant> seen = step.proofs();
        return seen.isEmpty() ? entered : seen.get(seen.size() - 1);
    }

    private static Step moving(Step step, Instant seen, Duration patience) {
        Optional<Instant> kept = step.proofs().stream().findFirst();
        boolean fresh = kept.filter(last -> seen.isBefore(last.plus(patience.dividedBy(PART))))
                .isPresent();
        return fresh ? step : step.unproved().proved(seen);
    }
}
