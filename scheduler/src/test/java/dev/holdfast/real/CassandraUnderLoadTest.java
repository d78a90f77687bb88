package dev.holdfast.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.api.wire.EventInfo;
import dev.holdfast.real.ClusterSight.NodeSight;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Clients write at QUORUM while a ring of Cassandra grows, loses a node's process and the scheduler's, is reconfigured, loses the machine of
 * a seed for good, is upgraded, repaired and shrunk; then its table is dropped and restored from a backup. Every row that was acknowledged is
 * there in the end, and how long nobody could write is told.
 */
@Tag("real")
@Tag("long")
class CassandraUnderLoadTest {

    private static final String NETWORK = "127.0.57";
    private static final String CLUSTER = "r1";
    private static final String OLDER = "5.0.8";
    private static final String NEWER = "5.0.9";
    private static final int AGENTS = 5;
    private static final int PER_SECOND = Integer.getInteger("real.rows.per.second", 100);
    private static final String CHANGED = "concurrent_reads: 24";

    private static final Duration FIRST_START = Duration.ofMinutes(6);
    private static final Duration ONE_NODE = Duration.ofMinutes(5);
    private static final Duration ALL_NODES = Duration.ofMinutes(12);

    /** Longer than a driver needs to find another coordinator: from here on clients would call it an outage. */
    private static final long OUTAGE_MILLIS = 15_000;

    @Test
    void no_acknowledged_row_is_lost_whatever_happens_to_the_ring() throws Exception {
        try (RealHouse house = new RealHouse(NETWORK, CLUSTER)) {
            new Story(house).tell();
        }
    }

    /** The whole of it, chapter by chapter. */
    private static final class Story {

        private final RealHouse house;
        private final Chapters chapters;

        Story(RealHouse house) {
            this.house = house;
            this.chapters = new Chapters(house, "rows", "no write (ms)");
        }

        void tell() throws IOException {
            chapters.begin("3 nodes of " + OLDER + " from nothing");
            house.startMesos(List.of("-D" + MesosProcess.AGENT_TIMEOUT + "=15"));
            for (int agent = 0; agent < AGENTS; agent++) {
                house.startAgent(agent); // in a process of its own, so that it can be lost
            }
            house.startScheduler();
            house.done(house.apply(spec(OLDER, 3, "")), FIRST_START);
            try (CassandraWorkload load = new CassandraWorkload(house.endpoints("node", "native"), "dc1", PER_SECOND)) {
                chapters.with(load::acknowledged, load::longestGapMillis, load::during);
                load.start();
                grow();
                killNode();
                killScheduler();
                reconfigure();
                loseSeed();
                upgrade();
                repair();
                shrink();
                chapters.begin("backup, drop of the table, restore");
                load.stop();
                backupAndRestore(load);
                chapters.begin("read back");
                judge(load.readBack());
            } catch (RuntimeException | AssertionError failure) {
                house.keep();
                chapters.end();
                chapters.print();
                throw failure;
            }
        }

        private void judge(CassandraWorkload.Reading reading) {
            chapters.end();
            chapters.print();
            System.out.println("longest time without a successful QUORUM write: " + reading.longestGapMillis() + " ms; "
                    + reading.acknowledged() + " rows acknowledged, " + reading.rows() + " there");
            reading.failures().forEach((kind, count) -> System.out.println("  failed tries: " + count + " x " + kind));
            assertThat(reading.missing()).as("acknowledged, but lost").isEmpty();
            assertThat(reading.strange()).as("there, but never written").isEmpty();
            assertThat(reading.complaints()).as("given up").isEmpty();
            assertThat(reading.acknowledged()).isGreaterThan(10 * PER_SECOND);
            assertThat(reading.longestGapMillis()).isLessThan(OUTAGE_MILLIS);
        }

        private void grow() {
            chapters.begin("3 -> 4");
            ClusterSight after = house.done(house.apply(spec(OLDER, 4, "")), ALL_NODES);
            assertThat(after.group("node")).hasSize(4);
        }

        private void killNode() {
            chapters.begin("kill -9 of a node");
            ClusterSight before = house.cluster();
            house.killDatabase(before.node("node-2"));
            ClusterSight after = house.await(
                    "node-2 again",
                    ONE_NODE,
                    sight -> sight.isReady()
                            && sight.node("node-2").incarnation()
                                    > before.node("node-2").incarnation());
            assertThat(after.places()).as("on its own volume").isEqualTo(before.places());
        }

        /** In the midst of a restart, for then there is something to be forgotten. */
        private void killScheduler() throws IOException {
            chapters.begin("kill -9 of the scheduler in a restart");
            ClusterSight before = house.cluster();
            long plan = house.accepted(house.say("restart " + CLUSTER + " node-1"));
            house.await(
                    "node-1 going down",
                    ONE_NODE,
                    sight -> !sight.node("node-1").isReady());
            house.kill("scheduler");
            house.startScheduler();
            ClusterSight after = house.await("plan " + plan, ONE_NODE, sight -> sight.isDone(plan));
            Map<String, Integer> expected = RealHouse.incarnations(before);
            expected.merge("node-1", 1, Integer::sum);
            assertThat(RealHouse.incarnations(after))
                    .as("only node-1 was started again, once")
                    .isEqualTo(expected);
        }

