package dev.holdfast.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.api.wire.EventInfo;
import dev.holdfast.real.ClusterSight.NodeSight;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Clients write at QUORUM while a ring of Cassandra grows, loses a node's process and the scheduler's, is reconfigured, loses two machines for
 * good, a seed's among them, is upgraded, repaired by hand and by itself, and shrunk; then it is backed up, its table is dropped and restored.
 * Every row that was acknowledged is there in the end, and how long nobody could write is told. What was under way when the scheduler was
 * killed was done once: the nodes' own logs say so.
 */
@Tag("real")
@Tag("long")
class CassandraUnderLoadTest {

    private static final String NETWORK = "127.0.57";
    private static final String CLUSTER = "r1";
    private static final String OLDER = "5.0.8";
    private static final String NEWER = "5.0.9";
    private static final int AGENTS = 6;
    private static final int PER_SECOND = Integer.getInteger("real.rows.per.second", 100);
    private static final List<String> ALL_FOUR = List.of("node-0", "node-1", "node-2", "node-3");
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
            house.done(house.apply(spec(OLDER, 3, "", "")), FIRST_START);
            try (CassandraWorkload load = new CassandraWorkload(house.endpoints("node", "native"), "dc1", PER_SECOND)) {
                chapters.with(load.ledger());
                load.start();
                grow();
                killNode();
                killScheduler();
                reconfigure();
                loseAgent();
                loseSeed();
                upgrade();
                repair();
                repairByItself();
                shrink();
                chapters.begin("backup");
                backup();
                chapters.begin("drop of the table, restore");
                load.stop();
                restore(load);
                chapters.begin("read back");
                judge(load.readBack());
            } catch (RuntimeException | AssertionError failure) {
                house.keep();
                chapters.end();
                chapters.print();
                throw failure;
            }
        }

        private void judge(RowLedger.Balance balance) {
            chapters.end();
            chapters.print();
            System.out.println("longest time without a successful QUORUM write: " + balance.worstMillis() + " ms; "
                    + balance.acknowledged() + " rows acknowledged, "
                    + balance.missing().size() + " of them missing");
            balance.failures().forEach((kind, count) -> System.out.println("  failed tries: " + count + " x " + kind));
            assertThat(balance.missing()).as("acknowledged, but lost").isEmpty();
            assertThat(balance.strange()).as("there, but never written").isEmpty();
            assertThat(balance.complaints()).as("given up").isEmpty();
            assertThat(balance.acknowledged()).isGreaterThan(10 * PER_SECOND);
            assertThat(balance.worstMillis()).isLessThan(OUTAGE_MILLIS);
        }

        private void grow() {
            chapters.begin("3 -> 4");
            ClusterSight after = house.done(house.apply(spec(OLDER, 4, "", "")), ALL_NODES);
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
            ClusterSight after = house.done(house.apply(spec(OLDER, 4, CHANGED, "")), ALL_NODES);
            assertThat(after.nodes()).allMatch(NodeSight::current);
            assertThat(stops(from)).containsExactlyInAnyOrderElementsOf(ALL_FOUR);
        }

        private void loseAgent() {
            chapters.begin("an agent lost, its node replaced");
            ClusterSight before = house.cluster();
            NodeSight lost = loseMachine(before, "node-3");
            replaced(before, lost, house.done(house.say("replace " + CLUSTER + " " + lost.name()), ALL_NODES));
        }

        /** The scheduler is killed while the new one takes its data: it is not begun anew. */
        private void loseSeed() throws IOException {
            chapters.begin("a seed's agent lost, the seed replaced");
            ClusterSight before = house.cluster();
            NodeSight lost = loseMachine(before, "node-1");
            long plan = house.accepted(house.say("replace " + CLUSTER + " " + lost.name()));
            int told = NodeLogs.all(house, lost.name(), NodeLogs.BOOTSTRAP).size();
            Awaitility.await("the new one takes its data")
                    .atMost(ALL_NODES)
                    .until(() ->
                            NodeLogs.all(house, lost.name(), NodeLogs.BOOTSTRAP).size() > told);
            house.kill("scheduler");
            house.startScheduler();
            replaced(before, lost, house.await("plan " + plan, ALL_NODES, sight -> sight.isDone(plan)));
            assertThat(NodeLogs.all(house, lost.name(), NodeLogs.BOOTSTRAP))
                    .as("took its data once, by its own log")
                    .hasSize(told + 1);
        }

        private NodeSight loseMachine(ClusterSight before, String node) {
            NodeSight lost = before.node(node);
            house.loseAgent(IntStream.range(0, AGENTS)
                    .filter(agent -> lost.address().equals(house.agentAddress(agent)))
                    .findFirst()
                    .orElseThrow());
            return lost;
        }

        private static void replaced(ClusterSight before, NodeSight lost, ClusterSight after) {
            NodeSight now = after.node(lost.name());
            assertThat(now.generation()).isEqualTo(lost.generation() + 1);
            assertThat(now.address()).isNotEqualTo(lost.address());
            Map<String, Integer> incarnations = RealHouse.incarnations(before);
            incarnations.merge(lost.name(), 1, Integer::sum);
            assertThat(RealHouse.incarnations(after))
                    .as("nobody else was started again")
                    .isEqualTo(incarnations);
        }

        private void upgrade() {
            chapters.begin("rolling upgrade to " + NEWER);
            Instant from = Instant.now();
            ClusterSight after = house.done(house.apply(spec(NEWER, 4, CHANGED, "")), ALL_NODES);
            assertThat(after.nodes()).allMatch(NodeSight::current);
            assertThat(stops(from)).containsExactlyInAnyOrderElementsOf(ALL_FOUR);
        }

        /** The scheduler is killed in the midst of it: what is under way is picked up, and no node is repaired twice. */
        private void repair() throws IOException {
            chapters.begin("repair, scheduler killed in it");
            Map<String, List<String>> told = repairs();
            Instant from = Instant.now();
            long plan = house.accepted(house.say("run " + CLUSTER + " repair"));
            Awaitility.await("a repair under way, by a node's own log")
                    .atMost(ONE_NODE)
                    .until(() -> !repairs().equals(told));
            house.kill("scheduler");
            house.startScheduler();
            house.await("plan " + plan, ALL_NODES, sight -> sight.isDone(plan));
            assertThat(begun(from, "repair")).containsExactlyInAnyOrderElementsOf(ALL_FOUR);
            repairs()
                    .forEach((node, all) -> assertThat(all.subList(
                                    told.getOrDefault(node, List.of()).size(), all.size()))
                            .as("keyspaces that " + node + " repaired, by its own log")
                            .contains(CassandraWorkload.KEYSPACE)
                            .doesNotHaveDuplicates());
        }

        private Map<String, List<String>> repairs() {
            Map<String, List<String>> all = new TreeMap<>();
            ALL_FOUR.forEach(node -> all.put(node, NodeLogs.all(house, node, NodeLogs.REPAIR)));
            return all;
        }

        /** Nobody asks for it: each node's turn comes when its last repair is long enough ago. */
        private void repairByItself() {
            chapters.begin("repair on a schedule, of each node");
            Instant from = Instant.now();
            house.apply(spec(NEWER, 4, CHANGED, "1m"));
            Awaitility.await("each node repaired by itself")
                    .atMost(ALL_NODES)
                    .until(() -> new TreeSet<>(ended(from, "repair")).containsAll(ALL_FOUR));
            house.apply(spec(NEWER, 4, CHANGED, ""));
            assertThat(house.events())
                    .filteredOn(event -> event.at().isAfter(from))
                    .extracting(EventInfo::text)
                    .anyMatch(text -> text.contains("by itself: repair node-"));
        }

        /** Beside which nodes a chore was launched, since then, oldest first. */
        private List<String> begun(Instant from, String chore) {
            return words(from, chore + " is launched beside ");
        }

        /** Beside which nodes a chore came to a good end, since then, oldest first. */
        private List<String> ended(Instant from, String chore) {
            return words(from, chore + " beside ").stream()
                    .filter(words -> words.contains(" is done"))
                    .map(words -> words.split(" ", 2)[0])
                    .toList();
        }

        private List<String> words(Instant from, String words) {
            return house.events().stream()
                    .filter(event -> event.at().isAfter(from) && event.text().startsWith(words))
                    .map(event -> event.text().substring(words.length()))
                    .toList();
        }

        /** The scheduler is killed in the midst of the decommission: it is picked up, not repeated. */
        private void shrink() throws IOException {
            chapters.begin("4 -> 3, scheduler killed in the decommission");
            Instant from = Instant.now();
            long plan = house.accepted(house.apply(spec(NEWER, 3, CHANGED, "")));
            Awaitility.await("a decommission under way, by the node's own log")
                    .atMost(ONE_NODE)
                    .until(() -> !NodeLogs.all(house, "node-3", NodeLogs.DECOMMISSION)
                            .isEmpty());
            house.kill("scheduler");
            house.startScheduler();
            ClusterSight after = house.await("plan " + plan, ALL_NODES, sight -> sight.isDone(plan));
            assertThat(after.group("node")).extracting(NodeSight::name).containsExactly("node-0", "node-1", "node-2");
            assertThat(begun(from, "decommission")).containsExactly("node-3");
            assertThat(NodeLogs.all(house, "node-3", NodeLogs.DECOMMISSION))
                    .as("left once, by its own log")
                    .hasSize(1);
            assertThat(stops(from)).containsExactly("node-3");
            assertThat(after.debts()).isEmpty();
        }

        /** Clients go on writing: what comes meanwhile is no part of it, but must not be hindered. */
        private void backup() {
            house.done(house.say("run " + CLUSTER + " backup" + kept("b1")), ALL_NODES);
        }

        private void restore(CassandraWorkload load) {
            // What was written since the first is in none but a second.
            ClusterSight after = house.done(house.say("run " + CLUSTER + " backup" + kept("b2")), ALL_NODES);
            assertThat(after.debts()).as("no snapshot is left").isEmpty();
            load.dropTable();
            house.done(house.say("run " + CLUSTER + " restore" + kept("b2")), ALL_NODES);
        }

        private String kept(String backup) {
            return " store=" + house.data().resolve("backups") + " source=" + CLUSTER + " backup=" + backup
                    + " at=2026-01-01";
        }

        /** Whom the scheduler asked to stop, since then, oldest first. */
        private List<String> stops(Instant from) {
            return house.events().stream()
                    .filter(event -> event.at().isAfter(from) && event.text().endsWith(" is asked to stop"))
                    .map(EventInfo::text)
                    .map(text -> text.split(" ", 2)[0])
                    .toList();
        }

        private static String spec(String version, int nodes, String setting, String repairEvery) {
            return "name: " + CLUSTER + "\npackage: cassandra\nversion: " + version
                    + (repairEvery.isEmpty() ? "" : "\noptions: {repair-every: " + repairEvery + "}")
                    + "\ngroups:\n  node:\n    count: " + nodes + "\n    memory: 1024\n    heap: 384\n"
                    + (setting.isEmpty() ? "" : "    settings:\n      " + setting + "\n");
        }
    }
}
