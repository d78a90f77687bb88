package dev.holdfast.core;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.pcollections.TreePMap;

/**
 * What is seen of reservations beside the records.
 *
 * @param leaks ours without a record, by uid
 * @param heard whether the master was heard about its agents since the last subscription
 * @param closed why the master does not tell what its agents have; empty if it does, or was not asked yet
 * @param at when it was last heard
 * @param asking who waits for an audit, by ticket, and since when
 */
record Books(TreePMap<String, Leak> leaks, boolean heard, String closed, Instant at, TreePMap<Long, Instant> asking) {

    static final Books EMPTY = new Books(TreePMap.empty(), false, "", Instant.EPOCH, TreePMap.empty());

    /** So long new nodes wait, after a subscription, for the master's word on what is there of them already. */
    private static final Duration WAIT_FOR_WORD = Duration.ofSeconds(3);

    Books with(TreePMap<String, Leak> next) {
        return new Books(next, heard, closed, at, asking);
    }

    Books heard(String why, Instant when) {
        return new Books(leaks, true, why, when, asking);
    }

    Books unheard() {
        return new Books(leaks, false, closed, at, asking);
    }

    Books asking(TreePMap<Long, Instant> next) {
        return new Books(leaks, heard, closed, at, next);
    }

    /** Until when new nodes find no place, because what they had may still be there; empty if it is known what is. */
    static Optional<Instant> unknownUntil(Turn turn) {
        Sight sight = turn.sight();
        Instant until = sight.link().since().plus(WAIT_FOR_WORD);
        if (sight.books().heard() || !sight.link().up() || !turn.now.isBefore(until)) {
            return Optional.empty();
        }
        turn.wake(until);
        return Optional.of(until);
    }
}
