package dev.holdfast.crate.model.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.crate.model.state.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The semantics that Holdfast relies on, of whole clusters with a made-up clock. */
final class ClusterTest {
    private static final String HEALTH =
            "select health, missing_shards > 0, underreplicated_shards > 0 from sys.cluster_health";

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

    @Test
    void threeFreshNodesElectAMasterAndAllThreeVote() {
        Simulation simulation = Simulation.three();
        assertThat(one(simulation, "n2", "select count(*) from sys.nodes")).isEqualTo("[3]");
        assertThat(one(simulation, "n3", "select master_node is not null from sys.cluster")
                        .contains("true"))
                .isTrue();
    }

    @Test
    void freshNodesWithoutInitialMastersWaitForEver() {
        Simulation simulation = new Simulation();
        simulation.start("n1", Simulation.settings(3));
        simulation.start("n2", Simulation.settings(3));
        simulation.advance(60_000);
        assertThat(one(simulation, "n1", "select master_node from sys.cluster")).isEqualTo("[null]");
        assertThat(simulation.sql("n1", "select health from sys.cluster_health").status())
                .isEqualTo(503);
    }

    @Test
    void anAcknowledgedRowSurvivesTheKillOfAnyOneNode() {
        for (String victim : List.of("n1", "n2", "n3")) {
            Simulation simulation = Simulation.three();
            table(simulation, "t", 6, "1");
            for (int i = 0; i < 50; i++) {
                assertThat(simulation
                                .sql("n1", "insert into doc.t (id, v) values (?, 'x')", Json.number(i))
                                .status())
                        .isEqualTo(200);
            }
            simulation.kill(victim);
            String asked = victim.equals("n1") ? "n2" : "n1";
            assertThat(simulation.until(
                            asked,
                            "select count(*) from sys.nodes",
                            5000,
                            r -> r.path(0).path(0).asInt() == 2))
                    .isTrue();
            assertThat(one(simulation, asked, HEALTH)).isEqualTo("[\"YELLOW\",false,true]");
            assertThat(simulation.until(
                            asked,
                            "select count(*) from doc.t",
                            5000,
                            r -> r.path(0).path(0).asInt() == 50))
                    .as("after the kill of " + victim)
                    .isTrue();
        }
    }

    @Test
    void aTableWithoutReplicasIsRedUntilItsNodeComesBackWithItsDisk() {
        Simulation simulation = Simulation.three();
        table(simulation, "solo", 3, "0");
        simulation.sql("n1", "insert into doc.solo (id) (select g from generate_series(1,30) g)");
        simulation.kill("n3");
        simulation.advance(1000);
        assertThat(one(simulation, "n1", HEALTH)).isEqualTo("[\"RED\",true,false]");
        assertThat(simulation.sql("n1", "select count(*) from doc.solo").error())
                .startsWith("UnavailableShardsException");
        simulation.start("n3", Simulation.settings(3));
        simulation.untilGreen("n1", 3);
        assertThat(one(simulation, "n1", "select count(*) from doc.solo")).isEqualTo("[30]");
    }

    @Test
    void aNodeThatComesBackWithoutItsDiskLeavesTheTableRedForGood() {
        Simulation simulation = Simulation.three();
        table(simulation, "solo", 3, "0");
        simulation.kill("n3");
        simulation.files("n3").wipe();
        simulation.start("n3", Simulation.settings(3));
        simulation.advance(120_000);
        assertThat(one(simulation, "n1", "select count(*) from sys.nodes")).isEqualTo("[3]");
        assertThat(one(simulation, "n1", HEALTH)).isEqualTo("[\"RED\",true,false]");
        assertThat(one(simulation, "n1", "select explanation from sys.allocations where current_state='UNASSIGNED'"))
                .contains("can no longer be found on the nodes in the cluster");
    }

