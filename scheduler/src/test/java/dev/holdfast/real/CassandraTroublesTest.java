package dev.holdfast.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What a newcomer to Cassandra tries, and must not get: each is refused or waits, and {@code why} says by which rule and what to do. A node is
 * away for longer than the others keep hints for it, and is repaired by itself when it is back; one cannot join, since its port is taken.
 */
@Tag("real")
@Tag("long")
class CassandraTroublesTest {

    private static final String NETWORK = "127.0.81";
    private static final String CLUSTER = "r1";
    private static final int AGENTS = 5;
    private static final int STORAGE = 7000;
    private static final int PER_SECOND = 20;

    /** Set for this ring, instead of three hours. */
    private static final Duration HINTS = Duration.ofSeconds(20);

    private static final Duration FIRST_START = Duration.ofMinutes(8);
    private static final Duration ONE_NODE = Duration.ofMinutes(6);
    private static final Duration SOON = Duration.ofMinutes(2);

    @Test
    void whatCannotBeIsExplainedAndWhatWasMissedIsMadeGood() throws Exception {
        try (RealHouse house = new RealHouse(NETWORK, CLUSTER)) {
            house.startMesos(IntStream.range(0, AGENTS).toArray());
            house.startScheduler();
            house.done(house.apply(spec(3)), FIRST_START);
            try (CassandraWorkload load = new CassandraWorkload(house.endpoints("node", "native"), "dc1", PER_SECOND)) {
                load.start();
                new Story(house).tell();
                load.stop();
                RowLedger.Balance balance = load.readBack();
                System.out.println(balance.acknowledged() + " rows acknowledged, "
                        + balance.missing().size() + " of them missing; longest time without a write "
                        + balance.worstMillis() + " ms");
                assertThat(balance.missing()).isEmpty();
            } catch (RuntimeException | AssertionError failure) {
                house.keep();
                throw failure;
            }
        }
    }

    private static String spec(int nodes) {
        return "name: " + CLUSTER + "\npackage: cassandra\nversion: 5.0.9\ngroups:\n  node:\n    count: " + nodes
                + "\n    memory: 1024\n    heap: 384\n    settings:\n      max_hint_window: " + HINTS.toSeconds()
                + "s\n";
    }

    private static final class Story {

        private final RealHouse house;

        Story(RealHouse house) {
            this.house = house;
        }

        void tell() throws IOException {
            fewerThanCopies();
            unknownNode();
            Instant from = Instant.now();
            whileOneIsDown();
            cannotJoin();
            madeGood(from);
        }

        /** What a person is told, to be looked at as well. */
        private static String heard(String what, String words) {
            System.out.println(what + "\n    " + words.replace("\n", "\n    "));
            return words;
        }

        private void fewerThanCopies() {
            Awaitility.await("the keyspace of three copies is seen")
                    .atMost(SOON)
                    .until(this::scaleIn, answer -> answer.startsWith("refused"));
            assertThat(heard("scale 3 -> 2 with replication 3", house.apply(spec(2))))
                    .contains("too few", CassandraWorkload.KEYSPACE, "lower their replication first");
        }

        /** Asked before anybody has looked at the new keyspace it is accepted, held at its gate, and taken back by who asked. */
        private String scaleIn() {
            String answer = house.apply(spec(2));
            if (answer.startsWith("accepted")) {
                heard("cancel", house.say("cancel " + CLUSTER));
                house.await(
                        "the wish taken back",
                        SOON,
                        sight -> sight.isReady() && !sight.plan().status().equals("RUNNING"));
                assertThat(house.cluster().nodes()).hasSize(3);
            }
            return answer;
        }

        private void unknownNode() {
            assertThat(heard("replace of a node that is none", house.say("replace " + CLUSTER + " node-9")))
                    .startsWith("refused")
                    .contains("node-9");
        }

        /** It is wished for by its user that it is down, so nobody brings it back but he. */
        private void whileOneIsDown() {
            house.done(
                    house.say("stop " + CLUSTER + " node-2"),
                    ONE_NODE,
                    sight -> sight.node("node-2").state().equals("stopped"));
            assertThat(heard("scale in while the one that would leave is down", house.apply(spec(2))))
                    .contains("node-2", "down", "holdfast start");
            long plan = house.accepted(heard("scale out while one is down", house.apply(spec(4))));
            assertThat(heard("why", whyOf("others-down"))).contains("node-2");
            heard("scale out once more meanwhile", house.apply(spec(5)));
            heard("why", house.why());
            assertThat(house.cluster().plan().number()).isGreaterThanOrEqualTo(plan);
            heard("back to four", house.apply(spec(4)));
            Awaitility.await("away for longer than hints are kept")
                    .pollDelay(HINTS.multipliedBy(2))
                    .atMost(SOON)
                    .until(() -> true);
        }

        private String whyOf(String rule) {
            return Awaitility.await("why names " + rule).atMost(SOON).until(house::why, why -> why.contains(rule));
        }

        /** Somebody else has the port that all nodes of a ring must have. */
        private void cannotJoin() throws IOException {
            List<ServerSocket> taken = new ArrayList<>();
            for (int agent = 0; agent < AGENTS; agent++) {
                String address = house.agentAddress(agent);
                boolean free = house.cluster().nodes().stream()
                        .filter(node -> List.of("node-0", "node-1", "node-2").contains(node.name()))
                        .noneMatch(node -> node.address().equals(address));
                if (free) {
                    ServerSocket socket = new ServerSocket();
                    socket.bind(new InetSocketAddress(address, STORAGE));
                    taken.add(socket);
                }
            }
            heard("start of the one that is down", house.say("start " + CLUSTER + " node-2"));
            assertThat(heard("why one cannot join whose port is taken", awaitWhy(why -> why.contains("7000"))))
                    .contains("node-3");
            for (ServerSocket socket : taken) {
                socket.close();
            }
            house.await(
                    "node-3 in the ring",
                    ONE_NODE,
                    sight -> sight.isReady() && sight.group("node").size() == 4);
        }

        private String awaitWhy(Predicate<String> so) {
            try {
                return Awaitility.await("why").atMost(ONE_NODE).until(house::why, so);
            } catch (ConditionTimeoutException e) {
                return house.why();
            }
        }

        private void madeGood(Instant from) {
            Awaitility.await("a repair of all that node-2 holds")
                    .atMost(ONE_NODE)
                    .until(() -> house.events().stream()
                            .anyMatch(event -> event.at().isAfter(from)
                                    && event.text().startsWith("repair beside node-2 is done")));
            assertThat(house.events())
                    .extracting("text")
                    .anyMatch(text -> text.toString().contains("by itself: repair all of node-2, which was away"));
            assertThat(NodeLogs.all(house, "node-2", NodeLogs.REPAIR)).contains(CassandraWorkload.KEYSPACE);
        }
    }
}
