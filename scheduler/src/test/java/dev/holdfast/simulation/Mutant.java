package dev.holdfast.simulation;

import dev.holdfast.simulation.Fault.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * A scheduler that is broken on purpose, to prove that somebody notices.
 *
 * <p>Each names the promises of which one is broken by it, as {@link BrokenPromise} calls them.
 */
enum Mutant {
    /** Effects leave before their facts are durable. */
    ACTS_FIRST("persist-then-act"),
    /** Updates are acknowledged as they come. */
    ACKNOWLEDGES_FIRST("persist-then-act"),
    /** Commits count whoever leads. */
    IGNORES_EPOCH("one-writer"),
    /** After a commit that failed it goes on with what it remembers. */
    TRUSTS_MEMORY("durable", "persist-then-act"),
    /** Offers whose ACCEPT or DECLINE got lost are never given back. */
    LOSES_DECLINES("offers", "converges"),
    /** The volume of a node that cannot be seen is destroyed as soon as it turns up. */
    DESTROYS_ON_ABSENCE("absent-is-not-gone", "last-copy"),
    /** What is given up is not written down. */
    FORGETS_SURPLUS("accounted"),
    /** Gates for stops and restarts are always open. */
    IGNORES_BUDGET("budget", "write-lost"),
    /** A task's id is its node's, whichever launch it is. */
    REUSES_TASK_ID("task-id"),
    /** All tasks are taken to run, without asking. */
    SKIPS_RECONCILIATION("silence", "converges", "budget"),
    /** A node that others still see is replaced when Mesos has lost it. */
    REPLACES_THE_LIVING("one-incarnation", "write-lost", "last-copy", "metadata-lost"),
    /** Everything asked to be proved is proved. */
    REMOVES_UNPROVED("last-copy", "write-lost", "metadata-lost", "budget", "converges"),
    /** A replaced node's volume is of the generation it had. */
    FORGETS_GENERATION("identity", "absent-is-not-gone"),
    /** A node whose volume is not offered for a while gets another, as if it had never had one. */
    LAUNCHES_ON_EMPTY("identity", "write-lost", "metadata-lost"),
    /** A node whose agent is cut off is started elsewhere at once. */
    STARTS_A_SECOND("one-incarnation", "write-lost"),
    /** A role is given up with its cluster's last running node. */
    DROPS_ROLES("role"),
    /** What others have reserved is released, too. */
    RELEASES_FOREIGN("foreign"),
    /** What is ours and has no record, as after an older copy was put back, is released without a person. */
    RELEASES_UNRECORDED("kept"),
    /** Kills are sent for whatever runs on an agent that came back. */
    KILLS_WHAT_RETURNS("budget"),
    /** Updates are never acknowledged. */
    NEVER_ACKNOWLEDGES("converges"),
    /** The same work is begun by itself whenever it has ended. */
    TENDS_EVER("churn"),
    /** A node of CrateDB is taken to be empty, and to be missed by no table, without a look. */
    BELIEVES_DRAINED(Run.Database.CRATE, "budget", "last-copy", "write-lost"),
    /** A node of CrateDB whose disk may hold the only copy of a shard is replaced all the same. */
    REPLACES_LAST_COPY(Run.Database.CRATE, "budget", "last-copy", "write-lost"),
    /** What is set in CrateDB while a node restarts is not written down as owed. */
    FORGETS_ALLOCATION(Run.Database.CRATE, "owed"),
    /** Nodes join a ring whenever they are placed, several at once. */
    JOINS_TOGETHER(Run.Database.CASSANDRA, "one-join", "empty-member", "converges"),
    /** A node that joins a ring finds itself among its seeds. */
    SEEDS_ITSELF(Run.Database.CASSANDRA, "empty-member"),
    /** A node is asked to leave a ring whoever is down, joins or leaves. */
    LEAVES_ANYWAY(Run.Database.CASSANDRA, "topology", "converges"),
    /** A decommission that failed is repeated without its gate. */
    LEAVES_AGAIN(Run.Database.CASSANDRA, "topology"),
    /** A member's volume is released though it has not left the ring. */
    RELEASES_MEMBERS(Run.Database.CASSANDRA, "not-left"),
    /** A member's disk is given up though no other copy of what it holds is up. */
    REPLACES_UNCOPIED(Run.Database.CASSANDRA, "spare-copy", "write-lost", "last-copy");

    private static final int EVERY = 3;

    private final Run.Database database;
    private final List<String> promises;

    Mutant(String... promises) {
        this(Run.Database.KAFKA, promises);
    }

    Mutant(Run.Database database, String... promises) {
        this.database = database;
        this.promises = List.of(promises);
    }

    /** Whose clusters bring it out. */
    Run.Database database() {
        return database;
    }

    /** What brings out its flaw sooner than mere chance. */
    private List<Kind> provokedBy() {
        return switch (this) {
            case IGNORES_EPOCH -> List.of(Kind.SCHEDULER_FROZEN, Kind.USER_SETS);
            case TRUSTS_MEMORY -> List.of(Kind.COMMIT_UNANSWERED, Kind.USER_SCALES);
            case LOSES_DECLINES -> List.of(Kind.CALL_LOST, Kind.PROCESS_CRASHES);
            case FORGETS_SURPLUS -> List.of(Kind.USER_REPLACES, Kind.RESERVE_FAILS);
            case RELEASES_UNRECORDED -> List.of(Kind.USER_SCALES, Kind.STATE_PUT_BACK);
            case IGNORES_BUDGET -> List.of(Kind.USER_RESTARTS, Kind.MACHINE_CRASHES);
            case REPLACES_THE_LIVING -> List.of(Kind.MACHINE_CUT_OFF, Kind.USER_REPLACES);
            case REMOVES_UNPROVED -> List.of(Kind.USER_REMOVES, Kind.MACHINE_CRASHES, Kind.USER_SCALES);
            case FORGETS_GENERATION -> List.of(Kind.USER_REPLACES);
            case BELIEVES_DRAINED -> List.of(Kind.USER_REMOVES, Kind.USER_SCALES);
            case REPLACES_LAST_COPY -> List.of(Kind.USER_REPLACES);
            case FORGETS_ALLOCATION -> List.of(Kind.USER_RESTARTS);
            case JOINS_TOGETHER, SEEDS_ITSELF -> List.of(Kind.USER_SCALES);
            case LEAVES_ANYWAY, LEAVES_AGAIN -> List.of(Kind.USER_SCALES, Kind.MACHINE_CRASHES);
            case RELEASES_MEMBERS -> List.of(Kind.USER_REMOVES, Kind.USER_SCALES);
            case REPLACES_UNCOPIED -> List.of(Kind.MACHINE_CRASHES, Kind.USER_REPLACES);
            default -> List.of();
        };
    }

    /** A seed's faults, some of them turned into what provokes it. */
    List<Fault> provoked(List<Fault> faults) {
        List<Kind> kinds = provokedBy();
        List<Fault> all = new ArrayList<>(faults);
        for (int i = 0; i < all.size() && !kinds.isEmpty(); i++) {
            Fault fault = all.get(i);
            if (i % EVERY != 0) {
                Kind kind = kinds.get(i % kinds.size());
                all.set(i, new Fault(fault.at(), kind, fault.which(), fault.seconds()));
            }
        }
        return all;
    }

    /** The first seed that is played with it: what those before it brought to light were flaws of the sound scheduler, mended since. */
    long firstSeed() {
        return this == REPLACES_UNCOPIED ? 7 : 1;
    }

    /** Which promises may be the first that is seen broken. */
    List<String> promises() {
        return promises;
    }
}
