package dev.holdfast.simulation;

import dev.holdfast.database.ClusterView;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.Observation;
import dev.holdfast.database.kafka.KafkaDetails;
import dev.holdfast.database.kafka.KafkaDetails.Broker;
import dev.holdfast.database.kafka.KafkaDetails.Directory;
import dev.holdfast.database.kafka.KafkaDetails.Feature;
import dev.holdfast.database.kafka.KafkaDetails.Member;
import dev.holdfast.database.kafka.KafkaDetails.Moving;
import dev.holdfast.database.kafka.KafkaDetails.Part;
import dev.holdfast.database.kafka.KafkaDetails.Partition;
import dev.holdfast.database.kafka.KafkaDetails.Quorum;
import dev.holdfast.database.kafka.KafkaDetails.Reassigning;
import dev.holdfast.database.kafka.KafkaDetails.Replica;
import dev.holdfast.database.kafka.KafkaDetails.Source;
import dev.holdfast.database.kafka.KafkaDetails.Status;
import dev.holdfast.database.kafka.KafkaDetails.Topic;
import dev.holdfast.database.kafka.KafkaIds;
import dev.holdfast.database.kafka.PartitionId;
import dev.holdfast.database.kafka.admin.Health;
import dev.holdfast.model.NodeId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** What the driver would read from the model's nodes, through the addresses that the view knows. */
final class KafkaLook {

    private static final long RECORD = 1000;
    private static final long DISK = 4L << 30;

    private final KafkaModel model;
    private KafkaDetails newest = KafkaDetails.ofStatus(new TreeMap<>());
    private Optional<KafkaNode> asked = Optional.empty();

    KafkaLook(KafkaModel model) {
        this.model = model;
    }

    Observation at(ClusterView view, Instant begin, Instant end) {
        TreeMap<NodeId, Status> status = new TreeMap<>();
        for (NodeView node : view.nodes().values()) {
            reach(node).ifPresent(found -> status.put(node.id(), status(found)));
        }
        KafkaDetails details = said(view, status);
        return new Observation(
                begin,
                end,
                details.answeredBy() == Source.BROKERS,
                details.answeredBy() == Source.BROKERS ? "answered" : "no broker answers",
                Health.of(view.nodes().values(), details),
                details);
    }

    /** What the broker says that happens to be asked: one that is cut off from the controllers tells what it knew before. */
    private KafkaDetails said(ClusterView view, SortedMap<NodeId, Status> status) {
        if (model.world.cuts.areNone()) {
            newest = details(view, status);
            model.nodes.values().forEach(node -> node.image = Optional.empty());
            return newest;
        }
        for (KafkaNode node : model.nodes.values()) {
            boolean informed = model.quorum.informs(node);
            node.image = informed ? Optional.empty() : node.image.or(() -> Optional.of(newest));
        }
        if (isMisled(status)) {
            return stale(status);
        }
        newest = details(view, status);
        return newest;
    }

    /** Chance picks a broker; whether that one is cut off from the controllers. */
    boolean isMisled(SortedMap<NodeId, Status> status) {
        if (model.world.cuts.areNone()) {
            return false;
        }
        List<KafkaNode> running = running(status);
        asked = running.isEmpty()
                ? Optional.empty()
                : Optional.of(running.get(model.world.chance.nextInt(running.size())));
        return asked.filter(node -> !model.quorum.informs(node)).isPresent();
    }

    private List<KafkaNode> running(SortedMap<NodeId, Status> status) {
        return status.entrySet().stream()
                .filter(entry -> entry.getKey().group().equals(KafkaIds.BROKER)
                        && entry.getValue().state() == Status.RUNNING)
                .flatMap(entry -> Optional.ofNullable(model.nodes.get(KafkaIds.kafkaId(entry.getKey()))).stream())
                .toList();
    }

