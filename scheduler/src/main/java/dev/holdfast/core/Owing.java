package dev.holdfast.core;

import dev.holdfast.database.Debt;
import dev.holdfast.database.Observation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What we have put into databases and must take out again: written down before it is put there, struck off when it is seen to be gone.
 *
 * <p>A scheduler that takes over knows of a debt, but not which calls of the one before are still on their way: one that comes when the
 * debt is struck off would leave in the database for good what nobody knows of any more, and be taken for the user's by the next. So such a
 * debt stays written down for as long as a call can last, and is struck off only if it is still seen to be paid then.
 */
final class Owing {

    /** No call to a database lasts longer, from its being sent to its being done. */
    static final Duration LONGEST_CALL = Duration.ofSeconds(70);

    private Owing() {}

    static String key(ClusterRecord cluster, String debtId) {
        return cluster.name() + "/" + debtId;
    }

    static void owe(Turn turn, ClusterRecord cluster, Debt debt) {
        boolean known = cluster.debts().stream().anyMatch(old -> old.id().equals(debt.id()));
        if (!known) {
            List<Debt> debts = new ArrayList<>(cluster.debts());
            debts.add(debt);
            turn.put(cluster.withDebts(debts));
            turn.see(look -> look.struck(turn.sight().struck().plus(key(cluster, debt.id()), turn.now)));
        }
    }

    /** A debt is seen to be paid. Whether it must be looked at once more before it is struck off. */
    static boolean strikeOff(Turn turn, ClusterRecord cluster, String debtId) {
        String key = key(cluster, debtId);
        Optional<Instant> from = Optional.ofNullable(turn.sight().struck().get(key));
        if (from.isEmpty()) {
            Instant due = turn.now.plus(LONGEST_CALL);
            turn.see(look -> look.struck(turn.sight().struck().plus(key, due)));
            turn.wake(due);
            return false;
        }
        boolean seenSince = turn.watch(cluster.name())
                .last()
                .map(Observation::startedAt)
                .filter(at -> !at.isBefore(from.get()))
                .isPresent();
        if (turn.now.isBefore(from.get())) {
            turn.wake(from.get());
            return false;
        }
        if (!seenSince) {
            return true;
        }
        forget(turn, cluster, debtId);
        return false;
    }

    /** A debt is struck off, whatever is seen of it. */
    static void forget(Turn turn, ClusterRecord cluster, String debtId) {
        turn.put(cluster.withDebts(cluster.debts().stream()
                .filter(debt -> !debt.id().equals(debtId))
                .toList()));
        turn.see(look -> look.struck(turn.sight().struck().minus(key(cluster, debtId))));
    }
}
