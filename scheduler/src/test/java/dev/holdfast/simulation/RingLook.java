package dev.holdfast.simulation;

import dev.holdfast.database.ClusterView;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.Observation;
import dev.holdfast.database.Observation.NodeHealth;
import dev.holdfast.database.cassandra.CassandraDetails;
import dev.holdfast.database.cassandra.CassandraDetails.Compaction;
import dev.holdfast.database.cassandra.CassandraDetails.Disk;
import dev.holdfast.database.cassandra.CassandraDetails.Hints;
import dev.holdfast.database.cassandra.CassandraDetails.Keyspace;
import dev.holdfast.database.cassandra.CassandraDetails.Member;
import dev.holdfast.database.cassandra.CassandraDetails.Mode;
import dev.holdfast.database.cassandra.CassandraDetails.NodeStatus;
import dev.holdfast.database.cassandra.CassandraDetails.Standing;
import dev.holdfast.database.cassandra.CassandraDetails.Stream;
import dev.holdfast.database.cassandra.CassandraOptions;
import dev.holdfast.database.cassandra.RingHealth;
import dev.holdfast.model.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the driver would read from the companions inside the nodes, each of which says what its node sees. Now and then one does not answer. */
final class RingLook {

    private static final long ROW_BYTES = 1000;
    private static final long DISK = 400L << 30;
    private static final long LISTENS_AFTER = 600;

    private final RingModel model;

    RingLook(RingModel model) {
        this.model = model;
    }

    Observation at(ClusterView view, Instant begin, Instant end) {
        boolean slow = model.now() < model.world.hazards.slowUntil;
        boolean patchy = model.world.hazards.patchy;
        TreeMap<NodeId, NodeStatus> nodes = new TreeMap<>();
        TreeMap<String, Keyspace> keyspaces = new TreeMap<>();
        for (NodeView node : view.nodes().values()) {
            boolean misses = model.world.chance.nextInt(100) < (slow ? 30 : 2) && patchy;
            boolean cqlMisses = model.world.chance.nextInt(100) < (slow ? 20 : 1) && patchy;
            reach(node).filter(found -> !misses).ifPresent(found -> {
                nodes.put(node.id(), status(view, found, !cqlMisses));
                if (found.mode != Mode.STARTING) {
                    keyspaces.putAll(keyspaces(view, found));
                }
            });
        }
        CassandraDetails details = new CassandraDetails(nodes, keyspaces, !keyspaces.isEmpty());
        SortedMap<NodeId, NodeHealth> health = RingHealth.of(view, details);
        long ready = health.values().stream().filter(NodeHealth::ready).count();
        return new Observation(
                begin,
                end,
                !nodes.isEmpty(),
                nodes.isEmpty() ? "no node answers" : ready + " nodes up and normal",
                health,
                details);
    }

    private Optional<RingProcess> reach(NodeView node) {
        return model.at(node.address())
                .filter(process -> node.placed() && process.isReachable())
                .filter(process -> model.now() - process.since > LISTENS_AFTER);
    }

    private SortedMap<String, Keyspace> keyspaces(ClusterView view, RingProcess process) {
        TreeMap<String, Keyspace> keyspaces = new TreeMap<>();
        keyspaces.put("system", new Keyspace("system", "LocalStrategy", new TreeMap<>()));
        keyspaces.put("system_auth", new Keyspace("system_auth", Keyspace.SIMPLE, new TreeMap<>(Map.of("", 1))));
        keyspaces.put("system_traces", new Keyspace("system_traces", Keyspace.SIMPLE, new TreeMap<>(Map.of("", 2))));
        for (RingTable table : process.disk.schema > 0 ? model.tables : List.<RingTable>of()) {
            TreeMap<String, Integer> copies = new TreeMap<>(Map.of(CassandraOptions.dc(view.target()), table.copies));
            keyspaces.put(table.name, new Keyspace(table.name, Keyspace.NETWORK, copies));
        }
        return keyspaces;
    }

