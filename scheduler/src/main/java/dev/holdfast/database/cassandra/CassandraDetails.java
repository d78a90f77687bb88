package dev.holdfast.database.cassandra;

import dev.holdfast.database.Gauge;
import dev.holdfast.database.Observation;
import dev.holdfast.model.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a look at a ring found. A ring has no master: each node says what it knows itself, and nodes may differ.
 *
 * @param nodes what each says, only those whose companion answered in this look
 * @param keyspaces by name, with the system's own; as one node says it by CQL
 * @param keyspacesKnown whether a node answered that; if not, no keyspaces must not be concluded from
 */
public record CassandraDetails(
        SortedMap<NodeId, NodeStatus> nodes, SortedMap<String, Keyspace> keyspaces, boolean keyspacesKnown)
        implements Observation.Details {

    public CassandraDetails {
        nodes = Collections.unmodifiableSortedMap(new TreeMap<>(nodes));
        keyspaces = Collections.unmodifiableSortedMap(new TreeMap<>(keyspaces));
    }

    @Override
    public List<Gauge> gauges() {
        return CassandraGauges.of(this);
    }

    /** What a node is doing, by its own word ({@code StorageService}'s operation mode). */
    public enum Mode {
        STARTING,
        NORMAL,
        JOINING,
        JOINING_FAILED,
        LEAVING,
        DECOMMISSIONED,
        DECOMMISSION_FAILED,
        MOVING,
        DRAINING,
        DRAINED,
        /** Any other, or not told. */
        UNKNOWN
    }

    /** What a member is in the ring as another sees it. */
    public enum Standing {
        NORMAL,
        JOINING,
        LEAVING,
        MOVING,
        /** Known by gossip, but with no tokens: it left, or a replacement has not begun. */
        OUTSIDE
    }

    /**
     * What a node says of itself and of the ring.
     *
     * @param incarnation which launch it is
     * @param hostId its identity in the ring, for the life of its data; empty before it has one
     * @param address it advertises to the others
     * @param release of Cassandra it runs: {@code 5.0.9}
     * @param schema version of its schema; empty if not told
     * @param nativeRunning whether it serves clients' connections
     * @param cqlAnswered whether a query through its native port was answered in this look
     * @param startedAt when its process began
     * @param joinedAt when it first became a member with this data; empty if not known
     * @param away how long before this start the process before it was last alive; zero at a first start or if not known
     * @param normalFor for how long this process has been a full member; empty if it is not, or not known
     * @param ring as it sees it, itself included, by address
     * @param keyspaceBytes live data on its disk, by keyspace; keyspaces it did not tell are missing
     * @param hints it keeps for others
     * @param oldSstables files in a format of an older release; -1 if not known
     */
    public record NodeStatus(
            int incarnation,
            Mode mode,
            String hostId,
            String address,
            String release,
            String schema,
            boolean nativeRunning,
            boolean cqlAnswered,
            Instant startedAt,
            Optional<Instant> joinedAt,
            Duration away,
            Optional<Duration> normalFor,
            SortedMap<String, Member> ring,
            List<Stream> streams,
            List<Compaction> compactions,
            Disk disk,
            SortedMap<String, Long> keyspaceBytes,
            Hints hints,
            int oldSstables) {

        public NodeStatus {
            ring = Collections.unmodifiableSortedMap(new TreeMap<>(ring));
            streams = List.copyOf(streams);
            compactions = List.copyOf(compactions);
            keyspaceBytes = Collections.unmodifiableSortedMap(new TreeMap<>(keyspaceBytes));
        }
    }

    /**
     * Writes that a node keeps for members that missed them.
     *
     * @param bytes of all of them; -1 if not known
     * @param members by their identity in the ring, where that is told
     */
    public record Hints(long bytes, SortedMap<String, Kept> members) {

        public static final Hints UNKNOWN = new Hints(-1, new TreeMap<>());

        public Hints {
            members = Collections.unmodifiableSortedMap(new TreeMap<>(members));
        }

        /** @param oldest how long ago the first of them was kept, by the node's own clock */
        public record Kept(long bytes, Duration oldest) {}
    }

    /**
     * A member as one node sees it.
     *
     * @param up by that node's failure detector
     * @param downFor how long that node has seen it down; zero if up or not known
     * @param loadBytes on its disks, as it last told; -1 if not known
     * @param tokens of Murmur3Partitioner
     * @param release empty if not told
     * @param schema empty if not told
     */
    public record Member(
            String address,
            String hostId,
            Standing standing,
            boolean up,
            Duration downFor,
            String dc,
            String rack,
            long loadBytes,
            List<Long> tokens,
            String release,
            String schema) {

        public Member {
            tokens = List.copyOf(tokens);
        }

        /** {@code UN} of {@code nodetool status}. */
        public boolean isUpNormal() {
            return up && standing == Standing.NORMAL;
        }
    }

    /**
     * Data on its way between two nodes.
     *
     * @param what for: {@code Bootstrap}, {@code Decommission}, {@code Repair}
     * @param peer address of the other
     * @param doneBytes in both directions
     */
    public record Stream(String what, String peer, long doneBytes, long totalBytes) {}

    /**
     * A compaction in flight.
     *
     * @param type {@code Compaction}, {@code Cleanup}, {@code Upgrade sstables}, {@code Validation}, as Cassandra says it
     * @param unit of done and total: {@code bytes}, {@code ranges}
     */
    public record Compaction(String type, String keyspace, String table, long done, long total, String unit) {}

    /**
     * The file system below the data.
     *
     * @param freeBytes -1 if not known
     * @param totalBytes -1 if not known
     */
    public record Disk(long freeBytes, long totalBytes) {
        public static final Disk UNKNOWN = new Disk(-1, -1);

        public boolean isKnown() {
            return freeBytes >= 0 && totalBytes > 0;
        }
    }

    /**
     * A keyspace.
     *
     * @param strategy class name without its package: {@code NetworkTopologyStrategy}
     * @param replicas by data centre; for {@code SimpleStrategy} one entry under the empty name
     */
    public record Keyspace(String name, String strategy, SortedMap<String, Integer> replicas) {

        public static final String NETWORK = "NetworkTopologyStrategy";
        public static final String SIMPLE = "SimpleStrategy";

        public Keyspace {
            replicas = Collections.unmodifiableSortedMap(new TreeMap<>(replicas));
        }

        /** Whether each node has its own, or all have all: then no member matters more than another. */
        public boolean isSpread() {
            return strategy.equals(NETWORK) || strategy.equals(SIMPLE);
        }
    }
}
