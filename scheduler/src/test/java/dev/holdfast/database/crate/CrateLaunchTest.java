package dev.holdfast.database.crate;

import static dev.holdfast.database.crate.Scene.data;
import static dev.holdfast.database.crate.Scene.master;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Launch;
import dev.holdfast.database.NodeView;
import dev.holdfast.model.NodeId;
import dev.holdfast.model.TaskSpec;
import dev.holdfast.spec.GroupSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

class CrateLaunchTest {

    private final Scene scene = new Scene(0, 3);

    private Launch launch(NodeId node) {
        return scene.rules.launch(scene.view(), node, 7);
    }

    private String text(NodeId node, String file) {
        return launch(node).files().getOrDefault(file, "");
    }

    private Map<String, String> settings(NodeId node) {
        JsonNode yaml = new YAMLMapper().readTree(text(node, "crate/settings.yml"));
        TreeMap<String, String> settings = new TreeMap<>();
        yaml.properties()
                .forEach(entry -> settings.put(entry.getKey(), entry.getValue().asString()));
        return settings;
    }

    @Test
    void a_node_listens_on_its_own_address_and_knows_all_that_may_be_elected() {
        assertThat(settings(data(1)))
                .containsEntry("cluster.name", "shop")
                .containsEntry("node.name", "data-1")
                .containsEntry("node.master", "true")
                .containsEntry("node.data", "true")
                .containsEntry("network.host", "127.0.0.101")
                .containsEntry("http.port", "4200")
                .containsEntry("transport.tcp.port", "4300")
                .containsEntry("psql.port", "5432")
                .containsEntry("discovery.seed_hosts", "127.0.0.100:4300,127.0.0.101:4300,127.0.0.102:4300")
                .containsEntry("gateway.expected_data_nodes", "3")
                .containsEntry("gateway.recover_after_data_nodes", "2")
                .containsEntry("processors", "1")
                .containsEntry("node.attr.holdfast_incarnation", "7")
                .containsEntry("node.attr.holdfast_generation", "1")
                .doesNotContainKeys("path.data", "cluster.initial_master_nodes", "node.attr.zone");
    }

    @Test
    void with_dedicated_masters_only_they_are_asked_and_elected() {
        Scene five = new Scene(3, 2);
        assertThat(five.rules.launch(five.view(), data(0), 1).files().get("crate/settings.yml"))
                .contains("node.master: \"false\"\n")
                .contains("node.data: \"true\"\n")
                .contains("discovery.seed_hosts: \"127.0.0.10:4300,127.0.0.11:4300,127.0.0.12:4300\"\n")
                .contains("gateway.expected_data_nodes: \"2\"\n");
        assertThat(five.rules.launch(five.view(), master(0), 1).files().get("crate/settings.yml"))
                .contains("node.master: \"true\"\n")
                .contains("node.data: \"false\"\n");
    }

    @Test
    void only_first_masters_and_only_while_the_cluster_never_was_ready_are_told_to_form_one() {
        assertThat(settings(data(0))).doesNotContainKey("cluster.initial_master_nodes");
        scene.everReady = false;
        assertThat(settings(data(0))).containsEntry("cluster.initial_master_nodes", "data-0,data-1,data-2");
        scene.put(data(1), true, true, 2, 2, "");
        assertThat(settings(data(1))).doesNotContainKey("cluster.initial_master_nodes");
        scene.count("data", 4);
        scene.up(data(3));
        assertThat(settings(data(3))).doesNotContainKey("cluster.initial_master_nodes");
    }

    @Test
    void until_a_node_was_launched_the_first_masters_follow_the_target() {
        Scene fresh = new Scene(0, 3);
        fresh.everReady = false;
        fresh.identity = new TreeMap<>();
        for (int i = 0; i < 3; i++) {
            fresh.put(data(i), false, false, 0, 1, "");
        }
        fresh.count("data", 1);
        assertThat(fresh.rules.identity(fresh.view(), purpose -> "id"))
                .containsKey("initial-master.data-0")
                .doesNotContainKey("initial-master.data-1");
        fresh.count("master", 3);
        fresh.identity = fresh.rules.identity(fresh.view(), purpose -> "id");
        assertThat(CrateIdentity.initialMasters(fresh.view())).containsExactly("master-0", "master-1", "master-2");
        fresh.put(data(0), true, false, 1, 1, "");
        fresh.count("master", 0);
        assertThat(fresh.rules.identity(fresh.view(), purpose -> "id")).containsKey("initial-master.master-0");
    }

