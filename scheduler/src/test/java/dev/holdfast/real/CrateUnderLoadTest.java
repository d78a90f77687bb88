package dev.holdfast.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.api.wire.EventInfo;
import dev.holdfast.real.ClusterSight.NodeSight;
import dev.holdfast.real.HealthWatch.Look;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients insert and read while a cluster of CrateDB grows, loses a node's process and the scheduler's, is reconfigured, upgraded,
 * shrunk, and loses a machine for good. Nothing that was acknowledged may be missing, no statement may take longer than a client
 * tries, and whatever is taken away on purpose is taken from a cluster that is whole.
 */
@Tag("real")
class CrateUnderLoadTest {

    private static final String NETWORK = "127.0.55";
    private static final String CLUSTER = "c1";
    private static final int AGENTS = 5;
    private static final int PER_SECOND = Integer.getInteger("real.rows.per.second", 120);
    private static final String STORY = "node.attr.story: second";

    private static final Duration FIRST_START = Duration.ofMinutes(4);
    private static final Duration ONE_NODE = Duration.ofMinutes(3);
    private static final Duration ALL_NODES = Duration.ofMinutes(8);

    /** How old a look may be to tell how it was. */
    private static final Duration A_LOOK = Duration.ofSeconds(10);

    @TempDir
    private Path directory = Path.of("");

    @Test
    void no_acknowledged_row_of_the_model_is_lost_whatever_happens_to_the_cluster() throws Exception {
        tell(CrateReleases.ofModel(directory));
    }

    @Test
    void no_acknowledged_row_of_the_real_cratedb_is_lost_whatever_happens_to_the_cluster() throws Exception {
        tell(CrateReleases.ofDistributions());
    }

    private static void tell(CrateReleases releases) throws IOException {
        try (RealHouse house = new RealHouse(NETWORK, CLUSTER)) {
            new Story(house, releases).tell();
        }
    }

    /** The whole of it, chapter by chapter. */
    private static final class Story {

        private final RealHouse house;
        private final CrateReleases releases;
        private final CrateSql sql = new CrateSql();
        private final Chapters chapters;

        Story(RealHouse house, CrateReleases releases) {
            this.house = house;
            this.releases = releases;
            this.chapters = new Chapters(house, "rows", "longest (ms)");
        }

        void tell() throws IOException {
            chapters.begin("3 nodes of " + releases.older() + " from nothing");
            house.startMesos(List.of("-D" + MesosProcess.AGENT_TIMEOUT + "=15"), 0);
            for (int agent = 1; agent < AGENTS; agent++) {
                house.startAgent(agent); // in a process of its own, so that it can be lost
            }
            house.startScheduler();
            house.done(house.apply(releases.spec(CLUSTER, releases.older(), 3)), FIRST_START);
            CrateWorkload.createTable(sql, endpoint());
            List<String> everywhere = IntStream.range(0, AGENTS)
                    .mapToObj(index -> house.agentAddress(index) + ":4200")
                    .toList();
            try (HealthWatch watch = new HealthWatch(sql, everywhere);
                    CrateWorkload load = new CrateWorkload(sql, house.endpoints("data", "http"), PER_SECOND)) {
                chapters.with(load.ledger());
                load.start();
                grow(watch, load);
                killNode(watch);
                killScheduler(watch);
                reconfigure(watch);
                upgrade(watch);
                shrink(watch, load);
                loseMachine(watch, load);
                chapters.begin("read back");
                load.stop();
                judge(load.readBack(), watch);
            } catch (RuntimeException | AssertionError failure) {
                house.keep();
                chapters.end();
                chapters.print();
                throw failure;
            }
        }

        private void judge(CrateWorkload.Reading reading, HealthWatch watch) {
            chapters.end();
            chapters.print();
            RowLedger.Balance balance = reading.balance();
            System.out.println("longest gap of a statement, tried again until it was answered: "
                    + balance.worstMillis() + " ms; " + balance.acknowledged() + " rows acknowledged, "
                    + reading.rows()
                    + " there, " + reading.reads() + " reads; " + watch.summary());
            balance.failures().forEach((kind, count) -> System.out.println("  failed tries: " + count + " x " + kind));
            assertThat(balance.missing()).as("acknowledged, but lost").isEmpty();
            assertThat(reading.twice()).as("there twice").isEmpty();
            assertThat(balance.strange()).as("there, but never written").isEmpty();
            assertThat(balance.complaints()).as("given up, or not read").isEmpty();
            assertThat(balance.acknowledged()).isGreaterThan(10 * PER_SECOND);
            assertThat(reading.reads()).isGreaterThan(PER_SECOND);
            assertThat(balance.worstMillis()).isLessThan(CrateWorkload.RETRY_TIME.toMillis());
        }

