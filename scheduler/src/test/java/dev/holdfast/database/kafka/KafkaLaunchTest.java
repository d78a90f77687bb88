package dev.holdfast.database.kafka;

import static dev.holdfast.database.kafka.Scene.broker;
import static dev.holdfast.database.kafka.Scene.controller;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Launch;
import dev.holdfast.model.NodeId;
import dev.holdfast.spec.GroupSpec;
import java.io.IOException;
import java.io.StringReader;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class KafkaLaunchTest {

    private final Scene scene = new Scene(3, 3);

    private Launch launch(NodeId node) {
        return scene.rules.launch(scene.view(), node, 7);
    }

    private Properties server(NodeId node) throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(text(node, "kafka/server.properties")));
        return properties;
    }

    private String text(NodeId node, String file) {
        return launch(node).files().getOrDefault(file, "");
    }

    @Test
    void a_broker_listens_on_its_own_address_and_knows_all_controllers() throws IOException {
        assertThat(server(broker(1)))
                .containsEntry("node.id", "1")
                .containsEntry("process.roles", "broker")
                .containsEntry("listeners", "CLIENT://127.0.0.101:9092")
                .containsEntry("advertised.listeners", "CLIENT://127.0.0.101:9092")
                .containsEntry("controller.quorum.bootstrap.servers", "127.0.0.10:9093,127.0.0.11:9093,127.0.0.12:9093")
                .containsEntry("default.replication.factor", "3")
                .containsEntry("min.insync.replicas", "2")
                .doesNotContainKeys("log.dirs", "log.dir");
    }

    @Test
    void a_controller_has_an_id_of_its_own_range() throws IOException {
        assertThat(server(controller(2)))
                .containsEntry("node.id", "9002")
                .containsEntry("listeners", "CONTROLLER://127.0.0.12:9093")
                .containsEntry("min.insync.replicas", "2");
    }

    @Test
    void the_users_settings_win_from_the_cluster_to_the_node_but_never_over_identity() throws IOException {
        scene.settings("num.io.threads", "11", "node.id", "99", "compression.type", "zstd");
        GroupSpec group = scene.target.group("broker").orElseThrow();
        scene.target = scene.target.with(new GroupSpec(
                group.name(),
                group.count(),
                group.cpusMilli(),
                group.memoryMegabytes(),
                group.heapMegabytes(),
                group.diskMegabytes(),
                group.diskKind(),
                List.of("-XX:+UseZGC", "-Dname=a \"b\" \\c"),
                "",
                group.ports(),
                new TreeMap<>(Map.of("num.io.threads", "12")),
                new TreeMap<>(Map.of(1, new TreeMap<>(Map.of("num.io.threads", "13", "path", "C:\\x ü")))),
                List.of()));
        assertThat(server(broker(0))).containsEntry("num.io.threads", "12").containsEntry("node.id", "0");
        assertThat(server(broker(1))).containsEntry("num.io.threads", "13").containsEntry("path", "C:\\x ü");
        assertThat(server(controller(0)))
                .containsEntry("num.io.threads", "11")
                .containsEntry("compression.type", "zstd");
        assertThat(text(broker(0), "kafka/jvm.options"))
                .contains("\"-XX:+UseZGC\"")
                .contains("\"-Dname=a \\\"b\\\" \\\\c\"")
                .doesNotContain("UseSerialGC")
                .contains("\"-Dholdfast.incarnation=7\"");
        assertThat(text(controller(0), "kafka/jvm.options")).contains("UseSerialGC");
    }

    @Test
    void a_zone_becomes_the_rack() throws IOException {
        assertThat(server(broker(0))).doesNotContainKey("broker.rack");
        scene.settings("broker.rack", "mine");
        assertThat(server(broker(0))).containsEntry("broker.rack", "mine");
    }

    @Test
    void only_members_of_the_first_quorum_are_formatted_with_its_list() {
        assertThat(text(controller(0), "kafka/node.conf")).contains("initial_controllers=''\n");
        scene.everReady = false;
        String members = text(controller(0), "kafka/node.conf");
        SortedMap<Integer, String> directories = KafkaIdentity.initialControllers(scene.view());
        assertThat(members)
                .contains("9000@127.0.0.10:9093:" + directories.get(0) + ",9001@127.0.0.11:9093:" + directories.get(1))
                .contains("cluster_id='" + scene.identity.get("cluster.id") + "'");
        scene.put(controller(1), true, true, 2, 2);
        assertThat(text(controller(1), "kafka/node.conf")).contains("initial_controllers=''\n");
        assertThat(text(broker(0), "kafka/node.conf")).contains("initial_controllers=''\n");
    }

    @Test
    void only_a_volume_never_used_may_be_found_empty() {
        assertThat(text(broker(0), "kafka/node.conf")).contains("first_launch='no'");
        scene.put(broker(0), false, false, 0, 1);
        assertThat(text(broker(0), "kafka/node.conf")).contains("first_launch='yes'");
    }

    @Test
    void the_mark_names_cluster_node_and_generation() {
        scene.put(broker(0), true, true, 1, 3);
        assertThat(text(broker(0), "kafka/mark"))
                .contains("cluster=orders\n")
                .contains("node=broker-0\n")
                .contains("generation=3\n")
                .contains("cluster-id=" + scene.identity.get("cluster.id"));
    }

    @Test
    void identity_is_minted_once_and_fits_kafka() {
        SortedMap<String, String> again = scene.rules.identity(scene.view(), purpose -> "another " + purpose);
        assertThat(again)
                .isEqualTo(scene.identity)
                .containsKeys("cluster.id", "initial-controller.0", "initial-controller.2");
        for (String id : again.values()) {
            assertThat(id).hasSize(22).doesNotStartWith("-");
            assertThat(Base64.getUrlDecoder().decode(id)).hasSize(16);
        }
        assertThat(again.values()).doesNotHaveDuplicates();
    }

    @Test
    void until_a_controller_was_launched_the_first_quorum_follows_the_target() {
        Scene fresh = new Scene(3, 3);
        fresh.everReady = false;
        for (int i = 0; i < 3; i++) {
            fresh.put(controller(i), false, false, 0, 1);
        }
        fresh.count("controller", 1);
        assertThat(fresh.rules.identity(fresh.view(), purpose -> "minted for " + purpose))
                .containsKey("initial-controller.0")
                .doesNotContainKey("initial-controller.1")
                .containsEntry("cluster.id", fresh.identity.get("cluster.id"));
        fresh.put(controller(0), true, false, 1, 1);
        assertThat(fresh.rules.identity(fresh.view(), purpose -> "minted for " + purpose))
                .isEqualTo(fresh.identity);
    }

    @Test
    void counts_and_peers_are_no_reason_for_a_restart_but_settings_and_memory_are() {
        SortedMap<String, String> before = scene.rules.inputs(scene.target, broker(0));
        scene.count("broker", 9);
        scene.count("controller", 5);
        assertThat(scene.rules.inputs(scene.target, broker(0))).isEqualTo(before);
        scene.settings("compression.type", "zstd");
        assertThat(scene.rules.inputs(scene.target, broker(0))).isNotEqualTo(before);
        assertThat(scene.rules.inputs(scene.target.withVersion("4.2.1"), broker(0)))
                .containsEntry("version", "4.2.1");
    }

    @Test
    void rendering_twice_gives_the_same_bytes() {
        assertThat(launch(broker(0))).isEqualTo(launch(broker(0)));
        assertThat(launch(broker(0)).software()).containsExactly("node", "kafka-4.3.1");
        assertThat(launch(broker(0)).command()).startsWith("exec ");
    }
}