        private void reconfigure() {
            chapters.begin("rolling restart, changed setting");
            Instant from = Instant.now();
            ClusterSight after = house.done(house.apply(spec(OLDER, 4, CHANGED)), ALL_NODES);
            assertThat(after.nodes()).allMatch(NodeSight::current);
            assertThat(stops(from)).containsExactlyInAnyOrder("node-0", "node-1", "node-2", "node-3");
        }

        /** The scheduler is killed while the new one joins: it is not begun anew. */
        private void loseSeed() throws IOException {
            chapters.begin("a seed's machine lost, the seed replaced");
            ClusterSight before = house.cluster();
            NodeSight lost = before.node("node-1");
            house.loseAgent(IntStream.range(0, AGENTS)
                    .filter(agent -> lost.address().equals(house.agentAddress(agent)))
                    .findFirst()
                    .orElseThrow());
            long plan = house.accepted(house.say("replace " + CLUSTER + " " + lost.name()));
            house.await(
                    "a new " + lost.name() + " on its way",
                    ALL_NODES,
                    sight -> sight.node(lost.name()).generation() > lost.generation()
                            && sight.node(lost.name()).state().equals("running"));
            house.kill("scheduler");
            house.startScheduler();
            ClusterSight after = house.await("plan " + plan, ALL_NODES, sight -> sight.isDone(plan));
            NodeSight replaced = after.node(lost.name());
            assertThat(replaced.generation()).isEqualTo(lost.generation() + 1);
            assertThat(replaced.address()).isNotEqualTo(lost.address());
            Map<String, Integer> incarnations = RealHouse.incarnations(before);
            incarnations.merge(lost.name(), 1, Integer::sum);
            assertThat(RealHouse.incarnations(after))
                    .as("nobody else was started again")
                    .isEqualTo(incarnations);
        }

        private void upgrade() {
            chapters.begin("rolling upgrade to " + NEWER);
            Instant from = Instant.now();
            ClusterSight after = house.done(house.apply(spec(NEWER, 4, CHANGED)), ALL_NODES);
            assertThat(after.nodes()).allMatch(NodeSight::current);
            assertThat(stops(from)).containsExactlyInAnyOrder("node-0", "node-1", "node-2", "node-3");
        }

        /** The scheduler is killed in the midst of it: what is under way is picked up, and no node is repaired twice. */
        private void repair() throws IOException {
            chapters.begin("repair, scheduler killed in it");
            Instant from = Instant.now();
            long plan = house.accepted(house.say("run " + CLUSTER + " repair"));
            Awaitility.await("a repair under way")
                    .atMost(ONE_NODE)
                    .until(() -> !begun(from, "repair").isEmpty());
            house.kill("scheduler");
            house.startScheduler();
            house.await("plan " + plan, ALL_NODES, sight -> sight.isDone(plan));
            assertThat(begun(from, "repair")).containsExactlyInAnyOrder("node-0", "node-1", "node-2", "node-3");
        }

        /** Beside which nodes a chore was launched, since then, oldest first. */
        private List<String> begun(Instant from, String chore) {
            String words = chore + " is launched beside ";
            return house.events().stream()
                    .filter(event -> event.at().isAfter(from) && event.text().startsWith(words))
                    .map(event -> event.text().substring(words.length()))
                    .toList();
        }

        /** The scheduler is killed in the midst of the decommission: it is picked up, not repeated. */
        private void shrink() throws IOException {
            chapters.begin("4 -> 3, scheduler killed in the decommission");
            Instant from = Instant.now();
            long plan = house.accepted(house.apply(spec(NEWER, 3, CHANGED)));
            house.await(
                    "a decommission under way",
                    ONE_NODE,
                    sight -> sight.plan().steps().stream()
                            .anyMatch(step -> step.stage().contains("decommission")));
            house.kill("scheduler");
            house.startScheduler();
            ClusterSight after = house.await("plan " + plan, ALL_NODES, sight -> sight.isDone(plan));
            assertThat(after.group("node")).extracting(NodeSight::name).containsExactly("node-0", "node-1", "node-2");
            assertThat(begun(from, "decommission")).containsExactly("node-3");
            assertThat(stops(from)).containsExactly("node-3");
            assertThat(after.debts()).isEmpty();
        }

        private void backupAndRestore(CassandraWorkload load) {
            String of = " store=" + house.data().resolve("backups") + " source=" + CLUSTER + " backup=b1 at=2026-01-01";
            ClusterSight after = house.done(house.say("run " + CLUSTER + " backup" + of), ALL_NODES);
            assertThat(after.debts()).as("no snapshot is left").isEmpty();
            load.dropTable();
            house.done(house.say("run " + CLUSTER + " restore" + of), ALL_NODES);
        }

        /** Whom the scheduler asked to stop, since then, oldest first. */
        private List<String> stops(Instant from) {
            return house.events().stream()
                    .filter(event -> event.at().isAfter(from) && event.text().endsWith(" is asked to stop"))
                    .map(EventInfo::text)
                    .map(text -> text.split(" ", 2)[0])
                    .toList();
        }

        private static String spec(String version, int nodes, String setting) {
            return "name: " + CLUSTER + "\npackage: cassandra\nversion: " + version
                    + "\ngroups:\n  node:\n    count: " + nodes + "\n    memory: 1024\n    heap: 384\n"
                    + (setting.isEmpty() ? "" : "    settings:\n      " + setting + "\n");
        }
    }
}
