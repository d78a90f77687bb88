package dev.holdfast.database.kafka.admin;

import dev.holdfast.database.Chore;
import dev.holdfast.database.kafka.KafkaDetails;
import dev.holdfast.database.kafka.KafkaDetails.Broker;
import dev.holdfast.database.kafka.KafkaDetails.Part;
import dev.holdfast.database.kafka.KafkaDetails.Partition;
import dev.holdfast.database.kafka.KafkaDetails.Reassigning;
import dev.holdfast.database.kafka.KafkaDetails.Topic;
import dev.holdfast.database.kafka.Move;
import dev.holdfast.database.kafka.PartitionId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.common.config.ConfigResource;

/**
 * Limits on the speed of moving replicas. Kafka wants them in two places: a rate on each broker, and on each topic the
 * list of replicas the rate is for: those that send, and those that are being added. Nothing else is slowed down, since
 * a sender limits only followers that are not in sync.
 *
 * <p>What the user had is in the chore's arguments, {@code had.broker.<id>.<setting>} and {@code
 * had.topic.<name>.<setting>}: while moving it is left as it is, afterwards it is put back if it is not there.
 */
final class Throttles {

    static final String HAD = "had.";
    static final String LEADER_RATE = "leader.replication.throttled.rate";
    static final String FOLLOWER_RATE = "follower.replication.throttled.rate";
    static final String LEADER_REPLICAS = "leader.replication.throttled.replicas";
    static final String FOLLOWER_REPLICAS = "follower.replication.throttled.replicas";
    static final List<String> RATES = List.of(LEADER_RATE, FOLLOWER_RATE);
    static final List<String> LISTS = List.of(LEADER_REPLICAS, FOLLOWER_REPLICAS);

    private Throttles() {}

    /** The chore {@code throttle}: for what is moving now. */
    static String set(Session session, Chore chore) throws ChoreFailedException {
        long rate = Arguments.number(chore, "rate")
                .orElseThrow(() -> new ChoreFailedException("it needs a rate in bytes per second"));
        KafkaDetails details = MoveChores.look(session);
        apply(session, chore, details, List.of(), rate);
        return "moving replicas is limited to " + rate + " bytes/s per broker";
    }

    /** The chore {@code unthrottle}, on every registered broker and every topic. */
    static String clear(Session session, Chore chore) throws ChoreFailedException {
        KafkaDetails details = MoveChores.look(session);
        if (!details.knows(Part.TOPIC_CONFIGS)) {
            throw new ChoreFailedException("not every topic's settings could be read");
        }
        Changes changes = new Changes();
        for (Broker broker : details.brokers().values()) {
            // The settings of a broker that is down cannot be read, only written.
            changes.restore(chore, ConfigChores.broker(broker.id()), RATES, broker.config(), broker.fenced());
        }
        for (Topic topic : details.topics().values()) {
            changes.restore(chore, ConfigChores.topic(topic.name()), LISTS, topic.config(), false);
        }
        changes.send(session);
        return changes.isEmpty() ? "no limit was set" : "limits on moving replicas are as they were before";
    }

    /** Limits what is moving and what is about to. */
    static void apply(Session session, Chore chore, KafkaDetails details, Collection<Move> planned, long rate)
            throws ChoreFailedException {
        Changes changes = new Changes();
        String text = Long.toString(rate);
        for (Broker broker : details.brokers().values()) {
            if (!broker.fenced()) {
                for (String setting : RATES) {
                    changes.wish(chore, ConfigChores.broker(broker.id()), setting, Optional.of(text), broker.config());
                }
            }
        }
        SortedMap<String, Lists> lists = lists(details, planned);
        for (Topic topic : details.topics().values()) {
            Lists its = lists.getOrDefault(topic.name(), new Lists());
            ConfigResource resource = ConfigChores.topic(topic.name());
            changes.wish(chore, resource, LEADER_REPLICAS, its.text(its.sources), topic.config());
            changes.wish(chore, resource, FOLLOWER_REPLICAS, its.text(its.takers), topic.config());
        }
        changes.send(session);
    }

