package dev.holdfast.database.kafka;

import dev.holdfast.database.Gauge;
import dev.holdfast.database.Observation;
import dev.holdfast.model.NodeId;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a Kafka cluster said about itself, all of one look. Brokers and controllers are named by their {@code node.id}
 * ({@link KafkaIds}).
 *
 * @param clusterId as the answering node says; empty if none answered
 * @param answeredBy whom the answers are from: only with {@link Source#BROKERS} are topics, brokers' registrations and
 *     log directories known
 * @param complete what was asked and answered; what is missing here must not be concluded from ("no topics")
 * @param brokers registered, fenced ones included, by id
 * @param quorum of the controllers; empty if not known
 * @param topics by name, internal ones included
 * @param reassignments in progress
 * @param features finalised and supported, by name: {@code metadata.version}
 * @param clusterConfig dynamic default configuration of all brokers
 * @param status what the agent in each node's Java says, only for nodes that answered
 * @param moving how far reassignments are
 * @param acknowledged chores on brokers whose settings cannot be read now, {@code uncordon/3}, {@code
 *     clear-dynamic-config/3}, that Kafka took since this process began; by Kafka's id
 */
public record KafkaDetails(
        String clusterId,
        Source answeredBy,
        List<Part> complete,
        SortedMap<Integer, Broker> brokers,
        Optional<Quorum> quorum,
        SortedMap<String, Topic> topics,
        SortedMap<PartitionId, Reassigning> reassignments,
        SortedMap<String, Feature> features,
        SortedMap<String, String> clusterConfig,
        SortedMap<NodeId, Status> status,
        Moving moving,
        SortedSet<String> acknowledged)
        implements Observation.Details {

    public KafkaDetails {
        complete = List.copyOf(complete);
        brokers = Collections.unmodifiableSortedMap(new TreeMap<>(brokers));
        topics = Collections.unmodifiableSortedMap(new TreeMap<>(topics));
        reassignments = Collections.unmodifiableSortedMap(new TreeMap<>(reassignments));
        features = Collections.unmodifiableSortedMap(new TreeMap<>(features));
        clusterConfig = Collections.unmodifiableSortedMap(new TreeMap<>(clusterConfig));
        status = Collections.unmodifiableSortedMap(new TreeMap<>(status));
        acknowledged = Collections.unmodifiableSortedSet(new TreeSet<>(acknowledged));
    }

    /** Nothing known but what the nodes' own agents say. */
    public static KafkaDetails ofStatus(SortedMap<NodeId, Status> status) {
        return new KafkaDetails(
                "",
                Source.NOBODY,
                List.of(),
                new TreeMap<>(),
                Optional.empty(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                status,
                Moving.NOTHING,
                new TreeSet<>());
    }

    /** The same look, with what only the one who looks repeatedly knows. */
    public KafkaDetails with(Moving progress, SortedSet<String> taken) {
        return new KafkaDetails(
                clusterId,
                answeredBy,
                complete,
                brokers,
                quorum,
                topics,
                reassignments,
                features,
                clusterConfig,
                status,
                progress,
                taken);
    }

    @Override
    public List<Gauge> gauges() {
        return KafkaGauges.of(this);
    }

    /** Whether all of these parts were answered, so that absence means something. */
    public boolean knows(Part... parts) {
        return complete.containsAll(List.of(parts));
    }

    public Optional<Partition> partition(PartitionId id) {
        Topic topic = topics.get(id.topic());
        return topic == null || id.partition() >= topic.partitions().size()
                ? Optional.empty()
                : Optional.of(topic.partitions().get(id.partition()));
    }

    /** Sum over all its log directories; 0 where not known. */
    public long bytesOf(PartitionId partition, int broker) {
        Broker holder = brokers.get(broker);
        Replica replica = holder == null ? null : holder.replicas().get(partition);
        return replica == null ? 0 : replica.bytes();
    }

    public enum Source {
        BROKERS,
        CONTROLLERS,
        NOBODY
    }

    /** One question of a look; LOG_DIRS is answered only if every unfenced broker answered it. */
    public enum Part {
        /** {@link #brokers} with fenced ones. */
        BROKERS,
        QUORUM,
        TOPICS,
        /** {@link Topic#minInsyncReplicas} and {@link Topic#config} of every topic. */
        TOPIC_CONFIGS,
        REASSIGNMENTS,
        FEATURES,
        LOG_DIRS,
        /** {@link Broker#config} of every unfenced broker and {@link #clusterConfig}. */
        BROKER_CONFIGS,
        /**
         * Every unfenced broker follows the active controller closely. Without it a broker cut off from the controllers
         * may have answered with topics and brokers of a past that is over.
         */
        FRESH
    }

    /**
     * A registered broker.
     *
     * @param fenced registered, but without a live session, or still recovering
     * @param host advertised
     * @param rack empty if it has none
     * @param directories its log directories; empty if it did not answer
     * @param replicas that are on its disks, whether Kafka still wants them there or not
     * @param config its own dynamic configuration (throttles, {@code cordoned.log.dirs}, …); empty if it did not answer
     * @param supportedMetadata highest {@code metadata.version} level its software supports; 0 if it did not answer
     */
    public record Broker(
            int id,
            boolean fenced,
            String host,
            int port,
            String rack,
            List<Directory> directories,
            SortedMap<PartitionId, Replica> replicas,
            SortedMap<String, String> config,
            int supportedMetadata) {

        public Broker {
            directories = List.copyOf(directories);
            replicas = Collections.unmodifiableSortedMap(new TreeMap<>(replicas));
            config = Collections.unmodifiableSortedMap(new TreeMap<>(config));
        }

        /** Whether none of its log directories takes new replicas. */
        public boolean cordoned() {
            return !directories.isEmpty() && directories.stream().allMatch(Directory::cordoned);
        }
    }

    /**
     * A log directory.
     *
     * @param error empty if it is well
     * @param totalBytes of its file system; -1 if not known
     * @param usableBytes of its file system; -1 if not known
     */
    public record Directory(String path, String error, boolean cordoned, long totalBytes, long usableBytes) {}

    /**
     * A replica on a broker's disk.
     *
     * @param lag behind the high watermark, in records
     */
    public record Replica(long bytes, long lag) {}

    /**
     * The controllers' quorum.
     *
     * @param leader id of the active controller; -1 while there is none
     * @param observers brokers, and controllers that are no voters (yet)
     */
    public record Quorum(
            int leader,
            long epoch,
            long highWatermark,
            SortedMap<Integer, Member> voters,
            SortedMap<Integer, Member> observers) {

        public Quorum {
            voters = Collections.unmodifiableSortedMap(new TreeMap<>(voters));
            observers = Collections.unmodifiableSortedMap(new TreeMap<>(observers));
        }

        /** Largest log end offset of the leader; a member's lag is its distance from it. */
        public long leaderEndOffset() {
            Member member = voters.get(leader);
            return member == null ? highWatermark : member.endOffset();
        }

        public long lag(Member member) {
            return Math.max(0, leaderEndOffset() - member.endOffset());
        }
    }

    /**
     * One who follows the metadata log.
     *
     * @param directoryId in Kafka's base64 form
     * @param endOffset of its metadata log; -1 if not known
     * @param fetchedMillisAgo since it last asked the leader, by the leader's clock as far as known; -1 never or not
     *     known
     * @param caughtUpMillisAgo since it last was at the leader's end; 0 for the leader itself; -1 never or not known
     */
    public record Member(int id, String directoryId, long endOffset, long fetchedMillisAgo, long caughtUpMillisAgo) {}

    /**
     * A topic.
     *
     * @param minInsyncReplicas in force, wherever it is set; 1 where not known (see {@link Part#TOPIC_CONFIGS})
     * @param partitions by number, without gaps
     * @param config set on this topic itself
     */
    public record Topic(
            String name,
            boolean internal,
            int minInsyncReplicas,
            List<Partition> partitions,
            SortedMap<String, String> config) {

        public Topic {
            partitions = List.copyOf(partitions);
            config = Collections.unmodifiableSortedMap(new TreeMap<>(config));
        }
    }

    /**
     * A partition. While it is reassigned, {@code replicas} holds those that come and those that go.
     *
     * @param leader -1 if it has none
     * @param elr eligible leaders besides the in-sync ones (KIP-966)
     */
    public record Partition(
            PartitionId id,
            List<Integer> replicas,
            List<Integer> isr,
            int leader,
            List<Integer> elr,
            List<Integer> lastElr) {

        public Partition {
            replicas = List.copyOf(replicas);
            isr = List.copyOf(isr);
            elr = List.copyOf(elr);
            lastElr = List.copyOf(lastElr);
        }
    }

    /**
     * How far the copying is that reassignments ask for; see {@link MoveProgress}.
     *
     * @param doneBytes copied since reassignments last began
     * @param leftBytes to copy for the reassignments in progress
     * @param bytesPerSecond since the look before; 0 if not known
     */
    public record Moving(long doneBytes, long leftBytes, long bytesPerSecond) {

        public static final Moving NOTHING = new Moving(0, 0, 0);
    }

    /** A reassignment in progress. */
    public record Reassigning(PartitionId id, List<Integer> replicas, List<Integer> adding, List<Integer> removing) {

        public Reassigning {
            replicas = List.copyOf(replicas);
            adding = List.copyOf(adding);
            removing = List.copyOf(removing);
        }
    }

    /**
     * A feature's levels.
     *
     * @param finalised 0 if not in force
     * @param supportedMin by the node that answered
     * @param supportedMax by the node that answered; for {@code metadata.version} see also {@link
     *     Broker#supportedMetadata}
     */
    public record Feature(int finalised, int supportedMin, int supportedMax) {}

    /**
     * What the agent in a node's Java says at {@code GET /status}.
     *
     * @param incarnation which launch it is
     * @param state Kafka's broker state: 2 recovering, 3 running, 6 waiting to stop, 7 stopping; -1 for none (a
     *     controller)
     * @param logsLeft to recover; -1 if not known
     * @param segmentsLeft to recover; -1 if not known
     * @param logsTotal seen so far; -1 if not known
     */
    public record Status(
            int incarnation,
            int state,
            String stateName,
            int logsLeft,
            int segmentsLeft,
            int logsTotal,
            long pid,
            long uptimeMillis) {

        public static final int RECOVERY = 2;
        public static final int RUNNING = 3;
    }
}
