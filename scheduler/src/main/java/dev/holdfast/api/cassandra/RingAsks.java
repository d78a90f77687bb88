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

    /**
     * How many copies keyspaces shall have in data centres.
     *
     * @param keyspaces with commas between; empty for all users', and those of Cassandra's own that are spread
     * @param to {@code dc2=3}, more with commas between; 0 for none there any more
     */
    public record Replicate(String keyspaces, String to) {}

    /**
     * Data from another data centre.
     *
     * @param node {@code node-2} or {@code ring/node-2}; empty for all nodes, one after the other
     * @param keyspaces with commas between; empty for all
     * @param from a data centre; empty for the one that has most copies
     */
    public record Rebuild(String node, String keyspaces, String from) {}
}