    @Test
    void withTheMajorityGoneHealthLiesAndTheMasterIsUnknown() {
        Simulation simulation = Simulation.three();
        table(simulation, "t", 6, "1");
        simulation.kill("n2");
        simulation.kill("n3");
        simulation.advance(2000);
        assertThat(one(simulation, "n1", "select master_node from sys.cluster")).isEqualTo("[null]");
        assertThat(one(simulation, "n1", "select health from sys.health")).isEqualTo("[\"GREEN\"]");
        assertThat(one(simulation, "n1", "select count(*) from sys.nodes where version is null"))
                .isEqualTo("[2]");
        assertThat(simulation.sql("n1", "select health from sys.cluster_health").status())
                .isEqualTo(503);
        assertThat(simulation.sql("n1", "select count(*) from sys.shards").error())
                .startsWith("NodeNotConnectedException");
        assertThat(simulation.sql("n1", "insert into doc.t (id) values (1)").error())
                .isEqualTo("ClusterBlockException[blocked by: [MASTER_NOT_DISCOVERED/2/no master];]");
        simulation.start("n2", Simulation.settings(3));
        assertThat(simulation.until(
                        "n1",
                        "select master_node from sys.cluster",
                        20_000,
                        r -> !r.path(0).path(0).isNull()))
                .isTrue();
    }

    @Test
    void anAbandonedMasterCannotAcknowledgeWrites() {
        Simulation simulation = Simulation.three();
        table(simulation, "t", 1, "1");
        simulation.kill("n2");
        simulation.kill("n3");
        Simulation.Got got = simulation.sql("n1", "insert into doc.t (id, v) values (7, 'lost?')");
        assertThat(got.status()).isNotEqualTo(200);
    }

    @Test
    void aWholeClusterThatLosesPowerComesBackWithAllRows() {
        Simulation simulation = Simulation.three();
        table(simulation, "t", 6, "1");
        simulation.sql("n1", "insert into doc.t (id,v) (select g, 'x' || g from generate_series(1,500) g)");
        List.of("n1", "n2", "n3").forEach(simulation::kill);
        List.of("n1", "n2", "n3").forEach(name -> simulation.start(name, Simulation.settings(3)));
        simulation.untilGreen("n1", 3);
        assertThat(one(simulation, "n1", "select count(*) from doc.t")).isEqualTo("[500]");
    }

    @Test
    void twoOfThreeExpectedNodesDoNotOpenTheGateway() {
        Simulation simulation = Simulation.three();
        table(simulation, "t", 6, "1");
        List.of("n1", "n2", "n3").forEach(simulation::kill);
        List.of("n1", "n2").forEach(name -> simulation.start(name, Simulation.settings(3)));
        simulation.advance(20_000);
        assertThat(one(simulation, "n1", "select health, description from sys.cluster_health"))
                .isEqualTo("[\"YELLOW\",\"state not recovered / initialized\"]");
        assertThat(simulation.sql("n1", "select count(*) from doc.t").error())
                .isEqualTo("RelationUnknown[Relation 'doc.t' unknown]");
        simulation.advance(300_000);
        assertThat(one(simulation, "n1", "select count(*) from doc.t")).isEqualTo("[0]");
    }

    @Test
    void votesFollowTheMembersButNeverFromThreeToFewer() {
        Simulation simulation = Simulation.three();
        simulation.start("n4", Simulation.settings(5));
        simulation.start("n5", Simulation.settings(5));
        simulation.untilGreen("n1", 5);
        for (String leaving : List.of("n5", "n4", "n3")) {
            simulation.kill(leaving);
            simulation.advance(3000);
            assertThat(one(simulation, "n1", "select master_node from sys.cluster"))
                    .isNotEqualTo("[null]");
        }
        simulation.kill("n2");
        simulation.advance(3000);
        assertThat(one(simulation, "n1", "select master_node from sys.cluster")).isEqualTo("[null]");
    }

    @Test
    void primariesOnlyLetsAReturningNodeHaveItsOwnPrimariesButNoReplicas() {
        Simulation simulation = Simulation.three();
        table(simulation, "t", 6, "1");
        table(simulation, "solo", 3, "0");
        simulation.sql("n1", "set global transient \"cluster.routing.allocation.enable\"='primaries'");
        simulation.kill("n3");
        simulation.advance(1000);
        simulation.start("n3", "6.4.3", List.of(), Simulation.settings(3));
        simulation.advance(10_000);
        assertThat(one(simulation, "n1", HEALTH)).isEqualTo("[\"YELLOW\",false,true]");
        simulation.sql("n1", "reset global \"cluster.routing.allocation.enable\"");
        simulation.untilGreen("n1", 3);
        assertThat(one(simulation, "n1", "select version['number'] from sys.nodes where name='n3'"))
                .isEqualTo("[\"6.4.3\"]");
    }

