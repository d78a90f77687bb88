package dev.holdfast.database.kafka.admin;

import dev.holdfast.database.Chore;
import dev.holdfast.database.kafka.KafkaDetails;
import dev.holdfast.database.kafka.KafkaDetails.Part;
import dev.holdfast.database.kafka.KafkaDetails.Partition;
import dev.holdfast.database.kafka.KafkaDetails.Reassigning;
import dev.holdfast.database.kafka.KafkaDetails.Topic;
import dev.holdfast.database.kafka.KafkaIds;
import dev.holdfast.database.kafka.Move;
import dev.holdfast.database.kafka.MovePlan;
import dev.holdfast.database.kafka.PartitionId;
import dev.holdfast.spec.GroupSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.AlterPartitionReassignmentsOptions;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.admin.PartitionReassignment;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ElectionNotNeededException;
import org.apache.kafka.common.errors.NoReassignmentInProgressException;
import org.apache.kafka.common.errors.PreferredLeaderNotAvailableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Chores that move replicas. Each performance looks afresh, plans from what is there and from what is in progress, and
 * begins as many moves as may be in progress at once; it is repeated until nothing is left to begin.
 */
final class MoveChores {

    /** Partitions being moved at once in a cluster: enough to keep disks busy, few enough to be cancelled soon. */
    private static final int LARGEST_IN_PROGRESS = 200;

    private MoveChores() {}

    static String drain(Session session, Chore chore) throws ChoreFailedException {
        int broker = Arguments.kafkaId(chore);
        KafkaDetails details = look(session);
        MovePlan plan = MovePlan.drain(details, broker, wished(session, details));
        if (plan.moves().isEmpty() && !plan.stuck().isEmpty()) {
            throw new ChoreFailedException("no other broker can take " + some(plan.stuck()));
        }
        return begin(session, chore, details, plan, false);
    }

    /** Arguments {@code brokers} and {@code topics} narrow it; without them it is about all. */
    static String rebalance(Session session, Chore chore) throws ChoreFailedException {
        KafkaDetails details = look(session);
        MovePlan plan = MovePlan.rebalance(details, brokers(session, chore, details), topics(chore, details));
        if (plan.takers().isEmpty()) {
            throw new ChoreFailedException("none of these brokers is up and takes partitions");
        }
        if (plan.moves().isEmpty() && details.reassignments().isEmpty()) {
            return elect(session, details);
        }
        return begin(session, chore, details, plan, false);
    }

    /** Like a rebalance, but puts right only what is wrong. */
    static String realign(Session session, Chore chore) throws ChoreFailedException {
        KafkaDetails details = look(session);
        MovePlan plan = MovePlan.realign(details, brokers(session, chore, details), topics(chore, details));
        return begin(session, chore, details, plan, false);
    }

    /** Argument {@code factor} is the number of replicas. */
    static String changeReplication(Session session, Chore chore) throws ChoreFailedException {
        int factor = Math.toIntExact(Arguments.number(chore, "factor")
                .orElseThrow(() -> new ChoreFailedException("it needs a factor: the number of replicas")));
        KafkaDetails details = look(session);
        MovePlan plan = MovePlan.resize(details, brokers(session, chore, details), topics(chore, details), factor);
        if (!plan.stuck().isEmpty()) {
            throw new ChoreFailedException("there are not " + factor + " brokers with room for " + some(plan.stuck()));
        }
        return begin(session, chore, details, plan, true);
    }

    private static Collection<Integer> brokers(Session session, Chore chore, KafkaDetails details)
            throws ChoreFailedException {
        Optional<List<Integer>> asked = Arguments.ids(chore, "brokers");
        return asked.isPresent() ? asked.get() : wished(session, details);
    }

    private static Predicate<Topic> topics(Chore chore, KafkaDetails details) throws ChoreFailedException {
        Optional<String> asked = Arguments.text(chore, "topics");
        return asked.isPresent() ? TopicNames.matching(details, asked.get()) : topic -> true;
    }

    /** Brokers that the target keeps; without a target for brokers, all that are registered. */
    private static Set<Integer> wished(Session session, KafkaDetails details) {
        Optional<GroupSpec> group = session.cluster().target().group(KafkaIds.BROKER);
        return group.isPresent()
                ? new TreeSet<>(group.get().indexes())
                : new TreeSet<>(details.brokers().keySet());
    }

    /**
     * Begins what may be begun now, data before mere order.
     *
     * @param resizes whether the number of replicas may change; otherwise Kafka shall refuse it, should anyone else
     *     have changed it
     */
    private static String begin(Session session, Chore chore, KafkaDetails details, MovePlan plan, boolean resizes)
            throws ChoreFailedException {
        int room = Math.max(0, LARGEST_IN_PROGRESS - details.reassignments().size());
        List<Move> ordered = new ArrayList<>();
        plan.moves().stream().filter(move -> !move.adding().isEmpty()).forEach(ordered::add);
        plan.moves().stream().filter(move -> move.adding().isEmpty()).forEach(ordered::add);
        List<Move> now = ordered.subList(0, Math.min(room, ordered.size()));
        Optional<Long> rate = Arguments.number(chore, "throttle");
        if (rate.isPresent()) {
            // First the limit, then the move: it must not begin at full speed.
            Throttles.apply(session, chore, details, now, rate.get());
        }
        int begun = submit(session, now, resizes);
        if (begun == 0
                && details.reassignments().isEmpty()
                && ordered.isEmpty()
                && plan.stuck().isEmpty()) {
            return "nothing is left to move";
        }
        String text = begun + " partitions begin to move, "
                + details.reassignments().size() + " are moving, " + (ordered.size() - now.size()) + " wait";
        return plan.stuck().isEmpty() ? text : text + ", no broker can take " + some(plan.stuck());
    }

