package dev.holdfast.api.crate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.View.ClusterPicture;
import dev.holdfast.core.View.NodePicture;
import dev.holdfast.database.crate.CratePackage;
import dev.holdfast.database.crate.sql.CrateDriver;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import dev.holdfast.placement.ConstraintParser;
import dev.holdfast.plan.Phase;
import dev.holdfast.plan.Plan;
import dev.holdfast.plan.Step;
import dev.holdfast.plan.StepKind;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.SpecReader;
import dev.holdfast.spec.SpecRules;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class InstancesTest {

    private static final ClusterName SHOP = new ClusterName("shop");
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    private final List<NodePicture> nodes = new ArrayList<>();
    private Optional<Plan> plan = Optional.empty();

    private Instances instances(String groups) {
        CratePackage crate = new CratePackage(new CrateDriver(Clock.systemUTC()));
        SpecRules rules =
                SpecRules.of(new TreeMap<>(Map.of("crate", crate.descriptor())), ConstraintParser::error, "holdfast");
        ClusterSpec spec = new SpecReader(rules)
                .read("name: shop\npackage: crate\ngroups: " + groups)
                .spec()
                .orElseThrow();
        return new Instances(new ClusterPicture(
                "shop",
                "crate",
                "6.4.3",
                1,
                spec,
                "ready",
                "",
                Optional.empty(),
                nodes,
                plan,
                List.of(),
                List.of(),
                NOW));
    }

    private static NodeId id(String group, int index) {
        return new NodeId(SHOP, group, index);
    }

    private void node(NodeId id, String state, String goal) {
        node(id, state, goal, "");
    }

    private void node(NodeId id, String state, String goal, String trouble) {
        nodes.add(new NodePicture(
                id,
                state,
                goal,
                NOW,
                "",
                "",
                new TreeMap<>(),
                1,
                1,
                true,
                "",
                Optional.empty(),
                trouble,
                1,
                1,
                1,
                "agent-" + id.index(),
                "",
                List.of()));
    }

    private void data(int count, String state, String goal) {
        for (int i = 0; i < count; i++) {
            node(id("data", nodes.size()), state, goal);
        }
    }

    private void plan(StepKind kind, int... indexes) {
        List<Step> steps = new ArrayList<>();
        for (int index : indexes) {
            steps.add(Step.onNode(kind, id("data", index), "x"));
        }
        Phase phase = new Phase("x", Phase.Strategy.PARALLEL, steps);
        plan = Optional.of(new Plan(2, 1, "x", Plan.Status.RUNNING, List.of(phase), List.of(), NOW, Optional.empty()));
    }

    @Test
    void nodes_with_data_count_and_dedicated_masters_do_not() {
        data(3, "ready", "running");
        node(id("master", 0), "ready", "running");
        Instances instances = instances("{data: 3, master: 3}");
        assertThat(List.of(instances.wished(), instances.desired(), instances.running()))
                .containsExactly(3, 3, 3);
    }

    @Test
    void of_several_groups_all_count() {
        node(id("hot", 0), "ready", "running");
        node(id("warm", 0), "starting", "running");
        Instances instances = instances("{hot: 1, warm: 2}");
        assertThat(List.of(instances.wished(), instances.desired(), instances.running()))
                .containsExactly(3, 3, 1);
    }

    @Test
    void growing_it_shows_what_is_still_missing() {
        data(3, "ready", "running");
        data(2, "wanted", "stopped");
        plan(StepKind.ADD, 3, 4);
        assertThat(instances("{data: 5}").desired()).isEqualTo(5);
        assertThat(instances("{data: 5}").running()).isEqualTo(3);
    }

    @Test
    void shrinking_it_shows_what_is_still_too_many() {
        data(5, "ready", "running");
        plan(StepKind.REMOVE, 4, 3);
        assertThat(instances("{data: 3}").desired()).isEqualTo(3);
        assertThat(instances("{data: 3}").running()).isEqualTo(5);
    }

    @Test
    void a_shutdown_under_way_desires_nothing_any_more() {
        data(3, "ready", "running");
        plan(StepKind.STOP, 0, 1, 2);
        Instances instances = instances("{data: 3}");
        assertThat(instances.isShutDown()).isTrue();
        assertThat(List.of(instances.desired(), instances.running(), instances.wished()))
                .containsExactly(0, 3, 3);
    }

    @Test
    void what_is_shut_down_stays_so_until_a_plan_starts_it() {
        data(3, "stopped", "stopped");
        assertThat(instances("{data: 3}").isShutDown()).isTrue();
        plan(StepKind.START, 0, 1, 2);
        assertThat(instances("{data: 3}").desired()).isEqualTo(3);
        assertThat(instances("{data: 3}").running()).isZero();
    }

    @Test
    void agents_that_lack_a_directory_of_the_host_are_named_until_it_is_there() {
        String said =
                "exit code 85; it said: refused: /srv/a, the %s-path of shop/data-1, is no directory on this agent";
        node(id("data", 0), "ready", "running", said.formatted("data"));
        node(id("data", 1), "stopped", "running", said.formatted("data"));
        node(id("data", 2), "stopped", "running", said.formatted("blob"));
        node(id("data", 3), "stopped", "running", "killed");
        assertThat(instances("{data: 4}").excludedAgents())
                .isEqualTo(new TreeMap<>(
                        Map.of("MISSING_DATA_PATH", List.of("agent-1"), "MISSING_BLOB_PATH", List.of("agent-2"))));
    }

    @Test
    void a_single_node_that_is_stopped_is_not_desired() {
        data(2, "ready", "running");
        data(1, "stopped", "stopped");
        assertThat(instances("{data: 3}").desired()).isEqualTo(2);
        assertThat(instances("{data: 3}").isShutDown()).isFalse();
    }
}
