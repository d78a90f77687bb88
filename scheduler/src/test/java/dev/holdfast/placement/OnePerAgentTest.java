package dev.holdfast.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.model.Agent;
import dev.holdfast.spec.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The rule of packages that want an agent for each node of a cluster, whatever its group. */
class OnePerAgentTest {

    private static Need alone(String group, int index) {
        return new Need(
                Land.node(group, index),
                Land.ROLE,
                500,
                Land.GB,
                1000,
                Land.GB,
                "root",
                new TreeMap<>(Map.of("http", 9200)),
                Constraint.ALONE);
    }

    private static List<Agent> agents(int count) {
        return IntStream.range(0, count)
                .mapToObj(index -> Land.whole(Land.offer(index)))
                .toList();
    }

    private static List<String> texts(List<Problem> problems) {
        return problems.stream()
                .map(problem -> problem.path() + ": " + problem.message())
                .toList();
    }

    @Test
    void nodesOfAllGroupsGetAgentsOfTheirOwn() {
        List<Need> needs = List.of(alone("master", 0), alone("data", 0), alone("hot", 0));

        Matcher.Result result = Land.match(Land.offers(3), needs);

        assertThat(Land.hosts(result)).doesNotHaveDuplicates().hasSize(3);
    }

    @Test
    void anAgentWithANodeOfAnotherGroupIsRefusedAndTheTextNamesIt() {
        Standing master = new Standing(Land.node("master", 0), Land.offer(0).agent());

        Matcher.Result result = Land.match(Land.offers(1), List.of(alone("data", 0)), master);

        assertThat(result.matches()).isEmpty();
        assertThat(Land.texts(result))
                .containsExactly("constraint: master-0 stands here, and the rule is one node of orders per agent; a"
                        + " constraint such as @hostname:UNIQUE allows nodes of other groups");
    }

    @Test
    void moreNodesThanAgentsAreRejectedAtOnce() {
        List<Need> needs = new ArrayList<>(List.of(alone("master", 0), alone("data", 0), alone("data", 1)));

        assertThat(texts(Feasibility.check(agents(3), needs, List.of()))).isEmpty();
        assertThat(texts(Feasibility.check(agents(2), needs, List.of())))
                .containsExactly("groups.data.count: 3 nodes of orders need 3 agents, there are 2");
        Standing hot = new Standing(Land.node("hot", 0), agents(3).get(0));
        assertThat(texts(Feasibility.check(agents(3), needs, List.of(hot))))
                .containsExactly("groups.data.count: 4 nodes of orders need 4 agents, there are 3");
        Standing moving = new Standing(Land.node("data", 0), agents(3).get(0));
        assertThat(texts(Feasibility.check(agents(3), needs, List.of(moving)))).isEmpty();
    }
}
