package dev.holdfast.database.kafka;

import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Exporter;
import dev.holdfast.database.kafka.KafkaDetails.Part;
import dev.holdfast.database.kafka.KafkaDetails.Partition;
import dev.holdfast.database.kafka.KafkaDetails.Topic;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.GroupSpec;
import dev.holdfast.spec.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** What is wrong with a wish: everything at once, by what is known before anything is done. */
final class KafkaValidation {

    /** What Kafka's Java needs beside its heap even when idle: classes, code, threads, buffers. */
    static final long BESIDE_HEAP_MEGABYTES = 128;

    private static final long LEAST_HEAP_MEGABYTES = 64;

    /** Names under {@code options}. */
    static final List<String> OPTIONS = List.of("rebalance", "throttle", "any-java", SettingCatalogue.ANY);

    private static final List<String> REPLICATED = List.of(
            KafkaSettings.REPLICATION_FACTOR,
            "offsets.topic.replication.factor",
            "transaction.state.log.replication.factor",
            "share.coordinator.state.topic.replication.factor");

    private final KafkaVersions versions;
    private final SettingCatalogue settings;

    KafkaValidation(KafkaVersions versions, SettingCatalogue settings) {
        this.versions = versions;
        this.settings = settings;
    }

    List<Problem> problems(ClusterSpec next, Optional<ClusterView> current) {
        List<Problem> problems = new ArrayList<>();
        if (versions.find(next.version()).isEmpty()) {
            problems.add(Problem.of(
                    "version",
                    "there is no Kafka " + next.version() + " in the catalogue",
                    "use one of " + String.join(", ", versions.names())));
        }
        next.groups().values().forEach(group -> memory(group, problems));
        options(next, problems);
        problems.addAll(settings.problems(next, current.map(ClusterView::target)));
        replication(next, problems);
        current.ifPresent(view -> change(next, view, problems));
        return problems;
    }

    private static void memory(GroupSpec group, List<Problem> problems) {
        String path = "groups." + group.name();
        if (group.heapMegabytes() > 0 && group.heapMegabytes() < LEAST_HEAP_MEGABYTES) {
            problems.add(Problem.of(
                    path + ".heap",
                    "Kafka does not start with a heap of " + group.heapMegabytes() + " MB",
                    "give it at least " + LEAST_HEAP_MEGABYTES + " MB"));
        }
        long needed = group.heapMegabytes() + BESIDE_HEAP_MEGABYTES;
        if (group.memoryMegabytes() < needed) {
            problems.add(Problem.of(
                    path + ".memory",
                    group.memoryMegabytes() + " MB are too little for a heap of " + group.heapMegabytes()
                            + " MB and the " + BESIDE_HEAP_MEGABYTES + " MB that Kafka needs beside it",
                    "give it at least " + needed + " MB, or lower the heap"));
        }
    }

    private static void options(ClusterSpec next, List<Problem> problems) {
        for (String name : List.of("rebalance", "any-java", SettingCatalogue.ANY)) {
            String value = next.options().getOrDefault(name, "false");
            if (!value.equals("true") && !value.equals("false")) {
                problems.add(Problem.of(
                        "options." + name, "'" + value + "' is neither true nor false", "write true or false"));
            }
        }
        String throttle = next.options().getOrDefault("throttle", "").strip();
        if (!throttle.isEmpty() && !throttle.matches("[1-9]\\d{0,17}")) {
            problems.add(Problem.of(
                    "options.throttle",
                    "'" + throttle + "' is no number of bytes per second",
                    "write a whole number such as 50000000, or leave it out for no limit"));
        }
    }

    /** Defaults that no topic could be created with. */
    private static void replication(ClusterSpec next, List<Problem> problems) {
        int brokers = next.group(KafkaIds.BROKER).map(GroupSpec::count).orElse(0);
        for (String name : REPLICATED) {
            int replicas = KafkaSettings.number(next, KafkaIds.BROKER, name, 1);
            if (replicas > brokers) {
                problems.add(Problem.of(
                        place(next, name),
                        replicas + " replicas do not fit on " + brokers + (brokers == 1 ? " broker" : " brokers"),
                        "lower it, or have at least " + replicas + " brokers"));
            }
        }
        int least = KafkaSettings.minInsync(next);
        int replicas = KafkaSettings.replicationFactor(next);
        if (least > replicas) {
            problems.add(Problem.of(
                    place(next, KafkaSettings.MIN_INSYNC),
                    "with " + replicas + " replicas there are never " + least + " in sync: nobody could write",
                    "use at most " + Math.max(1, replicas - 1) + ", so that one broker may be down"));
        }
    }

    private static String place(ClusterSpec next, String setting) {
        return next.settings().containsKey(setting)
                ? "settings." + setting
                : "groups." + KafkaIds.BROKER + ".settings." + setting;
    }

    private void change(ClusterSpec next, ClusterView view, List<Problem> problems) {
        ClusterSpec old = view.target();
        versions.objection(old.version(), next.version(), KafkaNotes.finalisedLevel(view))
                .filter(text -> versions.find(next.version()).isPresent())
                .ifPresent(text -> problems.add(
                        Problem.of("version", text, "stay with " + old.version() + ", or go to a later release")));
        for (GroupSpec group : next.groups().values()) {
            old.group(group.name()).ifPresent(before -> kept(before, group, problems));
        }
        fits(next, view).ifPresent(problems::add);
    }

    /** What a node gets once and keeps for life. */
    private static void kept(GroupSpec before, GroupSpec after, List<Problem> problems) {
        for (Map.Entry<String, Integer> port : after.ports().entrySet()) {
            if (!port.getKey().equals(Exporter.PORT)
                    && !port.getValue().equals(before.ports().getOrDefault(port.getKey(), port.getValue()))) {
                problems.add(Problem.of(
                        "groups." + after.name() + ".ports." + port.getKey(),
                        "nodes keep their ports for life: clients and the other nodes know them",
                        "leave it at " + before.ports().get(port.getKey())));
            }
        }
    }

    /** Replicas that would not fit on the brokers that stay: refused at once, before anything moves. */
    private static Optional<Problem> fits(ClusterSpec next, ClusterView view) {
        int brokers = next.group(KafkaIds.BROKER).map(GroupSpec::count).orElse(0);
        int before = view.target().group(KafkaIds.BROKER).map(GroupSpec::count).orElse(0);
        if (brokers >= before) {
            return Optional.empty();
        }
        Sight sight = new Sight(view);
        TreeSet<String> wide = new TreeSet<>();
        sight.knowing(Part.TOPICS).ifPresent(known -> {
            for (Topic topic : known.topics().values()) {
                for (Partition partition : topic.partitions()) {
                    int replicas = KafkaReplicas.wanted(sight, partition).size();
                    if (replicas > brokers) {
                        wide.add(topic.name() + " (" + replicas + " replicas)");
                    }
                }
            }
        });
        return wide.isEmpty()
                ? Optional.empty()
                : Optional.of(Problem.of(
                        "groups." + KafkaIds.BROKER + ".count",
                        brokers + " brokers are too few for all replicas of " + Names.few(new ArrayList<>(wide)),
                        "lower the replication of these topics first, or keep more brokers"));
    }
}
