package dev.holdfast.database.crate.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Observation;
import dev.holdfast.database.Observation.NodeHealth;
import dev.holdfast.database.crate.CrateDetails;
import dev.holdfast.database.crate.CrateDetails.Colour;
import dev.holdfast.database.crate.CrateDetails.Member;
import dev.holdfast.database.crate.CrateDetails.Part;
import dev.holdfast.database.crate.CrateDetails.Shard;
import dev.holdfast.database.crate.CrateDetails.Unassigned;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Looks at what real nodes of 6.4.2 and 6.4.3 answered. */
class LookTest {

    private static final Duration TIME = Duration.ofSeconds(60);

    private final CrateDriver driver = new CrateDriver(Clock.systemUTC());

    @AfterEach
    void close() {
        driver.close();
    }

    private Observation look(ClusterView view) {
        return driver.observe(view, TIME);
    }

    private static CrateDetails details(Observation observation) {
        return (CrateDetails) observation.details();
    }

    private static NodeHealth health(Observation observation, int node) {
        return Objects.requireNonNull(observation.nodes().get(Replay.id(node)), "nothing is said of data-" + node);
    }

    @Test
    void aHealthyClusterIsSeenWhole() {
        try (Replay replay = Replay.of(Replay.HEALTHY)) {
            Observation seen = look(replay.view());

            assertThat(seen.answered()).isTrue();
            // One partition is blocked by hand.
            assertThat(seen.summary())
                    .startsWith("GREEN, 3 nodes, master data-0, 4 tables in 17 shards; ")
                    .contains("doc.part");
            assertThat(details(seen).complete()).containsExactly(Part.values());
            assertThat(details(seen).answeredBy()).isEqualTo("data-0");
            for (int i = 0; i < 3; i++) {
                assertThat(health(seen, i).ready()).isTrue();
                assertThat(health(seen, i).incarnation()).isEqualTo(1);
            }
            assertThat(health(seen, 0).text()).isEqualTo("master, 6 shards");
            Member member = Objects.requireNonNull(details(seen).members().get("data-1"));
            assertThat(member.version()).isEqualTo("6.4.2");
            assertThat(member.attributes()).containsEntry("zone", "z1");
            assertThat(member.heapBytes()).isEqualTo(256L * 1024 * 1024);
            assertThat(member.diskBytes()).isEqualTo(270553174016L);
        }
    }

    @Test
    void theNodeThatIsAskedIsWitnessedByAnother() {
        try (Replay replay = Replay.of(Replay.HEALTHY)) {
            CrateDetails details = details(look(replay.view()));

            assertThat(details.members().values()).noneMatch(Member::byItself);
            assertThat(replay.asked).contains("data-1: " + Members.ONE + " [data-0]");
        }
    }

    @Test
    void theNodeThatIsAskedIsNotReadyByItsOwnWord() {
        try (Replay replay = Replay.of(Replay.HEALTHY)) {
            replay.sayRows("data-1", Members.ONE + " [data-0]", "[]");

            Observation seen = look(replay.view());

            assertThat(health(seen, 0).ready()).isFalse();
            assertThat(health(seen, 0).seenAlive()).isTrue();
            assertThat(health(seen, 1).ready()).isTrue();
        }
    }

    @Test
    void aNodeAloneIsReadyByItsOwnWordIfItListsNobodyElse() {
        try (Replay replay = Replay.of(Replay.HEALTHY)) {
            replay.kill("data-1");
            replay.kill("data-2");
            replay.sayRows(
                    "data-0",
                    Members.ALL,
                    "[[\"vndn23KgQEGl9XC-4R_p2A\",\"data-0\",\"6.4.2\",{\"holdfast_incarnation\":\"1\"},1,2,1]]");

            Observation seen = look(replay.view(1, 2));

            assertThat(seen.answered()).isTrue();
            assertThat(health(seen, 0).ready()).isTrue();
            assertThat(health(seen, 1).ready()).isFalse();
        }
    }

    @Test
    void tablesCarryTheWorstOfTheirPartitions() {
        try (Replay replay = Replay.of(Replay.HEALTHY)) {
            CrateDetails details = details(look(replay.view()));

            CrateDetails.Table part = Objects.requireNonNull(details.tables().get("doc.part"));
            // The table has 0-1 and no block; one of its partitions has 1 and is blocked.
            assertThat(part.settings())
                    .containsEntry("blocks.read_only_allow_delete", "true")
                    .containsEntry("routing.allocation.enable", "all")
                    .containsEntry("version.created", "6.4.2")
                    .doesNotContainKey("codec");
            assertThat(details.tables().keySet()).containsExactly("blob.pics", "doc.noreplica", "doc.part", "doc.t");
            assertThat(Objects.requireNonNull(details.tables().get("doc.noreplica"))
                            .replicas())
                    .isEqualTo("0");
        }
    }

