package dev.holdfast.database.kafka;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Spreads preferred leadership by reordering replicas.
 *
 * <p>A broker can hand a partition it leads to any other that holds it. Seen as a graph, brokers are joined by such
 * partitions; while some broker leads at least two more than one it can reach, leadership is handed along the shortest
 * chain between them, which makes the first lead one less, the last one more, and leaves those between as they were.
 * When no such chain is left, no order of replicas is better spread.
 */
final class LeaderSpread {

    private record Led(PartitionId id, List<Integer> replicas) {}

    /** A broker with what it is preferred leader of. */
    private static final class Chair {

        private final int broker;
        private final List<Led> led = new ArrayList<>();
        private int pinned;

        Chair(int broker) {
            this.broker = broker;
        }

        int count() {
            return led.size() + pinned;
        }
    }

    private final SortedMap<Integer, Chair> chairs = new TreeMap<>();

    LeaderSpread(Collection<Integer> brokers) {
        brokers.forEach(broker -> chairs.put(broker, new Chair(broker)));
    }

    /** @param replicas are reordered in place */
    void add(PartitionId id, List<Integer> replicas, boolean pinned) {
        Chair chair = replicas.isEmpty() ? null : chairs.get(replicas.get(0));
        if (chair != null && pinned) {
            chair.pinned++;
        } else if (chair != null) {
            chair.led.add(new Led(id, replicas));
        }
    }

    void balance() {
        while (handOne()) {
            // Ends: each chain lowers the sum of squares of what brokers lead.
        }
    }

    private boolean handOne() {
        List<Chair> fullestFirst = new ArrayList<>(chairs.values());
        fullestFirst.sort(
                Comparator.comparingInt((Chair chair) -> -chair.count()).thenComparingInt(chair -> chair.broker));
        for (Chair giver : fullestFirst) {
            List<Chair> chain = chainFrom(giver);
            for (int i = chain.size() - 1; i > 0; i--) {
                hand(chain.get(i - 1), chain.get(i));
            }
            if (!chain.isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** The shortest chain to a broker that leads at least two fewer; empty if there is none. */
    private List<Chair> chainFrom(Chair giver) {
        Map<Chair, Chair> cameFrom = new LinkedHashMap<>();
        cameFrom.put(giver, giver);
        Deque<Chair> next = new ArrayDeque<>(List.of(giver));
        while (!next.isEmpty()) {
            Chair chair = next.removeFirst();
            if (giver.count() - chair.count() >= 2) {
                return chain(cameFrom, chair);
            }
            for (Led partition : chair.led) {
                for (int broker : partition.replicas) {
                    Chair other = chairs.get(broker);
                    if (other != null && cameFrom.putIfAbsent(other, chair) == null) {
                        next.addLast(other);
                    }
                }
            }
        }
        return List.of();
    }

    private static List<Chair> chain(Map<Chair, Chair> cameFrom, Chair last) {
        ArrayDeque<Chair> chain = new ArrayDeque<>(List.of(last));
        Chair before = cameFrom.get(last);
        while (before != null && before != chain.getFirst()) {
            chain.addFirst(before);
            before = cameFrom.get(before);
        }
        return new ArrayList<>(chain);
    }

    private static void hand(Chair from, Chair to) {
        for (int i = 0; i < from.led.size(); i++) {
            Led partition = from.led.get(i);
            int position = partition.replicas.indexOf(to.broker);
            if (position > 0) {
                Collections.swap(partition.replicas, 0, position);
                from.led.remove(i);
                to.led.add(partition);
                return;
            }
        }
        throw new IllegalStateException("no partition to hand from " + from.broker + " to " + to.broker);
    }
}
