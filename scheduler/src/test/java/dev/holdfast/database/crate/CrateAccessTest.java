package dev.holdfast.database.crate;

import static dev.holdfast.database.crate.Scene.data;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Launch;
import dev.holdfast.database.NodeView;
import dev.holdfast.model.NodeId;
import dev.holdfast.model.SecretWish;
import dev.holdfast.model.TaskSpec;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.dataformat.yaml.YAMLMapper;

class CrateAccessTest {

    private final Scene scene = new Scene(0, 3);

    /** A cluster whose first nodes are not launched yet. */
    private void begins(String... options) {
        scene.options(options);
        scene.everReady = false;
        for (int i = 0; i < 3; i++) {
            scene.put(data(i), false, false, 0, 1, "");
        }
        scene.identity = scene.rules.identity(scene.view(), purpose -> "minted for " + purpose);
    }

    private NodeView node(NodeId id) {
        return scene.view().node(id).orElseThrow();
    }

    private Launch launch(NodeId node) {
        return scene.rules.launch(scene.view(), node, 1);
    }

    private Map<String, String> settings(NodeId node) {
        TreeMap<String, String> settings = new TreeMap<>();
        new YAMLMapper()
                .readTree(launch(node).files().get("crate/settings.yml"))
                .properties()
                .forEach(entry -> settings.put(entry.getKey(), entry.getValue().asString()));
        return settings;
    }

    private List<Problem> problems(ClusterSpec next) {
        return scene.rules.validate(next, Optional.of(scene.view()));
    }

    private ClusterSpec wish(String... options) {
        return Scene.with(scene.target, Scene.map(scene.target.options(), options), scene.target.artifacts());
    }

    @Test
    void without_these_options_nothing_changes_for_a_cluster() {
        assertThat(settings(data(0)).keySet()).noneMatch(name -> name.startsWith("auth.") || name.startsWith("ssl."));
        assertThat(launch(data(0)).environment()).isEmpty();
        assertThat(launch(data(0)).software()).containsExactly("crate-6.4.3");
        assertThat(scene.identity).doesNotContainKey(CrateAccess.TRANSPORT_TLS);
    }

    @Test
    void with_an_admin_the_superuser_is_trusted_on_the_nodes_own_machine_only() {
        begins("admin", "boss");
        assertThat(settings(data(0)))
                .containsEntry("auth.host_based.enabled", "true")
                .containsEntry("auth.host_based.config.10.user", "crate")
                .containsEntry("auth.host_based.config.10.address", "_local_")
                .containsEntry("auth.host_based.config.10.protocol", "http")
                .containsEntry("auth.host_based.config.10.method", "trust")
                .containsEntry("auth.host_based.config.90.protocol", "http")
                .containsEntry("auth.host_based.config.90.method", "password")
                .containsEntry("auth.host_based.config.91.protocol", "pg")
                .containsEntry("auth.host_based.config.91.method", "password")
                .doesNotContainKeys("auth.host_based.config.91.ssl", "auth.host_based.config.50.method");
        NodeView node = node(data(0));
        scene.nodes.put(
                data(0),
                new NodeView(
                        node.id(),
                        true,
                        node.agent(),
                        "agent-7.example.org",
                        "10.1.2.3",
                        "",
                        node.attributes(),
                        node.ports(),
                        false,
                        false,
                        0,
                        node.inputs(),
                        1));
        assertThat(settings(data(0))).containsEntry("auth.host_based.config.10.address", "10.1.2.3");
    }

    @Test
    void the_users_own_rules_stand_beside_ours_and_win_where_they_have_the_same_name() {
        begins("admin", "boss");
        scene.settings("auth.host_based.config.20.method", "jwt", "auth.host_based.config.90.method", "cert");
        assertThat(settings(data(0)))
                .containsEntry("auth.host_based.config.20.method", "jwt")
                .containsEntry("auth.host_based.config.90.method", "cert")
                .containsEntry("auth.host_based.config.10.method", "trust");
    }

