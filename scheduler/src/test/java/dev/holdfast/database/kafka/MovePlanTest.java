package dev.holdfast.database.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.kafka.KafkaDetails.Broker;
import dev.holdfast.database.kafka.KafkaDetails.Directory;
import dev.holdfast.database.kafka.KafkaDetails.Moving;
import dev.holdfast.database.kafka.KafkaDetails.Part;
import dev.holdfast.database.kafka.KafkaDetails.Partition;
import dev.holdfast.database.kafka.KafkaDetails.Reassigning;
import dev.holdfast.database.kafka.KafkaDetails.Replica;
import dev.holdfast.database.kafka.KafkaDetails.Source;
import dev.holdfast.database.kafka.KafkaDetails.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Plans and progress over an observed cluster of brokers 0 to 4 and a topic {@code t}. */
final class MovePlanTest {

    private static final long SIZE = 1_000;

    private final Set<Integer> fenced = new TreeSet<>();
    private final Set<Integer> cordoned = new TreeSet<>();
    private final List<List<Integer>> replicas = new ArrayList<>();
    private final TreeMap<PartitionId, Reassigning> moving = new TreeMap<>();
    /** Bytes on disk that are not {@link #SIZE}, by {@code partition:broker}. */
    private final TreeMap<String, Long> bytes = new TreeMap<>();

    private long usable = 1_000_000;

    private KafkaDetails details() {
        TreeMap<Integer, Broker> brokers = new TreeMap<>();
        for (int id = 0; id < 5; id++) {
            TreeMap<PartitionId, Replica> held = new TreeMap<>();
            for (int partition = 0; partition < replicas.size(); partition++) {
                if (replicas.get(partition).contains(id)) {
                    held.put(id(partition), new Replica(bytes.getOrDefault(partition + ":" + id, SIZE), 0));
                }
            }
            List<Directory> directories = fenced.contains(id)
                    ? List.of()
                    : List.of(new Directory("/d", "", cordoned.contains(id), 1_000_000, usable));
            brokers.put(id, new Broker(id, fenced.contains(id), "h", 9092, "", directories, held, new TreeMap<>(), 30));
        }
        List<Partition> partitions = new ArrayList<>();
        for (int i = 0; i < replicas.size(); i++) {
            List<Integer> its = replicas.get(i);
            partitions.add(new Partition(id(i), its, its, its.get(0), List.of(), List.of()));
        }
        TreeMap<String, Topic> topics = new TreeMap<>();
        topics.put("t", new Topic("t", false, 2, partitions, new TreeMap<>()));
        return new KafkaDetails(
                "c",
                Source.BROKERS,
                List.of(Part.values()),
                brokers,
                Optional.empty(),
                topics,
                moving,
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                Moving.NOTHING,
                new TreeSet<>());
    }

    private static PartitionId id(int partition) {
        return new PartitionId("t", partition);
    }

    @Test
    void a_drain_goes_to_no_broker_that_is_down_cordoned_or_leaving() {
        replicas.add(List.of(4, 0));
        replicas.add(List.of(0, 4));
        fenced.add(1);
        cordoned.add(2);

        MovePlan plan = MovePlan.drain(details(), 4, List.of(0, 1, 2, 3));

        assertThat(plan.takers()).containsExactly(0, 3);
        assertThat(plan.moves()).extracting(Move::to).containsExactly(List.of(3, 0), List.of(0, 3));
        assertThat(plan.bytes()).isEqualTo(2 * SIZE);
    }

    @Test
    void a_drain_leaves_alone_what_is_elsewhere_even_where_nothing_may_go() {
        replicas.add(List.of(3, 4));
        replicas.add(List.of(3, 0));

        MovePlan plan = MovePlan.drain(details(), 4, List.of(0, 1));

        assertThat(plan.moves())
                .singleElement()
                .satisfies(move -> assertThat(move.to()).containsExactly(3, 1));
    }

    @Test
    void a_drain_for_which_there_is_no_broker_names_the_partitions() {
        replicas.add(List.of(0, 4));

        MovePlan plan = MovePlan.drain(details(), 4, List.of(0));

        assertThat(plan.moves()).isEmpty();
        assertThat(plan.stuck()).containsExactly(id(0));
    }

