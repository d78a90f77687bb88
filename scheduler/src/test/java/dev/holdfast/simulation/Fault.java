package dev.holdfast.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * One thing that goes wrong, or that a user wants, at a time.
 *
 * @param at milliseconds since the beginning
 * @param which one of several, or how: each kind reads it as it needs
 * @param seconds for how long, where that means something
 */
record Fault(long at, Kind kind, int which, int seconds) {

    /** What there is, and how often compared with the others. */
    enum Kind {
        MACHINE_CUT_OFF(5),
        MACHINE_CRASHES(4),
        MACHINE_BACK_AS_ANOTHER(3),
        MACHINE_ISOLATED(3),
        DISK_LOST(2),
        MARKED_GONE(2),
        DRAINED(2),
        MAINTENANCE(4),
        PROCESS_CRASHES(5),
        CONNECTION_BREAKS(4),
        MASTER_FAILS(3),
        MASTER_FORGETS(2),
        SCHEDULER_KILLED(6),
        SCHEDULER_FROZEN(4),
        COMMIT_FAILS(2),
        COMMIT_UNANSWERED(2),
        KILLED_BEFORE_COMMIT(2),
        KILLED_AFTER_COMMIT(2),
        RESERVE_FAILS(3),
        CREATE_FAILS(3),
        LAUNCH_FAILS(3),
        DESTROY_FAILS(3),
        UNRESERVE_FAILS(3),
        LAUNCH_REFUSED(2),
        UPDATES_LOST(3),
        UPDATES_TWICE(3),
        UPDATES_LATE(3),
        CALL_LOST(6),
        OFFERS_RESCINDED(3),
        OFFERS_SPLIT(2),
        FEEDBACK_CHANGES(1),
        LOOKS_UNANSWERED(3),
        LOOKS_HANG(2),
        LOOKS_SLOW(3),
        CHORE_FAILS(2),
        CHORE_LOST(2),
        CHORE_UNHEARD(2),
        CHORE_LATE(2),
        SOFTWARE_AWAY(1),
        USER_SCALES(8),
        USER_SETS(5),
        USER_UPGRADES(2),
        USER_RESIZES(3),
        USER_RESTARTS(4),
        USER_STOPS(2),
        USER_STARTS(3),
        USER_REPLACES(7),
        USER_REMOVES(3),
        USER_CANCELS(3),
        USER_PAUSES(1),
        USER_RESUMES(2),
        USER_UNINSTALLS(1),
        /** These come beside the usual ones, see {@link Rare}. */
        STATE_PUT_BACK(0),
        NETWORK_CUT(0);

        private final int weight;

        Kind(int weight) {
            this.weight = weight;
        }
    }

    /** What a seed has in store: so many faults, from when on, and a moment or a few minutes between two of them. */
    static List<Fault> plan(SplittableRandom random, int count, long from) {
        int all = 0;
        for (Kind kind : Kind.values()) {
            all += kind.weight;
        }
        List<Fault> faults = new ArrayList<>();
        long at = from;
        for (int i = 0; i < count; i++) {
            int ticket = random.nextInt(all);
            Kind chosen = Kind.values()[0];
            for (Kind kind : Kind.values()) {
                if (ticket < kind.weight) {
                    chosen = kind;
                    break;
                }
                ticket -= kind.weight;
            }
            at += random.nextInt(3) == 0
                    ? random.nextInt(2000)
                    : random.nextInt(random.nextInt(3) == 0 ? 150_000 : 40_000);
            int seconds = 1 + random.nextInt(random.nextInt(4) == 0 ? 700 : 90);
            faults.add(new Fault(at, chosen, random.nextInt(1000), seconds));
        }
        return faults;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s  %-24s which %3d, %d s", Trace.clock(at), kind, which, seconds);
    }
}
