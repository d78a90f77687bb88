package dev.holdfast.database.crate.sql;

import dev.holdfast.database.Chore;
import dev.holdfast.database.crate.BackupChores;
import dev.holdfast.database.crate.CrateChores;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** All chores by name. Doing one twice does no harm. */
final class Chores {

    /** Does one chore; one line for people about what was done. */
    interface Work {
        String perform(Session session, Chore chore) throws ChoreFailedException;
    }

    private static final String ACKNOWLEDGE = "update sys.node_checks set acknowledged = true where id = ?";

    private final SortedMap<String, Work> all;

    Chores() {
        TreeMap<String, Work> known = new TreeMap<>();
        known.put(CrateChores.EXCLUDE, AllocationChores::exclude);
        known.put(CrateChores.UNEXCLUDE, AllocationChores::unexclude);
        known.put(CrateChores.ALLOCATION_PRIMARIES, AllocationChores::enable);
        known.put(CrateChores.ALLOCATION_RESTORE, AllocationChores::restore);
        known.put(CrateChores.RETRY_FAILED, AllocationChores::retryFailed);
        known.put(CrateChores.ACKNOWLEDGE_CHECKS, Chores::acknowledge);
        known.put(BackupChores.BACKUP, SnapshotWork::begin);
        known.put(BackupChores.DROP, SnapshotWork::drop);
        known.put(BackupChores.RESTORE, SnapshotWork::restore);
        known.put(CrateChores.SETTLE_VOTES, (session, chore) -> "a master is elected");
        all = Collections.unmodifiableSortedMap(known);
    }

    /** Which there are. */
    List<String> names() {
        return List.copyOf(all.keySet());
    }

    Work find(String name) throws ChoreFailedException {
        Work work = all.get(name);
        if (work == null) {
            throw new ChoreFailedException("no such chore; there are " + String.join(", ", all.keySet()));
        }
        return work;
    }

    /** The count of nodes that each node expects is of its start; that it differs after a resize is no fault. */
    private static String acknowledge(Session session, Chore chore) throws ChoreFailedException {
        session.run(ACKNOWLEDGE, CrateChores.EXPECTED_NODES_CHECK);
        return "the check of the expected number of nodes is acknowledged";
    }
}
