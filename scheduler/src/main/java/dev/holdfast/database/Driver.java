package dev.holdfast.database;

import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/** What talks to running databases. Every call is bounded in time and made on a worker thread, on fresh connections. */
public interface Driver extends AutoCloseable {

    /** One bounded look. Never throws: no answer is an observation too. */
    Observation observe(ClusterView cluster, Duration timeout);

    /**
     * Performs a chore once, or as much of it as can be done now; harmless to repeat.
     *
     * @param mayAct whether whoever asked still may: to be asked right before each change leaves, since the process may have stood
     *     still since the last, and somebody else may have done other things meanwhile
     */
    Outcome perform(ClusterView cluster, Chore chore, Duration timeout, BooleanSupplier mayAct);

    /** Likewise, for somebody whom nobody can follow. */
    default Outcome perform(ClusterView cluster, Chore chore, Duration timeout) {
        return perform(cluster, chore, timeout, () -> true);
    }

    /** Lines a client needs to connect. */
    List<Endpoint> endpoints(ClusterView cluster);

    @Override
    void close();

    /**
     * How a chore's performance went.
     *
     * @param ok not whether its purpose is reached, which an observation proves, but whether it was taken
     * @param text one line
     */
    record Outcome(boolean ok, String text) {}

    /** Where to connect. For example {@code bootstrap}, {@code 127.0.0.2:9092,127.0.0.3:9092}. */
    record Endpoint(String name, String value) {}
}
