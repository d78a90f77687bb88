package dev.holdfast.database.kafka;

import dev.holdfast.database.kafka.KafkaDetails.Broker;
import dev.holdfast.database.kafka.KafkaDetails.Directory;
import dev.holdfast.database.kafka.KafkaDetails.Partition;
import dev.holdfast.database.kafka.KafkaDetails.Reassigning;
import dev.holdfast.database.kafka.KafkaDetails.Topic;
import dev.holdfast.database.kafka.ReplicaSpread.Item;
import dev.holdfast.database.kafka.ReplicaSpread.Place;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What is to be moved in an observed cluster.
 *
 * @param moves that are not in progress yet; empty when there is nothing left to begin
 * @param stuck partitions for which no broker has room or is free
 * @param takers brokers that may get replicas
 */
public record MovePlan(List<Move> moves, List<PartitionId> stuck, List<Integer> takers) {

    /** Of a disk's room, what moving must leave: it shall not fill it. */
    private static final long KEEP_FREE_PERCENT = 5;

    public MovePlan {
        moves = List.copyOf(moves);
        stuck = List.copyOf(stuck);
        takers = List.copyOf(takers);
    }

    public long bytes() {
        return moves.stream().mapToLong(Move::bytes).sum();
    }

    /**
     * Takes everything off a broker, and touches only partitions it holds.
     *
     * @param allowed where replicas may go, as far as those are up and not cordoned; the broker itself never
     */
    public static MovePlan drain(KafkaDetails details, int broker, Collection<Integer> allowed) {
        List<Item> items = items(details, topic -> true);
        Set<Integer> staying = new TreeSet<>(allowed);
        items.forEach(item -> staying.addAll(item.replicas()));
        staying.remove(broker);
        Set<Integer> taking = new TreeSet<>(allowed);
        taking.remove(broker);
        List<Place> places = places(details, staying, taking);
        ReplicaSpread spread = new ReplicaSpread(items, places);
        List<PartitionId> stuck = spread.drain();
        return new MovePlan(spread.moves(), stuck, taking(places));
    }

    /**
     * Spreads replicas and preferred leaders of all topics over these brokers, and takes them off all others. Those of
     * these brokers that are down or cordoned keep what they have and get nothing.
     */
    public static MovePlan rebalance(KafkaDetails details, Collection<Integer> brokers) {
        return rebalance(details, brokers, topic -> true);
    }

    /** The same for some topics. */
    public static MovePlan rebalance(KafkaDetails details, Collection<Integer> brokers, Predicate<Topic> which) {
        List<Place> places = places(details, brokers, brokers);
        ReplicaSpread spread = new ReplicaSpread(items(details, which), places);
        List<PartitionId> stuck = spread.drain();
        spread.useAllRacks();
        spread.balanceReplicas();
        spread.balanceLeaders();
        return new MovePlan(spread.moves(), stuck, taking(places));
    }

    /** Only puts right what is wrong: takes some topics off other brokers, and uses all racks. */
    public static MovePlan realign(KafkaDetails details, Collection<Integer> brokers, Predicate<Topic> which) {
        List<Place> places = places(details, brokers, brokers);
        ReplicaSpread spread = new ReplicaSpread(withPinned(details, which), places);
        List<PartitionId> stuck = spread.drain();
        spread.useAllRacks();
        return new MovePlan(spread.moves(), stuck, taking(places));
    }

    /** Gives partitions of some topics another number of replicas, and moves nothing else. */
    public static MovePlan resize(
            KafkaDetails details, Collection<Integer> brokers, Predicate<Topic> which, int replicationFactor) {
        List<Place> places = places(details, brokers, brokers);
        ReplicaSpread spread = new ReplicaSpread(withPinned(details, which), places);
        List<PartitionId> stuck = spread.resize(replicationFactor);
        return new MovePlan(spread.moves(), stuck, taking(places));
    }

    /** Replicas as they are when what is in progress is done. */
    public static List<Integer> replicasAfter(KafkaDetails details, Partition partition) {
        Reassigning moving = details.reassignments().get(partition.id());
        if (moving == null) {
            return partition.replicas();
        }
        return moving.replicas().stream()
                .filter(broker -> !moving.removing().contains(broker))
                .toList();
    }

    /** Some topics, and all others pinned: only there to be counted. */
    private static List<Item> withPinned(KafkaDetails details, Predicate<Topic> which) {
        List<Item> items = items(details, which);
        for (Item other : items(details, which.negate())) {
            items.add(new Item(other.id(), other.replicas(), other.bytes(), true));
        }
        return items;
    }

    private static List<Item> items(KafkaDetails details, Predicate<Topic> which) {
        List<Item> items = new ArrayList<>();
        for (Topic topic : details.topics().values()) {
            if (!which.test(topic)) {
                continue;
            }
            for (Partition partition : topic.partitions()) {
                items.add(new Item(
                        partition.id(),
                        replicasAfter(details, partition),
                        MoveProgress.size(details, partition.id()),
                        details.reassignments().containsKey(partition.id())));
            }
        }
        return items;
    }

    /**
     * @param staying whose replicas stay where they are
     * @param taking who may get more, if up and not cordoned
     */
    private static List<Place> places(KafkaDetails details, Collection<Integer> staying, Collection<Integer> taking) {
        List<Place> places = new ArrayList<>();
        for (int id : new TreeSet<>(staying)) {
            Broker broker = details.brokers().get(id);
            if (broker == null) {
                places.add(new Place(id, "", 0, false));
            } else {
                boolean takes = taking.contains(id) && !broker.fenced() && !broker.cordoned();
                places.add(new Place(id, broker.rack(), freeBytes(details, broker), takes));
            }
        }
        return places;
    }

    private static List<Integer> taking(List<Place> places) {
        return places.stream().filter(Place::takes).map(Place::id).toList();
    }

    private static long freeBytes(KafkaDetails details, Broker broker) {
        long free = 0;
        for (Directory directory : broker.directories()) {
            if (directory.usableBytes() < 0 || directory.totalBytes() < 0) {
                return -1;
            }
            if (!directory.cordoned() && directory.error().isEmpty()) {
                long keep = directory.totalBytes() / 100 * KEEP_FREE_PERCENT;
                free += Math.max(0, directory.usableBytes() - keep);
            }
        }
        if (broker.directories().isEmpty()) {
            return -1;
        }
        // What is on its way to it will need room too.
        for (Reassigning moving : details.reassignments().values()) {
            if (moving.adding().contains(broker.id())) {
                long here = details.bytesOf(moving.id(), broker.id());
                free -= Math.max(0, MoveProgress.size(details, moving.id()) - here);
            }
        }
        return Math.max(0, free);
    }
}
