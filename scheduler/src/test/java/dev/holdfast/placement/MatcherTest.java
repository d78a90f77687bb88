package dev.holdfast.placement;

import static dev.holdfast.placement.Land.GB;
import static dev.holdfast.placement.Land.amount;
import static dev.holdfast.placement.Land.hosts;
import static dev.holdfast.placement.Land.match;
import static dev.holdfast.placement.Land.need;
import static dev.holdfast.placement.Land.needs;
import static dev.holdfast.placement.Land.offer;
import static dev.holdfast.placement.Land.offers;
import static dev.holdfast.placement.Land.ports;
import static dev.holdfast.placement.Land.texts;
import static dev.holdfast.placement.Land.usual;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.model.Disk;
import dev.holdfast.model.Labels;
import dev.holdfast.model.Offer;
import dev.holdfast.model.Quantity;
import dev.holdfast.model.Resource;
import dev.holdfast.model.Resources;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MatcherTest {

    @Test
    void takesExactlyWhatANeedAsksFor() {
        Match match = match(offers(1), needs("broker", 1, "")).matches().get(0);
        assertThat(match.take().milli(Resource.CPUS)).isEqualTo(1000);
        assertThat(match.take().milli(Resource.MEM)).isEqualTo(GB);
        assertThat(match.take().milli(Resource.DISK)).isEqualTo(1000);
        assertThat(match.volumeDisk().milli(Resource.DISK)).isEqualTo(10 * GB);
        assertThat(match.source()).isEqualTo(Disk.Source.ROOT);
        assertThat(match.ports()).isEqualTo(Map.of("client", 31_000));
        assertThat(match.take().ports()).isEqualTo(Quantity.Ranges.of(31_000));
    }

    @Test
    void putsOneNodeOfAGroupOnAnAgentUnlessToldOtherwise() {
        Matcher.Result result = match(offers(2), needs("broker", 3, ""));
        assertThat(hosts(result)).containsExactly("host-00000", "host-00001");
        assertThat(result.refusals()).extracting(Refusal::node).containsOnly(Land.node("broker", 2));
        assertThat(texts(result))
                .containsExactly(
                        "constraint: a broker stands here already, and the rule is one per agent",
                        "constraint: a broker stands here already, and the rule is one per agent");
        assertThat(result.refusals()).allMatch(Refusal::everFits);
    }

    @Test
    void servesSeveralNeedsFromOneOffer() {
        List<Need> both = List.of(need("broker", 0, ""), need("controller", 0, ""));
        Matcher.Result result = match(offers(1), both);
        assertThat(result.matches()).hasSize(2);
        assertThat(result.matches().get(1).ports()).isEqualTo(Map.of("client", 31_001));
        Matcher.Result crowd = match(offers(1), needs("broker", 5, "@hostname:MAX_PER:9"));
        assertThat(crowd.matches()).hasSize(4);
        assertThat(texts(crowd)).containsExactly("cpus: 0.0 of 1.0 cpus free");
    }

    @Test
    void spreadsOverZonesThenAgents() {
        List<Offer> land = List.of(
                offer(0, "a", Map.of(), usual()),
                offer(1, "a", Map.of(), usual()),
                offer(2, "b", Map.of(), usual()),
                offer(3, "c", Map.of(), usual()));
        assertThat(hosts(match(land, needs("broker", 4, ""))))
                .containsExactly("host-00000", "host-00002", "host-00003", "host-00001");
        List<Need> crowd = needs("broker", 4, "@hostname:MAX_PER:3");
        assertThat(hosts(match(land, crowd))).containsExactly("host-00000", "host-00002", "host-00003", "host-00001");
    }

    @Test
    void spreadsOverWhatTheNeedSaysInsteadOfZones() {
        List<Offer> land = List.of(
                offer(0, "z", Map.of(), usual()),
                offer(1, "a", Map.of("rack", "r1"), usual()),
                offer(2, "b", Map.of("rack", "r1"), usual()),
                offer(3, "a", Map.of("rack", "r2"), usual()),
                offer(4, "a", Map.of("rack", "r3"), usual()));
        List<Need> needs = needs("broker", 5, "").stream()
                .map(need -> need.over(new Field("rack")))
                .toList();
        assertThat(hosts(match(land, needs)))
                .as("one without a rack comes last")
                .containsExactly("host-00001", "host-00003", "host-00004", "host-00002", "host-00000");
    }

    @Test
    void prefersTheAgentWithFewestNodesOfAnyKind() {
        Standing controller = new Standing(Land.node("controller", 0), offer(0).agent());
        assertThat(hosts(match(offers(2), needs("broker", 1, ""), controller))).containsExactly("host-00001");
    }

    @Test
    void doesNotDependOnTheOrderOfOffers() {
        List<Offer> shuffled = new ArrayList<>(offers(9));
        Matcher.Result straight = match(shuffled, needs("broker", 12, "@hostname:UNIQUE"));
        for (int i = 0; i < 5; i++) {
            Collections.rotate(shuffled, 2);
            assertThat(match(shuffled, needs("broker", 12, "@hostname:UNIQUE"))).isEqualTo(straight);
        }
    }

    @Test
    void takesNothingFromAnOfferOfAnotherRole() {
        Need other = new Need(
                Land.node("broker", 0), "elsewhere", 1000, GB, 1000, GB, "root", new TreeMap<>(), Constraint.STANDARD);
        Matcher.Result result = match(offers(1), List.of(other));
        assertThat(result.matches()).isEmpty();
        assertThat(result.refusals()).isEmpty();
    }

    @Test
    void aNodeThatMovesDoesNotStandInItsOwnWay() {
        Standing old = new Standing(Land.node("broker", 0), offer(0).agent());
        assertThat(match(offers(1), needs("broker", 1, ""), old).matches()).hasSize(1);
    }

    @Test
    void refinesWhatIsSetAsideForAnAncestorAndLeavesTheRest() {
        Resource ours = amount(Resource.CPUS, 500).reserve(Land.fixed("holdfast"));
        Resource operators = amount(Resource.MEM, GB).reserve(Land.dynamic("holdfast", Map.of("team", "data")));
        Resource anybodys = amount(Resource.CPUS, 4000);
        Resource disk = amount(Resource.DISK, 20 * GB);
        Match match = match(
                        List.of(offer(0, ours, operators, anybodys, disk, ports(1000, 2000))), needs("broker", 1, ""))
                .matches()
                .get(0);
        assertThat(match.take().all()).contains(ours, operators, anybodys.withQuantity(new Quantity.Amount(500)));

        for (Resource foreign : List.of(
                amount(Resource.CPUS, 4000).reserve(Land.fixed("other")),
                amount(Resource.CPUS, 4000).reserve(Land.fixed(Land.ROLE)),
                amount(Resource.CPUS, 4000).reserve(Land.fixed("hold")),
                amount(Resource.CPUS, 4000).reserve(Land.dynamic("holdfast", Map.of(Labels.OWNER, "x"))),
                amount(Resource.CPUS, 4000).reserve(Land.dynamic(Land.ROLE, Map.of(Labels.CLAIM, "x"))))) {
            assertThat(texts(match(
                            List.of(offer(0, foreign, operators, disk, ports(1000, 2000))), needs("broker", 1, ""))))
                    .containsExactly("cpus: 0.0 of 1.0 cpus free");
        }
    }

    @Test
    void aVolumeLiesOnOneDiskAndAMountIsTakenWhole() {
        Resource small = Land.disk(Disk.Kind.MOUNT, "/m1", 5 * GB);
        Resource large = Land.disk(Disk.Kind.MOUNT, "/m2", 50 * GB);
        Resource fitting = Land.disk(Disk.Kind.MOUNT, "/m3", 12 * GB);
        Resource path = Land.disk(Disk.Kind.PATH, "/p1", 15 * GB);
        Resource used = Land.volume(Land.disk(Disk.Kind.MOUNT, "/m4", 11 * GB), "taken");
        Offer offer = offer(0, "", Map.of(), usual().plus(new Resources(List.of(small, large, fitting, path, used))));
        TreeMap<String, Integer> none = new TreeMap<>();

        Match mount = match(List.of(offer), List.of(need("broker", 0, "", "mount", none)))
                .matches()
                .get(0);
        assertThat(mount.volumeDisk().all()).containsExactly(fitting);
        assertThat(mount.source().root()).isEqualTo("/m3");
        assertThat(mount.take().milli(Resource.DISK)).isEqualTo(1000);

        Match part = match(List.of(offer), List.of(need("broker", 0, "", "path", none)))
                .matches()
                .get(0);
        assertThat(part.volumeDisk().all()).containsExactly(path.withQuantity(new Quantity.Amount(10 * GB)));

        String many = "@hostname:MAX_PER:9";
        Matcher.Result three = match(
                List.of(offer),
                List.of(
                        need("broker", 0, many, "mount", none),
                        need("broker", 1, many, "mount", none),
                        need("broker", 2, many, "mount", none)));
        assertThat(three.matches()).hasSize(2);
        assertThat(texts(three)).containsExactly("disk: the largest free mount disk has 5 GB of 10 GB");

        Resource root = amount(Resource.DISK, 8 * GB).reserve(Land.fixed("holdfast"));
        Offer split = offer(
                1, amount(Resource.CPUS, 4000), amount(Resource.MEM, 9 * GB), amount(Resource.DISK, 8 * GB), root);
        assertThat(texts(match(List.of(split), List.of(need("broker", 0, "", "root", none)))))
                .containsExactly("disk: the largest free root disk has 8 GB of 10 GB");
    }

    @Test
    void picksPortsThatNobodyIsFixedOn() {
        Resource[] narrow = {
            amount(Resource.CPUS, 4000),
            amount(Resource.MEM, 16 * GB),
            amount(Resource.DISK, 99 * GB),
            ports(9092, 9094)
        };
        Need open = need("controller", 0, "");
        Need fixed = need("broker", 0, "", "root", new TreeMap<>(Map.of("client", 9092, "internal", 0)));
        Matcher.Result result = match(List.of(offer(0, narrow)), List.of(open, fixed));
        assertThat(result.matches())
                .extracting(Match::ports)
                .containsExactly(
                        new TreeMap<>(Map.of("client", 9093)), new TreeMap<>(Map.of("client", 9092, "internal", 9094)));

        Need elsewhere = need("broker", 0, "", "root", new TreeMap<>(Map.of("client", 80)));
        assertThat(texts(match(List.of(offer(0, narrow)), List.of(elsewhere))))
                .containsExactly("port: port 80 is not free; free are 9092-9094");
        Need four = need("broker", 0, "", "root", new TreeMap<>(Map.of("a", 0, "b", 0, "c", 0, "d", 0)));
        assertThat(texts(match(List.of(offer(0, narrow)), List.of(four))))
                .containsExactly("port: 3 of 4 ports free to pick from");
    }

    @Test
    void keepsAwayFromAgentsSoonInMaintenance() {
        for (Duration ahead : List.of(Duration.ofMinutes(-5), Duration.ofMinutes(59), Duration.ofHours(2))) {
            Instant begin = Land.NOW.plus(ahead);
            Matcher.Result result = match(List.of(inMaintenance(begin)), needs("broker", 1, ""));
            assertThat(result.matches()).hasSize(ahead.toHours() >= 1 ? 1 : 0);
            assertThat(texts(result))
                    .allMatch(text -> text.startsWith("maintenance: ") && text.endsWith(begin.toString()));
        }
    }

    @Test
    void saysWhatIsMissingWithTheNumbers() {
        Offer offer = offer(
                0,
                amount(Resource.CPUS, 400),
                amount(Resource.MEM, 300_000),
                amount(Resource.DISK, GB),
                ports(31_000, 31_000));
        assertThat(texts(match(List.of(offer), List.of(need("broker", 0, "")))))
                .containsExactly("cpus: 0.4 of 1.0 cpus free");
        assertThat(texts(match(
                        List.of(offer(0, amount(Resource.CPUS, 1000), amount(Resource.MEM, 300_000))),
                        List.of(need("broker", 0, "")))))
                .containsExactly("memory: 300 MB of 1 GB memory free");
        assertThat(texts(match(
                        List.of(offer(
                                0, amount(Resource.CPUS, 1000), amount(Resource.MEM, GB), amount(Resource.DISK, GB))),
                        List.of(need("broker", 0, "")))))
                .containsExactly("disk: 1 GB of 10 GB disk free");
    }

    @Test
    void tellsNeverFromNotNow() {
        Offer little = offer(0, amount(Resource.CPUS, 100));
        Offer labelled = offer(1, "", Map.of("rack", "r1"), little.resources());
        List<Refusal> refusals = Matcher.match(
                        List.of(little, labelled),
                        List.of(need("broker", 0, "rack:IS:r1")),
                        List.of(),
                        Land.NOW,
                        List.of(Land.whole(little), Land.whole(labelled)))
                .refusals();
        assertThat(refusals).extracting(Refusal::everFits).containsExactly(false, false);
        assertThat(refusals.get(0).text()).isEqualTo("the agent has no rack, which rack:IS:r1 looks at");
        assertThat(match(List.of(labelled), List.of(need("broker", 0, "rack:IS:r1")))
                        .refusals())
                .extracting(Refusal::everFits)
                .containsExactly(true);
        assertThat(match(List.of(labelled), List.of(need("broker", 0, "rack:IS:r2")))
                        .refusals())
                .extracting(Refusal::everFits)
                .containsExactly(false);
    }

    @Test
    void workIsLinearInOffersAtTenThousandAgents() {
        List<Offer> land = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            land.add(offer(i, "z" + i % 3, Map.of("rack", "r" + i % 100), usual()));
        }
        List<Need> needs = new ArrayList<>(needs("broker", 30, "@zone:GROUP_BY and rack:UNIQUE"));
        needs.addAll(needs("impossible", 50, "rack:IS:nowhere"));
        Matcher.Result result = match(land, needs);
        assertThat(result.matches()).hasSize(30);
        // Each served need looks at every offer once; the fifty that fit nowhere look once between them.
        assertThat(result.judged()).isEqualTo(31L * land.size());
        assertThat(result.refusals()).hasSize(10_000 + 49 * Matcher.MOST_SHARED_REFUSALS);
    }

    private static Offer inMaintenance(Instant begin) {
        Offer offer = offer(0);
        return new Offer(
                offer.id(),
                offer.agentId(),
                offer.hostname(),
                offer.ip(),
                offer.port(),
                offer.role(),
                offer.resources(),
                offer.attributes(),
                offer.zone(),
                offer.region(),
                Optional.of(begin));
    }
}