    @Test
    void settingsHaveFullNames() {
        try (Replay replay = Replay.of("draining")) {
            assertThat(details(look(replay.view())).settings())
                    .containsEntry("cluster.routing.allocation.exclude._name", "data-2")
                    .containsEntry("cluster.routing.allocation.enable", "all")
                    .containsEntry("cluster.routing.allocation.disk.watermark.low", "85%")
                    .containsEntry("cluster.routing.allocation.awareness.attributes", "")
                    .containsEntry("gateway.expected_data_nodes", "3");
        }
    }

    @Test
    void aKilledNodeLeavesItsCopiesWithoutAPlace() {
        try (Replay replay = Replay.of("one-killed")) {
            Observation seen = look(replay.view(1));
            CrateDetails details = details(seen);

            assertThat(seen.summary())
                    .startsWith("RED (1 primary missing, 5 replicas missing), 2 nodes, master data-0,"
                            + " 4 tables in 17 shards; ")
                    .contains("doc.noreplica");
            assertThat(health(seen, 1).seenAlive()).isFalse();
            assertThat(health(seen, 1).text()).isEqualTo("no answer: connection refused");
            assertThat(Objects.requireNonNull(details.tables().get("doc.noreplica"))
                            .colour())
                    .isEqualTo(Colour.RED);
            // In sys.shards a lost primary looks like a replica.
            assertThat(details.shards())
                    .filteredOn(shard -> shard.state().equals("UNASSIGNED") && shard.primary())
                    .extracting(Shard::table)
                    .containsExactly("doc.noreplica");
            assertThat(details.unassigned()).hasSize(6);
            assertThat(details.unassigned())
                    .filteredOn(Unassigned::primary)
                    .extracting(Unassigned::explanation)
                    .containsExactly("cannot allocate because a previous copy of the primary shard existed but can no"
                            + " longer be found on the nodes in the cluster");
            assertThat(details.checks())
                    .extracting(CrateDetails.Check::node)
                    .containsExactlyInAnyOrder("data-0", "data-2");
        }
    }

    @Test
    void shardsThatMoveSayWhereTo() {
        try (Replay replay = Replay.of("draining")) {
            Observation seen = look(replay.view());

            assertThat(details(seen).shards())
                    .filteredOn(shard -> shard.state().equals("RELOCATING"))
                    .isNotEmpty()
                    .allMatch(shard -> shard.node().equals("data-2"))
                    .allMatch(shard -> shard.movesTo().startsWith("data-"));
            assertThat(health(seen, 2).text()).endsWith("moving away");
        }
    }

    @Test
    void aNodeThatIsToldToLeaveIsAliveButNotReady() {
        try (Replay replay = Replay.of("leaving")) {
            NodeHealth leaving = health(look(replay.view()), 1);

            assertThat(leaving.ready()).isFalse();
            assertThat(leaving.seenAlive()).isTrue();
            assertThat(leaving.text()).isEqualTo("is told to leave and takes no statements");
        }
    }

    @Test
    void aNodeOfAnotherVersionThanItWasLaunchedWithIsNotReady() {
        try (Replay replay = Replay.of("half-upgraded")) {
            Observation seen = look(replay.view());

            assertThat(health(seen, 0).ready()).isTrue();
            assertThat(health(seen, 1).ready()).isFalse();
            assertThat(health(seen, 1).text()).isEqualTo("runs 6.4.3, was launched as 6.4.2");
            assertThat(health(seen, 1).incarnation()).isEqualTo(4);
        }
    }

    @Test
    void withoutAMajorityNothingIsBelieved() {
        try (Replay replay = Replay.of("lost-majority")) {
            Observation seen = look(replay.view(1, 2));

            // sys.health of that node says GREEN.
            assertThat(seen.answered()).isFalse();
            assertThat(details(seen).master()).isEmpty();
            assertThat(details(seen).health()).isEmpty();
            assertThat(details(seen).complete()).containsExactly(Part.MASTER, Part.MEMBERS);
            assertThat(seen.summary())
                    .startsWith("no master is elected, by the word of data-0; no answer from data-1, data-2; ");
            assertThat(health(seen, 0).ready()).isFalse();
            assertThat(health(seen, 0).seenAlive()).isTrue();
            assertThat(health(seen, 1).seenAlive()).isFalse();
        }
    }

    @Test
    void aNodeThatFollowsAFormerMasterIsNotAsked() {
        try (Replay replay = Replay.of(Replay.HEALTHY)) {
            replay.sayRows("data-0", RollCall.WHO, "[[\"Rf2G5RwDSGmPoZj2DyeehQ\",\"orders\",\"a-former-master\"]]");
            replay.sayRows("data-1", Members.ALL, "[[\"vndn23KgQEGl9XC-4R_p2A\",\"data-0\",\"6.4.2\",{},1,2,1]]");

            assertThat(details(look(replay.view())).answeredBy()).isEqualTo("data-1");
        }
    }

