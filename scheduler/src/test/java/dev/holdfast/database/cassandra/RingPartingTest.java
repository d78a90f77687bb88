package dev.holdfast.database.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Parting;
import dev.holdfast.database.cassandra.CassandraDetails.Keyspace;
import dev.holdfast.spec.Problem;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an uninstall does to a ring. */
class RingPartingTest {

    private final Scene scene = new Scene(3);

    private Parting parting() {
        return scene.rules.parting(scene.view());
    }

    @Test
    void a_whole_ring_goes_at_once() {
        scene.keyspace("shop", 3);
        assertThat(parting()).isEqualTo(Parting.AT_ONCE);
    }

    @Test
    void a_data_centre_of_a_ring_that_lives_on_leaves_it_once_it_holds_no_copies() {
        scene.remote("west", 3, 3);
        scene.keyspace("shop", Keyspace.NETWORK, Map.of("west", 3, "dc1", 2));
        assertThat(parting().problems())
                .containsExactly(Problem.of(
                        "",
                        "keyspace shop has copies in dc1, and west of the same ring goes on",
                        "holdfast replicate ring --to dc1=0 takes them away; then its nodes can leave the ring"));
        scene.keyspace("shop", Keyspace.NETWORK, Map.of("west", 3));
        assertThat(parting()).isEqualTo(Parting.BY_LEAVING);
    }

    @Test
    void where_all_others_are_down_nobody_is_there_to_be_left() {
        scene.remote("west", 3, 2);
        scene.at(3).seenUp = false;
        scene.at(4).seenUp = false;
        assertThat(parting()).isEqualTo(Parting.AT_ONCE);
    }

    @Test
    void from_silence_nothing_is_concluded() {
        scene.options("remote-seeds", "10.0.0.1");
        scene.answered = false;
        assertThat(parting().problems())
                .extracting(Problem::message)
                .containsExactly(
                        "ring is a data centre of the ring ring, its nodes would stay in it as dead members, and"
                                + " none of them answers now");
        scene.options();
        assertThat(parting()).isEqualTo(Parting.AT_ONCE);
    }
}
