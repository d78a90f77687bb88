package dev.holdfast.database.kafka;

import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Debt;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.Observation;
import dev.holdfast.database.Observation.NodeHealth;
import dev.holdfast.database.kafka.KafkaDetails.Broker;
import dev.holdfast.database.kafka.KafkaDetails.Directory;
import dev.holdfast.database.kafka.KafkaDetails.Feature;
import dev.holdfast.database.kafka.KafkaDetails.Member;
import dev.holdfast.database.kafka.KafkaDetails.Moving;
import dev.holdfast.database.kafka.KafkaDetails.Part;
import dev.holdfast.database.kafka.KafkaDetails.Partition;
import dev.holdfast.database.kafka.KafkaDetails.Quorum;
import dev.holdfast.database.kafka.KafkaDetails.Reassigning;
import dev.holdfast.database.kafka.KafkaDetails.Source;
import dev.holdfast.database.kafka.KafkaDetails.Topic;
import dev.holdfast.model.AgentId;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.Descriptor;
import dev.holdfast.spec.GroupSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** A Kafka cluster in which all is well, and which a test then changes. */
final class Scene {

    static final ClusterName NAME = new ClusterName("orders");
    static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    final KafkaDescriptor data = KafkaDescriptor.parse(KafkaPackage.resource(KafkaPackage.DESCRIPTOR));
    final KafkaRules rules = new KafkaRules(
            data,
            SettingCatalogue.parse(KafkaPackage.resource(KafkaPackage.SETTINGS)),
            KafkaPackage.resource(KafkaPackage.START_SCRIPT));

    ClusterSpec target;
    final SortedMap<NodeId, NodeView> nodes = new TreeMap<>();
    SortedMap<String, String> identity = new TreeMap<>();
    final SortedMap<String, Topic> topics = new TreeMap<>();
    final SortedMap<Integer, Broker> brokers = new TreeMap<>();
    final SortedMap<Integer, Member> voters = new TreeMap<>();
    final SortedMap<Integer, Member> observers = new TreeMap<>();
    final SortedMap<PartitionId, Reassigning> reassignments = new TreeMap<>();
    final SortedMap<String, Feature> features = new TreeMap<>();
    final SortedMap<String, String> clusterConfig = new TreeMap<>();
    final SortedMap<NodeId, NodeHealth> health = new TreeMap<>();
    final TreeSet<String> acknowledged = new TreeSet<>();
    final List<Debt> debts = new ArrayList<>();
    final TreeMap<NodeId, KafkaDetails.Status> status = new TreeMap<>();
    List<Part> known = List.of(Part.values());
    int leader = 9000;
    boolean answered = true;
    boolean everReady = true;

    Scene(int controllers, int brokerCount) {
        Map<String, GroupSpec> groups = new LinkedHashMap<>();
        for (Descriptor.Group group : data.descriptor().groups().values()) {
            groups.put(group.name(), wish(group, group.name().equals("controller") ? controllers : brokerCount));
        }
        target = new ClusterSpec(
                NAME,
                "kafka",
                "4.3.1",
                "",
                "holdfast/orders",
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                groups);
        for (int i = 0; i < controllers; i++) {
            up(controller(i));
            voter(i, 0);
        }
        for (int i = 0; i < brokerCount; i++) {
            up(broker(i));
            brokers.put(i, registered(i, false, new TreeMap<>()));
        }
        features.put("metadata.version", new Feature(30, 7, 30));
        identity = rules.identity(view(), purpose -> "minted for " + purpose);
    }

    static NodeId broker(int index) {
        return new NodeId(NAME, "broker", index);
    }

