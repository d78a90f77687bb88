package dev.holdfast.crate.model.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.crate.model.state.ClusterState;
import dev.holdfast.crate.model.state.Json;
import dev.holdfast.crate.model.state.Member;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a cluster does whose nodes do not all reach each other. */
final class CutTest {

    private static String master(Simulation simulation, String node) {
        return Json.string(simulation
                .sql(node, "select master_node from sys.cluster")
                .rows()
                .path(0)
                .path(0));
    }

    /** The master and the one node that does not vote would have a majority of the votes that they wish for. */
    @Test
    void aChangeOfVotesThatWasNotAgreedOnElectsNobody() {
        Simulation simulation = Simulation.three();
        simulation.start("n4", Simulation.settings(4));
        simulation.untilGreen("n1", 4);
        ClusterState state = simulation.state("n1");
        String master = state.member(state.master()).map(Member::name).orElseThrow();
        List<String> others = new ArrayList<>(List.of("n1", "n2", "n3"));
        others.remove(master);
        assertThat(state.voting())
                .hasSize(3)
                .doesNotContain(state.named("n4").orElseThrow().id());

        simulation.cut(List.of(master, "n4"), others);
        simulation.advance(120_000);
        assertThat(master(simulation, others.get(0))).isNotEqualTo("null");
        assertThat(master(simulation, master)).isEqualTo("null");
        assertThat(master(simulation, "n4")).isEqualTo("null");

        simulation.mend();
        simulation.untilGreen(master, 4);
        assertThat(master(simulation, master)).isEqualTo(master(simulation, others.get(0)));
    }
}
