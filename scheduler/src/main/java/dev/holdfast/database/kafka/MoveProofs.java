package dev.holdfast.database.kafka;

import dev.holdfast.database.Chore;
import dev.holdfast.database.Proof;
import dev.holdfast.database.kafka.KafkaDetails.Part;
import dev.holdfast.database.kafka.KafkaDetails.Partition;
import dev.holdfast.database.kafka.KafkaDetails.Reassigning;
import dev.holdfast.database.kafka.KafkaDetails.Topic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Whether partitions are where a chore wants them: nothing of its topics is being moved, and planned afresh there is nothing left
 * to move.
 */
final class MoveProofs {

    private final Sight sight;

    MoveProofs(Sight sight) {
        this.sight = sight;
    }

    /** Also that leaders are spread as the replicas are. */
    Proof rebalanced(Chore chore) {
        Predicate<Topic> which = TopicChoice.of(chore)::has;
        return judge(chore, details -> MovePlan.rebalance(details, brokers(chore), which))
                .orElseGet(() -> leadersPreferred(which));
    }

    Proof realigned(Chore chore) {
        Predicate<Topic> which = TopicChoice.of(chore)::has;
        return judge(chore, details -> MovePlan.realign(details, brokers(chore), which))
                .orElse(Proof.yes("every partition is as it should be"));
    }

    Proof resized(Chore chore) {
        Predicate<Topic> which = TopicChoice.of(chore)::has;
        Optional<Integer> factor = number(chore.arguments().getOrDefault("factor", ""));
        int brokers = brokers(chore).size();
        if (factor.isPresent() && factor.get() > brokers) {
            return Proof.never("there are no " + factor.get() + " brokers for as many replicas, but " + brokers);
        }
        return factor.map(replicas -> judge(chore, details -> MovePlan.resize(details, brokers(chore), which, replicas))
                        .orElse(Proof.yes("all have " + replicas + " replicas")))
                .orElse(Proof.unknown("it needs a factor: the number of replicas"));
    }

    Proof leadersPreferred(Predicate<Topic> which) {
        Optional<KafkaDetails> known = sight.knowing(Part.TOPICS, Part.FRESH);
        if (known.isEmpty()) {
            return Proof.unknown(sight.silence());
        }
        List<PartitionId> elsewhere = new ArrayList<>();
        for (Topic topic : known.get().topics().values()) {
            for (Partition partition : which.test(topic) ? topic.partitions() : List.<Partition>of()) {
                int preferred = partition.replicas().isEmpty()
                        ? -1
                        : partition.replicas().get(0);
                if (preferred != partition.leader() && partition.isr().contains(preferred)) {
                    elsewhere.add(partition.id());
                }
            }
        }
        return elsewhere.isEmpty()
                ? Proof.yes("partitions are spread evenly, and led by their first replica")
                : Proof.no("led by another than their first replica: " + Names.partitions(elsewhere));
    }

    /** A plan to compare with. */
    private interface Planning {
        MovePlan from(KafkaDetails details);
    }

    /** What speaks against it; empty if nothing. */
    private Optional<Proof> judge(Chore chore, Planning planning) {
        Optional<KafkaDetails> known =
                sight.knowing(Part.BROKERS, Part.TOPICS, Part.REASSIGNMENTS, Part.LOG_DIRS, Part.FRESH);
        if (known.isEmpty()) {
            return Optional.of(Proof.unknown(sight.silence()));
        }
        KafkaDetails details = known.get();
        TopicChoice topics = TopicChoice.of(chore);
        List<String> strangers = topics.strangers(details);
        if (!strangers.isEmpty()) {
            return Optional.of(Proof.never("there is no topic " + Names.few(strangers)));
        }
        MovePlan left = planning.from(details);
        if (!left.stuck().isEmpty()) {
            return Optional.of(Proof.no("no other broker can take " + Names.partitions(left.stuck()) + " now"));
        }
        boolean moving = details.reassignments().values().stream()
                .map(Reassigning::id)
                .map(PartitionId::topic)
                .anyMatch(name -> Optional.ofNullable(details.topics().get(name))
                        .map(topics::has)
                        .orElse(true));
        return moving || !left.moves().isEmpty()
                ? Optional.of(Proof.no(MoveProgress.text(details.moving(), left.bytes())))
                : Optional.empty();
    }

    /** Those the chore names, else those the target keeps. */
    private Collection<Integer> brokers(Chore chore) {
        String ids = chore.arguments().getOrDefault("brokers", "");
        if (ids.isBlank()) {
            return sight.kept(KafkaIds.BROKER).stream().map(KafkaIds::kafkaId).toList();
        }
        return Arrays.stream(ids.split(",", -1))
                .flatMap(id -> number(id).stream())
                .toList();
    }

    private static Optional<Integer> number(String text) {
        try {
            return Optional.of(Integer.valueOf(text.strip()));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
