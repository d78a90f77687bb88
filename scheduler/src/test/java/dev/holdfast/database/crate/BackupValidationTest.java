package dev.holdfast.database.crate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.model.ClusterName;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a spec may say of backups, and what comes of it. */
final class BackupValidationTest {

    private final Scene scene = new Scene(0, 3);

    private List<Problem> problems(String... options) {
        scene.options(options);
        return BackupValidation.problems(scene.target, Optional.empty());
    }

    private BackupWish wish(String... options) {
        assertThat(problems(options)).isEmpty();
        return BackupWish.of(scene.target).orElseThrow();
    }

    @Test
    void nothing_said_is_no_backups() {
        assertThat(problems()).isEmpty();
        assertThat(BackupWish.of(scene.target)).isEmpty();
    }

    @Test
    void each_cluster_has_its_own_place_in_a_directory_that_all_share() {
        BackupWish wish =
                wish("backup-repository", "fs", "backup-location", "/mnt/backups", "backup-settings", "compress=true");
        assertThat(wish.settings())
                .containsEntry("location", "/mnt/backups/shop")
                .containsEntry("compress", "true");
        assertThat(wish.settings()).doesNotContainKey("readonly");
        assertThat(wish.keep()).isEqualTo(7);
    }

    @Test
    void and_in_a_bucket_too() {
        BackupWish wish = wish(
                "backup-repository", "s3",
                "backup-settings",
                        "bucket=b, base_path=crate/, region=eu-west-1, access_key=${secret:aws}, secret_key=${secret:aws-key}");
        assertThat(wish.settings()).containsEntry("base_path", "crate/shop").containsEntry("bucket", "b");
        assertThat(wish.secrets()).containsExactly("access_key", "secret_key");
        assertThat(wish.settings()).containsEntry("secret_key", "${secret:aws-key}");
    }

    @Test
    void who_reads_the_backups_of_another_writes_nothing() {
        BackupWish wish = wish("backup-repository", "fs", "backup-location", "/mnt/backups", "backup-of", "old");
        assertThat(wish.settings())
                .containsEntry("location", "/mnt/backups/old")
                .containsEntry("readonly", "true");
        assertThat(wish.isOfAnother(scene.target)).isTrue();
    }

    @Test
    void a_secret_in_plain_text_is_refused_and_not_repeated() {
        List<Problem> problems = problems(
                "backup-repository", "s3", "backup-settings", "bucket=b, access_key=AKIA42, secret_key=${secret:../x}");
        assertThat(problems).hasSize(2);
        assertThat(problems.toString()).contains("'access_key' is secret").doesNotContain("AKIA42");
    }

    @Test
    void a_secret_where_crate_shows_the_value_is_refused() {
        assertThat(problems("backup-repository", "s3", "backup-settings", "bucket=${secret:b}")
                        .toString())
                .contains("'bucket' is shown by CrateDB");
    }

    @ParameterizedTest
    @ValueSource(strings = {"location=/etc", "readonly=true", "canned_acl=x", "just-words"})
    void settings_that_may_not_be_given_are_refused(String setting) {
        assertThat(problems("backup-repository", "s3", "backup-settings", "bucket=b, " + setting))
                .singleElement()
                .extracting(Problem::path)
                .isEqualTo("options.backup-settings");
    }

    @Test
    void what_is_missing_is_named() {
        assertThat(problems("backup-repository", "s3").toString()).contains("needs 'bucket'");
        assertThat(problems("backup-repository", "fs").toString()).contains("needs a directory");
        assertThat(problems("backup-repository", "tape").toString()).contains("fs, s3, azure, gcs");
        assertThat(problems("backup-repository", "", "backup-schedule", "every 6 hours")
                        .toString())
                .contains("no repository");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "every 6 hours",
                "every 1 hour",
                "every 90 minutes",
                "every 6h",
                "Daily at 02:30",
                "daily at 23:59 UTC"
            })
    void schedules_that_are_understood(String schedule) {
        assertThat(problems("backup-repository", "fs", "backup-location", "/b", "backup-schedule", schedule))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"hourly", "every 0 hours", "daily at 24:00", "daily at 2:30", "* * * * *", "every 6 days"})
    void schedules_that_are_not(String schedule) {
        assertThat(problems("backup-repository", "fs", "backup-location", "/b", "backup-schedule", schedule))
                .singleElement()
                .extracting(Problem::path)
                .isEqualTo("options.backup-schedule");
    }

    @Test
    void a_repository_of_another_type_is_a_change_to_make_by_hand() {
        scene.options("backup-repository", "fs", "backup-location", "/b");
        var view = scene.view();
        scene.options("backup-repository", "s3", "backup-location", "", "backup-settings", "bucket=b");
        assertThat(BackupValidation.problems(scene.target, Optional.of(view)).toString())
                .contains("a repository of type fs already")
                .contains("drop repository holdfast");
    }

    @Test
    void the_directory_is_a_setting_of_nodes_and_one_for_a_restart() {
        var before = scene.rules.inputs(scene.target, Scene.data(0));
        scene.options("backup-repository", "fs", "backup-location", "/mnt/backups", "backup-schedule", "every 6 hours");
        var after = scene.rules.inputs(scene.target, Scene.data(0));
        assertThat(after).isNotEqualTo(before);
        scene.options("backup-schedule", "every 1 hour", "backup-keep", "3");
        assertThat(scene.rules.inputs(scene.target, Scene.data(0))).isEqualTo(after);
        var files = scene.rules.launch(scene.view(), Scene.data(0), 2).files();
        assertThat(files.get("crate/settings.yml")).contains("path.repo: \"/mnt/backups\"");
        assertThat(files.get("crate/node.conf")).contains("host_backups='/mnt/backups'");
    }

    @Test
    void a_directory_of_the_users_own_stays_beside_ours() {
        scene.options("backup-repository", "fs", "backup-location", "/mnt/backups");
        scene.settings("path.repo", "/srv/own");
        assertThat(scene.rules.launch(scene.view(), Scene.data(0), 2).files().get("crate/settings.yml"))
                .contains("path.repo: \"/srv/own,/mnt/backups\"");
    }

    @Test
    void a_scratch_cluster_reads_the_backups_of_the_first_and_makes_none() {
        scene.options(
                "backup-repository", "fs",
                "backup-location", "/mnt/backups",
                "backup-schedule", "every 6 hours",
                "cluster-name", "prod");
        ClusterSpec scratch = Scratch.of(scene.target, new ClusterName("shop-verify"), "holdfast/shop-verify", 2);
        assertThat(CrateOptions.clusterName(scratch)).isEqualTo("shop-verify");
        BackupWish wish = BackupWish.of(scratch).orElseThrow();
        assertThat(wish.settings())
                .containsEntry("location", "/mnt/backups/shop")
                .containsEntry("readonly", "true");
        assertThat(wish.schedule()).isEmpty();
        assertThat(scratch.group("data").orElseThrow().count()).isEqualTo(2);
        assertThat(scratch.group("data").orElseThrow().ports())
                .allSatisfy((name, port) -> assertThat(port).isZero());
        assertThat(new CrateRules(scene.data, "").validate(scratch, Optional.empty()))
                .isEmpty();
    }

    @Test
    void names_say_whose_they_are_and_when() {
        assertThat(BackupWish.name("shop", Instant.parse("2026-01-02T03:04:05.6Z")))
                .isEqualTo("holdfast-shop-20260102t030405z");
    }
}
