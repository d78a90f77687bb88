package dev.holdfast.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.model.AgentId;
import dev.holdfast.model.Disk;
import dev.holdfast.model.Labels;
import dev.holdfast.model.NodeId;
import dev.holdfast.model.Offer;
import dev.holdfast.model.OfferId;
import dev.holdfast.model.Quantity;
import dev.holdfast.model.Resource;
import dev.holdfast.model.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What holds for every answer of the matcher, on lands, needs and constraints that a seed makes up. */
class MatcherPropertyTest {

    private static final int SEEDS = 400;
    private static final List<String> RULES = List.of(
            "",
            "@hostname:UNIQUE",
            "@hostname:MAX_PER:2",
            "@zone:GROUP_BY:2 and @hostname:MAX_PER:3",
            "@zone:GROUP_BY",
            "rack:IS:r1 or @zone:IS:a",
            "not rack:LIKE:r[12]",
            "rack:CLUSTER",
            "avoid:other",
            "colocate:other or rack:MAX_PER:1");

    @Test
    void neverTakesMoreThanIsOffered() {
        forAll((world, result) -> {
            for (Offer offer : world.offers) {
                Resources left = offer.resources();
                for (Match match : result.matches()) {
                    if (match.offer().equals(offer)) {
                        Resources all = match.take().plus(match.volumeDisk());
                        assertThat(left.contains(all)).as("%s of %s", all, left).isTrue();
                        left = left.minus(all);
                    }
                }
            }
        });
    }

    @Test
    void givesEveryNeedExactlyWhatItAsksFor() {
        forAll((world, result) -> {
            for (Match match : result.matches()) {
                Need need = world.need(match.node());
                assertThat(match.take().milli(Resource.CPUS)).isEqualTo(need.cpusMilli());
                assertThat(match.take().milli(Resource.MEM)).isEqualTo(need.memoryMilli());
                assertThat(match.take().milli(Resource.DISK)).isEqualTo(need.diskMilli());
                long volume = match.volumeDisk().milli(Resource.DISK);
                assertThat(match.volumeDisk().all()).hasSize(1);
                assertThat(match.source().kind().name().toLowerCase(Locale.ROOT))
                        .isEqualTo(need.diskKind());
                if (need.diskKind().equals("mount")) {
                    assertThat(volume).isGreaterThanOrEqualTo(need.volumeMilli());
                } else {
                    assertThat(volume).isEqualTo(need.volumeMilli());
                }
                assertThat(match.ports().keySet()).isEqualTo(need.ports().keySet());
                need.ports()
                        .forEach((name, port) -> assertThat(match.ports().get(name))
                                .satisfiesAnyOf(
                                        picked -> assertThat(port).isZero(),
                                        picked -> assertThat(picked).isEqualTo(port)));
                assertThat(match.take().ports().count()).isEqualTo(match.ports().size());
            }
        });
    }

    @Test
    void neverGivesAPortOfAnAgentTwice() {
        forAll((world, result) -> {
            TreeSet<String> seen = new TreeSet<>();
            for (Match match : result.matches()) {
                match.ports()
                        .values()
                        .forEach(port -> assertThat(seen.add(match.offer().agentId() + ":" + port))
                                .isTrue());
            }
        });
    }

    @Test
    void constraintsHoldAtTheMomentOfEachMatch() {
        forAll((world, result) -> {
            List<Standing> standing = new ArrayList<>(world.standings);
            for (Match match : result.matches()) {
                Need need = world.need(match.node());
                assertThat(holds(need, match.offer(), standing, world))
                        .as("%s on %s", need.constraint(), match.offer().hostname())
                        .isTrue();
                standing.add(new Standing(match.node(), match.offer().agent()));
            }
        });
    }

    @Test
    void leavesAloneWhatIsSomebodys() {
        forAll((world, result) -> {
            for (Match match : result.matches()) {
                for (Resource resource : match.take().plus(match.volumeDisk()).all()) {
                    assertThat(resource.isVolume()).isFalse();
                    assertThat(resource.revocable()).isFalse();
                    resource.reservation().ifPresent(top -> {
                        assertThat(top.role()).isEqualTo("holdfast");
                        assertThat(top.labels()).doesNotContainKey(Labels.OWNER);
                    });
                }
            }
        });
    }

    @Test
    void everyNeedHasAMatchOrARefusalFromEveryOffer() {
        forAll((world, result) -> {
            TreeMap<NodeId, Integer> refusals = new TreeMap<>();
            result.refusals().forEach(refusal -> refusals.merge(refusal.node(), 1, Integer::sum));
            TreeSet<NodeId> matched = new TreeSet<>();
            result.matches()
                    .forEach(match -> assertThat(matched.add(match.node())).isTrue());
            for (Need need : world.needs) {
                assertThat(refusals.getOrDefault(need.node(), 0))
                        .isEqualTo(matched.contains(need.node()) ? 0 : world.offers.size());
            }
        });
    }

