package dev.holdfast.database.cassandra;

import dev.holdfast.database.ChoreEnd;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.cassandra.CassandraDetails.Disk;
import dev.holdfast.database.cassandra.CassandraDetails.Hints;
import dev.holdfast.database.cassandra.CassandraDetails.Member;
import dev.holdfast.database.cassandra.CassandraDetails.Mode;
import dev.holdfast.database.cassandra.CassandraDetails.NodeStatus;
import dev.holdfast.database.cassandra.CassandraDetails.Standing;
import dev.holdfast.database.cassandra.CassandraDetails.Stream;
import dev.holdfast.model.AgentId;
import dev.holdfast.model.NodeId;
import dev.holdfast.spec.ClusterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a node of a scene is, for itself and in the eyes of the others. */
final class One {
    final NodeId id;
    Mode mode = Mode.NORMAL;
    Standing standing = Standing.NORMAL;
    boolean processUp = true;
    boolean seenUp = true;
    boolean answers = true;
    boolean cql = true;
    boolean known = true;
    Duration downFor = Duration.ZERO;
    String hostId;
    /** Where it stands. */
    int machine;

    String rack = "rack1";
    String release = "5.0.9";
    /** What it was launched with beside its release. */
    final TreeMap<String, String> inputs = new TreeMap<>();

    String schema = "s1";
    int incarnation = 1;
    int generation = 1;
    Instant startedAt = Scene.NOW.minus(Duration.ofHours(1));
    Instant joinedAt = Scene.NOW.minus(Duration.ofDays(2));
    Duration away = Duration.ZERO;
    Optional<Duration> normalFor = Optional.of(Duration.ofHours(1));
    /** Hints, by whom they are for. */
    final TreeMap<String, Hints.Kept> keeps = new TreeMap<>();

    Disk disk = new Disk(80 * Scene.GB, 100 * Scene.GB);
    long bytes = 10 * Scene.GB;
    int oldSstables = 0;
    final List<Stream> streams = new ArrayList<>();
    final TreeMap<String, ChoreEnd> ended = new TreeMap<>();
    /** Where it is; of another than ours it is no node of the cluster's. */
    String dc = "dc1";

    /** Whom it sees otherwise than the others do. */
    final TreeSet<Integer> seesDown = new TreeSet<>();

    One(int index) {
        id = Scene.node(index);
        hostId = "host-" + index;
        machine = index;
    }

    String address() {
        return "127.0.0." + (10 + machine);
    }

    NodeView view(ClusterSpec target) {
        return new NodeView(
                id,
                true,
                Optional.of(new AgentId("agent-" + id.index())),
                "host-" + id.index(),
                address(),
                rack.equals("rack1") ? "" : rack,
                new TreeMap<>(),
                target.group("node").orElseThrow().ports(),
                incarnation > 0,
                processUp,
                incarnation,
                launchedWith(),
                generation,
                ended);
    }

    private SortedMap<String, String> launchedWith() {
        SortedMap<String, String> all = inputs(release);
        all.putAll(inputs);
        return all;
    }

    static SortedMap<String, String> inputs(String release) {
        TreeMap<String, String> inputs = new TreeMap<>();
        inputs.put("version", release);
        return inputs;
    }

    /** What it says of itself, and of the others of its scene. */
    NodeStatus status(Scene scene) {
        TreeMap<String, Member> ring = new TreeMap<>();
        for (One other : scene.ones.values()) {
            boolean self = other == this;
            if (other.known || self) {
                boolean up = self || (other.seenUp && !seesDown.contains(other.id.index()));
                ring.put(other.address(), other.member(up));
            }
        }
        TreeMap<String, Long> held = new TreeMap<>();
        scene.keyspaces.keySet().stream()
                .filter(name -> !name.startsWith("system"))
                .forEach(name -> held.put(name, bytes));
        return new NodeStatus(
                incarnation,
                mode,
                hostId,
                address(),
                release,
                schema,
                cql,
                cql,
                startedAt,
                Optional.of(joinedAt),
                away,
                normalFor,
                ring,
                streams,
                List.of(),
                disk,
                held,
                new Hints(keeps.values().stream().mapToLong(Hints.Kept::bytes).sum(), keeps),
                oldSstables);
    }

    private Member member(boolean up) {
        return new Member(
                address(),
                hostId,
                mode == Mode.DECOMMISSIONED ? Standing.OUTSIDE : standing,
                up,
                up ? Duration.ZERO : downFor,
                dc,
                rack,
                bytes,
                standing == Standing.JOINING ? List.of() : tokens(id.index()),
                release,
                schema);
    }

    /** Sixteen, always the same, mixed among those of the others. */
    static List<Long> tokens(int index) {
        List<Long> tokens = new ArrayList<>();
        long seed = 0x9E3779B97F4A7C15L * (index + 1);
        for (int i = 0; i < 16; i++) {
            seed ^= seed << 13;
            seed ^= seed >>> 7;
            seed ^= seed << 17;
            tokens.add(seed);
        }
        return tokens;
    }
}
