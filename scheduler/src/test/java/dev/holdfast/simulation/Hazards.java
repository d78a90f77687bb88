package dev.holdfast.simulation;

import dev.holdfast.model.Operation;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** What will go wrong the next time it is tried, by the adversary's will. */
final class Hazards {

    /** What comes of the next operation of a kind. */
    enum Failing {
        /** Nothing is done and nothing said. */
        SILENT,
        /** Nothing is done and that is said. */
        REFUSED,
        /** It is done and nothing is said. */
        UNHEARD
    }

    /** What can happen to an update on its way. */
    enum Mishap {
        LOST,
        TWICE,
        LATE
    }

    /** What comes of the next commit. */
    enum Commit {
        FAILS,
        /** It is durable, but that is not said. */
        UNANSWERED,
        CRASH_BEFORE,
        CRASH_AFTER
    }

    /** What comes of the next chore. */
    enum Work {
        FAILS,
        NEVER_BEGINS,
        UNHEARD,
        LATE
    }

    final Map<Class<? extends Operation>, Failing> operations = new LinkedHashMap<>();
    final EnumMap<Mishap, Integer> updates = new EnumMap<>(Mishap.class);
    final EnumMap<Work, Integer> chores = new EnumMap<>(Work.class);
    final EnumMap<Commit, Integer> commits = new EnumMap<>(Commit.class);
    /** Calls to the master that get lost, by the simple name of their effect. */
    final Map<String, Integer> calls = new LinkedHashMap<>();
    /** How long late updates and chores are on their way. */
    long lateness = 30_000;
    /** Launches that the master refuses. */
    int refusedLaunches;
    /** Until when looks at databases get no answer, never end, or take long. */
    long blindUntil;

    long hangingUntil;
    long slowUntil;
    /** Whether single nodes do not answer a look now and then. */
    boolean patchy = true;

    /** Whether agents say what became of operations. */
    boolean feedback = true;

    /** Whether it is to happen now; then once less. */
    static <K> boolean strikes(Map<K, Integer> counts, K kind) {
        int left = counts.getOrDefault(kind, 0);
        if (left == 0) {
            return false;
        }
        counts.put(kind, left - 1);
        return true;
    }

    /** All is well from now on. */
    void clear() {
        operations.clear();
        updates.clear();
        chores.clear();
        commits.clear();
        calls.clear();
        refusedLaunches = 0;
        blindUntil = 0;
        hangingUntil = 0;
        slowUntil = 0;
        patchy = false;
    }
}
