package dev.holdfast.database.cassandra;

import dev.holdfast.database.Action;
import dev.holdfast.database.Blocker;
import dev.holdfast.database.Chore;
import dev.holdfast.database.ChoreEnd;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.Observation;
import dev.holdfast.database.cassandra.CassandraDetails.Keyspace;
import dev.holdfast.database.cassandra.CassandraDetails.Mode;
import dev.holdfast.database.cassandra.CassandraDetails.NodeStatus;
import dev.holdfast.database.cassandra.CassandraDetails.Standing;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.GroupSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A ring in which all is well, and which a test then changes. */
final class Scene {

    static final ClusterName NAME = new ClusterName("ring");
    static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    static final long GB = 1_000_000_000L;

    final CassandraVersions versions = new CassandraVersions(
            List.of(
                    new CassandraVersions.Release("4.1.9", List.of(11)),
                    new CassandraVersions.Release("5.0.8", List.of(11, 17)),
                    new CassandraVersions.Release("5.0.9", List.of(11, 17))),
            "5.0.9");
    final CassandraRules rules = new CassandraRules(versions, new PlainLaunches());
    final TreeMap<Integer, One> ones = new TreeMap<>();
    final TreeMap<String, Keyspace> keyspaces = new TreeMap<>();
    SortedMap<String, String> identity = new TreeMap<>();
    ClusterSpec target;
    boolean everReady = true;
    boolean answered = true;
    boolean keyspacesKnown = true;
    Instant now = NOW;

    /** A ring of so many members, as Holdfast has known it for a while. */
    Scene(int count) {
        target = spec(count);
        for (int i = 0; i < count; i++) {
            ones.put(i, new One(i));
        }
        keyspace("system_distributed", Keyspace.SIMPLE, Map.of("", 3));
        keyspace("system_auth", Keyspace.SIMPLE, Map.of("", 1));
        notes();
    }

    static NodeId node(int index) {
        return new NodeId(NAME, "node", index);
    }

    One at(int index) {
        return Objects.requireNonNull(ones.get(index));
    }

    /** One of the target that has a place, and nothing else. */
    One placed(int index) {
        One one = new One(index);
        one.processUp = false;
        one.answers = false;
        one.known = false;
        one.seenUp = false;
        one.incarnation = 0;
        ones.put(index, one);
        return one;
    }

    /** Its process is over; the others have noticed. */
    One down(int index) {
        One one = at(index);
        one.processUp = false;
        one.answers = false;
        one.seenUp = false;
        return one;
    }

    /** Its process runs, and streams what it is to hold. */
    One joining(int index) {
        One one = ones.containsKey(index) ? at(index) : new One(index);
        one.mode = Mode.JOINING;
        one.standing = Standing.JOINING;
        one.processUp = true;
        one.answers = true;
        one.known = true;
        one.seenUp = true;
        one.cql = false;
        one.incarnation = 1;
        ones.put(index, one);
        return one;
    }

    /** Its disk was given up; it has a new place. */
    One renewed(int index) {
        One one = down(index);
        one.generation++;
        one.incarnation = 0;
        return one;
    }

    One leaves(int index) {
        One one = at(index);
        one.mode = Mode.LEAVING;
        one.standing = Standing.LEAVING;
        return one;
    }

    /** Gone, by its own word and that of the others. */
    One left(int index) {
        One one = at(index);
        one.mode = Mode.DECOMMISSIONED;
        one.known = false;
        return one;
    }

    private static boolean isOurs(One one) {
        return one.dc.equals("dc1");
    }

    /** Nodes of another cluster, which is a data centre of the same ring. */
    void remote(String dc, int from, int count) {
        for (int i = from; i < from + count; i++) {
            One one = new One(i);
            one.dc = dc;
            ones.put(i, one);
        }
        notes();
    }

    void racks(String... racks) {
        for (int i = 0; i < racks.length; i++) {
            at(i).rack = racks[i];
        }
        notes();
    }

    void keyspace(String name, int replicas) {
        keyspace(name, Keyspace.NETWORK, Map.of("dc1", replicas));
    }