    @Test
    void the_password_travels_as_a_secret_that_is_made_up_where_there_is_none() {
        begins("admin", "boss");
        assertThat(launch(data(0)).environment())
                .containsExactly(new TaskSpec.Variable(
                        "HOLDFAST_ADMIN_PASSWORD", new SecretWish.Minted("shop-admin-password").text(), true));
        assertThat(launch(data(0)).software()).containsExactly("crate-6.4.3", "node");
        assertThat(scene.rules.software(scene.target, "data")).containsExactly("crate-6.4.3", "node");
        assertThat(launch(data(0)).files().get("crate/node.conf"))
                .contains("admin='boss'\n")
                .contains("admin_url='http://127.0.0.100:4200'\n")
                .contains("keystore='no'\n")
                .contains("made_secrets='HOLDFAST_ADMIN_PASSWORD'\n");
    }

    @Test
    void a_new_cluster_speaks_tls_with_clients_and_among_its_nodes_which_know_each_other_by_certificate() {
        begins("tls", "generated");
        assertThat(settings(data(1)))
                .containsEntry("ssl.http.enabled", "true")
                .containsEntry("ssl.psql.enabled", "true")
                .containsEntry("ssl.transport.mode", "on")
                .containsEntry("ssl.keystore_password", "${HOLDFAST_KEYSTORE_PASSWORD}")
                .containsEntry("auth.host_based.config.50.protocol", "transport")
                .containsEntry("auth.host_based.config.50.method", "cert")
                .containsEntry("auth.host_based.config.50.ssl", "on")
                .containsEntry("auth.host_based.config.90.method", "trust")
                .containsEntry("auth.host_based.config.91.method", "trust")
                .doesNotContainKey("auth.host_based.config.10.method");
        TaskSpec.Variable keystore = launch(data(1)).environment().get(1);
        assertThat(keystore.name()).isEqualTo("HOLDFAST_KEYSTORE");
        assertThat(keystore.secret()).isTrue();
        assertThat(SecretWish.parse(keystore.value()))
                .isEqualTo(new SecretWish.Keystore(
                        "shop",
                        "shop-keystore-password",
                        "data-1.shop",
                        List.of(
                                "127.0.0.101",
                                "host-101",
                                "data-1",
                                "data-1.shop",
                                "data.shop",
                                "shop",
                                "localhost",
                                "127.0.0.1",
                                "::1")));
        assertThat(launch(data(1)).environment().get(0).value()).isEqualTo("minted:shop-keystore-password");
    }

    @Test
    void with_both_a_password_never_goes_over_postgresqls_port_in_the_clear() {
        begins("tls", "generated", "admin", "boss");
        assertThat(settings(data(0)))
                .containsEntry("auth.host_based.config.40.user", "boss")
                .containsEntry("auth.host_based.config.40.method", "cert")
                .containsEntry("auth.host_based.config.40.ssl", "on")
                .containsEntry("auth.host_based.config.91.method", "password")
                .containsEntry("auth.host_based.config.91.ssl", "on")
                .containsEntry("auth.host_based.config.10.method", "trust");
        assertThat(launch(data(0)).files().get("crate/node.conf"))
                .contains("admin_url='https://127.0.0.100:4200'\n")
                .contains("made_secrets='HOLDFAST_ADMIN_PASSWORD HOLDFAST_KEYSTORE_PASSWORD HOLDFAST_KEYSTORE'\n");
    }

    @Test
    void a_cluster_that_runs_gets_tls_for_clients_while_its_nodes_go_on_as_they_began() {
        scene.options("tls", "generated");
        scene.identity = scene.rules.identity(scene.view(), purpose -> "");
        assertThat(settings(data(0)))
                .containsEntry("ssl.http.enabled", "true")
                .doesNotContainKeys("ssl.transport.mode", "auth.host_based.enabled");
        assertThat(scene.rules.notes(scene.view()))
                .anyMatch(note -> note.startsWith("clients need https"))
                .anyMatch(note -> note.startsWith("what nodes say to each other stays in the clear"));
        assertThat(problems(wish("tls", ""))).as("and may give it up again").isEmpty();
        assertThat(scene.rules.inputs(wish("tls", "off", "admin", "off"), data(0)))
                .isEqualTo(scene.rules.inputs(wish("tls", "", "admin", ""), data(0)));
    }

