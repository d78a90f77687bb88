package dev.holdfast.store;

import dev.holdfast.core.Fact;
import dev.holdfast.core.State;
import dev.holdfast.model.ClusterName;
import dev.holdfast.spec.ClusterSpec;
import java.util.List;
import java.util.Optional;

/** Where facts are kept. Used by one thread at a time, but {@link #history} and {@link #target} by any. */
public interface Store extends AutoCloseable {

    /** What all facts committed so far add up to; a fresh state if there are none. */
    State load();

    /**
     * Makes facts durable, all or none. When this returns they survive a crash of the process and of the machine.
     *
     * @throws StoreException if they could not be made durable; nothing of them holds then
     */
    void commit(List<Fact> facts);

    /** The newest lines told about a cluster, oldest of them first. */
    List<Fact.Told> history(ClusterName cluster, int limit);

    /**
     * Events after one, oldest first. Those of before they were counted are not among them.
     *
     * @param after the number of the last one that is known; 0 for all
     * @param limit so many at most
     */
    List<Fact.Told> told(long after, int limit);

    /** An accepted wish by its number. */
    Optional<ClusterSpec> target(ClusterName cluster, long number);

    @Override
    void close();
}