    private static int submit(Session session, List<Move> moves, boolean resizes) throws ChoreFailedException {
        Map<TopicPartition, Optional<NewPartitionReassignment>> wanted = new HashMap<>();
        moves.forEach(
                move -> wanted.put(Answers.partition(move.id()), Optional.of(new NewPartitionReassignment(move.to()))));
        return alter(session, wanted, resizes, UnknownTopicOrPartitionException.class);
    }

    /**
     * Stops what is moving, all of it or what concerns one broker; what was copied is dropped, what was there stays.
     */
    static String cancel(Session session, Chore chore) throws ChoreFailedException {
        Map<TopicPartition, PartitionReassignment> moving =
                session.get(session.admin().listPartitionReassignments().reassignments());
        Map<TopicPartition, Optional<NewPartitionReassignment>> stop = new HashMap<>();
        Optional<Integer> broker = chore.node().map(KafkaIds::kafkaId);
        for (Reassigning reassigning : Answers.reassignments(moving).values()) {
            boolean concerned = broker.isEmpty()
                    || reassigning.adding().contains(broker.get())
                    || reassigning.removing().contains(broker.get());
            if (concerned) {
                stop.put(Answers.partition(reassigning.id()), Optional.empty());
            }
        }
        int stopped = alter(session, stop, true, NoReassignmentInProgressException.class);
        return stopped + " moves stopped";
    }

    /** Returns how many were taken; a refusal of one kind is none. */
    private static int alter(
            Session session,
            Map<TopicPartition, Optional<NewPartitionReassignment>> wanted,
            boolean resizes,
            Class<? extends Exception> harmless)
            throws ChoreFailedException {
        if (wanted.isEmpty()) {
            return 0;
        }
        Map<TopicPartition, KafkaFuture<Void>> results = session.changing()
                .alterPartitionReassignments(
                        wanted, new AlterPartitionReassignmentsOptions().allowReplicationFactorChange(resizes))
                .values();
        int taken = 0;
        TreeMap<PartitionId, ChoreFailedException> refused = new TreeMap<>();
        for (Map.Entry<TopicPartition, KafkaFuture<Void>> result : results.entrySet()) {
            try {
                session.done(result.getValue());
                taken++;
            } catch (ChoreFailedException e) {
                if (!e.isBecauseOf(harmless)) {
                    refused.put(Answers.id(result.getKey()), e);
                }
            }
        }
        if (!refused.isEmpty()) {
            throw new ChoreFailedException(some(List.copyOf(refused.keySet())) + " refused: "
                    + refused.firstEntry().getValue().getMessage());
        }
        return taken;
    }

    static String electLeaders(Session session, Chore chore) throws ChoreFailedException {
        return elect(session, look(session));
    }

    /** Preferred leaders, where they are in sync and do not lead. */
    private static String elect(Session session, KafkaDetails details) throws ChoreFailedException {
        Set<TopicPartition> wanted = new LinkedHashSet<>();
        for (Topic topic : details.topics().values()) {
            for (Partition partition : topic.partitions()) {
                int preferred = partition.replicas().get(0);
                if (partition.leader() != preferred && partition.isr().contains(preferred)) {
                    wanted.add(Answers.partition(partition.id()));
                }
            }
        }
        if (wanted.isEmpty()) {
            return "every partition is led by its preferred leader";
        }
        Map<TopicPartition, Optional<Throwable>> results = session.get(
                session.changing().electLeaders(ElectionType.PREFERRED, wanted).partitions());
        for (Optional<Throwable> failure : results.values()) {
            if (failure.isPresent()
                    && !(failure.get() instanceof ElectionNotNeededException)
                    && !(failure.get() instanceof PreferredLeaderNotAvailableException)) {
                throw new ChoreFailedException(failure.get());
            }
        }
        return wanted.size() + " partitions are led by their preferred leaders again";
    }

    /** A look good enough to plan from. */
    static KafkaDetails look(Session session) throws ChoreFailedException {
        Deadline time =
                session.deadline().orIn(Duration.ofMillis(session.deadline().leftMillis() * 2L / 3));
        Look look = new Look(session.admin(), time);
        KafkaDetails details = look.throughBrokers(new TreeMap<>());
        if (!details.knows(Part.BROKERS, Part.TOPICS, Part.REASSIGNMENTS, Part.FRESH)) {
            throw new ChoreFailedException("the cluster could not be seen whole: "
                    + look.problem().orElse("a broker does not follow the controllers"));
        }
        return details;
    }

    private static String some(List<PartitionId> partitions) {
        return partitions.size() == 1
                ? "partition " + partitions.get(0)
                : "partition " + partitions.get(0) + " and " + (partitions.size() - 1) + " more";
    }
}
