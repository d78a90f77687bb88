package dev.holdfast.api.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.api.Refused;
import dev.holdfast.database.kafka.KafkaDetails.Partition;
import dev.holdfast.database.kafka.KafkaDetails.Topic;
import dev.holdfast.database.kafka.PartitionId;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TopicChecksTest {

    private static Topic topic(String name, boolean internal, Integer... replicas) {
        Partition partition =
                new Partition(new PartitionId(name, 0), List.of(replicas), List.of(replicas), 0, List.of(), List.of());
        return new Topic(name, internal, 1, List.of(partition), new TreeMap<>());
    }

    private static SortedMap<String, Topic> known() {
        SortedMap<String, Topic> topics = new TreeMap<>();
        topics.put("_offsets", topic("_offsets", true, 0, 1, 2));
        topics.put("audit", topic("audit", false, 0));
        topics.put("logs", topic("logs", false, 0, 1, 2));
        topics.put("logs2", topic("logs2", false, 1));
        return topics;
    }

    private static List<String> named(String names) {
        return TopicChecks.named(names, known(), "orders").stream()
                .map(Topic::name)
                .toList();
    }

    @Test
    void topicsAreNamedOneByOneOrByTheirBeginning() {
        assertThat(named("logs, audit")).containsExactly("logs", "audit");
        assertThat(named("lo*,logs")).containsExactly("logs", "logs2");
        assertThat(named("*")).containsExactly("audit", "logs", "logs2");
        assertThat(named("_offsets")).containsExactly("_offsets");
    }

    @Test
    void aNameThatMeansNoTopicIsRefused() {
        for (String names : List.of("log", "logs,", "x*", "_*")) {
            assertThatThrownBy(() -> named(names))
                    .as(names)
                    .isInstanceOf(Refused.class)
                    .hasMessageStartingWith("there is no topic '");
        }
    }

    @Test
    void fewerBrokersThanReplicasAreRefused() {
        List<Topic> logs = List.of(topic("audit", false, 0), topic("logs", false, 0, 1, 2));
        TopicChecks.brokersSuffice(List.of(0, 1, 2), logs, "orders");
        assertThatThrownBy(() -> TopicChecks.brokersSuffice(List.of(0, 1, 1), logs, "orders"))
                .hasMessage("topic 'logs' has 3 replicas, too many for 2 brokers");
    }
}
