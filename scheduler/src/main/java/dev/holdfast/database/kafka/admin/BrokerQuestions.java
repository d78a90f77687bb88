package dev.holdfast.database.kafka.admin;

import dev.holdfast.database.kafka.KafkaDetails.Broker;
import dev.holdfast.database.kafka.KafkaDetails.Directory;
import dev.holdfast.database.kafka.KafkaDetails.Part;
import dev.holdfast.database.kafka.KafkaDetails.Replica;
import dev.holdfast.database.kafka.PartitionId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeFeaturesOptions;
import org.apache.kafka.clients.admin.FeatureMetadata;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.SupportedVersionRange;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;

/** What is asked of every unfenced broker itself; asked at once, by being made. A brief look asks nothing. */
final class BrokerQuestions {

    private static final String METADATA_VERSION = "metadata.version";
    /** The resource that means the dynamic defaults of all brokers. */
    private static final ConfigResource ALL = new ConfigResource(ConfigResource.Type.BROKER, "");

    private final Collection<Node> nodes;
    private final Map<Integer, KafkaFuture<Map<String, LogDirDescription>>> directories;
    private final SortedMap<Integer, KafkaFuture<Config>> configs = new TreeMap<>();
    private final SortedMap<Integer, KafkaFuture<FeatureMetadata>> features = new TreeMap<>();
    private final Optional<KafkaFuture<Map<ConfigResource, Config>>> clusterConfig;

    BrokerQuestions(Admin admin, Collection<Node> nodes, boolean brief) {
        this.nodes = nodes;
        List<Integer> up = nodes.stream()
                .filter(node -> !brief && !node.isFenced())
                .map(Node::id)
                .sorted()
                .toList();
        directories = brief ? Map.of() : admin.describeLogDirs(up).descriptions();
        for (int id : up) {
            ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, Integer.toString(id));
            configs.put(id, admin.describeConfigs(List.of(broker)).all().thenApply(all -> only(all, broker)));
            features.put(
                    id,
                    admin.describeFeatures(new DescribeFeaturesOptions().nodeId(id))
                            .featureMetadata());
        }
        clusterConfig = brief
                ? Optional.empty()
                : Optional.of(admin.describeConfigs(List.of(ALL)).all());
    }

    SortedMap<Integer, Broker> read(Wait wait, Set<Part> complete) {
        TreeMap<Integer, Broker> brokers = new TreeMap<>();
        boolean allDirectories = true;
        boolean allConfigs = true;
        for (Node node : nodes) {
            Optional<Map<String, LogDirDescription>> itsDirectories =
                    answer(wait, "log directories of broker " + node.id(), directories.get(node.id()));
            Optional<Config> itsConfig = answer(wait, "settings of broker " + node.id(), configs.get(node.id()));
            Optional<FeatureMetadata> itsFeatures =
                    answer(wait, "features of broker " + node.id(), features.get(node.id()));
            allDirectories &= node.isFenced() || itsDirectories.isPresent();
            allConfigs &= node.isFenced() || itsConfig.isPresent();
            brokers.put(
                    node.id(),
                    new Broker(
                            node.id(),
                            node.isFenced(),
                            node.host(),
                            node.port(),
                            node.hasRack() ? node.rack() : "",
                            itsDirectories.map(BrokerQuestions::directories).orElse(List.of()),
                            itsDirectories.map(BrokerQuestions::replicas).orElseGet(TreeMap::new),
                            itsConfig
                                    .map(config ->
                                            Answers.setAt(ConfigEntry.ConfigSource.DYNAMIC_BROKER_CONFIG, config))
                                    .orElseGet(TreeMap::new),
                            itsFeatures.map(BrokerQuestions::supportedMetadata).orElse(0)));
        }
        if (allDirectories) {
            complete.add(Part.LOG_DIRS);
        }
        if (allConfigs) {
            complete.add(Part.BROKER_CONFIGS);
        }
        return brokers;
    }

    /** Dynamic defaults of all brokers; without an answer BROKER_CONFIGS is not complete. */
    SortedMap<String, String> clusterConfig(Wait wait, Set<Part> complete) {
        Optional<SortedMap<String, String>> answer = clusterConfig
                .flatMap(asked -> wait.on("settings of all brokers", asked))
                .map(all -> Answers.setAt(ConfigEntry.ConfigSource.DYNAMIC_DEFAULT_BROKER_CONFIG, only(all, ALL)));
        if (answer.isEmpty()) {
            complete.remove(Part.BROKER_CONFIGS);
        }
        return answer.orElseGet(TreeMap::new);
    }

    private static <T> Optional<T> answer(
            Wait wait, String what, @org.jspecify.annotations.Nullable KafkaFuture<T> asked) {
        return asked == null ? Optional.empty() : wait.on(what, asked);
    }

    private static Config only(Map<ConfigResource, Config> all, ConfigResource resource) {
        return all.getOrDefault(resource, new Config(List.of()));
    }

    private static List<Directory> directories(Map<String, LogDirDescription> described) {
        List<Directory> directories = new ArrayList<>();
        new TreeMap<>(described)
                .forEach((path, directory) -> directories.add(new Directory(
                        path,
                        directory.error() == null
                                ? ""
                                : String.valueOf(directory.error().getMessage()),
                        directory.isCordoned(),
                        directory.totalBytes().orElse(-1),
                        directory.usableBytes().orElse(-1))));
        return directories;
    }

    private static SortedMap<PartitionId, Replica> replicas(Map<String, LogDirDescription> described) {
        TreeMap<PartitionId, Replica> replicas = new TreeMap<>();
        described
                .values()
                .forEach(directory -> directory
                        .replicaInfos()
                        .forEach((partition, info) -> replicas.merge(
                                Answers.id(partition),
                                new Replica(info.size(), info.offsetLag()),
                                // On two directories at once while it moves between them.
                                (one, other) ->
                                        new Replica(one.bytes() + other.bytes(), Math.min(one.lag(), other.lag())))));
        return replicas;
    }

    private static int supportedMetadata(FeatureMetadata metadata) {
        SupportedVersionRange range = metadata.supportedFeatures().get(METADATA_VERSION);
        return range == null ? 0 : range.maxVersion();
    }
}
