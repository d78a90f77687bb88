package dev.holdfast.database.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Chore;
import dev.holdfast.database.Launch;
import dev.holdfast.database.PackageText;
import dev.holdfast.model.TaskSpec;
import dev.holdfast.spec.Problem;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Logins, and encryption of what clients say. */
class CassandraAccessTest {

    private static final String KEYSTORE = "keystore:ring:ring-keystore-password:node-1.ring:127.0.0.11";

    private final Scene scene = new Scene(3);
    private final CassandraLaunch launches = new CassandraLaunch(
            CassandraDescriptor.parse(CassandraPackage.resource(CassandraPackage.DESCRIPTOR)),
            CassandraPackage.resource(CassandraPackage.START_SCRIPT),
            PackageText.choreScript());

    private Launch launch() {
        return launches.launch(scene.view(), Scene.node(1), 7);
    }

    private JsonNode yaml() {
        return new YAMLMapper().readTree(launch().files().getOrDefault("cassandra/cassandra.yaml", ""));
    }

    private Launch save() {
        Chore chore = new Chore("save", Optional.of(Scene.node(1)), new TreeMap<>());
        return launches.beside(chore, scene.view()).orElseThrow();
    }

    private List<String> problems() {
        return CassandraValidation.problems(scene.versions, scene.target, Optional.empty(), new java.util.TreeSet<>())
                .stream()
                .map(Problem::toString)
                .toList();
    }

    @Test
    void a_node_gets_a_keystore_of_its_own_and_no_file_has_its_lock() {
        scene.options("tls", "generated");
        JsonNode encryption = yaml().path("client_encryption_options");
        assertThat(encryption.path("enabled").asString()).isEqualTo("true");
        assertThat(encryption.path("keystore").asString()).isEqualTo("cassandra/tls/keystore.p12");
        assertThat(encryption.path("keystore_password").asString()).isEqualTo("${HOLDFAST_SECRET__KEYSTORE_LOCK}");
        assertThat(launch().environment())
                .contains(
                        new TaskSpec.Variable("HOLDFAST_SECRET__KEYSTORE_LOCK", "minted:ring-keystore-password", true))
                .anyMatch(variable -> variable.secret()
                        && variable.value().startsWith(KEYSTORE)
                        && variable.name().equals("HOLDFAST_KEYSTORE"));
        assertThat(launch().files().get("cassandra/node.conf")).contains("keystore='yes'");
        assertThat(launch().files().get("cassandra/jvm.options"))
                .as("the companion fills the lock in")
                .contains("-Dcassandra.config=holdfast:cassandra/cassandra.yaml");
    }

    @Test
    void without_a_wish_nothing_is_encrypted() {
        scene.options("tls", "off");
        assertThat(yaml().has("client_encryption_options")).isFalse();
        assertThat(launch().environment()).isEmpty();
        assertThat(CassandraInputs.of(scene.target, Scene.node(1))).doesNotContainKey("option.tls");
    }

    @Test
    void whether_a_process_speaks_tls_is_known_by_its_launch() {
        scene.at(1).inputs.put("option.tls", "generated");
        assertThat(isTls()).isTrue();
        scene.at(1).inputs.clear();
        assertThat(isTls()).isFalse();
        scene.at(1).inputs.put("setting.client_encryption_options", "{optional: false, enabled: true}");
        assertThat(isTls()).isTrue();
        scene.at(1).inputs.put("setting.client_encryption_options", "{enabled: false}");
        assertThat(isTls()).isFalse();
        scene.at(1).inputs.put("setting.client_encryption_options.enabled", "true");
        assertThat(isTls()).isTrue();
    }

    private boolean isTls() {
        return CassandraAccess.isTls(scene.view().node(Scene.node(1)).orElseThrow());
    }

    @Test
    void chores_that_speak_to_a_node_know_its_authority_and_who_logs_in() {
        scene.options("tls", "generated", "login-user", "keeper", "login-password", "${secret:keeper}");
        assertThat(save().environment())
                .as("the node was not yet started with TLS")
                .containsExactly(
                        new TaskSpec.Variable("HOLDFAST_CQL_PASSWORD", "keeper", true),
                        new TaskSpec.Variable("HOLDFAST_CQL_USER", "keeper", false));
        scene.at(1).inputs.put("option.tls", "generated");
        assertThat(save().environment())
                .extracting(TaskSpec.Variable::name)
                .contains("HOLDFAST_KEYSTORE", "HOLDFAST_SECRET__KEYSTORE_LOCK");
        JsonNode loader = new YAMLMapper().readTree(save().files().getOrDefault("chore/cassandra.yaml", ""));
        assertThat(loader.at("/client_encryption_options/truststore").asString())
                .isEqualTo("chore/authority.p12");
    }

    @Test
    void the_older_names_of_the_login_are_known() {
        scene.options("backup-user", "ann", "backup-password", "${secret:ann}");
        assertThat(CassandraAccess.user(scene.target)).contains("ann");
        assertThat(CassandraAccess.passwordSecret(scene.target)).contains("ann");
        assertThat(problems()).isEmpty();
    }

    @Test
    void what_cannot_be_meant_is_refused() {
        scene.options("tls", "on", "login-user", "keeper");
        assertThat(problems())
                .anyMatch(problem -> problem.contains("'on' is neither generated nor off"))
                .anyMatch(problem -> problem.contains("it goes with login-user"));
        scene.options("login-user", "keeper", "login-password", "hunter2");
        assertThat(problems()).anyMatch(problem -> problem.contains("it must be a secret and nothing else"));
    }
}