    @Test
    void how_many_ever_voted_is_never_forgotten() {
        assertThat(scene.identity).containsEntry("most-voters", "3");
        scene.nodes.remove(data(2));
        assertThat(scene.rules.identity(scene.view(), purpose -> "id")).containsEntry("most-voters", "3");
        assertThat(CrateIdentity.hadThreeVoters(new Scene(0, 2).view())).isFalse();
        assertThat(CrateIdentity.hadThreeVoters(new Scene(3, 1).view())).isTrue();
    }

    @Test
    void the_users_settings_win_from_the_cluster_to_the_node_but_never_over_identity() {
        scene.settings("udc.enabled", "true", "node.name", "mine", "stats.enabled", "false", "x.y", "1");
        GroupSpec group = scene.target.group("data").orElseThrow();
        TreeMap<Integer, SortedMap<String, String>> single = new TreeMap<>();
        single.put(1, Scene.map(new TreeMap<>(), "x.y", "quote\" back\\slash ü # : $HOME"));
        scene.target = scene.target.with(new GroupSpec(
                group.name(),
                group.count(),
                2500,
                1024,
                1000,
                4096,
                "root",
                List.of("-XX:+UseZGC", "-Dname=it's a $HOME"),
                "",
                group.ports(),
                Scene.map(new TreeMap<>(), "x.y", "2"),
                single,
                List.of()));
        assertThat(settings(data(0)))
                .containsEntry("udc.enabled", "true")
                .containsEntry("node.name", "data-0")
                .containsEntry("x.y", "2")
                .containsEntry("processors", "3");
        assertThat(settings(data(1))).containsEntry("x.y", "quote\" back\\slash ü # : $HOME");
        assertThat(text(data(0), "crate/node.conf"))
                .contains("heap='1000m'\n")
                .doesNotContain("TieredStopAtLevel")
                .contains("-XX:+ExitOnOutOfMemoryError");
    }

    @Test
    void secrets_stand_in_no_file_but_as_variables_that_crate_reads_itself() {
        scene.settings("ssl.keystore_password", "${secret:store-key}");
        Launch launch = launch(data(0));
        assertThat(settings(data(0))).containsEntry("ssl.keystore_password", "${HOLDFAST_SECRET_STORE_KEY}");
        assertThat(launch.environment())
                .containsExactly(new TaskSpec.Variable("HOLDFAST_SECRET_STORE_KEY", "store-key", true));
        assertThat(text(data(0), "crate/node.conf")).contains("secrets='store-key'\n");
    }

    @Test
    void attributes_and_zones_of_agents_are_those_of_nodes() {
        for (int i = 0; i < 3; i++) {
            scene.put(data(i), true, true, 1, 1, "z" + i);
            NodeView node = scene.view().node(data(i)).orElseThrow();
            scene.nodes.put(data(i), attributed(node, Scene.map(new TreeMap<>(), "rack.row", "7")));
        }
        assertThat(settings(data(1)))
                .containsEntry("node.attr.zone", "z1")
                .containsEntry("node.attr.mesos_rack_row", "7")
                .containsEntry("cluster.routing.allocation.awareness.attributes", "zone");
        scene.put(data(2), true, true, 1, 1, "");
        assertThat(settings(data(1)))
                .as("a node without a zone would get no shards")
                .doesNotContainKey("cluster.routing.allocation.awareness.attributes");
    }

    private static NodeView attributed(NodeView node, SortedMap<String, String> attributes) {
        return new NodeView(
                node.id(),
                node.placed(),
                node.agent(),
                node.hostname(),
                node.address(),
                node.zone(),
                attributes,
                node.ports(),
                node.everLaunched(),
                node.processUp(),
                node.incarnation(),
                node.inputs(),
                node.generation());
    }

    @Test
    void nodes_may_find_each_other_by_dns_instead() {
        scene.options("srv-query", "_transport._tcp.data.shop.mesos", "srv-resolver", "127.0.0.1:8053");
        assertThat(settings(data(0)))
                .containsEntry("discovery.seed_providers", "srv")
                .containsEntry("discovery.srv.query", "_transport._tcp.data.shop.mesos")
                .containsEntry("discovery.srv.resolver", "127.0.0.1:8053")
                .doesNotContainKey("discovery.seed_hosts");
    }

