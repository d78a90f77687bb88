package dev.holdfast.database.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.kafka.ReplicaSpread.Item;
import dev.holdfast.database.kafka.ReplicaSpread.Place;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReplicaSpreadTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void drains_wholly_moving_only_what_was_there(long seed) {
        Random random = new Random(seed);
        List<Place> all = places(5 + random.nextInt(10), 1 + random.nextInt(4));
        List<Item> items = items(random, all, 60, 1 + random.nextInt(3));
        int leaving = all.get(random.nextInt(all.size())).id();
        List<Place> rest = all.stream().filter(place -> place.id() != leaving).toList();

        ReplicaSpread spread = new ReplicaSpread(items, rest);
        assertThat(spread.drain()).isEmpty();
        List<Move> moves = spread.moves();

        checkReplicas(items, moves);
        assertThat(moves).hasSize((int)
                items.stream().filter(item -> item.replicas().contains(leaving)).count());
        assertThat(moves).allSatisfy(move -> {
            assertThat(move.from()).contains(leaving);
            assertThat(move.to()).doesNotContain(leaving);
            assertThat(move.adding()).hasSize(1);
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void balances_within_one_replica_and_one_leader_moving_as_little_as_any_plan_could(long seed) {
        Random random = new Random(seed);
        List<Place> all = places(3 + random.nextInt(12), 1);
        List<Place> old = all.subList(0, 3 + random.nextInt(all.size() - 2));
        List<Item> items = items(random, old, 20 + random.nextInt(100), 1 + random.nextInt(3));

        ReplicaSpread spread = new ReplicaSpread(items, all);
        spread.useAllRacks();
        spread.balanceReplicas();
        spread.balanceLeaders();
        List<Move> moves = spread.moves();

        checkReplicas(items, moves);
        SortedMap<Integer, Integer> loads = loads(all, after(items, moves).values());
        assertThat(Collections.max(loads.values()) - Collections.min(loads.values()))
                .isLessThanOrEqualTo(1);
        assertThat(moves.stream().mapToInt(move -> move.adding().size()).sum())
                .isEqualTo(
                        leastMoves(loads(all, items.stream().map(Item::replicas).toList())));
        if (items.get(0).replicas().size() > 1) {
            assertThat(spreadOfLeaders(all, after(items, moves).values())).isLessThanOrEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void uses_all_racks_and_balances_within_each_of_them(long seed) {
        Random random = new Random(seed);
        List<Place> all = places(6 + random.nextInt(9), 3);
        List<Item> items = items(random, all, 90, 3);

        ReplicaSpread spread = new ReplicaSpread(items, all);
        spread.useAllRacks();
        spread.balanceReplicas();
        List<Move> moves = spread.moves();

        checkReplicas(items, moves);
        Map<PartitionId, List<Integer>> after = after(items, moves);
        assertThat(after.values())
                .allSatisfy(replicas -> assertThat(racks(all, replicas)).isEqualTo(3));
        SortedMap<Integer, Integer> loads = loads(all, after.values());
        for (int rack = 0; rack < 3; rack++) {
            List<Integer> ofRack = new ArrayList<>();
            for (Place place : all) {
                if (place.rack().equals("r" + rack)) {
                    ofRack.add(loads.get(place.id()));
                }
            }
            assertThat(Collections.max(ofRack) - Collections.min(ofRack)).isLessThanOrEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void comes_to_rest_when_only_some_moves_are_done_at_a_time(long seed) {
        Random random = new Random(seed);
        List<Place> all = places(9, 3);
        List<Item> items = items(random, all.subList(0, 4), 120, 3);
        int rounds = 0;
        while (true) {
            ReplicaSpread spread = new ReplicaSpread(items, all);
            spread.useAllRacks();
            spread.balanceReplicas();
            spread.balanceLeaders();
            List<Move> moves = spread.moves();
            if (moves.isEmpty()) {
                break;
            }
            Map<PartitionId, List<Integer>> after = after(items, moves.subList(0, Math.min(7, moves.size())));
            items = items.stream()
                    .map(item -> new Item(item.id(), after.getOrDefault(item.id(), List.of()), item.bytes(), false))
                    .toList();
            assertThat(++rounds).isLessThan(60);
        }
        SortedMap<Integer, Integer> loads =
                loads(all, items.stream().map(Item::replicas).toList());
        assertThat(Collections.max(loads.values()) - Collections.min(loads.values()))
                .isLessThanOrEqualTo(1);
    }

    @Test
    void is_the_same_for_the_same_input_in_any_order() {
        List<Place> all = places(7, 3);
        List<Item> items = items(new Random(42), all.subList(0, 4), 50, 3);
        List<Item> shuffled = new ArrayList<>(items);
        Collections.shuffle(shuffled, new Random(1));
        List<Place> reversed = new ArrayList<>(all);
        Collections.reverse(reversed);

        assertThat(balanced(shuffled, reversed)).isEqualTo(balanced(items, all)).isNotEmpty();
    }

    @Test
    void never_fills_a_broker_beyond_its_room() {
        List<Place> rest = List.of(new Place(1, "", 250, true), new Place(2, "", 100, true));
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            items.add(new Item(new PartitionId("t", i), List.of(0), 100, false));
        }
        ReplicaSpread spread = new ReplicaSpread(items, rest);

        assertThat(spread.drain()).containsExactly(new PartitionId("t", 3), new PartitionId("t", 4));
        assertThat(loads(rest, after(items, spread.moves()).values()))
                .containsEntry(1, 2)
                .containsEntry(2, 1);
    }

    @Test
    void leaves_pinned_partitions_and_brokers_that_take_nothing_alone() {
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            items.add(new Item(new PartitionId("t", i), List.of(0), 1, i < 4));
        }
        List<Place> all = List.of(new Place(0, "", -1, true), new Place(1, "", -1, true), new Place(2, "", -1, false));
        ReplicaSpread spread = new ReplicaSpread(items, all);
        spread.balanceReplicas();

        assertThat(spread.moves()).extracting(move -> move.id().partition()).containsExactly(4, 5);
        assertThat(spread.moves()).allSatisfy(move -> assertThat(move.to()).containsExactly(1));
    }

    @Test
    void grows_and_shrinks_the_number_of_replicas_keeping_the_preferred_leader() {
        List<Place> all = places(6, 3);
        List<Item> two = items(new Random(3), all, 30, 2);
        ReplicaSpread growing = new ReplicaSpread(two, all);
        assertThat(growing.resize(3)).isEmpty();
        assertThat(growing.moves()).hasSize(30).allSatisfy(move -> {
            assertThat(move.to()).hasSize(3).startsWith(move.from().toArray(new Integer[0]));
            assertThat(racks(all, move.to())).isGreaterThan(racks(all, move.from()) - 1);
        });

        ReplicaSpread shrinking = new ReplicaSpread(two, all);
        shrinking.resize(1);
        assertThat(shrinking.moves()).hasSize(30).allSatisfy(move -> {
            assertThat(move.to()).containsExactly(move.from().get(0));
            assertThat(move.bytes()).isZero();
        });

        assertThat(new ReplicaSpread(two, all.subList(0, 2)).resize(4)).isNotEmpty();
    }

    @Test
    void hands_leadership_along_a_chain_where_no_single_hand_over_helps() {
        List<Place> all = places(3, 1);
        // 0 leads three and shares only with 1; 1 leads two and shares with 2, who leads none.
        List<Item> items = List.of(item(0, 0, 1), item(1, 0, 1), item(2, 0, 1), item(3, 1, 2), item(4, 1, 2));
        ReplicaSpread spread = new ReplicaSpread(items, all);
        spread.balanceLeaders();

        assertThat(spreadOfLeaders(all, after(items, spread.moves()).values())).isLessThanOrEqualTo(1);
        assertThat(spread.moves()).allSatisfy(move -> assertThat(move.adding()).isEmpty());
    }

    private static Item item(int partition, Integer... replicas) {
        return new Item(new PartitionId("t", partition), List.of(replicas), 10, false);
    }

    private static List<Move> balanced(List<Item> items, List<Place> places) {
        ReplicaSpread spread = new ReplicaSpread(items, places);
        spread.useAllRacks();
        spread.balanceReplicas();
        spread.balanceLeaders();
        return spread.moves();
    }

    private static List<Place> places(int count, int racks) {
        List<Place> places = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            places.add(new Place(i, racks == 1 ? "" : "r" + i % racks, -1, true));
        }
        return places;
    }

    private static List<Item> items(Random random, List<Place> places, int count, int replicas) {
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<Integer> brokers =
                    new ArrayList<>(places.stream().map(Place::id).toList());
            Collections.shuffle(brokers, random);
            items.add(new Item(
                    new PartitionId("t" + i % 5, i / 5),
                    brokers.subList(0, Math.min(replicas, brokers.size())),
                    random.nextInt(1000),
                    false));
        }
        return items;
    }

    /** As many replicas as before, none twice, bytes those of what is added. */
    private static void checkReplicas(List<Item> items, List<Move> moves) {
        Map<PartitionId, Item> byId = new TreeMap<>();
        items.forEach(item -> byId.put(item.id(), item));
        assertThat(moves).allSatisfy(move -> {
            Item item = Objects.requireNonNull(byId.get(move.id()));
            assertThat(move.from()).isEqualTo(item.replicas()).isNotEqualTo(move.to());
            assertThat(move.to()).hasSameSizeAs(item.replicas()).doesNotHaveDuplicates();
            assertThat(move.bytes()).isEqualTo(item.bytes() * move.adding().size());
        });
        assertThat(moves).extracting(Move::id).doesNotHaveDuplicates();
    }

    private static Map<PartitionId, List<Integer>> after(List<Item> items, List<Move> moves) {
        Map<PartitionId, List<Integer>> after = new TreeMap<>();
        items.forEach(item -> after.put(item.id(), item.replicas()));
        moves.forEach(move -> after.put(move.id(), move.to()));
        return after;
    }

    private static SortedMap<Integer, Integer> loads(List<Place> places, Collection<List<Integer>> replicas) {
        SortedMap<Integer, Integer> loads = new TreeMap<>();
        places.forEach(place -> loads.put(place.id(), 0));
        replicas.forEach(all -> all.forEach(broker -> loads.computeIfPresent(broker, (id, load) -> load + 1)));
        return loads;
    }

    private static int spreadOfLeaders(List<Place> places, Collection<List<Integer>> replicas) {
        SortedMap<Integer, Integer> led =
                loads(places, replicas.stream().map(all -> all.subList(0, 1)).toList());
        return Collections.max(led.values()) - Collections.min(led.values());
    }

    private static int racks(List<Place> places, List<Integer> replicas) {
        HashSet<String> racks = new HashSet<>();
        places.stream().filter(place -> replicas.contains(place.id())).forEach(place -> racks.add(place.rack()));
        return racks.size();
    }

    /**
     * Fewest replicas that must move for loads to be equal within one: what is above the ceiling, or below the floor.
     */
    private static int leastMoves(SortedMap<Integer, Integer> loads) {
        int total = loads.values().stream().mapToInt(Integer::intValue).sum();
        int floor = total / loads.size();
        int ceiling = (total + loads.size() - 1) / loads.size();
        int above = loads.values().stream()
                .mapToInt(load -> Math.max(0, load - ceiling))
                .sum();
        int below = loads.values().stream()
                .mapToInt(load -> Math.max(0, floor - load))
                .sum();
        return Math.max(above, below);
    }
}
