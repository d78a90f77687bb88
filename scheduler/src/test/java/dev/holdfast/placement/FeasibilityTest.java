package dev.holdfast.placement;

import static dev.holdfast.placement.Land.GB;
import static dev.holdfast.placement.Land.amount;
import static dev.holdfast.placement.Land.need;
import static dev.holdfast.placement.Land.needs;
import static dev.holdfast.placement.Land.offer;
import static dev.holdfast.placement.Land.usual;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.model.Agent;
import dev.holdfast.model.Disk;
import dev.holdfast.model.Labels;
import dev.holdfast.model.Resource;
import dev.holdfast.model.Resources;
import dev.holdfast.spec.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FeasibilityTest {

    private static final List<Agent> THREE = agents(3);

    @Test
    void saysNothingOfWhatFitsOrMightFit() {
        assertThat(check(THREE, needs("broker", 3, ""))).isEmpty();
        assertThat(check(List.of(), needs("broker", 300, ""))).isEmpty();
        List<Agent> unknown = List.of(offer(0).agent(), offer(1).agent(), offer(2).agent());
        Need huge = new Need(
                Land.node("broker", 0),
                Land.ROLE,
                99_000,
                64 * GB,
                1000,
                GB,
                "root",
                new TreeMap<>(),
                Constraint.STANDARD);
        assertThat(check(unknown, List.of(huge))).isEmpty();
        assertThat(check(THREE, needs("broker", 9, "@hostname:UNIQUE or @hostname:MAX_PER:4")))
                .isEmpty();
    }

    @Test
    void namesTheNumberThatIsTooLarge() {
        Need huge = new Need(
                Land.node("broker", 0),
                Land.ROLE,
                99_500,
                64 * GB,
                1000,
                200 * GB,
                "root",
                new TreeMap<>(),
                Constraint.STANDARD);
        assertThat(check(THREE, List.of(huge)))
                .containsExactly(
                        "groups.broker.cpus: broker needs 99.5 cpus; the largest agent has 4.0"
                                + " (lower cpus or add larger agents)",
                        "groups.broker.memory: broker needs 64 GB memory; the largest agent has 16 GB"
                                + " (lower memory or add larger agents)",
                        "groups.broker.disk: broker needs 200 GB disk; the largest agent has 100 GB"
                                + " (lower disk or add larger agents)");
        assertThat(check(THREE, List.of(need("broker", 0, "", "mount", new TreeMap<>()))))
                .containsExactly("groups.broker.disk: broker needs 10 GB disk of kind mount; the largest agent has 0 MB"
                        + " (lower disk or add larger agents)");
    }

    @Test
    void countsAgentsForOnePerAgent() {
        assertThat(check(THREE, needs("broker", 200, "")))
                .containsExactly(
                        "groups.broker.count: 200 brokers need 200 agents, there are 3 (add agents, or allow more"
                                + " than one on each with a constraint such as @hostname:MAX_PER:67)");
        List<Standing> standing = IntStream.range(0, 3)
                .mapToObj(i -> new Standing(Land.node("broker", i), THREE.get(i)))
                .toList();
        List<Need> more = needs("broker", 200, "").subList(3, 200);
        assertThat(Feasibility.check(THREE, more, standing))
                .extracting(Problem::message)
                .containsExactly("200 brokers need 200 agents, there are 3");
        assertThat(Feasibility.check(THREE, needs("broker", 3, ""), standing)).isEmpty();
        assertThat(Feasibility.check(THREE, needs("controller", 3, ""), standing))
                .isEmpty();
    }

    @Test
    void countsValuesForUniqueMaxPerAndGroupBy() {
        List<Agent> racks = racks(4, 2);
        assertThat(messages(racks, needs("broker", 3, "rack:UNIQUE")))
                .containsExactly("3 brokers do not fit 'rack:UNIQUE': the agents have 2 different rack values");
        assertThat(messages(racks, needs("broker", 5, "rack:MAX_PER:2 and @hostname:MAX_PER:9")))
                .hasSize(1);
        assertThat(messages(racks, needs("broker", 4, "rack:MAX_PER:2"))).isEmpty();
        assertThat(messages(racks, needs("broker", 3, "rack:GROUP_BY:3")))
                .containsExactly("'rack:GROUP_BY:3' waits for 3 different rack values, the agents have 2");
        assertThat(messages(racks, needs("broker", 2, "rack:GROUP_BY:3"))).isEmpty();
    }

    @Test
    void tellsWhichConstraintNobodySatisfies() {
        List<Agent> racks = racks(4, 2);
        assertThat(messages(racks, needs("broker", 1, "rack:CLUSTER:r9 and @hostname:UNIQUE")))
                .containsExactly("no agent satisfies 'rack:CLUSTER:r9'; rack is r0, r1");
        assertThat(messages(racks, needs("broker", 1, "@zone:UNIQUE")))
                .containsExactly("no agent satisfies '@zone:UNIQUE'; no agent has @zone");
        assertThat(messages(racks, needs("broker", 1, "rack:IS:r0 and @hostname:LIKE:host-00001")))
                .hasSize(1);
        assertThat(messages(racks, needs("broker", 1, "colocate:broker")))
                .containsExactly("'colocate:broker' makes the first broker wait for itself");
        assertThat(messages(racks, needs("broker", 1, "rack:IS:r0 and @hostname:LIKE:host-00002")))
                .isEmpty();
    }

    @Test
    void knowsPorts() {
        TreeMap<String, Integer> outside = new TreeMap<>(Map.of("client", 80));
        assertThat(messages(THREE, List.of(need("broker", 0, "", "root", outside))))
                .containsExactly("port 80 is in no agent's range (9000-9999, 31000-32000)");
        TreeMap<String, Integer> fixed = new TreeMap<>(Map.of("client", 9092));
        List<Need> four = IntStream.range(0, 4)
                .mapToObj(i -> need("broker", i, "@hostname:MAX_PER:4", "root", fixed))
                .toList();
        assertThat(messages(THREE, four)).containsExactly("4 brokers with fixed ports need 4 agents, there are 3");
    }

    @Test
    void knowsWhatAllAgentsHoldTogether() {
        assertThat(messages(THREE, needs("broker", 12, "@hostname:MAX_PER:9"))).isEmpty();
        assertThat(messages(THREE, needs("broker", 13, "@hostname:MAX_PER:9")))
                .containsExactly(
                        "13 more brokers of 1.0 cpus, 1 GB memory, 10 GB disk do not fit; all agents together, empty,"
                                + " hold 12");
    }

    @Test
    void countsWhatIsReservedNowButNotWhatBelongsToOthersForGood() {
        Resource free = amount(Resource.CPUS, 100);
        Resource dynamic = amount(Resource.CPUS, 900).reserve(Land.dynamic(Land.ROLE, Map.of(Labels.OWNER, "x")));
        Resource foreign = amount(Resource.CPUS, 900).reserve(Land.fixed("somebody"));
        Resources rest = usual().filter(resource -> !resource.name().equals(Resource.CPUS));
        Resource volume = Land.volume(Land.disk(Disk.Kind.MOUNT, "/m", 11 * GB), "v");
        Agent could = Land.whole(offer(0, "", Map.of(), rest.plus(new Resources(List.of(free, dynamic, volume)))));
        Agent never = Land.whole(offer(0, "", Map.of(), rest.plus(new Resources(List.of(free, foreign)))));
        assertThat(messages(List.of(could), needs("broker", 1, ""))).isEmpty();
        assertThat(messages(List.of(could), List.of(need("broker", 0, "", "mount", new TreeMap<>()))))
                .isEmpty();
        assertThat(messages(List.of(never), needs("broker", 1, "")))
                .containsExactly("broker needs 1.0 cpus; the largest agent has 0.1");
    }

    @Test
    void neverRefusesWhatTheMatcherCanPlace() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            List<Agent> agents = racks(1 + random.nextInt(6), 1 + random.nextInt(3));
            List<String> rules = List.of("", "rack:UNIQUE", "rack:MAX_PER:2", "rack:GROUP_BY:2", "@hostname:MAX_PER:2");
            String rule = rules.get(random.nextInt(rules.size()));
            List<Need> needs = needs("broker", 1 + random.nextInt(8), rule);
            Matcher.Result result = Matcher.match(
                    IntStream.range(0, agents.size())
                            .mapToObj(i -> offer(i, "", agents.get(i).attributes(), usual()))
                            .toList(),
                    needs,
                    List.of(),
                    Land.NOW);
            boolean placed = result.matches().size() == needs.size();
            List<String> problems = messages(agents, needs);
            assertThat(problems.isEmpty())
                    .as("seed %d: %s %s", seed, rule, problems)
                    .isEqualTo(placed);
        }
    }

    private static List<Agent> agents(int count) {
        return IntStream.range(0, count).mapToObj(i -> Land.whole(offer(i))).toList();
    }

    private static List<Agent> racks(int agents, int racks) {
        List<Agent> land = new ArrayList<>();
        for (int i = 0; i < agents; i++) {
            land.add(Land.whole(offer(i, "", Map.of("rack", "r" + i % racks), usual())));
        }
        return land;
    }

    private static List<String> check(List<Agent> agents, List<Need> needs) {
        return Feasibility.check(agents, needs, List.of()).stream()
                .map(Problem::toString)
                .toList();
    }

    private static List<String> messages(List<Agent> agents, List<Need> needs) {
        return Feasibility.check(agents, needs, List.of()).stream()
                .map(Problem::message)
                .toList();
    }
}
