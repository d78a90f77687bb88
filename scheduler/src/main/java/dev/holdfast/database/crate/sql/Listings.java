package dev.holdfast.database.crate.sql;

import dev.holdfast.database.crate.Archive.Repository;
import dev.holdfast.model.ClusterName;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;

/**
 * Lists of snapshots, asked for no more often than their stores can bear. CrateDB keeps no such list: for each it reads every snapshot's
 * description out of every repository, which a store far away answers slowly and wants to be paid for. So a list that took long serves for a
 * multiple of that time. It is never older than what was seen before. For many threads.
 */
final class Listings {

    /** A list that comes so fast may be asked for at every look, in nanoseconds. */
    private static final long CHEAP = 250_000_000;

    /** One that does not serves for so many times as long as it took. */
    private static final long REST = 20;

    private final ConcurrentMap<ClusterName, Listing> last = new ConcurrentHashMap<>();
    private final LongSupplier nanos;

    /** {@code nanos} as {@link System#nanoTime}. */
    Listings(LongSupplier nanos) {
        this.nanos = nanos;
    }

    private record Listing(SortedMap<String, Repository> repositories, long endedAt, long took) {}

    Archives of(ClusterName cluster, Questions questions) {
        Listing known = last.get(cluster);
        long begun = nanos.getAsLong();
        if (known != null && begun - known.endedAt() < known.took() * REST) {
            return Archives.ask(questions, known.repositories());
        }
        Archives asked = Archives.ask(questions);
        long ended = nanos.getAsLong();
        last.remove(cluster);
        if (ended - begun > CHEAP) {
            asked.archive()
                    .ifPresent(archive -> last.put(cluster, new Listing(archive.repositories(), ended, ended - begun)));
        }
        return asked;
    }
}