    @Test
    void whatIsReservedIsFoundAgainInTheNextOffer() {
        forAll((world, result) -> {
            int number = 0;
            for (Match match : result.matches()) {
                number++;
                String claim = "claim-" + number;
                TreeMap<String, String> labels = new TreeMap<>(Map.of(Labels.OWNER, "me", Labels.CLAIM, claim));
                var reservation = Reserve.reservation(Land.ROLE, "us", labels);
                Resources reserved = Reserve.reserved(match, reservation);
                Resource volume = Reserve.volume(match, reservation, "id-" + number, "data");
                Resources owned = Reserve.owned(match, reservation, volume);
                Resources rest = match.offer().resources().minus(match.take()).minus(match.volumeDisk());
                assertThat(Claims.of(rest.plus(reserved), "me", claim)).isEqualTo(reserved);
                Resources next = rest.plus(owned);
                assertThat(Claims.of(next, "me", claim).contains(owned)).isTrue();
                assertThat(owned.contains(Claims.of(next, "me", claim))).isTrue();
                assertThat(owned.volume("id-" + number)).contains(volume);
                assertThat(owned.milli(Resource.DISK)).isEqualTo(reserved.milli(Resource.DISK));
                assertThat(Claims.of(next, "you", claim).isEmpty()).isTrue();
                assertThat(Claims.all(next, "me")).containsEntry(claim, Claims.of(next, "me", claim));
                assertThat(Claims.foreign(next, "me").isEmpty()).isTrue();
                assertThat(Claims.foreign(next, "you").contains(owned)).isTrue();
                assertThat(Claims.surplus(reserved.plus(reserved), reserved).milli(Resource.CPUS))
                        .isEqualTo(reserved.milli(Resource.CPUS));
                Pool pool = Pool.offered(owned, Land.ROLE + "/below");
                assertThat(pool.cpusMilli()).as("a claim is nobody else's").isZero();
            }
        });
    }

    /** The rules again, told naively, so that the indexes are held against something. */
    private static boolean holds(Need need, Offer offer, List<Standing> standing, World world) {
        List<Standing> siblings = standing.stream()
                .filter(one -> one.node().group().equals(need.node().group()))
                .toList();
        AgentId here = offer.agentId();
        long onAgent =
                siblings.stream().filter(one -> one.agent().id().equals(here)).count();
        long sameZone = siblings.stream()
                .filter(one -> one.agent().zone().equals(offer.zone()))
                .count();
        String rack = offer.attributes().getOrDefault("rack", "");
        long sameRack = siblings.stream()
                .filter(one -> one.agent().attributes().getOrDefault("rack", "").equals(rack))
                .count();
        boolean otherHere = standing.stream()
                .anyMatch(one ->
                        one.node().group().equals("other") && one.agent().id().equals(here));
        return switch (need.constraint().toString()) {
            case "", "@hostname:UNIQUE" -> onAgent == 0;
            case "@hostname:MAX_PER:2" -> onAgent < 2;
            case "@zone:GROUP_BY:2 and @hostname:MAX_PER:3" ->
                !offer.zone().isEmpty() && onAgent < 3 && sameZone <= least(siblings, 2, new TreeSet<>());
            case "@zone:GROUP_BY" -> {
                TreeSet<String> zones = new TreeSet<>();
                world.offers.forEach(one -> zones.add(one.zone()));
                zones.remove("");
                yield !offer.zone().isEmpty() && sameZone <= least(siblings, 0, zones);
            }
            case "rack:IS:r1 or @zone:IS:a" -> rack.equals("r1") || offer.zone().equals("a");
            case "not rack:LIKE:r[12]" -> !rack.equals("r1") && !rack.equals("r2");
            case "rack:CLUSTER" ->
                !rack.isEmpty()
                        && (sameRack > 0
                                || siblings.stream()
                                        .noneMatch(
                                                one -> one.agent().attributes().containsKey("rack")));
            case "avoid:other" -> !otherHere;
            case "colocate:other or rack:MAX_PER:1" -> otherHere || (!rack.isEmpty() && sameRack < 1);
            default -> throw new AssertionError(need.constraint());
        };
    }

    private static long least(List<Standing> siblings, int atLeast, Set<String> values) {
        TreeMap<String, Integer> counts = new TreeMap<>();
        values.forEach(value -> counts.put(value, 0));
        siblings.stream()
                .filter(one -> !one.agent().zone().isEmpty())
                .forEach(one -> counts.merge(one.agent().zone(), 1, Integer::sum));
        return counts.size() < atLeast
                ? 0
                : counts.values().stream().mapToInt(Integer::intValue).min().orElse(0);
    }

    private interface Property {
        void check(World world, Matcher.Result result);
    }

