package dev.holdfast.api.cassandra;

import java.util.List;

/** What is sent with requests about a ring. */
public final class RingAsks {

    private RingAsks() {}

    /** @param words after nodetool, as in {@code tablestats shop}; none for its help */
    public record Nodetool(List<String> words) {}

    /**
     * A chore.
     *
     * @param node {@code node-2} or {@code ring/node-2}; empty for all nodes, one after the other
     * @param keyspace only this one; empty for all
     */
    public record Chore(String node, String keyspace) {}
}