    @Test
    void further_groups_hold_data_like_the_usual_one() {
        GroupSpec group = scene.target.group("data").orElseThrow();
        scene.target = scene.target.with(new GroupSpec(
                "archive",
                1,
                1000,
                1024,
                512,
                4096,
                "root",
                List.of(),
                "",
                group.ports(),
                new TreeMap<>(),
                new TreeMap<>(),
                List.of()));
        NodeId archive = new NodeId(Scene.NAME, "archive", 0);
        scene.up(archive);
        assertThat(settings(archive))
                .containsEntry("node.name", "archive-0")
                .containsEntry("node.data", "true")
                .containsEntry("node.master", "true")
                .containsEntry("gateway.expected_data_nodes", "4")
                .containsEntry("gateway.recover_after_data_nodes", "3");
        assertThat(launch(archive).graceSeconds()).isEqualTo(120);
        assertThat(scene.data.descriptor().mainGroup()).isEqualTo("data");
        assertThat(scene.data.descriptor().manner().user()).isEqualTo("crate");
    }

    @Test
    void the_mark_names_cluster_node_and_generation() {
        scene.put(data(0), true, true, 1, 3, "");
        assertThat(text(data(0), "crate/mark"))
                .contains("cluster=shop\n")
                .contains("node=data-0\n")
                .contains("generation=3\n")
                .contains("cluster-id=minted for cluster.id\n");
    }

    @Test
    void counts_and_peers_are_no_reason_for_a_restart_but_settings_memory_and_roles_are() {
        SortedMap<String, String> before = scene.rules.inputs(scene.target, data(0));
        scene.count("data", 9);
        assertThat(scene.rules.inputs(scene.target, data(0))).isEqualTo(before);
        scene.count("master", 3);
        assertThat(scene.rules.inputs(scene.target, data(0))).isNotEqualTo(before);
        scene.count("master", 0);
        scene.settings("stats.enabled", "false");
        assertThat(scene.rules.inputs(scene.target, data(0))).isNotEqualTo(before);
        assertThat(scene.rules.inputs(scene.target.withVersion("6.4.2"), data(0)))
                .containsEntry("version", "6.4.2");
        SortedMap<String, String> now = scene.rules.inputs(scene.target, data(0));
        scene.artifacts("crate-6.4.9", "/srv/crate-6.4.9.tar.gz");
        assertThat(scene.rules.inputs(scene.target, data(0)))
                .as("of another version")
                .isEqualTo(now);
        scene.artifacts("crate-6.4.3", "/srv/crate-6.4.3.tar.gz");
        assertThat(scene.rules.inputs(scene.target, data(0))).isNotEqualTo(now);
    }

    @Test
    void rendering_twice_gives_the_same_bytes_and_names_the_software() {
        assertThat(launch(data(0))).isEqualTo(launch(data(0)));
        assertThat(launch(data(0)).software()).containsExactly("crate-6.4.3");
        assertThat(launch(data(0)).command()).startsWith("exec ");
        scene.artifacts("java", "file:///srv/jre.tar.gz");
        assertThat(scene.rules.software(scene.target, "data")).containsExactly("crate-6.4.3", "java");
    }

    @Test
    void every_setting_of_identity_is_protected() {
        List<String> open = new ArrayList<>();
        List<String> kept =
                scene.data.descriptor().groups().values().iterator().next().protectedSettings();
        Scene plain = new Scene(0, 3);
        plain.everReady = false;
        SortedMap<String, String> mine = new TreeMap<>();
        new YAMLMapper()
                .readTree(plain.rules.launch(plain.view(), data(0), 1).files().get("crate/settings.yml"))
                .properties()
                .forEach(entry -> mine.put(entry.getKey(), ""));
        List<String> usual =
                List.of("gateway.expected_data_nodes", "gateway.recover_after_data_nodes", "processors", "udc.enabled");
        for (String name : mine.keySet()) {
            boolean hit = kept.stream()
                    .anyMatch(one ->
                            one.endsWith("*") ? name.startsWith(one.substring(0, one.length() - 1)) : name.equals(one));
            if (!hit && !usual.contains(name)) {
                open.add(name);
            }
        }
        assertThat(open).isEmpty();
    }
}
