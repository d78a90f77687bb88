package dev.holdfast.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.cassandra.ring.CqlTalk;
import dev.holdfast.real.ClusterSight.NodeSight;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A ring over three racks, under load: it is spread evenly, a dead node is replaced on its own rack or waits for it, no rack loses its last
 * node, a machine that is lost for good is taken out by the others though it was a seed, and an upgrade stops at its canary, is taken back,
 * and taken back again half-way. Every row that was acknowledged is there in the end.
 */
@Tag("real")
@Tag("long")
class RingInRacksTest {

    private static final String NETWORK = "127.0.84";
    private static final String CLUSTER = "r2";
    private static final String OLDER = "5.0.8";
    private static final String NEWER = "5.0.9";
    private static final int PER_SECOND = Integer.getInteger("real.rows.per.second", 50);

    /** Which rack each agent is on; the last is started later. */
    private static final List<String> RACKS = List.of("a", "b", "c", "a", "b", "c");

    private static final Duration FIRST_START = Duration.ofMinutes(10);
    private static final Duration ONE_NODE = Duration.ofMinutes(6);
    private static final Duration ALL_NODES = Duration.ofMinutes(12);

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final Duration STATEMENT = Duration.ofSeconds(20);

    /** Longer than a driver needs to find another coordinator: from here on clients would call it an outage. */
    private static final long OUTAGE_MILLIS = Long.getLong("real.outage.millis", 15_000);

    @Test
    void a_ring_stays_whole_over_its_racks() throws Exception {
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
            chapters.begin("3 nodes on 3 racks");
            house.startMesos(List.of("-D" + MesosProcess.AGENT_TIMEOUT + "=15"));
            for (int agent = 0; agent < RACKS.size() - 1; agent++) {
                startAgent(agent);
            }
            house.startScheduler();
            house.done(house.apply(spec(OLDER, 3, "")), FIRST_START);
            try (CassandraWorkload load = new CassandraWorkload(house.endpoints("node", "native"), "dc1", PER_SECOND)) {
                chapters.with(load.ledger());
                load.start();
                spread();
                replaceOnItsRack();
                waitForItsRack();
                grow();
                keepTheLastOfARack();
                loseForGood();
                tryCanary();
                takeBackHalfWay();
                goOn();
                chapters.begin("read back");
                load.stop();
                judge(load.readBack());
            } catch (RuntimeException | AssertionError failure) {
                house.keep();
                chapters.end();
                chapters.print();
                throw failure;
            }
        }