    @Test
    void a_drain_does_not_fill_the_last_of_a_disk() {
        replicas.add(List.of(4));
        usable = 50_000;

        assertThat(MovePlan.drain(details(), 4, List.of(0)).stuck()).containsExactly(id(0));
    }

    @Test
    void what_is_moving_off_already_is_not_planned_again() {
        replicas.add(List.of(1, 0, 4));
        moving.put(id(0), new Reassigning(id(0), List.of(1, 0, 4), List.of(1), List.of(4)));

        assertThat(MovePlan.drain(details(), 4, List.of(0, 1, 2)).moves()).isEmpty();
    }

    @Test
    void a_rebalance_does_not_empty_a_broker_that_is_only_down() {
        for (int i = 0; i < 8; i++) {
            replicas.add(List.of(0, 1));
        }
        fenced.add(1);

        MovePlan plan = MovePlan.rebalance(details(), List.of(0, 1, 2, 3, 4));

        assertThat(plan.moves())
                .isNotEmpty()
                .allSatisfy(move -> assertThat(move.to()).contains(1));
    }

    @Test
    void a_rebalance_over_some_brokers_takes_everything_off_the_others() {
        for (int i = 0; i < 8; i++) {
            replicas.add(List.of(0, 1));
        }

        MovePlan plan = MovePlan.rebalance(details(), List.of(2, 3, 4));

        assertThat(plan.moves())
                .hasSize(8)
                .allSatisfy(move -> assertThat(move.to()).doesNotContain(0, 1));
    }

    @Test
    void a_realignment_of_what_is_right_moves_nothing() {
        replicas.add(List.of(0, 1));
        replicas.add(List.of(0, 1));

        assertThat(MovePlan.realign(details(), List.of(0, 1, 2, 3, 4), topic -> true)
                        .moves())
                .isEmpty();
        assertThat(MovePlan.realign(details(), List.of(0, 2, 3, 4), topic -> true)
                        .moves())
                .hasSize(2);
    }

    @Test
    void progress_counts_what_is_copied_what_finished_and_its_rate() {
        replicas.add(List.of(0, 1));
        replicas.add(List.of(0, 2));
        KafkaDetails before = details();
        moving.put(id(0), new Reassigning(id(0), List.of(0, 1), List.of(1), List.of()));
        moving.put(id(1), new Reassigning(id(1), List.of(0, 2), List.of(2), List.of()));
        bytes.put("0:1", 100L);
        bytes.put("1:2", 0L);
        KafkaDetails first = with(details(), MoveProgress.of(before, details(), Duration.ofSeconds(2)));
        assertThat(first.moving()).isEqualTo(new Moving(100, 1_900, 0));

        bytes.put("0:1", 700L);
        KafkaDetails second = with(details(), MoveProgress.of(first, details(), Duration.ofSeconds(2)));
        assertThat(second.moving()).isEqualTo(new Moving(700, 1_300, 300));

        bytes.clear();
        moving.remove(id(0));
        bytes.put("1:2", 400L);
        KafkaDetails third = with(details(), MoveProgress.of(second, details(), Duration.ofSeconds(1)));
        assertThat(third.moving()).isEqualTo(new Moving(1_400, 600, 700));
        assertThat(MoveProgress.text(third.moving(), 0)).isEqualTo("1.4 KB of 2.0 KB moved, about 1 s left");
        assertThat(MoveProgress.text(third.moving(), 70_000)).isEqualTo("1.4 KB of 72.0 KB moved, about 2 min left");

        moving.clear();
        KafkaDetails over = with(details(), MoveProgress.of(third, details(), Duration.ofSeconds(1)));
        assertThat(MoveProgress.of(over, details(), Duration.ofSeconds(1))).isEqualTo(Moving.NOTHING);
    }

    @Test
    void a_move_that_was_stopped_does_not_count_as_done() {
        replicas.add(List.of(0, 1));
        moving.put(id(0), new Reassigning(id(0), List.of(0, 1), List.of(1), List.of()));
        bytes.put("0:1", 600L);
        KafkaDetails during = with(details(), MoveProgress.of(details(), details(), Duration.ofSeconds(1)));
        moving.clear();
        replicas.set(0, List.of(0));

        assertThat(MoveProgress.of(during, details(), Duration.ofSeconds(1)).doneBytes())
                .isZero();
    }

    private static KafkaDetails with(KafkaDetails details, Moving progress) {
        return details.with(progress, new TreeSet<>());
    }
}