    @Test
    void aFloodedDiskMakesTablesReadOnlyUntilThereIsSpaceAgain() {
        Simulation simulation = Simulation.three();
        table(simulation, "t", 6, "1");
        simulation.sql("n1", "set global \"cluster.info.update.interval\"='10s'");
        List.of("n1", "n2", "n3").forEach(name -> simulation.files(name).disk(1000, 20));
        simulation.advance(15_000);
        assertThat(simulation.sql("n1", "insert into doc.t (id) values (1)").status())
                .isEqualTo(403);
        assertThat(one(simulation, "n1", "select count(*) from sys.node_checks where not passed and id in (5,6,7)"))
                .isEqualTo("[9]");
        List.of("n1", "n2", "n3").forEach(name -> simulation.files(name).disk(1000, 900));
        simulation.advance(15_000);
        assertThat(simulation.sql("n1", "insert into doc.t (id) values (1)").status())
                .isEqualTo(200);
    }

    @Test
    void aSnapshotBringsDroppedRowsBack() {
        Simulation simulation = Simulation.three();
        table(simulation, "t", 4, "1");
        simulation.sql("n1", "insert into doc.t (id,v) (select g, 'x' from generate_series(1,200) g)");
        simulation.sql("n1", "create repository r type fs with (location='/srv/lab/repo/r')");
        assertThat(simulation
                        .sql("n1", "create snapshot r.one all with (wait_for_completion=true)")
                        .status())
                .isEqualTo(200);
        simulation.sql("n1", "drop table doc.t");
        assertThat(simulation
                        .sql("n1", "restore snapshot r.one table doc.t with (wait_for_completion=true)")
                        .status())
                .isEqualTo(200);
        simulation.untilGreen("n1", 3);
        assertThat(one(simulation, "n1", "select count(*) from doc.t")).isEqualTo("[200]");
        assertThat(one(simulation, "n1", "select count(*) from sys.snapshot_restore"))
                .isEqualTo("[0]");
    }

    /** What is in a repository is in its place, not in the cluster that wrote it. */
    @Test
    void whoOpensAPlaceFindsWhatIsInIt() {
        Simulation simulation = Simulation.three();
        table(simulation, "t", 4, "1");
        simulation.sql("n1", "insert into doc.t (id,v) (select g, 'x' from generate_series(1,200) g)");
        simulation.sql("n1", "create repository r type fs with (location='/srv/lab/repo/r')");
        simulation.sql("n1", "create snapshot r.one all with (wait_for_completion=true)");
        simulation.sql("n1", "drop repository r");
        assertThat(one(simulation, "n1", "select count(*) from sys.snapshots")).isEqualTo("[0]");

        simulation.sql("n1", "create repository other type fs with (location='/srv/lab/repo/r', readonly=true)");
        assertThat(one(simulation, "n1", "select name, repository, state, total_shards from sys.snapshots"))
                .isEqualTo("[\"one\",\"other\",\"SUCCESS\",4]");
        assertThat(simulation.sql("n1", "create snapshot other.two all").error())
                .contains("readonly repository");
        assertThat(simulation.sql("n1", "drop snapshot other.one").error()).contains("readonly repository");
        simulation.sql("n1", "drop table doc.t");
        assertThat(simulation
                        .sql("n1", "restore snapshot other.one tables with (wait_for_completion=true)")
                        .status())
                .isEqualTo(200);
        assertThat(one(simulation, "n1", "select count(*) from doc.t")).isEqualTo("[200]");
        assertThat(one(
                        simulation,
                        "n1",
                        "select schema_name, table_name, count(*), sum(num_docs) from sys.shards where \"primary\" = true"
                                + " group by schema_name, table_name order by schema_name, table_name limit 10000"))
                .isEqualTo("[\"doc\",\"t\",4,200]");
    }

    @Test
    void aSnapshotGoesOnWhenItsMasterDies() {
        Simulation simulation = Simulation.three();
        table(simulation, "t", 3, "2");
        simulation.sql("n1", "insert into doc.t (id,v) (select g, md5(g::text) from generate_series(1,600) g)");
        simulation.sql(
                "n1",
                "create repository r type fs with (location='/srv/lab/repo/r'," + " max_snapshot_bytes_per_sec='1kb')");
        simulation.sql("n1", "create snapshot r.slow all");
        assertThat(one(simulation, "n1", "select state from sys.snapshots")).isEqualTo("[\"IN_PROGRESS\"]");
        assertThat(simulation.sql("n1", "drop repository r").error()).contains("currently used");
        String master =
                one(simulation, "n1", "select name from sys.nodes where id in (select master_node from sys.cluster)");
        simulation.kill(master.substring(2, 4));
        String asked = master.contains("n1") ? "n2" : "n1";
        assertThat(simulation.until(
                        asked,
                        "select state, total_shards from sys.snapshots",
                        120_000,
                        rows -> rows.path(0).path(0).asString("").equals("SUCCESS")))
                .isTrue();
    }