    private NodeStatus status(ClusterView view, RingProcess process, boolean answers) {
        long now = model.now();
        boolean serves = process.isNative(now);
        RingDisk disk = process.disk;
        TreeMap<String, Long> bytes = new TreeMap<>();
        disk.rows.forEach((key, rows) ->
                bytes.merge(key.substring(0, key.indexOf('/')), rows.cardinality() * ROW_BYTES, Long::sum));
        return new NodeStatus(
                process.incarnation,
                process.mode,
                disk.hostId,
                process.address,
                process.release,
                process.gossips || process.mode == Mode.DECOMMISSIONED ? schema(disk.schema) : "",
                serves,
                serves && answers,
                Agenda.BEGIN.plusMillis(process.since),
                disk.joinedAt > 0 ? Optional.of(Agenda.BEGIN.plusMillis(disk.joinedAt)) : Optional.empty(),
                Duration.ofMillis(process.away),
                process.mode == Mode.NORMAL
                        ? Optional.of(Duration.ofMillis(now - process.normalSince))
                        : Optional.empty(),
                ring(view, process),
                streams(process),
                process.cleansUntil > 0 ? List.of(new Compaction("Cleanup", "shop", "rows", 1, 2, "bytes")) : List.of(),
                new Disk(DISK / 4 * 3, DISK),
                bytes,
                hints(disk),
                disk.written.isEmpty() || disk.written.equals(process.release) ? 0 : 3);
    }

    private Hints hints(RingDisk disk) {
        TreeMap<String, Hints.Kept> kept = new TreeMap<>();
        disk.hintsSince.forEach((host, since) -> kept.put(
                host, new Hints.Kept(disk.hintCount(host) * ROW_BYTES, Duration.ofMillis(model.now() - since))));
        return new Hints(disk.hintCount() * ROW_BYTES, kept);
    }

    private static String schema(int version) {
        return "schema-" + version;
    }

    private SortedMap<String, Member> ring(ClusterView view, RingProcess process) {
        TreeMap<String, Member> ring = new TreeMap<>();
        if (!process.gossips && process.mode != Mode.DECOMMISSIONED) {
            return ring;
        }
        for (RingPeer peer : process.view.peers.values()) {
            boolean up = process.view.isUp(peer.address(), model.now());
            ring.put(
                    peer.address(),
                    new Member(
                            peer.address(),
                            peer.hostId(),
                            standing(peer),
                            up,
                            Duration.ofMillis(process.view.downFor(peer.address(), model.now())),
                            CassandraOptions.dc(view.target()),
                            peer.rack(),
                            -1,
                            peer.status().isSeated() ? peer.tokens() : List.of(),
                            peer.release(),
                            schema(peer.schema())));
        }
        return ring;
    }

    private static Standing standing(RingPeer peer) {
        return switch (peer.status()) {
            case BOOT -> Standing.JOINING;
            case NORMAL, HIBERNATE -> Standing.NORMAL;
            case LEAVING -> Standing.LEAVING;
            case NONE, REPLACING, LEFT -> Standing.OUTSIDE;
        };
    }

    /** Both ends tell of it. */
    private List<Stream> streams(RingProcess process) {
        List<Stream> all = new ArrayList<>();
        for (RingProcess each : model.processes()) {
            each.streams.ifPresent(streams -> {
                if (each == process) {
                    streams.partners()
                            .forEach(partner -> all.add(stream(
                                    streams,
                                    model.process(partner)
                                            .map(found -> found.address)
                                            .orElse(partner))));
                } else if (streams.partners().contains(process.disk.hostId)) {
                    all.add(stream(streams, each.address));
                }
            });
        }
        if (process.repair.filter(repair -> !repair.isOver()).isPresent()) {
            all.add(new Stream("Repair", "", 0, ROW_BYTES));
        }
        return all;
    }

    private static Stream stream(RingStreams streams, String peer) {
        return new Stream(streams.what, peer, streams.done() * ROW_BYTES, streams.all * ROW_BYTES);
    }

    static boolean hasAll(BitSet those, BitSet held) {
        BitSet lacking = (BitSet) those.clone();
        lacking.andNot(held);
        return lacking.isEmpty();
    }
}
