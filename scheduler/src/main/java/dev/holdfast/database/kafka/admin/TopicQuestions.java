package dev.holdfast.database.kafka.admin;

import dev.holdfast.database.kafka.KafkaDetails.Part;
import dev.holdfast.database.kafka.KafkaDetails.Topic;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * What is asked about every topic; asked at once, by being made. Topics that vanish between listing and asking are left
 * out.
 */
final class TopicQuestions {

    /** Topics in one configuration request, to bound what a broker builds in memory for one answer. */
    private static final int TOPICS_PER_REQUEST = 200;

    private final SortedSet<String> names;
    private final Map<String, KafkaFuture<TopicDescription>> descriptions;
    private final SortedMap<String, KafkaFuture<Config>> configs = new TreeMap<>();

    TopicQuestions(Admin admin, SortedSet<String> names) {
        this.names = names;
        descriptions = admin.describeTopics(names).topicNameValues();
        List<String> all = new ArrayList<>(names);
        for (int from = 0; from < all.size(); from += TOPICS_PER_REQUEST) {
            List<ConfigResource> some = all.subList(from, Math.min(all.size(), from + TOPICS_PER_REQUEST)).stream()
                    .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                    .toList();
            admin.describeConfigs(some).values().forEach((topic, config) -> configs.put(topic.name(), config));
        }
    }

    SortedMap<String, Topic> read(Wait wait, Set<Part> complete) {
        TreeMap<String, Topic> topics = new TreeMap<>();
        boolean allDescribed = true;
        boolean allConfigured = true;
        for (String name : names) {
            KafkaFuture<TopicDescription> asked = descriptions.get(name);
            if (asked == null || vanished(asked)) {
                continue;
            }
            Optional<TopicDescription> description = wait.on("topic " + name, asked);
            if (description.isEmpty()) {
                allDescribed &= vanished(asked);
                continue;
            }
            KafkaFuture<Config> configAsked = configs.get(name);
            Optional<Config> config =
                    configAsked == null ? Optional.empty() : wait.on("settings of topic " + name, configAsked);
            allConfigured &= config.isPresent();
            topics.put(name, topic(description.get(), config));
        }
        if (allDescribed) {
            complete.add(Part.TOPICS);
        }
        if (allDescribed && allConfigured) {
            complete.add(Part.TOPIC_CONFIGS);
        }
        return topics;
    }

    private static Topic topic(TopicDescription description, Optional<Config> config) {
        return new Topic(
                description.name(),
                description.isInternal(),
                config.map(TopicQuestions::minInsyncReplicas).orElse(1),
                description.partitions().stream()
                        .sorted(Comparator.comparingInt(TopicPartitionInfo::partition))
                        .map(info -> Answers.partition(description.name(), info))
                        .toList(),
                config.map(known -> Answers.setAt(ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG, known))
                        .orElseGet(TreeMap::new));
    }

    private static int minInsyncReplicas(Config config) {
        ConfigEntry entry = config.get(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG);
        return entry == null || entry.value() == null ? 1 : Integer.parseInt(entry.value());
    }

    private static boolean vanished(KafkaFuture<?> asked) {
        if (!asked.isCompletedExceptionally()) {
            return false;
        }
        try {
            asked.getNow(null);
            return false;
        } catch (java.util.concurrent.ExecutionException e) {
            return e.getCause() instanceof UnknownTopicOrPartitionException;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
