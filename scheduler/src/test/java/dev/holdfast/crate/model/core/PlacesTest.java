package dev.holdfast.crate.model.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.crate.model.state.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Where shards go, and when they cannot: drains, rules, delays, decommissioning. */
final class PlacesTest {
    private static final String HEALTH =
            "select health, missing_shards > 0, underreplicated_shards > 0 from sys.cluster_health";
    private static final String ON_N3 = "select count(*) from sys.shards where node['name']='n3'";

    private static void table(Simulation simulation, String name, int shards, String replicas) {
        simulation.sql(
                "n1",
                "create table doc." + name + " (id int primary key, v text) clustered into " + shards
                        + " shards with (number_of_replicas='" + replicas + "')");
        simulation.untilGreen("n1", 3);
    }

    private static String one(Simulation simulation, String node, String statement) {
        Simulation.Got got = simulation.sql(node, statement);
        return got.status() == 200 ? Json.string(got.rows().path(0)) : got.status() + " " + got.error();
    }

    private static boolean zero(JsonNode rows) {
        return rows.path(0).path(0).asInt() == 0;
    }

    @Test
    void anExcludedNodeGivesAllItsShardsAwayAndGetsThemBack() {
        Simulation simulation = Simulation.three();
        table(simulation, "t", 6, "1");
        table(simulation, "solo", 3, "0");
        simulation.sql("n1", "set global transient \"cluster.routing.allocation.exclude._name\"='n3'");
        assertThat(simulation.until("n1", ON_N3, 30_000, PlacesTest::zero)).isTrue();
        assertThat(one(simulation, "n1", HEALTH)).isEqualTo("[\"GREEN\",false,false]");
        simulation.sql("n1", "reset global \"cluster.routing.allocation.exclude._name\"");
        assertThat(simulation.until("n1", ON_N3, 30_000, r -> r.path(0).path(0).asInt() >= 4))
                .isTrue();
    }

    @Test
    void aDrainThatCopiesNeedStaysWithoutAnError() {
        Simulation simulation = Simulation.three();
        table(simulation, "two", 2, "2");
        simulation.sql("n1", "set global \"cluster.routing.allocation.exclude._name\"='n3'");
        simulation.advance(60_000);
        assertThat(one(simulation, "n1", ON_N3)).isEqualTo("[2]");
        assertThat(one(
                        simulation,
                        "n1",
                        "select distinct explanation from sys.allocations where node_id in "
                                + "(select id from sys.nodes where name='n3')"))
                .contains("even though it is not allowed to remain on its current node");
    }

    @Test
    void aTablesOwnRuleMakesTheClustersRuleVoid() {
        Simulation simulation = Simulation.three();
        simulation.sql(
                "n1",
                "create table doc.own (id int) clustered into 3 shards with (number_of_replicas=0,"
                        + " \"routing.allocation.exclude._name\"='n1')");
        simulation.untilGreen("n1", 3);
        simulation.sql("n1", "set global \"cluster.routing.allocation.exclude._name\"='n3'");
        simulation.advance(30_000);
        assertThat(simulation.sql("n1", ON_N3).rows().path(0).path(0).asInt()).isPositive();
    }

    @Test
    void shardsDoNotMoveToANodeOfAnOlderRelease() {
        Simulation simulation = new Simulation();
        for (String name : List.of("n1", "n2")) {
            simulation.start(name, "6.5.0", List.of("n1", "n2", "n3"), Simulation.settings(3));
        }
        simulation.start("n3", "6.4.3", List.of("n1", "n2", "n3"), Simulation.settings(3));
        simulation.untilGreen("n1", 3);
        simulation.sql(
                "n1",
                "create table doc.t (id int) clustered into 2 shards with (number_of_replicas=0,"
                        + " \"routing.allocation.require._name\"='n1')");
        simulation.sql("n1", "alter table doc.t set (\"routing.allocation.require._name\"='n3')");
        simulation.advance(30_000);
        assertThat(one(simulation, "n1", ON_N3)).isEqualTo("[0]");
    }

    @Test
    void decommissionLeavesEvenIfAShardCannotMove() {
        Simulation simulation = Simulation.three();
        simulation.sql(
                "n1",
                "create table doc.own (id int) clustered into 2 shards with (number_of_replicas=0,"
                        + " \"routing.allocation.require._name\"='n3')");
        simulation.untilGreen("n1", 3);
        assertThat(simulation.sql("n1", "alter cluster decommission 'n3'").status())
                .isEqualTo(200);
        simulation.advance(6000);
        assertThat(simulation.ended("n3")).isZero();
        assertThat(one(simulation, "n1", HEALTH)).isEqualTo("[\"RED\",true,false]");
    }

    @Test
    void decommissionOf644DoesNotLeaveWhenItsTimeIsOver() {
        for (String version : List.of("6.4.3", "6.4.4")) {
            Simulation simulation = Simulation.three();
            simulation.kill("n3");
            simulation.start("n3", version, List.of(), Simulation.settings(3));
            simulation.untilGreen("n1", 3);
            table(simulation, "solo", 3, "0");
            simulation.sql(
                    "n1", "insert into doc.solo (id, v) (select g, md5(g::text) from generate_series(1,3000) g)");
            simulation.sql(
                    "n1",
                    "set global \"cluster.graceful_stop.timeout\"='2s', \"indices.recovery.max_bytes_per_sec\"='1kb'");
            simulation.sql("n1", "alter cluster decommission 'n3'");
            simulation.advance(10_000);
            assertThat(simulation.runs("n3")).as(version).isEqualTo(version.equals("6.4.4"));
        }
    }

    @Test
    void aReplicaWaitsAMinuteForItsNodeAndIsThenMadeAnew() {
        Simulation simulation = Simulation.three();
        table(simulation, "t", 6, "1");
        simulation.kill("n3");
        simulation.advance(50_000);
        assertThat(one(simulation, "n1", HEALTH)).isEqualTo("[\"YELLOW\",false,true]");
        simulation.advance(20_000);
        assertThat(one(simulation, "n1", HEALTH)).isEqualTo("[\"GREEN\",false,false]");
    }
}
