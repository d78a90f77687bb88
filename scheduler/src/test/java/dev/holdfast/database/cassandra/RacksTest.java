package dev.holdfast.database.cassandra;

import static dev.holdfast.database.cassandra.Scene.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.NodeView;
import dev.holdfast.model.Agent;
import dev.holdfast.model.AgentId;
import dev.holdfast.model.Resources;
import dev.holdfast.placement.Constraint;
import dev.holdfast.placement.ConstraintParser;
import dev.holdfast.spec.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RacksTest {

    private final Scene scene = new Scene(3);

    @Test
    void aReplacementIsPlacedInTheRackOfTheOneThatIsLost() {
        scene.racks("a", "b", "c");
        scene.renewed(2);
        assertThat(scene.rules.place(node(2), scene.view())).isEqualTo("@zone:IS:c");
        assertThat(scene.rules.place(node(1), scene.view())).as("it is there").isEmpty();
    }

    @Test
    void theAttributeThatIsTheRackIsLookedAt() {
        scene.racks("a", "b", "c");
        scene.renewed(2);
        scene.options("rack-attribute", "row");
        assertThat(scene.rules.place(node(2), scene.view())).isEqualTo("row:IS:c");
    }

    @Test
    void oneFromAnAgentWithoutAZoneMayComeToAnyOther() {
        scene.keyspace("shop", 3);
        scene.renewed(2);
        assertThat(scene.rules.place(node(2), scene.view())).isEqualTo("@zone:IS:rack1 or @zone:UNLIKE:.*");
        assertThat(ConstraintParser.parse(scene.rules.place(node(2), scene.view())))
                .isInstanceOf(ConstraintParser.Parsed.class);
    }

    @Test
    void theRackThatANodeIsToldIsTheOneItIsPlacedBy() {
        NodeView odd = onZone("row 7/b");
        assertThat(Racks.of(odd, scene.target)).isEqualTo("row_7_b");
        assertThat(CassandraSettings.rackDc(scene.view(), odd)).isEqualTo("dc=dc1\nrack=row_7_b\n");
        Constraint there = ConstraintParser.checked(Racks.constraint("row_7_b", scene.target));
        assertThat(there).isInstanceOfSatisfying(Constraint.Like.class, like -> {
            assertThat(like.regex().matches("row 7/b")).isTrue();
            assertThat(like.regex().matches("row 8/b")).isFalse();
        });
    }

    @Test
    void anAttributeThatNoAgentCanHaveIsRefused() {
        scene.options("rack-attribute", "my rack");
        assertThat(scene.rules.validate(scene.target, Optional.empty()))
                .extracting(Problem::path)
                .containsExactly("options.rack-attribute");
    }

    private static NodeView onZone(String zone) {
        Agent agent = new Agent(
                new AgentId("a"), "host", "10.0.0.1", 5051, new TreeMap<>(), zone, "", new Resources(List.of()), true);
        return new NodeView(
                node(0),
                true,
                Optional.of(agent.id()),
                agent.hostname(),
                agent.ip(),
                agent.zone(),
                agent.attributes(),
                new TreeMap<>(Map.of("storage", 7000)),
                false,
                false,
                0,
                new TreeMap<>(),
                1);
    }
}