    @Test
    void aStateThatIsNotReadYetHasNoTablesToConcludeFrom() {
        try (Replay replay = Replay.of("unrecovered")) {
            Observation seen = look(replay.view(2));

            assertThat(details(seen).master()).contains("data-0");
            assertThat(details(seen).knows(Part.MEMBERS)).isTrue();
            assertThat(details(seen).complete())
                    .doesNotContain(Part.TABLES, Part.SHARDS, Part.UNASSIGNED, Part.SNAPSHOTS);
            assertThat(seen.summary()).startsWith("YELLOW (state not recovered / initialized), 2 nodes");
        }
    }

    @Test
    void whatIsNotAnsweredIsNotKnown() {
        try (Replay replay = Replay.of(Replay.HEALTHY)) {
            replay.sayError("data-0", Shards.SERVING, 500, 5000, "NodeNotConnectedException[[data-2] not connected]");

            Observation seen = look(replay.view());

            assertThat(seen.answered()).isTrue();
            assertThat(details(seen).complete()).doesNotContain(Part.SHARDS, Part.UNASSIGNED);
            assertThat(details(seen).knows(Part.HEALTH, Part.TABLES, Part.SETTINGS))
                    .isTrue();
            assertThat(seen.summary()).contains("not answered: sys.shards: NodeNotConnectedException");
        }
    }

    @Test
    void healthOfTheMomentWhenANodeIsLostIsNotBelieved() {
        try (Replay replay = Replay.of(Replay.HEALTHY)) {
            replay.sayRows(
                    "data-0",
                    Members.ALL,
                    "[[\"vndn23KgQEGl9XC-4R_p2A\",\"data-0\",\"6.4.2\",{},1,2,1],[\"lost\",\"data-1\",null,null,null,null,null]]");

            Observation seen = look(replay.view());

            assertThat(details(seen).complete()).doesNotContain(Part.HEALTH, Part.SHARDS, Part.UNASSIGNED);
            assertThat(health(seen, 1).ready()).isFalse();
            assertThat(health(seen, 1).seenAlive()).isTrue();
            assertThat(seen.summary()).startsWith("health not known, 1 node");
        }
    }

    @Test
    void beforeSixTheHealthIsTheWorstTables() {
        try (Replay replay = Replay.of("one-killed")) {
            replay.sayError("data-0", Tables.CLUSTER_HEALTH, 404, 4041, "RelationUnknown[…]");

            CrateDetails.Health health = details(look(replay.view(1))).health().orElseThrow();

            assertThat(health.colour()).isEqualTo(Colour.RED);
            assertThat(health.missing()).isEqualTo(1);
            assertThat(health.underreplicated()).isEqualTo(5);
        }
    }

    @Test
    void snapshotsUnderWayAreTold() {
        try (Replay replay = Replay.of(Replay.HEALTHY)) {
            replay.sayRows("data-0", Archives.REPOSITORIES, "[[\"r\",\"fs\",{}]]");
            replay.sayRows("data-0", Archives.SNAPSHOTS, "[[\"slow\",\"r\",\"IN_PROGRESS\",1795273135070,0,6,[]]]");

            CrateDetails details = details(look(replay.view()));

            assertThat(details.snapshots()).containsExactly("snapshot r.slow is being made");
            assertThat(details.archive().isBusy()).isTrue();
            assertThat(details.knows(Part.SNAPSHOTS, Part.ARCHIVE)).isTrue();
        }
    }

    @Test
    void somebodyElsesNodeAtOurAddressIsNotOurs() {
        try (Replay replay = Replay.of(Replay.HEALTHY)) {
            replay.say(
                    "data-2",
                    "GET /",
                    200,
                    "{\"name\":\"n9\",\"cluster_name\":\"lab\",\"version\":{\"number\":\"6.4.2\"}}");
            replay.sayRows("data-0", Members.ALL, "[[\"vndn23KgQEGl9XC-4R_p2A\",\"data-0\",\"6.4.2\",{},1,2,1]]");

            Observation seen = look(replay.view());

            assertThat(health(seen, 2).ready()).isFalse();
            assertThat(health(seen, 2).seenAlive()).isFalse();
            assertThat(health(seen, 2).text()).contains("'n9'");
        }
    }

    @Test
    void whenNobodyAnswersItSaysSo() {
        try (Replay replay = new Replay()) {
            Observation seen = look(replay.view());

            assertThat(seen.answered()).isFalse();
            assertThat(seen.summary()).isEqualTo("no node answers (data-0: connection refused, and 2 more)");
            assertThat(health(seen, 0).text()).isEqualTo("starting: nothing listens on its HTTP port yet");
            assertThat(health(seen, 0).seenAlive()).isFalse();
            assertThat(details(seen).complete()).isEmpty();
        }
    }
}
