package dev.holdfast.database.crate;

import dev.holdfast.database.Blocker;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Debt;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.Observation;
import dev.holdfast.database.Observation.NodeHealth;
import dev.holdfast.database.crate.CrateDetails.Check;
import dev.holdfast.database.crate.CrateDetails.Colour;
import dev.holdfast.database.crate.CrateDetails.Health;
import dev.holdfast.database.crate.CrateDetails.Member;
import dev.holdfast.database.crate.CrateDetails.Part;
import dev.holdfast.database.crate.CrateDetails.Shard;
import dev.holdfast.database.crate.CrateDetails.Table;
import dev.holdfast.database.crate.CrateDetails.Unassigned;
import dev.holdfast.model.AgentId;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.Descriptor;
import dev.holdfast.spec.GroupSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** A CrateDB cluster in which all is well, and which a test then changes. */
final class Scene {

    static final ClusterName NAME = new ClusterName("shop");
    static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    static final long GB = 1_000_000_000L;

    final CrateDescriptor data = CrateDescriptor.parse(CratePackage.resource(CratePackage.DESCRIPTOR));
    final CrateRules rules = new CrateRules(data, CratePackage.resource(CratePackage.START_SCRIPT));

    ClusterSpec target;
    final SortedMap<NodeId, NodeView> nodes = new TreeMap<>();
    SortedMap<String, String> identity = new TreeMap<>();
    final SortedMap<String, Member> members = new TreeMap<>();
    final SortedMap<String, Table> tables = new TreeMap<>();
    final List<Shard> shards = new ArrayList<>();
    final List<Unassigned> unassigned = new ArrayList<>();
    final SortedMap<String, String> settings = new TreeMap<>();
    final List<Check> checks = new ArrayList<>();
    final List<String> snapshots = new ArrayList<>();
    Archive archive = Archive.NONE;
    Instant now = NOW;
    final SortedMap<String, String> states = new TreeMap<>();
    final SortedMap<String, Instant> certificates = new TreeMap<>();
    final SortedMap<NodeId, NodeHealth> health = new TreeMap<>();
    final List<Debt> debts = new ArrayList<>();
    SortedSet<Part> known = new TreeSet<>(List.of(Part.values()));
    Optional<String> master = Optional.of("data-0");
    String description = "";
    boolean answered = true;
    boolean everReady = true;

    Scene(int masters, int dataNodes) {
        Map<String, GroupSpec> groups = new LinkedHashMap<>();
        for (Descriptor.Group group : data.descriptor().groups().values()) {
            groups.put(group.name(), wish(group, group.name().equals("master") ? masters : dataNodes));
        }
        target = new ClusterSpec(
                NAME,
                "crate",
                "6.4.3",
                "crate",
                "holdfast/shop",
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                groups);
        for (int i = 0; i < masters; i++) {
            up(master(i));
        }
        for (int i = 0; i < dataNodes; i++) {
            up(data(i));
        }
        if (masters > 0) {
            master = Optional.of("master-0");
        }
        identity = rules.identity(view(), purpose -> "minted for " + purpose);
    }

    static NodeId data(int index) {
        return new NodeId(NAME, "data", index);
    }

    static NodeId master(int index) {
        return new NodeId(NAME, "master", index);
    }

    private static GroupSpec wish(Descriptor.Group usual, int count) {
        return new GroupSpec(
                usual.name(),
                count,
                usual.cpusMilli(),
                usual.memoryMegabytes(),
                usual.heapMegabytes(),
                usual.diskMegabytes(),
                "root",
                List.of(),
                "",
                usual.ports(),
                new TreeMap<>(),
                new TreeMap<>(),
                List.of());
    }

    void up(NodeId node) {
        put(node, true, true, 1, 1, "");
        joins(node);
    }

    void joins(NodeId node) {
        health.put(node, new NodeHealth(true, true, "ready", 1));
        members.put(CrateIds.name(node), member("6.4.3", "", 100 * GB, 80 * GB));
    }

    static Member member(String version, String zone, long disk, long free) {
        SortedMap<String, String> attributes = new TreeMap<>();
        attributes.put("zone", zone);
        return new Member("id", version, false, 1, attributes, GB, disk, free);
    }

    /** A member by that launch. */
    static Member launched(int incarnation) {
        return new Member("id", "6.4.3", false, incarnation, new TreeMap<>(), GB, 100 * GB, 80 * GB);
    }

    /** Its agent is gone for good, and its place with it. */
    void unplace(NodeId node) {
        NodeView known = Optional.ofNullable(nodes.get(node)).orElseThrow();
        nodes.put(
                node,
                new NodeView(
                        node,
                        false,
                        known.agent(),
                        known.hostname(),
                        known.address(),
                        known.zone(),
                        known.attributes(),
                        known.ports(),
                        known.everLaunched(),
                        false,
                        known.incarnation(),
                        known.inputs(),
                        known.generation()));
    }

