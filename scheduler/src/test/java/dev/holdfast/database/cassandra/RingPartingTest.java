package dev.holdfast.database.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Action;
import dev.holdfast.database.Ailment;
import dev.holdfast.database.Chore;
import dev.holdfast.database.Parting;
import dev.holdfast.database.Proof;
import dev.holdfast.database.Stage;
import dev.holdfast.database.cassandra.CassandraDetails.Keyspace;
import dev.holdfast.spec.Problem;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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

    private Chore wish(String to) {
        return new Chore(CassandraChores.REPLICATE, Optional.empty(), new TreeMap<>()).with(Replication.TO, to);
    }

    private Proof proof(Chore wish) {
        return scene.rules.isDone(wish, scene.view());
    }

    /** People log in, and each data centre has all logins. */
    private void logins(Map<String, Integer> copies) {
        scene.target = scene.target.withSettings(new TreeMap<>(Map.of("authenticator", "PasswordAuthenticator")));
        scene.keyspace(Keyspaces.AUTH, Keyspace.NETWORK, copies);
    }

    @Test
    void one_copy_of_the_logins_stays_where_nodes_are_since_cassandra_takes_no_other_wish() {
        scene.remote("west", 3, 3);
        scene.keyspace("shop", Keyspace.NETWORK, Map.of("west", 3, "dc1", 2));
        logins(Map.of("west", 3, "dc1", 3));
        String stays = "; one copy of system_auth stays in dc1: Cassandra keeps it in every data centre that has nodes,"
                + " until the last of them has left";
        assertThat(proof(wish("dc1=0")))
                .isEqualTo(Proof.no(
                        "shop from dc1=2,west=3 to west=3; system_auth from dc1=3,west=3 to dc1=1,west=3" + stays));
        assertThat(parting().problems()).extracting(Problem::message).hasSize(1);
        scene.keyspace("shop", Keyspace.NETWORK, Map.of("west", 3));
        assertThat(parting().problems()).extracting(Problem::message).hasSize(1);
        logins(Map.of("west", 3, "dc1", 1));
        assertThat(proof(wish("dc1=0"))).isEqualTo(Proof.yes("all keyspaces are copied as wished" + stays));
        assertThat(parting()).isEqualTo(Parting.BY_LEAVING);
        assertThat(proof(wish("dc1=0").with(CassandraChores.KEYSPACE, Keyspaces.AUTH)))
                .isEqualTo(Proof.never(stays.substring(2)));
    }

    @Test
    void logins_are_named_for_every_data_centre_that_has_nodes_whatever_the_wish_is_of() {
        scene.remote("west", 3, 3);
        logins(Map.of("west", 1));
        assertThat(Replication.changes(wish("west=3").with(CassandraChores.KEYSPACE, Keyspaces.AUTH), scene.view()))
                .extracting(Object::toString)
                .containsExactly("system_auth from west=1 to dc1=1,west=3");
    }

    @Test
    void the_last_node_takes_its_copy_of_the_logins_with_it() {
        scene.remote("west", 3, 3);
        logins(Map.of("west", 3, "dc1", 1));
        assertThat(scene.shut(Action.REMOVE, 2)).isEmpty();
        scene.ones.remove(2);
        scene.ones.remove(1);
        assertThat(scene.shut(Action.REMOVE, 0)).isEmpty();
        assertThat(scene.rules.stages(Action.REMOVE, Scene.node(0), scene.view()))
                .as("else Cassandra would refuse for the sake of system_auth")
                .contains(new Stage.Do(
                        Chore.on(Scene.node(0), CassandraChores.DECOMMISSION).with(CassandraChores.FORCE, "true"),
                        Optional.empty()));
        scene.keyspace("shop", Keyspace.NETWORK, Map.of("west", 3, "dc1", 1));
        assertThat(scene.shut(Action.REMOVE, 0)).containsExactly("replication-factor");
    }

    @Test
    void copies_that_are_counted_where_no_node_is_any_more_are_an_ailment_until_they_are_taken_away() {
        logins(Map.of("dc1", 3, "west", 1));
        assertThat(CassandraAilments.of(scene.view()))
                .containsExactly(new Ailment(
                        "copies-nowhere",
                        "keyspace system_auth counts copies in west, where no node is in the ring any more: what needs a"
                                + " majority of all copies, or of each data centre, may fail, such as changes of logins",
                        "holdfast replicate ring --to west=0"));
        assertThat(proof(wish("dc1=2").with(CassandraChores.KEYSPACE, Keyspaces.AUTH)))
                .isEqualTo(Proof.never("keyspace system_auth is dc1=3,west=1, and Cassandra takes no data centre"
                        + " without nodes: add west=0"));
        assertThat(proof(wish("west=0"))).isEqualTo(Proof.no("system_auth from dc1=3,west=1 to dc1=3"));
        logins(Map.of("dc1", 3));
        assertThat(CassandraAilments.of(scene.view())).isEmpty();
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