    private static void forAll(Property property) {
        int matched = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            World world = new World(new Random(seed));
            Matcher.Result result = Matcher.match(world.offers, world.needs, world.standings, Land.NOW);
            matched += result.matches().size();
            try {
                property.check(world, result);
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
        assertThat(matched)
                .as("the worlds must not be so poor that nothing is tested")
                .isGreaterThan(SEEDS * 2);
    }

    /** A made-up land with what stands on it and what is needed. */
    private static final class World {
        private final List<Offer> offers = new ArrayList<>();
        private final List<Need> needs = new ArrayList<>();
        private final List<Standing> standings = new ArrayList<>();

        private World(Random random) {
            int agents = 1 + random.nextInt(8);
            for (int i = 0; i < agents; i++) {
                offers.add(offer(random, i));
            }
            for (int i = random.nextInt(4); i > 0; i--) {
                String group = random.nextBoolean() ? "broker" : "other";
                Offer where = offers.get(random.nextInt(agents));
                standings.add(new Standing(Land.node(group, 100 + i), where.agent()));
            }
            String brokers = RULES.get(random.nextInt(RULES.size()));
            int others = random.nextInt(3);
            for (int i = 0; i < others; i++) {
                needs.add(need(random, "other", i, ""));
            }
            for (int i = 0; i < 1 + random.nextInt(8); i++) {
                needs.add(need(random, "broker", i, brokers));
            }
        }

        private Need need(NodeId node) {
            return needs.stream()
                    .filter(one -> one.node().equals(node))
                    .findFirst()
                    .orElseThrow();
        }

        private static Need need(Random random, String group, int index, String rule) {
            TreeMap<String, Integer> ports = new TreeMap<>();
            for (int i = random.nextInt(3); i > 0; i--) {
                ports.put("p" + i, random.nextInt(3) == 0 ? 9000 + i : 0);
            }
            return new Need(
                    Land.node(group, index),
                    Land.ROLE,
                    1 + random.nextInt(1500),
                    1000L * (1 + random.nextInt(1000)),
                    1000L * random.nextInt(50),
                    1000L * (1 + random.nextInt(2000)),
                    List.of("root", "root", "path", "mount").get(random.nextInt(4)),
                    ports,
                    Land.rule(rule));
        }

        private static Offer offer(Random random, int number) {
            List<Resource> resources = new ArrayList<>();
            for (int i = random.nextInt(3); i >= 0; i--) {
                resources.add(owned(random, Land.amount(Resource.CPUS, random.nextInt(4000))));
                resources.add(owned(random, Land.amount(Resource.MEM, 1000L * random.nextInt(4000))));
                resources.add(owned(random, Land.amount(Resource.DISK, 1000L * random.nextInt(6000))));
                long begin = 9000L + random.nextInt(6);
                resources.add(owned(random, Land.ports(begin, begin)));
                long large = 31_000L + 10L * i;
                resources.add(owned(random, Land.ports(large, large + random.nextInt(9))));
            }
            for (int i = random.nextInt(4); i > 0; i--) {
                Disk.Kind kind = random.nextBoolean() ? Disk.Kind.MOUNT : Disk.Kind.PATH;
                Resource disk = Land.disk(kind, "/d" + i, 1000L * (1 + random.nextInt(4000)));
                resources.add(random.nextInt(4) == 0 ? Land.volume(disk, "v" + i) : owned(random, disk));
            }
            TreeMap<String, String> attributes = new TreeMap<>();
            if (random.nextInt(3) > 0) {
                attributes.put("rack", "r" + random.nextInt(4));
            }
            return new Offer(
                    new OfferId("o" + number),
                    new AgentId("a" + number),
                    "host-" + number,
                    "10.0.0." + number,
                    5051,
                    Land.ROLE,
                    new Resources(distinctPorts(resources)),
                    attributes,
                    List.of("", "a", "b", "c").get(random.nextInt(4)),
                    "",
                    Optional.empty());
        }

        /** Mesos never offers a port twice, under whatever reservation. */
        private static List<Resource> distinctPorts(List<Resource> resources) {
            List<Resource> distinct = new ArrayList<>();
            Quantity seen = new Quantity.Ranges(List.of());
            for (Resource resource : resources) {
                if (resource.quantity() instanceof Quantity.Ranges) {
                    Quantity fresh = resource.quantity().minus(seen);
                    seen = seen.plus(fresh);
                    distinct.add(resource.withQuantity(fresh));
                } else {
                    distinct.add(resource);
                }
            }
            return distinct;
        }

        private static Resource owned(Random random, Resource resource) {
            return switch (random.nextInt(8)) {
                case 0 -> resource.reserve(Land.fixed("holdfast"));
                case 1 -> resource.reserve(Land.dynamic("holdfast", Map.of("team", "x")));
                case 2 -> resource.reserve(Land.fixed("somebody"));
                case 3 -> resource.reserve(Land.dynamic(Land.ROLE, Map.of(Labels.OWNER, "me", Labels.CLAIM, "old")));
                default -> resource;
            };
        }
    }
}