    @Test
    void a_cluster_that_began_with_tls_among_nodes_cannot_change_it() {
        begins("tls", "generated");
        assertThat(problems(wish("tls", ""))).as("nobody was launched yet").isEmpty();
        for (int i = 0; i < 3; i++) {
            scene.up(data(i));
        }
        scene.everReady = true;
        for (String other : List.of("", "files")) {
            assertThat(problems(wish("tls", other)))
                    .filteredOn(problem -> problem.path().equals("options.tls"))
                    .singleElement()
                    .satisfies(problem -> assertThat(problem.remedy()).contains("leave it at generated"));
        }
        assertThat(problems(wish("admin", "boss"))).isEmpty();
        scene.options("tls", "");
        assertThat(scene.rules.identity(scene.view(), purpose -> "")).containsKey(CrateAccess.TRANSPORT_TLS);
    }

    @Test
    void a_keystore_of_the_users_own_is_named_by_settings() {
        begins("tls", "files");
        assertThat(problems(scene.target)).extracting(Problem::path).containsExactly("settings.ssl.keystore_filepath");
        scene.settings(
                "ssl.keystore_filepath", "/etc/crate/node.p12", "ssl.keystore_password", "${secret:shop-keystore}");
        assertThat(problems(scene.target)).isEmpty();
        assertThat(settings(data(0)))
                .containsEntry("ssl.http.enabled", "true")
                .containsEntry("ssl.transport.mode", "on")
                .containsEntry("ssl.keystore_filepath", "/etc/crate/node.p12")
                .containsEntry("ssl.keystore_password", "${HOLDFAST_SECRET_SHOP_KEYSTORE}");
        assertThat(launch(data(0)).environment())
                .extracting(TaskSpec.Variable::name)
                .containsExactly("HOLDFAST_SECRET_SHOP_KEYSTORE");
        scene.settings("ssl.http.enabled", "false");
        assertThat(problems(scene.target)).extracting(Problem::path).containsExactly("settings.ssl.http.enabled");
    }

    @Test
    void what_cannot_be_is_refused() {
        assertThat(problems(wish("tls", "yes"))).extracting(Problem::path).containsExactly("options.tls");
        assertThat(problems(wish("admin", "crate"))).extracting(Problem::path).containsExactly("options.admin");
        assertThat(problems(wish("admin", "Dr. No"))).extracting(Problem::path).containsExactly("options.admin");
        scene.settings("ssl.keystore_filepath", "/a");
        assertThat(problems(wish("tls", "generated")))
                .extracting(Problem::path)
                .containsExactly("settings.ssl.keystore_filepath");
    }

    @Test
    void each_is_a_reason_for_a_restart_and_the_driver_sees_which_nodes_had_it() {
        NodeView before = node(data(0));
        assertThat(CrateAccess.isTls(before)).isFalse();
        assertThat(CrateAccess.adminOf(before)).isEmpty();
        scene.options("admin", "boss", "tls", "generated");
        assertThat(scene.rules.inputs(scene.target, data(0))).isNotEqualTo(before.inputs());
        scene.up(data(0));
        assertThat(CrateAccess.isTls(node(data(0)))).isTrue();
        assertThat(CrateAccess.adminOf(node(data(0)))).isEqualTo("boss");
        assertThat(CrateAccess.knowsCertificates(node(data(0)))).isTrue();
        assertThat(CrateAccess.knowsCertificates(node(data(1)))).isFalse();
        scene.options("admin", "", "tls", "");
        scene.settings("ssl.http.enabled", "true");
        scene.up(data(1));
        assertThat(CrateAccess.isTls(node(data(1))))
                .as("by the user's own setting")
                .isTrue();
    }

    @Test
    void a_password_in_the_clear_is_pointed_out_once() {
        begins("admin", "boss");
        scene.nodes.clear();
        assertThat(scene.rules.notes(scene.view())).anyMatch(note -> note.contains("in the clear"));
        scene.up(data(0));
        assertThat(scene.rules.notes(scene.view())).noneMatch(note -> note.contains("in the clear"));
    }
}
