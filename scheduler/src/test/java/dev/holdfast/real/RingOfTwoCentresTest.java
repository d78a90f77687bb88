package dev.holdfast.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.cassandra.ring.CqlTalk;
import dev.holdfast.database.cassandra.ring.CqlTalk.Door;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two clusters that are data centres of one ring: the second gets the data of the first, and is given up again. Its uninstall takes its nodes out
 * of the ring, one after the other, and not before nothing is left there that anybody could miss.
 */
@Tag("real")
@Tag("long")
class RingOfTwoCentresTest {

    private static final String NETWORK = "127.0.85";
    private static final String EAST = "east";
    private static final String WEST = "west";
    private static final int ROWS = 1000;
    private static final Duration START = Duration.ofMinutes(10);
    private static final Duration CHANGE = Duration.ofMinutes(8);
    private static final Duration STATEMENT = Duration.ofSeconds(20);

    @Test
    void a_data_centre_that_is_uninstalled_leaves_its_ring() throws Exception {
        try (RealHouse house = new RealHouse(NETWORK, EAST)) {
            Chapters chapters = new Chapters(house, "rows", "");
            try {
                tell(house, chapters);
            } catch (RuntimeException | AssertionError failure) {
                house.keep();
                chapters.end();
                chapters.print();
                throw failure;
            }
            chapters.end();
            chapters.print();
        }
    }

    private static void tell(RealHouse house, Chapters chapters) throws IOException {
        chapters.begin("east: one node, with rows");
        house.startMesos(0, 1, 2);
        house.startScheduler();
        house.done(house.apply(spec(EAST, 1, "dc: dc1")), START);
        String first = house.endpoints("node", "native").get(0);
        int[] written = {0};
        chapters.with(() -> written[0], name -> 0, name -> {});
        try (CqlTalk talk = CqlTalk.open(door(first, "dc1"), "one", STATEMENT)) {
            talk.ask("create keyspace shop with replication = {'class': 'NetworkTopologyStrategy', 'dc1': 1}");
            talk.ask("create table shop.rows (id int primary key)");
            for (; written[0] < ROWS; written[0]++) {
                talk.ask("insert into shop.rows (id) values (" + written[0] + ")");
            }
        }
        chapters.begin("west: two nodes join");
        String seed = first.substring(0, first.indexOf(':'));
        house.watch(WEST);
        house.done(house.apply(spec(WEST, 2, "dc: dc2\n  ring: " + EAST + "\n  remote-seeds: " + seed)), START);
        chapters.begin("replicate, rebuild");
        house.done(house.say("run " + WEST + " replicate to=dc2=1"), CHANGE);
        List<String> there = house.endpoints("node", "native");
        awaitCount(there.get(0), "dc2", "local_one");
        chapters.begin("uninstall is refused while copies are there");
        assertThat(house.say("uninstall " + WEST))
                .startsWith("refused ")
                .contains("shop has copies in dc2, and dc1 of the same ring goes on")
                .contains("replicate west --to dc2=0");
        house.done(house.say("run " + WEST + " replicate to=dc2=0"), CHANGE);
        assertThat(copies(first, "dc2"))
                .as("Cassandra itself keeps who may log in wherever nodes are")
                .containsExactly("system_auth");
        chapters.begin("uninstall: they leave one by one");
        house.accepted(house.say("uninstall " + WEST));
        Awaitility.await("west is gone")
                .atMost(CHANGE)
                .until(() -> house.say("view " + WEST).equals("none"));
        house.watch(EAST);
        chapters.begin("east goes on alone, and grows");
        assertThat(peers(first)).isEmpty();
        Awaitility.await("why tells of copies where nobody is any more")
                .atMost(CHANGE)
                .until(house::why, why -> why.contains("copies-nowhere"));
        house.done(house.say("run " + EAST + " replicate to=dc2=0"), CHANGE);
        assertThat(copies(first, "dc2")).isEmpty();
        assertThat(house.why()).startsWith("ready").doesNotContain("copies-nowhere");
        house.done(house.apply(spec(EAST, 2, "dc: dc1")), CHANGE);
        assertThat(count(first, "dc1", "one")).isEqualTo(ROWS);
    }

    private static Door door(String contact, String dc) {
        return new Door(contact, dc, Optional.empty(), Optional.empty());
    }

    private static void awaitCount(String contact, String dc, String level) {
        Awaitility.await("all rows in " + dc)
                .atMost(CHANGE)
                .pollInterval(Duration.ofSeconds(2))
                .ignoreExceptions()
                .until(() -> count(contact, dc, level) == ROWS);
    }

    private static long count(String contact, String dc, String level) {
        try (CqlTalk talk = CqlTalk.open(door(contact, dc), level, STATEMENT)) {
            return ((Number) talk.ask("select count(*) from shop.rows")
                            .rows()
                            .get(0)
                            .get(0)
                            .orElseThrow())
                    .longValue();
        }
    }

    /** Keyspaces that name a data centre. */
    private static List<String> copies(String contact, String dc) {
        try (CqlTalk talk = CqlTalk.open(door(contact, "dc1"), "one", STATEMENT)) {
            return talk.ask("select keyspace_name, replication from system_schema.keyspaces").rows().stream()
                    .filter(row -> String.valueOf(row.get(1).orElse("")).contains(dc))
                    .map(row -> String.valueOf(row.get(0).orElse("")))
                    .toList();
        }
    }

    /** Whom a node still knows beside itself. */
    private static List<List<Optional<Object>>> peers(String contact) {
        try (CqlTalk talk = CqlTalk.open(door(contact, "dc1"), "one", STATEMENT)) {
            return talk.ask("select peer from system.peers_v2").rows();
        }
    }

    private static String spec(String name, int nodes, String options) {
        return "name: " + name + "\npackage: cassandra\nversion: 5.0.9\noptions:\n  repair-every: never\n  " + options
                + "\ngroups:\n  node:\n    count: " + nodes + "\n    memory: 1024\n    heap: 384\n";
    }
}
