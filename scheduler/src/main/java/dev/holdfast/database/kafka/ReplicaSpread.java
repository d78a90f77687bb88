package dev.holdfast.database.kafka;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Where replicas shall be: plans that move as little as possible. Deterministic.
 *
 * <p>A spread is made of partitions and brokers, changed step by step ({@link #drain}, {@link #useAllRacks},
 * {@link #balanceReplicas}, {@link #balanceLeaders}, {@link #resize}), and then read as {@link #moves}. Every step
 * keeps these:
 *
 * <ol>
 *   <li>No broker gets a partition twice, and none gets a replica it has no room for.
 *   <li>A partition never loses a rack, unless a broker that must be left holds it and no other of that rack is there.
 *   <li>A pinned partition stays as it is, but counts.
 * </ol>
 */
public final class ReplicaSpread {

    /**
     * A broker that may hold replicas.
     *
     * @param freeBytes room for more; -1 if not known, then it is taken for enough
     * @param takes whether it may get more; if not, what it has stays and counts
     */
    public record Place(int id, String rack, long freeBytes, boolean takes) {}

    /**
     * A partition as it is.
     *
     * @param bytes one replica has
     * @param pinned is moving already
     */
    public record Item(PartitionId id, List<Integer> replicas, long bytes, boolean pinned) {

        public Item {
            replicas = List.copyOf(replicas);
        }
    }

    /** A partition on its way to where it shall be. */
    private static final class Placed implements Comparable<Placed> {

        private final Item item;
        private final List<Integer> replicas;

        Placed(Item item) {
            this.item = item;
            this.replicas = new ArrayList<>(item.replicas());
        }

        @Override
        public int compareTo(Placed other) {
            return item.id().compareTo(other.item.id());
        }
    }

    /** A place with what it will hold. */
    private static final class Shelf {

        private final Place place;
        private final TreeSet<Placed> held = new TreeSet<>();
        private final Map<String, Integer> ofTopic = new TreeMap<>();
        private long free;

        Shelf(Place place) {
            this.place = place;
            this.free = place.freeBytes() < 0 ? Long.MAX_VALUE : place.freeBytes();
        }

        int load() {
            return held.size();
        }

        int topic(Placed partition) {
            return ofTopic.getOrDefault(partition.item.id().topic(), 0);
        }

        boolean fits(Placed partition) {
            boolean hadIt = partition.item.replicas().contains(place.id());
            return place.takes() && !held.contains(partition) && (hadIt || free >= partition.item.bytes());
        }

        void hold(Placed partition, int change) {
            if (change > 0) {
                held.add(partition);
            } else {
                held.remove(partition);
            }
            ofTopic.merge(partition.item.id().topic(), change, Integer::sum);
            if (free != Long.MAX_VALUE && !partition.item.replicas().contains(place.id())) {
                // What leaves frees its room only when the move is over: so only what comes counts.
                free -= change * partition.item.bytes();
            }
        }
    }

    private final SortedMap<Integer, Shelf> shelves = new TreeMap<>();
    private final List<Placed> partitions = new ArrayList<>();

    /** @param places replicas elsewhere stay there until drained */
    public ReplicaSpread(List<Item> items, List<Place> places) {
        places.forEach(place -> shelves.put(place.id(), new Shelf(place)));
        items.stream().sorted(Comparator.comparing(Item::id)).forEach(item -> partitions.add(new Placed(item)));
        for (Placed partition : partitions) {
            partition.replicas.forEach(broker -> hold(broker, partition, 1));
        }
    }

    /** Moves everything off what is no place, as far as there is room. Returns partitions for which there is none. */
    public List<PartitionId> drain() {
        List<PartitionId> stuck = new ArrayList<>();
        for (Placed partition : partitions) {
            for (int broker : List.copyOf(partition.replicas)) {
                if (shelves.containsKey(broker) || partition.item.pinned()) {
                    continue;
                }
                Optional<Shelf> to = lightestFor(partition, broker);
                if (to.isPresent()) {
                    replace(partition, broker, to.get());
                } else {
                    stuck.add(partition.item.id());
                }
            }
        }
        return stuck;
    }

    /** Lets every partition be in as many racks as it has replicas, where there are so many. */
    public void useAllRacks() {
        for (Placed partition : partitions) {
            for (int broker : List.copyOf(partition.replicas)) {
                if (partition.item.pinned() || !shelves.containsKey(broker) || !sharesRack(partition, broker)) {
                    continue;
                }
                Optional<Shelf> to = lightestFor(partition, broker);
                if (to.isPresent() && racksAfter(partition, broker, to.get()) > racks(partition)) {
                    replace(partition, broker, to.get());
                }
            }
        }
    }

    /**
     * Lets all places hold the same number of replicas, give or take one.
     *
     * <p>As long as one place holds at least two more than another, one replica goes from the fullest to the emptiest
     * such pair that has one to give. Every such step is one that any balanced end needs, so no plan moves fewer. Which
     * replica: of the topic of which the giver has most and the taker fewest, so that topics spread too; among those
     * the smallest.
     */
    public void balanceReplicas() {
        while (balanceOne()) {
            // Ends: each step lowers the sum of squares of what places hold.
        }
    }

    private boolean balanceOne() {
        List<Shelf> byLoad = new ArrayList<>(
                shelves.values().stream().filter(shelf -> shelf.place.takes()).toList());
        byLoad.sort(Comparator.comparingInt(Shelf::load).thenComparingInt(shelf -> shelf.place.id()));
        for (int giver = byLoad.size() - 1; giver > 0; giver--) {
            for (int taker = 0; taker < giver; taker++) {
                Shelf from = byLoad.get(giver);
                Shelf to = byLoad.get(taker);
                if (from.load() - to.load() < 2) {
                    break;
                }
                Optional<Placed> partition = toGive(from, to);
                if (partition.isPresent()) {
                    replace(partition.get(), from.place.id(), to);
                    return true;
                }
            }
        }
        return false;
    }

    private Optional<Placed> toGive(Shelf from, Shelf to) {
        @Nullable Placed best = null;
        int bestLean = 0;
        for (Placed partition : from.held) {
            int lean = from.topic(partition) - to.topic(partition);
            boolean better =
                    best == null || lean > bestLean || (lean == bestLean && partition.item.bytes() < best.item.bytes());
            if (better && mayMove(partition, from, to)) {
                best = partition;
                bestLean = lean;
            }
        }
        return Optional.ofNullable(best);
    }

    private boolean mayMove(Placed partition, Shelf from, Shelf to) {
        return !partition.item.pinned()
                && to.fits(partition)
                && (from.place.rack().equals(to.place.rack())
                        || racksAfter(partition, from.place.id(), to) >= racks(partition));
    }

    /**
     * Lets all places be preferred leader of the same number of partitions, give or take one, as far as replicas allow.
     * Only the order of replicas changes: nothing is copied.
     */
    public void balanceLeaders() {
        LeaderSpread leaders = new LeaderSpread(shelves.keySet());
        partitions.forEach(partition -> leaders.add(partition.item.id(), partition.replicas, partition.item.pinned()));
        leaders.balance();
    }

    /** Gives every partition this number of replicas, at least one. Returns those for which there is no place. */
    public List<PartitionId> resize(int replicationFactor) {
        List<PartitionId> stuck = new ArrayList<>();
        for (Placed partition : partitions) {
            if (partition.item.pinned()) {
                continue;
            }
            while (partition.replicas.size() > Math.max(1, replicationFactor)) {
                dropOne(partition);
            }
            while (partition.replicas.size() < replicationFactor) {
                Optional<Shelf> to = lightestFor(partition, -1);
                if (to.isEmpty()) {
                    stuck.add(partition.item.id());
                    break;
                }
                partition.replicas.add(to.get().place.id());
                to.get().hold(partition, 1);
            }
        }
        return stuck;
    }

    /**
     * Never the preferred leader; rather one whose rack has another replica, and of those the one on the fullest place.
     */
    private void dropOne(Placed partition) {
        int drop = partition.replicas.subList(1, partition.replicas.size()).stream()
                .max(Comparator.comparing((Integer broker) -> sharesRack(partition, broker))
                        .thenComparingInt(this::load)
                        .thenComparing(Comparator.naturalOrder()))
                .orElseThrow();
        partition.replicas.remove(Integer.valueOf(drop));
        hold(drop, partition, -1);
    }

    /** What differs from how it was, by partition. */
    public List<Move> moves() {
        List<Move> moves = new ArrayList<>();
        for (Placed partition : partitions) {
            Item was = partition.item;
            if (!partition.replicas.equals(was.replicas())) {
                long added = partition.replicas.stream()
                        .filter(broker -> !was.replicas().contains(broker))
                        .count();
                moves.add(new Move(was.id(), was.replicas(), partition.replicas, added * was.bytes()));
            }
        }
        return moves;
    }

    /**
     * The place for a replica instead of one: most racks for the partition, then fewest replicas, in all and of the
     * topic.
     */
    private Optional<Shelf> lightestFor(Placed partition, int instead) {
        return shelves.values().stream()
                .filter(to -> to.fits(partition))
                .min(Comparator.comparingInt((Shelf to) -> -racksAfter(partition, instead, to))
                        .thenComparingInt(Shelf::load)
                        .thenComparingInt(to -> to.topic(partition))
                        .thenComparingInt(to -> to.place.id()));
    }

    private void replace(Placed partition, int from, Shelf to) {
        // In the same position, so that a place takes over leadership with the replica.
        partition.replicas.set(partition.replicas.indexOf(from), to.place.id());
        hold(from, partition, -1);
        to.hold(partition, 1);
    }

    private void hold(int broker, Placed partition, int change) {
        Shelf shelf = shelves.get(broker);
        if (shelf != null) {
            shelf.hold(partition, change);
        }
    }

    private int load(int broker) {
        Shelf shelf = shelves.get(broker);
        return shelf == null ? 0 : shelf.load();
    }

    private String rack(int broker) {
        Shelf shelf = shelves.get(broker);
        return shelf == null ? "" : shelf.place.rack();
    }

    private boolean sharesRack(Placed partition, int broker) {
        return partition.replicas.stream()
                .anyMatch(other -> other != broker && Objects.equals(rack(other), rack(broker)));
    }

    private int racks(Placed partition) {
        Set<String> racks = new TreeSet<>();
        partition.replicas.forEach(broker -> racks.add(rack(broker)));
        return racks.size();
    }

    private int racksAfter(Placed partition, int from, Shelf to) {
        Set<String> racks = new TreeSet<>();
        racks.add(to.place.rack());
        for (int broker : partition.replicas) {
            if (broker != from) {
                racks.add(rack(broker));
            }
        }
        return racks.size();
    }
}