        private void startAgent(int index) throws IOException {
            house.startAgent(
                    index, List.of("-D" + MesosProcess.ATTRIBUTES + "=rack:" + RACKS.get(index)), new TreeMap<>());
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

        private int agentOf(NodeSight node) {
            return IntStream.range(0, RACKS.size())
                    .filter(agent -> node.address().equals(house.agentAddress(agent)))
                    .findFirst()
                    .orElseThrow();
        }

        private String rack(NodeSight node) {
            return RACKS.get(agentOf(node));
        }

        /** The one node that stands on a rack, or the first of them. */
        private NodeSight on(String rack) {
            return house.cluster().nodes().stream()
                    .filter(node -> rack(node).equals(rack))
                    .findFirst()
                    .orElseThrow();
        }

        /** The ring's word for which rack each address is on. */
        private Map<String, String> racks() {
            TreeMap<String, String> racks = new TreeMap<>();
            String contacts = house.cluster().nodes().stream()
                    .filter(NodeSight::isReady)
                    .map(node -> node.endpoint("native"))
                    .findFirst()
                    .orElseThrow();
            CqlTalk.Door door = new CqlTalk.Door(contacts, "dc1", Optional.empty(), Optional.empty());
            try (CqlTalk talk = CqlTalk.open(door, "one", STATEMENT)) {
                List<List<Optional<Object>>> rows = new ArrayList<>();
                rows.addAll(talk.ask("select broadcast_address, rack from system.local")
                        .rows());
                rows.addAll(talk.ask("select peer, rack from system.peers_v2").rows());
                for (List<Optional<Object>> row : rows) {
                    String address = String.valueOf(row.get(0).orElse("")).replaceAll("['/]", "");
                    racks.put(address, String.valueOf(row.get(1).orElse("")));
                }
            }
            return racks;
        }

        /** By where nodes stand, and by the ring's own word. */
        private void spread() {
            List<NodeSight> nodes = house.cluster().nodes();
            assertThat(nodes).extracting(this::rack).containsExactlyInAnyOrder("a", "b", "c");
            Map<String, String> said = racks();
            nodes.forEach(node -> assertThat(said).containsEntry(node.address(), rack(node)));
        }

        private void replaceOnItsRack() {
            chapters.begin("a machine lost, replaced on its rack");
            ClusterSight before = house.cluster();
            NodeSight lost = on("b");
            house.loseAgent(agentOf(lost));
            ClusterSight after = house.done(house.say("replace " + CLUSTER + " " + lost.name()), ALL_NODES);
            NodeSight replaced = after.node(lost.name());
            assertThat(replaced.generation()).isEqualTo(lost.generation() + 1);
            assertThat(replaced.address()).isNotEqualTo(lost.address());
            assertThat(rack(replaced)).isEqualTo("b");
            onlyOneWasStarted(before, after, lost.name());
        }

        private static void onlyOneWasStarted(ClusterSight before, ClusterSight after, String name) {
            Map<String, Integer> expected = RealHouse.incarnations(before);
            expected.merge(name, 1, Integer::sum);
            assertThat(RealHouse.incarnations(after)).isEqualTo(expected);
        }

        /** An agent of rack a is free all the time, and is not taken. */
        private void waitForItsRack() throws IOException {
            chapters.begin("the rack's only machine lost: waits");
            ClusterSight before = house.cluster();
            NodeSight lost = on("c");
            house.loseAgent(agentOf(lost));
            long plan = house.accepted(house.say("replace " + CLUSTER + " " + lost.name()));
            house.await(
                    "no place for " + lost.name(),
                    ALL_NODES,
                    sight -> sight.node(lost.name()).rule().equals("placement"));
            Awaitility.await("the free agent's offer came, and why tells what is against it")
                    .atMost(ONE_NODE)
                    .pollInterval(LOOK_EVERY)
                    .until(
                            house::why,
                            why -> why.contains(lost.name()) && why.contains("rack is 'a', not what rack:IS:c wants"));
            chapters.begin("a machine comes to that rack: goes on");
            startAgent(RACKS.size() - 1);
            ClusterSight after = house.await("plan " + plan, ALL_NODES, sight -> sight.isDone(plan));
            assertThat(rack(after.node(lost.name()))).isEqualTo("c");
            onlyOneWasStarted(before, after, lost.name());
            spread();
        }

        private void grow() {
            chapters.begin("3 -> 4, the new one a seed");
            ClusterSight after = house.done(house.apply(spec(OLDER, 4, "node-0, node-3")), ALL_NODES);
            assertThat(after.nodes()).extracting(this::rack).containsExactlyInAnyOrder("a", "a", "b", "c");
            assertThat(racks().values()).contains("a", "b", "c");
        }

        /** Three copies on three racks: without the only node of one, two would be on one rack. */
        private void keepTheLastOfARack() {
            chapters.begin("the last of a rack is not removed");
            NodeSight last = on("b");
            String answer = house.say("remove " + CLUSTER + " " + last.name());
            assertThat(answer).startsWith("accepted ");
            house.await(
                    last.name() + " is kept",
                    ONE_NODE,
                    sight -> sight.node(last.name()).rule().equals("racks")
                            || sight.plan().steps().stream()
                                    .anyMatch(step -> step.rule().equals("racks")));
            assertThat(house.why()).contains("is the last of rack b");
            house.say("cancel " + CLUSTER);
            ClusterSight after = house.await(
                    "the wish taken back",
                    ONE_NODE,
                    sight -> sight.isReady() && !sight.plan().status().equals("RUNNING"));
            assertThat(after.nodes()).hasSize(4);
        }

        private void loseForGood() {
            chapters.begin("a seed lost for good, taken out");
            ClusterSight before = house.cluster();
            NodeSight lost = before.node("node-3");
            house.loseAgent(agentOf(lost));
            house.await(
                    "node-3 gone, by Mesos's word",
                    ONE_NODE,
                    sight -> List.of("unreachable", "lost")
                            .contains(sight.node("node-3").state()));
            assertThat(house.say("remove " + CLUSTER + " node-3")).startsWith("refused ");
            assertThat(house.say("lose " + CLUSTER + " node-3"))
                    .as("it is still named as a seed")
                    .startsWith("refused ")
                    .contains("node-3 is no node of " + CLUSTER);
            assertThat(house.apply(spec(OLDER, 4, "node-0, node-1")))
                    .as("its seeds are others, though it cannot be well as long as it has node-3")
                    .doesNotStartWith("refused");
            ClusterSight after = house.done(house.say("lose " + CLUSTER + " node-3"), ALL_NODES);
            assertThat(after.nodes()).extracting(NodeSight::name).containsExactly("node-0", "node-1", "node-2");
            assertThat(racks()).doesNotContainKey(lost.address());
            Map<String, Integer> incarnations = RealHouse.incarnations(before);
            incarnations.remove("node-3");
            assertThat(RealHouse.incarnations(after)).isEqualTo(incarnations);
        }

        private void tryCanary() {
            chapters.begin("upgrade stops at its canary, taken back");
            ClusterSight before = house.cluster();
            house.accepted(house.apply(spec(NEWER, 3, "", "canary: 1")));
            house.await("the canary", ONE_NODE, sight -> waitsFor(sight, "canary"));
            assertThat(house.why()).contains("canary");
            ClusterSight tried = house.cluster();
            assertThat(restarted(before, tried)).hasSize(1);
            assertThat(tried.nodes()).as("what waits is the plan").allMatch(NodeSight::isReady);
            house.say("cancel " + CLUSTER);
            ClusterSight after = settled();
            assertThat(restarted(tried, after)).isEqualTo(restarted(before, tried));
        }

        private void takeBackHalfWay() {
            chapters.begin("upgrade taken back half-way");
            ClusterSight before = house.cluster();
            house.accepted(house.apply(spec(NEWER, 3, "", "canary: 1")));
            house.await("the canary", ONE_NODE, sight -> waitsFor(sight, "canary"));
            house.say("resume " + CLUSTER);
            ClusterSight half = house.await(
                    "two of three upgraded",
                    ALL_NODES,
                    sight -> restarted(before, sight).size() == 2
                            && restarted(before, sight).stream()
                                    .allMatch(name -> sight.node(name).isReady()));
            house.say("cancel " + CLUSTER);
            ClusterSight after = settled();
            assertThat(restarted(half, after)).containsAll(restarted(before, half));
        }

        private void goOn() {
            chapters.begin("upgrade, on from its canary");
            ClusterSight before = house.cluster();
            long plan = house.accepted(house.apply(spec(NEWER, 3, "", "canary: 1")));
            house.await("the canary", ONE_NODE, sight -> waitsFor(sight, "canary"));
            house.say("resume " + CLUSTER);
            ClusterSight after = house.await("plan " + plan, ALL_NODES, sight -> sight.isDone(plan));
            assertThat(restarted(before, after)).hasSize(3);
            assertThat(after.nodes()).allMatch(NodeSight::current);
            assertThat(house.apply(spec(OLDER, 3, "")))
                    .startsWith("refused ")
                    .contains("Cassandra 5.0.8 is older than 5.0.9, and there is no way back");
        }

        private static boolean waitsFor(ClusterSight sight, String rule) {
            return sight.plan().steps().stream().anyMatch(step -> step.rule().equals(rule));
        }

        private ClusterSight settled() {
            return house.await(
                    "taken back",
                    ALL_NODES,
                    sight -> sight.isReady()
                            && !sight.plan().status().equals("RUNNING")
                            && sight.nodes().stream().allMatch(NodeSight::current));
        }

        private static List<String> restarted(ClusterSight before, ClusterSight after) {
            Map<String, Integer> old = RealHouse.incarnations(before);
            List<String> names = new ArrayList<>();
            RealHouse.incarnations(after).forEach((name, incarnation) -> {
                if (incarnation > old.getOrDefault(name, 0)) {
                    names.add(name);
                }
            });
            return names;
        }

        private static String spec(String version, int nodes, String seeds) {
            return spec(version, nodes, seeds, "repair-every: never");
        }

        private static String spec(String version, int nodes, String seeds, String option) {
            return "name: " + CLUSTER + "\npackage: cassandra\nversion: " + version
                    + "\noptions:\n  rack-attribute: rack\n  " + option + "\n"
                    + (seeds.isEmpty() ? "" : "  seeds: " + seeds + "\n")
                    + "groups:\n  node:\n    count: " + nodes + "\n    memory: 1024\n    heap: 384\n";
        }
    }
}
