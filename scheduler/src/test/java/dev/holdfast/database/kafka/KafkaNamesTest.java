package dev.holdfast.database.kafka;

import static dev.holdfast.database.kafka.Scene.broker;
import static dev.holdfast.database.kafka.Scene.controller;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Chore;
import dev.holdfast.database.ChoreEnd;
import dev.holdfast.database.Launch;
import dev.holdfast.database.NamesProof;
import dev.holdfast.database.NodeView;
import dev.holdfast.model.NodeId;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Properties;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Brokers that advertise their names. */
class KafkaNamesTest {

    private final Scene scene = new Scene(3, 3);

    private void names() {
        scene.options("advertise", "names");
        scene.identity = new TreeMap<>(scene.identity);
        scene.identity.put(NamesProof.SUFFIX, "holdfast.mesos");
    }

    private Launch launch(NodeId node) {
        return scene.rules.launch(scene.view(), node, 7);
    }

    private Properties server(NodeId node) throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(launch(node).files().getOrDefault("kafka/server.properties", "")));
        return properties;
    }

    private void ended(NodeId id, boolean ok, int incarnation) {
        NodeView node = scene.nodes.get(id);
        TreeMap<String, ChoreEnd> ended = new TreeMap<>();
        Chore chore = Chore.on(id, NamesProof.CHORE);
        ended.put(chore.name(), new ChoreEnd(chore, ok, "as it went", Scene.NOW, Scene.NOW, incarnation));
        scene.nodes.put(
                id,
                new NodeView(
                        id,
                        true,
                        node.agent(),
                        node.hostname(),
                        node.address(),
                        "",
                        node.attributes(),
                        node.ports(),
                        node.everLaunched(),
                        node.processUp(),
                        node.incarnation(),
                        node.inputs(),
                        1,
                        ended));
    }

    @Test
    void a_broker_tells_clients_its_name_and_listens_on_its_address() throws IOException {
        names();
        assertThat(server(broker(1)))
                .containsEntry("listeners", "CLIENT://127.0.0.101:9092")
                .containsEntry("advertised.listeners", "CLIENT://broker-1.orders.holdfast.mesos:9092");
    }

    @Test
    void the_quorum_goes_by_address_whatever_becomes_of_names() throws IOException {
        names();
        assertThat(server(controller(0))).containsEntry("advertised.listeners", "CONTROLLER://127.0.0.10:9093");
        assertThat(server(broker(0)))
                .containsEntry(
                        "controller.quorum.bootstrap.servers", "127.0.0.10:9093,127.0.0.11:9093,127.0.0.12:9093");
        assertThat(launch(controller(0)).files().get("kafka/node.conf")).contains("names_suffix=''");
    }

    @Test
    void its_java_keeps_no_answer_for_long() {
        names();
        assertThat(launch(broker(0)).files().get("kafka/jvm.options"))
                .contains("-Djava.security.properties=names/java.security");
        assertThat(launch(broker(0)).files().get("names/java.security")).contains("networkaddress.cache.ttl=5\n");
        assertThat(launch(controller(0)).files()).doesNotContainKey("names/java.security");
    }

    @Test
    void only_brokers_are_restarted_for_it_and_show_first_that_their_agents_resolve_names() {
        NodeId third = broker(2);
        scene.down(third);
        names();
        assertThat(scene.rules.inputs(scene.target, broker(0))).containsEntry(NamesProof.INPUT, "names");
        assertThat(scene.rules.inputs(scene.target, controller(0))).doesNotContainKey(NamesProof.INPUT);
        assertThat(scene.rules.beforehand(scene.view(), List.of(controller(0), broker(0), broker(1), third)))
                .as("who is down shows it at its start")
                .containsExactly(Chore.on(broker(0), NamesProof.CHORE), Chore.on(broker(1), NamesProof.CHORE));
    }

    @Test
    void the_proof_asks_for_every_node_of_the_cluster() {
        names();
        Launch proof = scene.rules
                .beside(Chore.on(broker(0), NamesProof.CHORE), scene.view())
                .orElseThrow();
        assertThat(proof.command())
                .startsWith("exec sh chore/chore.sh 'host-100' broker-0.orders.holdfast.mesos=127.0.0.100 ")
                .contains(" broker-2.orders.holdfast.mesos=127.0.0.102 ")
                .endsWith(" controller-2.orders.holdfast.mesos=127.0.0.12");
        assertThat(scene.rules.beside(Chore.on(broker(0), "drain"), scene.view()))
                .isEmpty();
    }

    @Test
    void it_is_shown_by_what_ended_well_beside_the_process_that_runs() {
        Chore chore = Chore.on(broker(0), NamesProof.CHORE);
        assertThat(scene.rules.isDone(chore, scene.view()).isYes()).isFalse();
        ended(broker(0), false, 1);
        assertThat(scene.rules.isDone(chore, scene.view()).isYes()).isFalse();
        ended(broker(0), true, 0);
        assertThat(scene.rules.isDone(chore, scene.view()).isYes())
                .as("beside one before")
                .isFalse();
        ended(broker(0), true, 1);
        assertThat(scene.rules.isDone(chore, scene.view()).isYes()).isTrue();
    }

    @Test
    void who_has_shown_it_need_not_at_its_start() {
        names();
        assertThat(launch(broker(0)).files().get("kafka/node.conf"))
                .contains("names_suffix='holdfast.mesos'")
                .contains("names_proof='broker-0.orders.holdfast.mesos=127.0.0.100 ");
        ended(broker(0), true, 1);
        assertThat(launch(broker(0)).files().get("kafka/node.conf"))
                .contains("names_suffix='holdfast.mesos'")
                .contains("names_proof=''");
    }
}
