package dev.holdfast.real;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.QuorumInfo;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A Kafka cluster asked as any client would, with no help of ours: what tests believe. */
final class Kafka implements AutoCloseable {

    private final String bootstrap;
    private final Admin admin;

    Kafka(String bootstrap) {
        this.bootstrap = bootstrap;
        Map<String, Object> config = new HashMap<>();
        config.put("bootstrap.servers", bootstrap);
        this.admin = Admin.create(config);
    }

    /** Where clients begin, once all brokers have a place. */
    static String bootstrap(RealHouse house) {
        return String.join(",", house.endpoints("broker", "client"));
    }

    Admin admin() {
        return admin;
    }

    void createTopic(String name, int partitions, int minInsync) throws ExecutionException, InterruptedException {
        NewTopic topic = new NewTopic(name, partitions, (short) 3)
                .configs(Map.of("min.insync.replicas", Integer.toString(minInsync)));
        admin.createTopics(List.of(topic)).all().get();
    }

    /** Writes so many megabytes, in records of one. */
    void fill(String topic, int megabytes) throws ExecutionException, InterruptedException {
        Map<String, Object> config = new HashMap<>();
        config.put("bootstrap.servers", bootstrap);
        config.put("acks", "all");
        config.put("max.request.size", 4 << 20);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < megabytes; i++) {
                producer.send(new ProducerRecord<>(topic, new byte[1_000_000])).get();
            }
        }
    }

    TopicDescription topic(String name) throws ExecutionException, InterruptedException {
        return Objects.requireNonNull(
                admin.describeTopics(List.of(name)).allTopicNames().get().get(name), "no topic " + name);
    }

    /** Brokers that hold a replica of a topic. */
    Set<Integer> holders(String name) throws ExecutionException, InterruptedException {
        Set<Integer> holders = new TreeSet<>();
        topic(name)
                .partitions()
                .forEach(
                        partition -> partition.replicas().stream().map(Node::id).forEach(holders::add));
        return holders;
    }

    int smallestIsr(String name) throws ExecutionException, InterruptedException {
        return topic(name).partitions().stream()
                .mapToInt(partition -> partition.isr().size())
                .min()
                .orElse(0);
    }

    short metadataLevel() throws ExecutionException, InterruptedException {
        FinalizedVersionRange range = admin.describeFeatures()
                .featureMetadata()
                .get()
                .finalizedFeatures()
                .get("metadata.version");
        return range == null ? 0 : range.maxVersionLevel();
    }

    String clusterId() throws ExecutionException, InterruptedException {
        return admin.describeCluster().clusterId().get();
    }

    Set<Integer> brokers() throws ExecutionException, InterruptedException {
        TreeSet<Integer> ids = new TreeSet<>();
        admin.describeCluster().nodes().get().forEach(node -> ids.add(node.id()));
        return ids;
    }

    /** Voters with the ids of their disks. */
    Map<Integer, String> voters() throws ExecutionException, InterruptedException {
        TreeMap<Integer, String> voters = new TreeMap<>();
        QuorumInfo quorum = admin.describeMetadataQuorum().quorumInfo().get();
        quorum.voters()
                .forEach(voter ->
                        voters.put(voter.replicaId(), voter.replicaDirectoryId().toString()));
        return voters;
    }

    int reassignments() throws ExecutionException, InterruptedException {
        return admin.listPartitionReassignments().reassignments().get().size();
    }

    /** Settings that were put into the running database, by what they are set on; empty where nobody set any. */
    Map<String, String> dynamicSettings(String topic) throws ExecutionException, InterruptedException {
        TreeMap<String, String> found = new TreeMap<>();
        List<ConfigResource> resources = new ArrayList<>();
        resources.add(new ConfigResource(ConfigResource.Type.TOPIC, topic));
        for (int broker : brokers()) {
            resources.add(new ConfigResource(ConfigResource.Type.BROKER, Integer.toString(broker)));
        }
        for (Map.Entry<ConfigResource, Config> entry :
                admin.describeConfigs(resources).all().get().entrySet()) {
            for (ConfigEntry setting : entry.getValue().entries()) {
                boolean own = setting.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG
                        || setting.source() == ConfigEntry.ConfigSource.DYNAMIC_BROKER_CONFIG;
                if (own && !setting.name().equals("min.insync.replicas")) {
                    found.put(entry.getKey() + "/" + setting.name(), String.valueOf(setting.value()));
                }
            }
        }
        return found;
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(5));
    }
}