    /** A topic's replicas that send and that receive, as {@code partition:broker}. */
    private static final class Lists {

        private final SortedSet<PartitionReplica> sources = new TreeSet<>();
        private final SortedSet<PartitionReplica> takers = new TreeSet<>();

        Optional<String> text(SortedSet<PartitionReplica> replicas) {
            return replicas.isEmpty()
                    ? Optional.empty()
                    : Optional.of(String.join(
                            ",",
                            replicas.stream().map(PartitionReplica::toString).toList()));
        }
    }

    private record PartitionReplica(int partition, int broker) implements Comparable<PartitionReplica> {

        @Override
        public int compareTo(PartitionReplica other) {
            int byPartition = Integer.compare(partition, other.partition);
            return byPartition != 0 ? byPartition : Integer.compare(broker, other.broker);
        }

        @Override
        public String toString() {
            return partition + ":" + broker;
        }
    }

    private static SortedMap<String, Lists> lists(KafkaDetails details, Collection<Move> planned) {
        TreeMap<String, Lists> lists = new TreeMap<>();
        for (Reassigning moving : details.reassignments().values()) {
            List<Integer> sources = new ArrayList<>(moving.replicas());
            sources.removeAll(moving.adding());
            add(lists, moving.id(), sources, moving.adding());
        }
        for (Move move : planned) {
            Topic topic = details.topics().get(move.id().topic());
            if (topic != null && !move.adding().isEmpty()) {
                Partition partition = topic.partitions().get(move.id().partition());
                add(lists, move.id(), partition.replicas(), move.adding());
            }
        }
        return lists;
    }

    private static void add(
            SortedMap<String, Lists> lists, PartitionId id, List<Integer> sources, List<Integer> takers) {
        if (takers.isEmpty()) {
            return;
        }
        Lists its = lists.computeIfAbsent(id.topic(), topic -> new Lists());
        sources.forEach(broker -> its.sources.add(new PartitionReplica(id.partition(), broker)));
        takers.forEach(broker -> its.takers.add(new PartitionReplica(id.partition(), broker)));
    }

    /** Changes of settings, only where something is to change, sent in one request through the controllers. */
    private static final class Changes {

        private final Map<ConfigResource, Collection<AlterConfigOp>> changes = new LinkedHashMap<>();

        boolean isEmpty() {
            return changes.isEmpty();
        }

        /** Lets a setting be so, unless the user has it. */
        void wish(
                Chore chore,
                ConfigResource resource,
                String setting,
                Optional<String> value,
                SortedMap<String, String> now) {
            boolean users = chore.arguments().containsKey(key(resource, setting));
            if (!users && !value.equals(Optional.ofNullable(now.get(setting)))) {
                add(
                        resource,
                        value.isPresent() ? ConfigChores.set(setting, value.get()) : ConfigChores.delete(setting));
            }
        }

        /** Lets settings be what the user had, or not be. */
        void restore(
                Chore chore,
                ConfigResource resource,
                List<String> settings,
                SortedMap<String, String> now,
                boolean unreadable) {
            for (String setting : settings) {
                Optional<String> had = Optional.ofNullable(chore.arguments().get(key(resource, setting)));
                if (unreadable || !had.equals(Optional.ofNullable(now.get(setting)))) {
                    add(
                            resource,
                            had.isPresent() ? ConfigChores.set(setting, had.get()) : ConfigChores.delete(setting));
                }
            }
        }

        private void add(ConfigResource resource, AlterConfigOp change) {
            changes.computeIfAbsent(resource, unused -> new ArrayList<>()).add(change);
        }

        private static String key(ConfigResource resource, String setting) {
            String scope = resource.type() == ConfigResource.Type.BROKER ? "broker." : "topic.";
            return HAD + scope + resource.name() + "." + setting;
        }

        void send(Session session) throws ChoreFailedException {
            if (changes.isEmpty()) {
                return;
            }
            // Through the controllers: they also take settings of brokers that are down.
            Chores.throughControllers(session.cluster(), session.deadline(), controllers -> {
                controllers.done(
                        controllers.changing().incrementalAlterConfigs(changes).all());
                return true;
            });
        }
    }
}
