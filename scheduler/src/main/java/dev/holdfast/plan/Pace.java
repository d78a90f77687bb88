package dev.holdfast.plan;

import dev.holdfast.database.Observation;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How often things are looked at and tried again. */
final class Pace {

    /** An older answer opens no gate: the database may have changed since. */
    static final Duration FRESH = Duration.ofMinutes(1);

    /** Between looks while something waits for the database. */
    static final Duration LOOK = Duration.ofSeconds(2);

    /** Between looks while a node is coming up: what users wait for. */
    static final Duration LOOK_AT_START = Duration.ofMillis(500);

    /** What mostly passes within so long is not called a wait before. */
    static final Duration MOMENT = Duration.ofSeconds(5);

    /** After a stop the database may go on answering of the time before it for so long: no proof begins earlier. */
    static final Duration SETTLE = Duration.ofSeconds(5);

    /** So long a phase of starts waits for nodes that are held back, before what comes after it goes on without them. */
    static final Duration HELD_BACK = Duration.ofSeconds(60);

    /** Between performances of a chore that was taken but has not reached its purpose. */
    static final Duration REPEAT = Duration.ofSeconds(10);

    /** Between performances of a chore that failed: twice as long every time, from the first to the last of these. */
    static final Duration RETRY_FIRST = Duration.ofSeconds(2);

    static final Duration RETRY_LAST = Duration.ofMinutes(1);

    private Pace() {}

    /**
     * When a failed chore is tried again. The pause is as long as the failing has lasted, which doubles it every time
     * without a count to keep.
     */
    static Instant retryAt(Instant failingSince, Instant failedAt) {
        Duration lasted = Duration.between(failingSince, failedAt);
        Duration pause = lasted.compareTo(RETRY_FIRST) < 0
                ? RETRY_FIRST
                : lasted.compareTo(RETRY_LAST) > 0 ? RETRY_LAST : lasted;
        return failedAt.plus(pause);
    }

    /** Asks for a look that begins after an instant, at once; and if there was one, for the next after a while. */
    static void look(Situation situation, Instant since, Duration every, Wishes wishes) {
        Optional<Instant> next = situation
                .view()
                .observation()
                .filter(seen -> seen.startedAt().isAfter(since))
                .map(Observation::takenAt)
                .map(taken -> taken.plus(every));
        if (next.isEmpty() || !next.get().isAfter(situation.now())) {
            wishes.want(new Want.Look());
        } else {
            wishes.wakeAt(next.get());
        }
    }
}