    /** Its process is over; CrateDB has noticed, and its copies have no place. */
    void down(NodeId node) {
        put(node, false, true, 1, 1, "");
        health.put(node, new NodeHealth(false, false, "does not answer", 0));
        String name = CrateIds.name(node);
        members.remove(name);
        if (master.filter(name::equals).isPresent()) {
            master = members.keySet().stream().findFirst();
        }
        List<Shard> left = new ArrayList<>();
        for (Shard shard : shards) {
            if (!shard.node().equals(name)) {
                left.add(shard);
                continue;
            }
            boolean other = shards.stream()
                    .anyMatch(one -> one.table().equals(shard.table())
                            && one.id() == shard.id()
                            && !one.node().equals(name)
                            && one.state().equals("STARTED"));
            left.add(shard(shard.table(), shard.id(), !other, "UNASSIGNED", "", shard.bytes()));
            unassigned.add(new Unassigned(
                    shard.table(), "", shard.id(), !other, "still waiting for the departed node", List.of()));
        }
        shards.clear();
        shards.addAll(left);
    }

    void put(NodeId node, boolean processUp, boolean everLaunched, int incarnation, int generation, String zone) {
        int host = (CrateIds.holdsData(node) ? 100 : 10) + node.index();
        nodes.put(
                node,
                new NodeView(
                        node,
                        true,
                        Optional.of(new AgentId("agent-" + host)),
                        "host-" + host,
                        "127.0.0." + host,
                        zone,
                        new TreeMap<>(),
                        ports(4200, 4300),
                        everLaunched,
                        processUp,
                        incarnation,
                        rules.inputs(target, node),
                        generation));
    }

    static SortedMap<String, Integer> ports(int http, int transport) {
        SortedMap<String, Integer> ports = new TreeMap<>();
        ports.put("http", http);
        ports.put("transport", transport);
        ports.put("psql", 5432);
        return ports;
    }

    static Shard shard(String table, int id, boolean primary, String state, String node, long bytes) {
        return new Shard(table, "", id, primary, state, node, "", bytes, "10.4.0");
    }

    /** A table of one shard, whose primary is on the first of the nodes. */
    void table(String name, String replicas, long bytes, NodeId... on) {
        table(name, replicas, new TreeMap<>(), bytes, on);
    }

    void table(String name, String replicas, SortedMap<String, String> own, long bytes, NodeId... on) {
        TreeMap<String, String> all = new TreeMap<>(own);
        all.put("version.created", "6.4.3");
        tables.put(name, new Table(Colour.GREEN, replicas, all));
        for (int i = 0; i < on.length; i++) {
            shards.add(shard(name, 0, i == 0, "STARTED", CrateIds.name(on[i]), bytes));
        }
    }

    /** The replica of a table's shard has no place. */
    void lacks(String table, String why) {
        shards.removeIf(shard -> shard.table().equals(table) && !shard.primary());
        shards.add(shard(table, 0, false, "UNASSIGNED", "", 0));
        unassigned.add(new Unassigned(table, "", 0, false, why, List.of()));
    }

    void settings(String... keysAndValues) {
        target = target.withSettings(map(target.settings(), keysAndValues));
    }

    void options(String... keysAndValues) {
        target = with(target, map(target.options(), keysAndValues), target.artifacts());
    }

    void artifacts(String... keysAndValues) {
        target = with(target, target.options(), map(target.artifacts(), keysAndValues));
    }

    static ClusterSpec with(ClusterSpec spec, SortedMap<String, String> options, SortedMap<String, String> artifacts) {
        return new ClusterSpec(
                spec.name(),
                spec.packageName(),
                spec.version(),
                spec.user(),
                spec.role(),
                spec.settings(),
                options,
                artifacts,
                spec.groups());
    }

    static SortedMap<String, String> map(SortedMap<String, String> before, String... keysAndValues) {
        TreeMap<String, String> map = new TreeMap<>(before);
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }

    void count(String group, int count) {
        target = target.with(target.group(group).orElseThrow().withCount(count));
    }

    ClusterSpec counting(String group, int count) {
        return target.with(target.group(group).orElseThrow().withCount(count));
    }

    CrateDetails details() {
        Copies copies = new Copies(bare(), name -> !name.isEmpty());
        long missing = copies.lost().size();
        long lacking = copies.lacking().size();
        Colour colour = missing > 0 ? Colour.RED : lacking > 0 ? Colour.YELLOW : Colour.GREEN;
        return details(Optional.of(new Health(colour, description, 0, missing, lacking)));
    }

    private CrateDetails bare() {
        return details(Optional.empty());
    }

    private CrateDetails details(Optional<Health> healthNow) {
        return new CrateDetails(
                "data-0",
                known,
                master,
                members,
                healthNow,
                tables,
                shards,
                unassigned,
                settings,
                checks,
                snapshots,
                archive,
                states,
                certificates);
    }

    ClusterView view() {
        Observation seen = answered
                ? new Observation(NOW, NOW, true, "all well", health, details())
                : Observation.noAnswer(NOW, NOW, "connection refused");
        return new ClusterView(target, nodes, identity, Optional.of(seen), debts, everReady, now);
    }

    ClusterView unseen() {
        return new ClusterView(target, nodes, identity, Optional.empty(), debts, everReady, NOW);
    }

    /** Names of rules with the kind of what they say: {@code WAIT nodes-missing}. */
    static List<String> rules(List<Blocker> blockers) {
        return blockers.stream().map(one -> one.kind() + " " + one.rule()).toList();
    }

    static String texts(List<Blocker> blockers) {
        return String.join("\n", blockers.stream().map(Blocker::text).toList());
    }
}