    void keyspace(String name, String strategy, Map<String, Integer> replicas) {
        keyspaces.put(name, new Keyspace(name, strategy, new TreeMap<>(replicas)));
    }

    void count(int count) {
        target = target.with(target.group("node").orElseThrow().withCount(count));
    }

    void options(String... keysAndValues) {
        TreeMap<String, String> options = new TreeMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            options.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        target = withOptions(target, options);
    }

    static ClusterSpec withOptions(ClusterSpec spec, SortedMap<String, String> options) {
        return new ClusterSpec(
                spec.name(),
                spec.packageName(),
                spec.version(),
                spec.user(),
                spec.role(),
                spec.settings(),
                options,
                spec.artifacts(),
                spec.groups());
    }

    /** Settings of the group, and of one of its nodes; either may be empty. */
    void settings(Map<String, String> ofGroup, int index, Map<String, String> ofNode) {
        GroupSpec group = target.group("node").orElseThrow();
        target = target.with(new GroupSpec(
                group.name(),
                group.count(),
                group.cpusMilli(),
                group.memoryMegabytes(),
                group.heapMegabytes(),
                group.diskMegabytes(),
                group.diskKind(),
                group.jvmOptions(),
                group.constraint(),
                group.ports(),
                new TreeMap<>(ofGroup),
                new TreeMap<>(Map.of(index, new TreeMap<>(ofNode))),
                group.released()));
    }

    void ended(int index, Chore chore, boolean ok, Instant begunAt) {
        at(index)
                .ended
                .put(
                        chore.name(),
                        new ChoreEnd(chore, ok, "", begunAt, begunAt.plusSeconds(60), at(index).incarnation));
    }

    /** Holdfast takes note of what it sees now. */
    SortedMap<String, String> notes() {
        identity = rules.identity(view(), purpose -> purpose);
        return identity;
    }

    void later(Duration time) {
        now = now.plus(time);
    }

    List<Blocker> allows(Action action, int index) {
        return rules.allows(action, node(index), view());
    }

    List<String> shut(Action action, int index) {
        return allows(action, index).stream().map(Blocker::rule).toList();
    }

    private static ClusterSpec spec(int count) {
        SortedMap<String, Integer> ports = new TreeMap<>();
        ports.put("storage", 7000);
        ports.put("native", 9042);
        ports.put("jmx", 7199);
        ports.put("status", 9406);
        GroupSpec group = new GroupSpec(
                "node",
                count,
                1000,
                2048,
                1024,
                10_000,
                "root",
                List.of(),
                "",
                ports,
                new TreeMap<>(),
                new TreeMap<>(),
                List.of());
        Map<String, GroupSpec> groups = new LinkedHashMap<>();
        groups.put("node", group);
        return new ClusterSpec(
                NAME,
                "cassandra",
                "5.0.9",
                "",
                "holdfast/ring",
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                groups);
    }

    ClusterView view() {
        TreeMap<NodeId, NodeView> nodes = new TreeMap<>();
        ones.values().stream().filter(Scene::isOurs).forEach(one -> nodes.put(one.id, one.view(target)));
        ClusterView unhealthy = view(nodes, Optional.empty());
        if (!answered) {
            return view(nodes, Optional.of(Observation.noAnswer(now, now, "connection refused")));
        }
        CassandraDetails details = details();
        return view(
                nodes, Optional.of(new Observation(now, now, true, "", RingHealth.of(unhealthy, details), details)));
    }

    private ClusterView view(SortedMap<NodeId, NodeView> nodes, Optional<Observation> seen) {
        return new ClusterView(target, nodes, identity, seen, List.of(), everReady, now);
    }

    private CassandraDetails details() {
        TreeMap<NodeId, NodeStatus> statuses = new TreeMap<>();
        ones.values().stream()
                .filter(one -> one.answers && isOurs(one))
                .forEach(one -> statuses.put(one.id, one.status(this)));
        return new CassandraDetails(statuses, keyspaces, keyspacesKnown);
    }
}
