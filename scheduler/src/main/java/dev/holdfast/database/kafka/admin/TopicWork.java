package dev.holdfast.database.kafka.admin;

import dev.holdfast.database.ClusterView;
import dev.holdfast.database.kafka.KafkaDetails;
import dev.holdfast.database.kafka.KafkaDetails.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * What users do with topics at once. What moves data (to rebalance, to realign, to change the number of replicas) goes
 * on for long and leaves throttles behind: those are chores with a {@code topics} argument, not here. Each call opens
 * its own connections, and is bounded by its timeout.
 */
public final class TopicWork {

    private interface Work {
        String in(Session session) throws ChoreFailedException;
    }

    /** All topics with their partitions, as they are now; empty with the reason if Kafka does not answer. */
    public TopicList list(ClusterView cluster, Duration timeout) {
        try {
            KafkaDetails details = Chores.throughBrokers(cluster, Deadline.in(timeout), MoveChores::look);
            return new TopicList(details.topics(), "");
        } catch (ChoreFailedException e) {
            return new TopicList(new TreeMap<>(), String.valueOf(e.getMessage()));
        }
    }

    /**
     * Topics by name.
     *
     * @param problem why there are none; empty if Kafka answered
     */
    public record TopicList(SortedMap<String, Topic> topics, String problem) {}

    /**
     * Makes a topic.
     *
     * @param partitions empty for the cluster's own number
     * @param replicationFactor empty for the cluster's own number
     */
    public Reply create(
            ClusterView cluster,
            String name,
            OptionalInt partitions,
            OptionalInt replicationFactor,
            SortedMap<String, String> config,
            Duration timeout) {
        return work(cluster, timeout, session -> {
            Optional<Integer> count = partitions.isPresent() ? Optional.of(partitions.getAsInt()) : Optional.empty();
            Optional<Short> factor = replicationFactor.isPresent()
                    ? Optional.of((short) replicationFactor.getAsInt())
                    : Optional.empty();
            NewTopic topic = new NewTopic(name, count, factor).configs(config);
            try {
                session.done(session.admin().createTopics(List.of(topic)).all());
                return "topic " + name + " is made";
            } catch (ChoreFailedException e) {
                throw e.isBecauseOf(TopicExistsException.class)
                        ? new ChoreFailedException("there is a topic '" + name + "' already", e)
                        : e;
            }
        });
    }

    /**
     * Changes settings of topics; an empty value takes a setting off.
     *
     * @param topics names joined by commas, where one may end in {@code *}
     */
    public Reply update(ClusterView cluster, String topics, SortedMap<String, String> config, Duration timeout) {
        return work(cluster, timeout, session -> {
            List<AlterConfigOp> changes = new ArrayList<>();
            config.forEach((setting, value) ->
                    changes.add(value.isEmpty() ? ConfigChores.delete(setting) : ConfigChores.set(setting, value)));
            Collection<String> names = names(session, topics);
            for (String name : names) {
                ConfigChores.alter(session, ConfigChores.topic(name), changes);
            }
            return "changed " + String.join(", ", names);
        });
    }

    /** Deletes one topic with all its records. */
    public Reply delete(ClusterView cluster, String name, Duration timeout) {
        return work(cluster, timeout, session -> {
            onTopic(
                    name,
                    () -> session.done(
                            session.admin().deleteTopics(List.of(name)).all()));
            return "topic " + name + " is deleted";
        });
    }

    /** Lets a topic have more partitions. */
    public Reply addPartitions(ClusterView cluster, String name, int total, Duration timeout) {
        return work(cluster, timeout, session -> {
            onTopic(
                    name,
                    () -> session.done(session.admin()
                            .createPartitions(Map.of(name, NewPartitions.increaseTo(total)))
                            .all()));
            return "topic " + name + " has " + total + " partitions";
        });
    }

    private interface Call {
        void make() throws ChoreFailedException;
    }

    /** Names the topic where it is not there; Kafka only says "this server does not host this topic-partition". */
    private static void onTopic(String name, Call call) throws ChoreFailedException {
        try {
            call.make();
        } catch (ChoreFailedException e) {
            throw e.isBecauseOf(UnknownTopicOrPartitionException.class) ? ChoreFailedException.noTopic(name) : e;
        }
    }

    private static Reply work(ClusterView cluster, Duration timeout, Work work) {
        try {
            return Reply.done(Chores.throughBrokers(cluster, Deadline.in(timeout), work::in));
        } catch (ChoreFailedException e) {
            return Reply.of(e);
        } catch (RuntimeException e) {
            // Kafka's client refuses some malformed input by throwing.
            return new Reply(Reply.Kind.INVALID, String.valueOf(e.getMessage()));
        }
    }

    private static Collection<String> names(Session session, String topics) throws ChoreFailedException {
        KafkaDetails details = MoveChores.look(session);
        Predicate<Topic> which = TopicNames.matching(details, topics);
        return details.topics().values().stream().filter(which).map(Topic::name).toList();
    }
}
