package dev.holdfast.database.cassandra;

import static dev.holdfast.database.cassandra.Scene.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Launch;
import dev.holdfast.database.Stage;
import dev.holdfast.model.TaskSpec;
import dev.holdfast.spec.Problem;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BackupOptionsTest {

    private static final String STORE = "s3://backups/rings?endpoint=https://store.example:9000&region=eu-1";

    private final Scene scene = new Scene(3);

    private List<String> problems(String... options) {
        scene.options(options);
        return BackupOptions.problems(scene.target, Optional.empty()).stream()
                .map(problem -> problem.path() + ": " + problem.message())
                .toList();
    }

    @Test
    void a_store_needs_both_keys_as_secrets() {
        assertThat(problems("backup-location", STORE))
                .containsExactly(
                        "options.backup-access-key: a store needs a key",
                        "options.backup-secret-key: a store needs a key");
        assertThat(problems(
                        "backup-location", STORE,
                        "backup-access-key", "AKIA",
                        "backup-secret-key", "${secret:aws} "))
                .containsExactly("options.backup-access-key: it must be a secret and nothing else");
        assertThat(problems(
                        "backup-location", STORE,
                        "backup-access-key", "${secret:aws-id}",
                        "backup-secret-key", "${secret:aws}"))
                .isEmpty();
    }

    @Test
    void a_place_is_a_whole_path_or_a_store() {
        assertThat(problems("backup-location", "backups"))
                .singleElement()
                .asString()
                .contains("no absolute path");
        assertThat(problems(
                        "backup-location", "s3://b?endpoint=ftp://x",
                        "backup-access-key", "${secret:a}",
                        "backup-secret-key", "${secret:b}"))
                .singleElement()
                .asString()
                .contains("no name of a bucket");
    }

    @Test
    void a_schedule_is_one_that_is_known_and_needs_a_place() {
        assertThat(problems("backup-schedule", "hourly", "backup-location", "/mnt"))
                .containsExactly("options.backup-schedule: 'hourly' is no schedule");
        assertThat(problems("backup-schedule", "every 6 hours"))
                .containsExactly("options.backup-location: backups need a place");
        assertThat(problems("backup-schedule", "every 6 hours", "backup-location", "/mnt", "backup-of", "old"))
                .containsExactly("options.backup-schedule: the cluster only reads the backups of old");
        assertThat(problems("backup-schedule", "daily at 02:30", "backup-location", "/mnt", "backup-keep", "0"))
                .containsExactly("options.backup-keep: '0' is no number from 1 to 9999");
    }

    @Test
    void a_user_and_a_password_go_together() {
        assertThat(problems("backup-user", "cassandra"))
                .containsExactly("options.backup-password: it goes with backup-user");
        assertThat(problems("backup-password", "${secret:cql}"))
                .containsExactly("options.backup-user: it goes with backup-password");
    }

    @Test
    void chores_get_secrets_as_variables_and_nothing_else_has_them() {
        scene.options(
                "backup-location", STORE,
                "backup-access-key", "${secret:aws-id}",
                "backup-secret-key", "${secret:aws}",
                "backup-user", "ann",
                "backup-password", "${secret:cql}");
        BesideLaunch beside = new BesideLaunch("script");
        List<Stage> way = scene.rules.way(RingBackups.backup(scene.target, STORE, "monday", NOW), scene.view());
        Launch save = beside.of(((Stage.Do) way.get(3)).chore(), scene.view()).orElseThrow();
        assertThat(save.environment())
                .containsExactlyInAnyOrder(
                        new TaskSpec.Variable("HOLDFAST_S3_ACCESS_KEY", "aws-id", true),
                        new TaskSpec.Variable("HOLDFAST_CQL_PASSWORD", "cql", true),
                        new TaskSpec.Variable("HOLDFAST_S3_SECRET_KEY", "aws", true),
                        new TaskSpec.Variable("HOLDFAST_CQL_USER", "ann", false));
        assertThat(save.command() + save.files()).doesNotContain("aws", "cql:", "secret:");
        Launch snapshot =
                beside.of(((Stage.Do) way.get(0)).chore(), scene.view()).orElseThrow();
        assertThat(snapshot.environment()).isEmpty();
    }

    @Test
    void problems_have_remedies() {
        scene.options("backup-location", STORE, "backup-schedule", "x");
        assertThat(BackupOptions.problems(scene.target, Optional.empty()))
                .extracting(Problem::remedy)
                .allMatch(remedy -> !remedy.isBlank());
    }
}
