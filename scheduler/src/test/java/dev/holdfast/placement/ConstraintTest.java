package dev.holdfast.placement;

import static dev.holdfast.placement.Land.hosts;
import static dev.holdfast.placement.Land.match;
import static dev.holdfast.placement.Land.needs;
import static dev.holdfast.placement.Land.offer;
import static dev.holdfast.placement.Land.texts;
import static dev.holdfast.placement.Land.usual;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.model.Offer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConstraintTest {

    /** Four nodes fit on each. Hosts 0 to 5: zones a, a, b, b, c, none; racks 1, 2, 1, 2, none, none. */
    private static final List<Offer> LAND = List.of(
            offer(0, "a", Map.of("rack", "1"), usual()),
            offer(1, "a", Map.of("rack", "2"), usual()),
            offer(2, "b", Map.of("rack", "1"), usual()),
            offer(3, "b", Map.of("rack", "2"), usual()),
            offer(4, "c", Map.of(), usual()),
            offer(5, "", Map.of(), usual()));

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    rack:UNIQUE                             | 2
                    rack:IS:1                               | 8
                    rack:IS_NOT:1                           | 16
                    rack:LIKE:[13]                          | 8
                    rack:UNLIKE:[13]                        | 16
                    rack:MAX_PER:3                          | 6
                    rack:CLUSTER:2                          | 8
                    rack:CLUSTER                            | 8
                    rack:CLUSTER:9                          | 0
                    @zone:GROUP_BY:3                        | 14
                    @zone:GROUP_BY:4                        | 3
                    @zone:GROUP_BY                          | 14
                    rack:IS:1 and @zone:IS:a                | 4
                    rack:IS:1 or @zone:IS:c                 | 12
                    not rack:IS:1                           | 16
                    not (rack:IS:1 or @zone:IS:c)           | 12
                    @hostname:UNIQUE                        | 6
                    @hostname:UNIQUE and rack:LIKE:.        | 4
                    @region:UNIQUE                          | 0
                    not @region:UNIQUE                      | 24
                    avoid:controller                        | 24
                    colocate:controller                     | 0
                    """)
    void letsThisManyNodesStand(String constraint, int most) {
        assertThat(match(LAND, needs("broker", 30, constraint)).matches().size())
                .isEqualTo(most);
    }

    @Test
    void spreadsEvenlyOverTheValuesOfAGroupBy() {
        List<String> zones = match(LAND, needs("broker", 7, "@zone:GROUP_BY")).matches().stream()
                .map(match -> match.offer().zone())
                .toList();
        assertThat(zones).containsExactly("a", "b", "c", "a", "b", "c", "a");
    }

    @Test
    void countsWhatStandsAlready() {
        Standing here = new Standing(Land.node("broker", 9), LAND.get(0).agent());
        assertThat(hosts(match(LAND, needs("broker", 5, "rack:UNIQUE"), here))).containsExactly("host-00003");
        assertThat(texts(match(LAND.subList(0, 1), needs("broker", 1, "rack:UNIQUE"), here)))
                .containsExactly("constraint: there is already 1 broker on rack '1', and rack:UNIQUE allows 1");
        assertThat(texts(match(LAND.subList(1, 2), needs("broker", 1, "rack:CLUSTER"), here)))
                .containsExactly("constraint: rack is '2', the others stand on '1'");
        assertThat(texts(match(LAND.subList(0, 2), needs("broker", 1, "@zone:GROUP_BY:3"), here)))
                .containsOnly("constraint: @zone 'a' has 1 broker already, another must get its turn first (0 there)");
    }

    @Test
    void aGroupByWithANumberWaitsForThatManyValuesHoweverManyNodesStand() {
        Standing one = new Standing(Land.node("broker", 8), LAND.get(0).agent());
        Standing two = new Standing(Land.node("broker", 9), LAND.get(1).agent());
        assertThat(match(LAND.subList(0, 2), needs("broker", 1, "@zone:GROUP_BY:2"), one, two)
                        .matches())
                .isEmpty();
        assertThat(hosts(match(LAND.subList(0, 4), needs("broker", 4, "@zone:GROUP_BY:2"), one, two)))
                .startsWith("host-00002", "host-00003");
    }

    @Test
    void avoidsAndSeeksOtherGroupsOfTheSameClusterOnly() {
        Standing controller =
                new Standing(Land.node("controller", 0), LAND.get(1).agent());
        assertThat(hosts(match(LAND, needs("broker", 1, "colocate:controller"), controller)))
                .containsExactly("host-00001");
        List<Offer> two = LAND.subList(0, 2);
        assertThat(hosts(match(two, needs("broker", 1, "avoid:controller"), controller)))
                .containsExactly("host-00000");
        assertThat(texts(match(LAND.subList(1, 2), needs("broker", 1, "avoid:controller"), controller)))
                .containsExactly("constraint: a controller stands here, and avoid:controller forbids it");
        Standing foreign = new Standing(
                dev.holdfast.model.NodeId.parse("other/controller-0").orElseThrow(),
                LAND.get(1).agent());
        assertThat(match(LAND, needs("broker", 1, "colocate:controller"), foreign)
                        .matches())
                .isEmpty();
    }

    @Test
    void whatAConstraintSaysForEverAgreesWithWhatItSaysNow() {
        for (String text : List.of(
                "rack:IS:1",
                "rack:UNLIKE:1",
                "not rack:IS:1",
                "rack:IS:1 or @zone:UNIQUE",
                "@zone:MAX_PER:1",
                "not @zone:UNIQUE",
                "avoid:x and rack:LIKE:2",
                "@zone:CLUSTER",
                "@zone:CLUSTER:a")) {
            Constraint constraint = Land.rule(text);
            List<Standing> all = new ArrayList<>();
            for (int i = 0; i <= LAND.size(); i++) {
                Judge judge = new Judge(new Placements(all));
                for (Offer offer : LAND) {
                    Optional<Objection> now =
                            judge.judge(constraint, GroupKey.of(Land.node("broker", 0)), offer.agent());
                    Ever ever = Ever.of(constraint, offer.agent());
                    assertThat(ever)
                            .as("%s on %s", text, offer.hostname())
                            .isNotEqualTo(now.isEmpty() ? Ever.NO : Ever.YES);
                }
                if (i < LAND.size()) {
                    all.add(new Standing(Land.node("broker", i), LAND.get(i).agent()));
                }
            }
        }
    }
}
