package dev.holdfast.database.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.holdfast.database.cassandra.CassandraDetails.Keyspace;
import dev.holdfast.database.cassandra.CassandraDetails.Member;
import dev.holdfast.database.cassandra.CassandraDetails.Standing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RangesTest {

    private static final long QUARTER = 1L << 62;

    private static Member member(String name, String dc, String rack, Long... tokens) {
        return new Member(name, name, Standing.NORMAL, true, Duration.ZERO, dc, rack, 0, List.of(tokens), "5.0.9", "s");
    }

    private static Keyspace network(Object... dcsAndCopies) {
        TreeMap<String, Integer> replicas = new TreeMap<>();
        for (int i = 0; i < dcsAndCopies.length; i += 2) {
            replicas.put((String) dcsAndCopies[i], (Integer) dcsAndCopies[i + 1]);
        }
        return new Keyspace("shop", Keyspace.NETWORK, replicas);
    }

    private static List<Set<String>> replicas(Keyspace keyspace, List<Member> members) {
        return Ranges.of(keyspace, members).all().stream()
                .map(Ranges.Range::replicas)
                .toList();
    }

    private final List<Member> four = List.of(
            member("a", "dc1", "r1", -2 * QUARTER + 1),
            member("b", "dc1", "r1", -QUARTER),
            member("c", "dc1", "r2", 0L),
            member("d", "dc1", "r2", QUARTER));

    @Test
    void withoutRacksCopiesAreOnTheNextOnes() {
        TreeMap<String, Integer> two = new TreeMap<>();
        two.put("", 2);
        assertThat(replicas(new Keyspace("shop", Keyspace.SIMPLE, two), four))
                .containsExactly(Set.of("a", "b"), Set.of("b", "c"), Set.of("c", "d"), Set.of("d", "a"));
    }

    @Test
    void aSecondCopyIsOnAnotherRackEvenIfThatIsFurtherOn() {
        assertThat(replicas(network("dc1", 2), four))
                .containsExactly(Set.of("a", "c"), Set.of("b", "c"), Set.of("c", "a"), Set.of("d", "a"));
    }

    @Test
    void aRackIsTakenAgainWhereThereAreFewerRacksThanCopies() {
        assertThat(replicas(network("dc1", 3), four))
                .containsExactly(
                        Set.of("a", "b", "c"), Set.of("b", "c", "d"), Set.of("c", "d", "a"), Set.of("d", "a", "b"));
    }

    @Test
    void eachDataCentreHasItsOwnCopies() {
        List<Member> members = new ArrayList<>(four);
        members.add(member("x", "dc2", "r1", 5L));
        assertThat(replicas(network("dc1", 1, "dc2", 2), members))
                .allMatch(set -> set.size() == 2 && set.contains("x"));
    }

    @Test
    void theSharesOfAllAreAsManyAsThereAreCopies() {
        assertThat(Ranges.of(network("dc1", 3), four).shares().values().stream()
                        .mapToDouble(Double::doubleValue)
                        .sum())
                .isCloseTo(3, within(1e-9));
        assertThat(Ranges.of(network("dc1", 1), four).shares().get("b")).isCloseTo(0.25, within(1e-9));
    }

    @Test
    void aThousandNodesAreNoTrouble() {
        List<Member> many = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            many.add(member("n" + i, "dc1", "r" + i % 3, One.tokens(i).toArray(Long[]::new)));
        }
        assertThat(Ranges.of(network("dc1", 3), many).all()).hasSize(16_000);
    }
}