        private void grow(HealthWatch watch, CrateWorkload load) {
            chapters.begin("3 -> 5");
            house.done(house.apply(releases.spec(CLUSTER, releases.older(), 5)), ALL_NODES);
            whole(watch, 5);
            load.through(house.endpoints("data", "http"));
            Awaitility.await("shards on the new nodes")
                    .atMost(ONE_NODE)
                    .until(() -> watch.last().orElseThrow().shards().size() == 5);
        }

        private void killNode(HealthWatch watch) {
            whole(watch, 5);
            chapters.begin("kill -9 of a node");
            ClusterSight before = house.cluster();
            house.killDatabase(before.node("data-1"));
            ClusterSight after = house.await(
                    "data-1 again",
                    ONE_NODE,
                    sight -> sight.isReady()
                            && sight.node("data-1").incarnation()
                                    > before.node("data-1").incarnation());
            assertThat(after.places()).as("on its own volume").isEqualTo(before.places());
            whole(watch, 5);
        }

        /** In the midst of a restart, for then there is something to be forgotten. */
        private void killScheduler(HealthWatch watch) throws IOException {
            chapters.begin("kill -9 of the scheduler in a restart");
            ClusterSight before = house.cluster();
            long plan = house.accepted(house.say("restart " + CLUSTER + " data-2"));
            house.await(
                    "data-2 going down",
                    ONE_NODE,
                    sight -> !sight.node("data-2").isReady());
            house.kill("scheduler");
            house.startScheduler();
            ClusterSight after = house.await("plan " + plan, ONE_NODE, sight -> sight.isDone(plan));
            Map<String, Integer> expected = RealHouse.incarnations(before);
            expected.merge("data-2", 1, Integer::sum);
            assertThat(RealHouse.incarnations(after))
                    .as("only data-2 was started again, once")
                    .isEqualTo(expected);
            nothingIsHeld(after);
            whole(watch, 5);
        }

        private void reconfigure(HealthWatch watch) {
            chapters.begin("rolling restart, changed setting");
            String master = sql.master(endpoint()).orElseThrow();
            Instant from = Instant.now();
            ClusterSight after = house.done(house.apply(releases.spec(CLUSTER, releases.older(), 5, STORY)), ALL_NODES);
            assertThat(after.nodes()).allMatch(NodeSight::current);
            assertThat(sql.column(endpoint(), "select attributes['story'] from sys.nodes"))
                    .containsOnly("second")
                    .hasSize(5);
            List<EventInfo> stops = stops(from);
            eachOnceAndLast(stops, master);
            eachFromAWholeCluster(stops, watch, 5);
            nothingIsHeld(after);
            whole(watch, 5);
        }

        private void upgrade(HealthWatch watch) {
            chapters.begin("rolling upgrade to " + releases.newer());
            String master = sql.master(endpoint()).orElseThrow();
            Instant from = Instant.now();
            ClusterSight after = house.done(house.apply(releases.spec(CLUSTER, releases.newer(), 5, STORY)), ALL_NODES);
            assertThat(after.nodes()).allMatch(NodeSight::current);
            assertThat(sql.versions(endpoint()).values())
                    .containsOnly(releases.newer())
                    .hasSize(5);
            List<EventInfo> stops = stops(from);
            eachOnceAndLast(stops, master);
            eachFromAWholeCluster(stops, watch, 5);
            nothingIsHeld(after);
            whole(watch, 5);
        }

