package dev.holdfast.database.crate.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.crate.model.CrateTarball;
import dev.holdfast.database.Chore;
import dev.holdfast.database.Driver.Outcome;
import dev.holdfast.database.Observation;
import dev.holdfast.database.crate.CrateChores;
import dev.holdfast.database.crate.CrateDetails;
import dev.holdfast.database.crate.CrateDetails.Colour;
import dev.holdfast.database.crate.CrateDetails.Part;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looks and chores on the model of CrateDB, and on the real one where tarballs of it are given. */
@Tag("real")
class CrateDriverRealTest {

    private static final Duration LOOK = Duration.ofSeconds(20);
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    @TempDir
    private Path directory = Path.of("");

    private final CrateDriver driver = new CrateDriver(Clock.systemUTC());

    @Test
    void aLifeOfThreeNodesOfTheModel() throws Exception {
        live(CrateTarball.build(directory, "6.4.2") + "," + CrateTarball.build(directory, "6.4.3"));
    }

    @Test
    void aLifeOfThreeNodes() throws Exception {
        String distributions =
                Optional.ofNullable(System.getenv(RealNodes.DISTRIBUTIONS)).orElse("");
        assumeTrue(
                !distributions.isBlank(),
                "skipped: " + RealNodes.DISTRIBUTIONS + " names no tarball of CrateDB (crate-X.Y.Z.tar.gz)");
        live(distributions);
    }

    private void live(String distributions) throws Exception {
        try (RealNodes nodes = new RealNodes(directory, distributions)) {
            for (int node = 0; node < 3; node++) {
                nodes.start(node, 0);
            }
            Observation up = until(nodes, "three nodes are ready and GREEN", seen -> allReady(seen, 3) && green(seen));
            assertThat(details(up).complete()).containsExactly(Part.values());
            fill(nodes);
            aKilledNodeIsMissedAndComesBack(nodes);
            aNodeIsDrained(nodes);
            allocationIsHeldAndGivenBack(nodes);
            if (nodes.versions() > 1) {
                aNodeIsUpgraded(nodes);
            }
            aLostMajorityIsRecognised(nodes);
        } finally {
            driver.close();
        }
    }

    private void fill(RealNodes nodes) {
        try (SqlClient client = nodes.client(0)) {
            for (String statement : List.of(
                    "create table doc.t (id int primary key) clustered into 4 shards with (number_of_replicas = 1)",
                    "create table doc.single (id int primary key) clustered into 3 shards with (number_of_replicas ="
                            + " 0)",
                    "insert into doc.t (id) (select g from generate_series(1, 1000) g)",
                    "insert into doc.single (id) (select g from generate_series(1, 1000) g)")) {
                assertThat(client.ask(statement, List.of(), LOOK)).isInstanceOf(Answer.Rows.class);
            }
        }
        Observation filled = until(nodes, "tables are GREEN", this::green);
        assertThat(details(filled).tables().keySet()).containsExactly("doc.single", "doc.t");
        assertThat(details(filled).shards()).hasSize(11).allMatch(shard -> shard.primary() || shard.id() < 4);
    }

    private void aKilledNodeIsMissedAndComesBack(RealNodes nodes) throws Exception {
        nodes.kill(1);
        Observation missed = until(
                nodes,
                "the lost node's primary is missed",
                seen -> details(seen)
                                .health()
                                .map(health -> health.colour() == Colour.RED)
                                .orElse(false)
                        && !details(seen).unassigned().isEmpty());
        assertThat(details(missed).unassigned()).anyMatch(CrateDetails.Unassigned::primary);
        assertThat(missed.nodes().get(Replay.id(1))).satisfies(node -> {
            assertThat(node.ready()).isFalse();
            assertThat(node.seenAlive()).isFalse();
        });
        nodes.start(1, 0);
        until(nodes, "it is back, with its new incarnation", seen -> allReady(seen, 3) && green(seen));
    }

    private void aNodeIsDrained(RealNodes nodes) {
        Chore exclude = Chore.on(Replay.id(2), CrateChores.EXCLUDE);
        perform(nodes, exclude);
        perform(nodes, exclude);
        until(
                nodes,
                "no shard is on data-2",
                seen -> details(seen).knows(Part.SHARDS)
                        && details(seen).shards().stream()
                                .noneMatch(shard -> shard.node().equals("data-2")));
        perform(nodes, Chore.on(Replay.id(2), CrateChores.UNEXCLUDE));
        until(
                nodes,
                "shards are on data-2 again",
                seen -> details(seen).shards().stream()
                        .anyMatch(shard -> shard.node().equals("data-2")));
    }

    private void allocationIsHeldAndGivenBack(RealNodes nodes) {
        perform(nodes, ofCluster(CrateChores.ALLOCATION_PRIMARIES).with(CrateChores.VALUE, "primaries"));
        until(nodes, "allocation is held", seen -> "primaries".equals(allocation(seen)));
        perform(nodes, ofCluster(CrateChores.ALLOCATION_RESTORE));
        until(nodes, "allocation is given back", seen -> "all".equals(allocation(seen)));
        perform(nodes, ofCluster(CrateChores.RETRY_FAILED));
        perform(nodes, ofCluster(CrateChores.ACKNOWLEDGE_CHECKS));
    }

    private void aNodeIsUpgraded(RealNodes nodes) throws Exception {
        nodes.kill(2);
        nodes.start(2, 1);
        Observation upgraded = until(nodes, "the new version is in", seen -> allReady(seen, 3) && green(seen));
        assertThat(details(upgraded).members().get("data-2"))
                .satisfies(member -> assertThat(member.version()).isEqualTo(nodes.version(1)));
    }

    private void aLostMajorityIsRecognised(RealNodes nodes) throws Exception {
        nodes.kill(1);
        nodes.kill(2);
        Observation lost = until(
                nodes,
                "the last node knows no master",
                seen -> details(seen).knows(Part.MASTER)
                        && details(seen).master().isEmpty());
        assertThat(lost.answered()).isFalse();
        assertThat(lost.nodes().values()).noneMatch(Observation.NodeHealth::ready);
        Outcome refused = driver.perform(nodes.view(), Chore.on(Replay.id(2), CrateChores.EXCLUDE), LOOK);
        assertThat(refused.ok()).isFalse();
    }

    private void perform(RealNodes nodes, Chore chore) {
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(driver.perform(nodes.view(), chore, LOOK)).matches(Outcome::ok));
    }

    private Observation until(RealNodes nodes, String what, Predicate<Observation> wanted) {
        return await(what)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(300))
                .until(() -> driver.observe(nodes.view(), LOOK), wanted);
    }

    private static boolean allReady(Observation seen, int count) {
        return seen.answered()
                && seen.nodes().values().stream()
                                .filter(Observation.NodeHealth::ready)
                                .count()
                        == count;
    }

    private boolean green(Observation seen) {
        return details(seen)
                .health()
                .map(health ->
                        health.colour() == Colour.GREEN && health.missing() == 0 && health.underreplicated() == 0)
                .orElse(false);
    }

    private static CrateDetails details(Observation seen) {
        return (CrateDetails) seen.details();
    }

    private static String allocation(Observation seen) {
        return details(seen).settings().getOrDefault(CrateChores.ALLOCATION, "");
    }

    private static Chore ofCluster(String name) {
        return new Chore(name, Optional.empty(), new TreeMap<>());
    }
}