    private KafkaDetails stale(SortedMap<NodeId, Status> status) {
        KafkaDetails known = asked.flatMap(node -> node.image).orElse(newest);
        if (!known.knows(Part.BROKERS, Part.TOPICS)) {
            return KafkaDetails.ofStatus(status);
        }
        return new KafkaDetails(
                known.clusterId(),
                Source.BROKERS,
                List.of(Part.BROKERS, Part.TOPICS, Part.TOPIC_CONFIGS),
                known.brokers(),
                Optional.empty(),
                known.topics(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                status,
                Moving.NOTHING,
                new TreeSet<>());
    }

    /** Whether all brokers that are not fenced have heard what the controllers agreed on last, as the driver finds out by the quorum. */
    private boolean isFresh() {
        return model.brokers.entrySet().stream()
                .filter(entry -> !entry.getValue().fenced)
                .allMatch(entry -> Optional.ofNullable(model.nodes.get(entry.getKey()))
                        .filter(node -> !model.quorum.informs(node))
                        .isEmpty());
    }

    /** A node's process, if it is where the view says, and answers. */
    Optional<KafkaNode> reach(NodeView node) {
        return Optional.ofNullable(model.nodes.get(KafkaIds.kafkaId(node.id())))
                .filter(found -> found.isReachable() && node.placed())
                .filter(found -> found.container.machine.ip.equals(node.address()))
                .filter(found -> model.world.agenda.millis() - found.since > 500);
    }

    private Status status(KafkaNode node) {
        boolean runs = model.isUp(node.id) || model.world.agenda.millis() - node.since > 4000;
        int state = node.isController() ? -1 : node.stopping ? 6 : runs ? Status.RUNNING : Status.RECOVERY;
        return new Status(
                node.incarnation,
                state,
                state == Status.RUNNING ? "RUNNING" : "",
                -1,
                -1,
                -1,
                1,
                model.world.agenda.millis() - node.since);
    }

    KafkaDetails details(ClusterView view, SortedMap<NodeId, Status> status) {
        boolean brokers = status.entrySet().stream()
                .anyMatch(entry -> entry.getKey().group().equals(KafkaIds.BROKER)
                        && entry.getValue().state() == Status.RUNNING);
        boolean controllers = status.keySet().stream().anyMatch(id -> id.group().equals(KafkaIds.CONTROLLER));
        if (!brokers && !(controllers && model.isRuled())) {
            return KafkaDetails.ofStatus(status);
        }
        EnumSet<Part> parts = EnumSet.noneOf(Part.class);
        if (model.isRuled()) {
            parts.add(Part.QUORUM);
            parts.add(Part.FEATURES);
        }
        if (brokers) {
            parts.add(Part.TOPICS);
            parts.add(Part.TOPIC_CONFIGS);
        }
        if (brokers && model.isRuled()) {
            parts.addAll(List.of(Part.BROKERS, Part.REASSIGNMENTS));
            if (isFresh()) {
                parts.add(Part.FRESH);
            }
            boolean all = model.brokers.entrySet().stream()
                    .allMatch(entry ->
                            entry.getValue().fenced || status.containsKey(KafkaIds.node(model.name, entry.getKey())));
            if (all) {
                parts.addAll(List.of(Part.LOG_DIRS, Part.BROKER_CONFIGS));
            }
        }
        return new KafkaDetails(
                view.identity().getOrDefault("cluster.id", ""),
                brokers ? Source.BROKERS : Source.CONTROLLERS,
                List.copyOf(parts),
                parts.contains(Part.BROKERS) ? brokers(view) : new TreeMap<>(),
                parts.contains(Part.QUORUM) ? Optional.of(quorum()) : Optional.empty(),
                parts.contains(Part.TOPICS) ? topics() : new TreeMap<>(),
                parts.contains(Part.REASSIGNMENTS) ? reassignments() : new TreeMap<>(),
                new TreeMap<>(java.util.Map.of("metadata.version", new Feature(model.level, 7, 30))),
                new TreeMap<>(),
                status,
                Moving.NOTHING,
                new TreeSet<>(model.taken));
    }

    private SortedMap<Integer, Broker> brokers(ClusterView view) {
        TreeMap<Integer, Broker> brokers = new TreeMap<>();
        model.brokers.forEach((id, known) -> {
            boolean answers = view.node(KafkaIds.node(model.name, id))
                            .flatMap(this::reach)
                            .isPresent()
                    && !known.fenced;
            boolean cordoned = known.config.containsKey("cordoned.log.dirs");
            TreeMap<PartitionId, Replica> replicas = new TreeMap<>();
            if (answers) {
                model.nodes
                        .get(id)
                        .disk
                        .logs
                        .forEach((partition, log) -> replicas.put(partition, new Replica(log.size() * RECORD, 0)));
            }
            brokers.put(
                    id,
                    new Broker(
                            id,
                            known.fenced,
                            "10.0.0.1",
                            9092,
                            "",
                            answers ? List.of(new Directory("/log", "", cordoned, DISK, DISK / 2)) : List.of(),
                            replicas,
                            answers ? known.config : new TreeMap<>(),
                            answers ? 30 : 0));
        });
        return brokers;
    }

    private Quorum quorum() {
        TreeMap<Integer, Member> voters = new TreeMap<>();
        model.quorum.voters.forEach((id, directory) -> voters.put(id, member(id, directory)));
        TreeMap<Integer, Member> observers = new TreeMap<>();
        for (KafkaNode node : model.nodes.values()) {
            if (!node.disk.directory.equals(model.quorum.voters.get(node.id)) && node.isReachable()) {
                observers.put(node.id, member(node.id, node.disk.directory));
            }
        }
        return new Quorum(model.quorum.ruler, 1, model.quorum.agreed, voters, observers);
    }

    private Member member(int id, String directory) {
        long ago = model.quorum.fetchedAgo(id, directory);
        KafkaNode node = model.nodes.get(id);
        long has = node == null || model.quorum.informs(node) ? model.quorum.agreed : node.disk.metadata;
        return new Member(id, directory, ago < 0 ? -1 : has, ago, id == model.quorum.ruler ? 0 : ago);
    }

    private SortedMap<String, Topic> topics() {
        TreeMap<String, List<Partition>> found = new TreeMap<>();
        TreeMap<String, Integer> least = new TreeMap<>();
        for (KafkaPartition partition : model.partitions.values()) {
            List<Integer> replicas = new ArrayList<>(partition.replicas);
            found.computeIfAbsent(partition.id.topic(), topic -> new ArrayList<>())
                    .add(new Partition(partition.id, replicas, partition.isr, partition.leader, List.of(), List.of()));
            least.put(partition.id.topic(), partition.minInSync);
        }
        TreeMap<String, Topic> topics = new TreeMap<>();
        found.forEach((name, partitions) -> topics.put(
                name,
                new Topic(
                        name,
                        false,
                        least.getOrDefault(name, 1),
                        partitions,
                        new TreeMap<>(java.util.Map.of("min.insync.replicas", "" + least.getOrDefault(name, 1))))));
        return topics;
    }

    private SortedMap<PartitionId, Reassigning> reassignments() {
        TreeMap<PartitionId, Reassigning> moving = new TreeMap<>();
        for (KafkaPartition partition : model.partitions.values()) {
            if (!partition.wanted.isEmpty()) {
                moving.put(
                        partition.id,
                        new Reassigning(partition.id, partition.replicas, partition.adding, partition.removing));
            }
        }
        return moving;
    }
}