    static NodeId controller(int index) {
        return new NodeId(NAME, "controller", index);
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

    static Broker registered(int id, boolean fenced, SortedMap<String, String> config) {
        List<Directory> directories = List.of(
                new Directory("/data/log", "", "*".equals(config.get(KafkaChores.CORDONED)), 1L << 40, 1L << 39));
        return new Broker(id, fenced, "127.0.0." + (id + 2), 9092, "", directories, new TreeMap<>(), config, 30);
    }

    void up(NodeId node) {
        put(node, true, true, 1, 1);
        health.put(node, new NodeHealth(true, true, "running", 1));
    }

    /** Its process is over; Kafka has noticed. */
    void down(NodeId node) {
        put(node, false, true, 1, 1);
        health.put(node, new NodeHealth(false, false, "does not answer", 0));
        int id = KafkaIds.kafkaId(node);
        brokers.computeIfPresent(id, (key, broker) -> registered(id, true, new TreeMap<>()));
        voters.computeIfPresent(id, (key, voter) -> new Member(id, voter.directoryId(), 10, 60_000, 60_000));
    }

    /** It runs by its own word, but the controllers have not heard of it for a while. */
    void outOfTouch(NodeId broker, int state) {
        int id = KafkaIds.kafkaId(broker);
        brokers.put(id, registered(id, true, new TreeMap<>()));
        status.put(broker, new KafkaDetails.Status(1, state, "", -1, -1, -1, 1, 1));
        health.put(broker, new NodeHealth(false, true, "fenced", 1));
    }

    void put(NodeId node, boolean processUp, boolean everLaunched, int incarnation, int generation) {
        boolean isBroker = node.group().equals("broker");
        SortedMap<String, Integer> ports = new TreeMap<>();
        ports.put(isBroker ? "client" : "controller", isBroker ? 9092 : 9093);
        ports.put("status", 9404);
        int host = (isBroker ? 100 : 10) + node.index();
        nodes.put(
                node,
                new NodeView(
                        node,
                        true,
                        Optional.of(new AgentId("agent-" + host)),
                        "host-" + host,
                        "127.0.0." + host,
                        "",
                        new TreeMap<>(),
                        ports,
                        everLaunched,
                        processUp,
                        incarnation,
                        rules.inputs(target, node),
                        generation));
    }

    void voter(int index, long caughtUpMillisAgo) {
        int id = KafkaIds.FIRST_CONTROLLER + index;
        voters.put(id, new Member(id, "dir-" + index, 10, caughtUpMillisAgo, caughtUpMillisAgo));
    }

    /** A topic of one partition, all of whose replicas are in sync. */
    void topic(String name, int minInsync, Integer... replicas) {
        topic(name, minInsync, List.of(replicas), List.of(replicas));
    }

    void topic(String name, int minInsync, List<Integer> replicas, List<Integer> inSync) {
        int first = inSync.isEmpty() ? -1 : inSync.get(0);
        Partition partition = new Partition(new PartitionId(name, 0), replicas, inSync, first, List.of(), List.of());
        topics.put(name, new Topic(name, false, minInsync, List.of(partition), new TreeMap<>()));
    }

    void settings(String... keysAndValues) {
        TreeMap<String, String> settings = new TreeMap<>(target.settings());
        for (int i = 0; i < keysAndValues.length; i += 2) {
            settings.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        target = target.withSettings(settings);
    }

    void options(String... keysAndValues) {
        TreeMap<String, String> options = new TreeMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            options.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        target = new ClusterSpec(
                target.name(),
                target.packageName(),
                target.version(),
                target.user(),
                target.role(),
                target.settings(),
                options,
                target.artifacts(),
                target.groups());
    }

    void count(String group, int count) {
        target = target.with(target.group(group).orElseThrow().withCount(count));
    }

    KafkaDetails details() {
        return new KafkaDetails(
                "cluster",
                Source.BROKERS,
                known,
                brokers,
                Optional.of(new Quorum(leader, 1, 10, voters, observers)),
                topics,
                reassignments,
                features,
                clusterConfig,
                status,
                Moving.NOTHING,
                acknowledged);
    }

    ClusterView view() {
        Observation seen = answered
                ? new Observation(NOW, NOW, true, "all well", health, details())
                : Observation.noAnswer(NOW, NOW, "connection refused");
        return new ClusterView(target, nodes, identity, Optional.of(seen), debts, everReady, NOW);
    }

    /** No broker answers, and what is known is by controllers' word. */
    ClusterView byControllers() {
        Observation seen = new Observation(NOW, NOW, false, "no broker answers", health, details());
        return new ClusterView(target, nodes, identity, Optional.of(seen), debts, everReady, NOW);
    }

    ClusterView unseen() {
        return new ClusterView(target, nodes, identity, Optional.empty(), debts, everReady, NOW);
    }

    static List<String> names(Object... values) {
        return Arrays.stream(values).map(Object::toString).toList();
    }
}