        private void shrink(HealthWatch watch, CrateWorkload load) {
            chapters.begin("5 -> 3");
            Instant from = Instant.now();
            ClusterSight after = house.done(house.apply(releases.spec(CLUSTER, releases.newer(), 3, STORY)), ALL_NODES);
            assertThat(after.group("data")).extracting(NodeSight::name).containsExactly("data-0", "data-1", "data-2");
            List<EventInfo> stops = stops(from);
            assertThat(stops).extracting(Story::node).containsExactly("data-4", "data-3");
            for (int i = 0; i < stops.size(); i++) {
                Look look = eachFromAWholeCluster(stops.subList(i, i + 1), watch, 5 - i);
                assertThat(look.shards()).as("shards on nodes that stop").doesNotContainKey(node(stops.get(i)));
            }
            nothingIsHeld(after);
            whole(watch, 3);
            load.through(house.endpoints("data", "http"));
        }

        private void loseMachine(HealthWatch watch, CrateWorkload load) {
            chapters.begin("a machine lost, its node replaced");
            ClusterSight before = house.cluster();
            NodeSight lost = before.nodes().stream()
                    .filter(node -> !node.address().equals(house.agentAddress(0)))
                    .findFirst()
                    .orElseThrow();
            house.loseAgent(IntStream.range(1, AGENTS)
                    .filter(agent -> lost.address().equals(house.agentAddress(agent)))
                    .findFirst()
                    .orElseThrow());
            ClusterSight after = house.done(house.say("replace " + CLUSTER + " " + lost.name()), ALL_NODES);
            NodeSight replaced = after.node(lost.name());
            assertThat(replaced.generation()).isEqualTo(lost.generation() + 1);
            assertThat(replaced.address()).isNotEqualTo(lost.address());
            load.through(house.endpoints("data", "http"));
            whole(watch, 3);
            Awaitility.await("shards on the new node")
                    .atMost(ONE_NODE)
                    .until(() -> watch.last().orElseThrow().shards().containsKey(lost.name()));
            Map<String, Integer> incarnations = RealHouse.incarnations(before);
            incarnations.merge(lost.name(), 1, Integer::sum);
            assertThat(RealHouse.incarnations(after))
                    .as("nobody else was started again")
                    .isEqualTo(incarnations);
        }

        private String endpoint() {
            return house.endpoints("data", "http").get(0);
        }

        private void whole(HealthWatch watch, int nodes) {
            Awaitility.await("GREEN with " + nodes + " nodes").atMost(ONE_NODE).until(() -> watch.isWhole(nodes));
        }

        /** When the scheduler asked nodes to stop, since then, oldest first. */
        private List<EventInfo> stops(Instant from) {
            return house.events().stream()
                    .filter(event -> event.at().isAfter(from) && event.text().endsWith(" is asked to stop"))
                    .toList();
        }

        private static String node(EventInfo event) {
            return event.text().split(" ", 2)[0];
        }

        private static void eachOnceAndLast(List<EventInfo> stops, String last) {
            List<String> names = stops.stream().map(Story::node).toList();
            assertThat(names).containsExactlyInAnyOrder("data-0", "data-1", "data-2", "data-3", "data-4");
            assertThat(names).as("the elected master goes last").endsWith(last);
        }

        /** Gives the look before the last of them. */
        private static Look eachFromAWholeCluster(List<EventInfo> stops, HealthWatch watch, int nodes) {
            Optional<Look> last = Optional.empty();
            for (EventInfo stop : stops) {
                Look look = watch.before(stop.at()).orElseThrow();
                assertThat(look).as("before " + stop.text()).matches(Look::isWhole, "is GREEN");
                assertThat(look.members()).as("before " + stop.text()).hasSize(nodes);
                assertThat(look.to())
                        .as("a fresh look before " + stop.text())
                        .isAfter(stop.at().minus(A_LOOK));
                last = Optional.of(look);
            }
            return last.orElseThrow();
        }

        /** What was put into the database for a step is taken out of it. */
        private void nothingIsHeld(ClusterSight sight) {
            assertThat(sight.debts()).isEmpty();
            Map<String, String> held = new TreeMap<>();
            held.put("enable", sql.allocation(endpoint()).path("enable").asString());
            held.put(
                    "exclude",
                    sql.allocation(endpoint()).path("exclude").path("_name").asString());
            assertThat(held).isEqualTo(new TreeMap<>(Map.of("enable", "all", "exclude", "")));
        }
    }
}