    @Test
    void queriesSeeRowsAfterARefreshAndLookUpsAtOnce() {
        Simulation simulation = Simulation.three();
        table(simulation, "t", 1, "0");
        simulation.sql("n1", "refresh table doc.t");
        simulation.sql("n1", "insert into doc.t (id, v) values (1, 'a')");
        assertThat(one(simulation, "n1", "select v from doc.t where id = 1")).isEqualTo("[\"a\"]");
        simulation.sql("n1", "refresh table doc.t");
        assertThat(one(simulation, "n1", "select count(*) from doc.t")).isEqualTo("[1]");
        assertThat(simulation
                        .sql("n1", "insert into doc.t (id, v) values (1, 'b')")
                        .error())
                .startsWith("DuplicateKeyException");
    }

    @Test
    void whatItDoesNotKnowIsRefusedAndNeverPretended() {
        Simulation simulation = Simulation.three();
        assertThat(simulation
                        .sql("n1", "selec 1")
                        .body()
                        .path("error")
                        .path("code")
                        .asInt())
                .isEqualTo(4000);
        assertThat(simulation
                        .sql("n1", "explain select 1")
                        .body()
                        .path("error")
                        .path("code")
                        .asInt())
                .isEqualTo(4000);
        assertThat(simulation.sql("n1", "select * from nosuch").error())
                .isEqualTo("RelationUnknown[Relation 'nosuch' unknown]");
        assertThat(simulation.sql("n1", "select nosuch from sys.nodes").error()).startsWith("ColumnUnknownException");
    }

    @Test
    void everyQuestionOfALookIsAnswered() {
        Simulation simulation = Simulation.three();
        table(simulation, "t", 2, "1");
        for (String statement : List.of(
                "select id, name, master_node from sys.cluster",
                "select id, name, version['number'], attributes, heap['max'], fs['total']['size'],"
                        + " fs['total']['available'] from sys.nodes",
                "select health, description, pending_tasks, missing_shards, underreplicated_shards from"
                        + " sys.cluster_health",
                "select table_schema, table_name, health from sys.health",
                "select table_schema, table_name, number_of_replicas, settings, version['created'] from"
                        + " information_schema.tables where table_type = 'BASE TABLE' and table_schema not in ('sys',"
                        + " 'information_schema', 'pg_catalog')",
                "select schema_name, table_name, partition_ident, id, \"primary\", routing_state, node['name'],"
                        + " relocating_node, size, min_lucene_version from sys.shards",
                "select settings from sys.cluster",
                "select state from sys.cluster",
                "select id, severity, description from sys.checks")) {
            Simulation.Got got = simulation.sql("n2", statement);
            assertThat(got.status()).as(statement + got.body()).isEqualTo(200);
            assertThat(got.rows()).as(statement).isNotEmpty();
        }
        for (String statement : List.of(
                "select table_schema, table_name, number_of_replicas, settings from"
                        + " information_schema.table_partitions",
                "select table_schema, table_name, partition_ident, shard_id, \"primary\", current_state, node_id,"
                        + " explanation, decisions from sys.allocations where current_state in ('UNASSIGNED',"
                        + " 'INITIALIZING') limit 10000",
                "select node_id, id, severity, description, acknowledged from sys.node_checks where not passed",
                "select name, repository from sys.snapshots where state = 'IN_PROGRESS'",
                "select name, repository, state, started, finished, total_shards, failures from sys.snapshots"
                        + " order by started desc limit 1000",
                "select name, type, settings from sys.repositories",
                "select name, repository, state, shards from sys.snapshot_restore")) {
            Simulation.Got got = simulation.sql("n3", statement);
            assertThat(got.status()).as(statement + got.body()).isEqualTo(200);
            assertThat(got.rows()).as(statement).isEmpty();
        }
    }
}
