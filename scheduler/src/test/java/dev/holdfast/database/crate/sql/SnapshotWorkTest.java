package dev.holdfast.database.crate.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Chore;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Driver.Outcome;
import dev.holdfast.database.Secrets;
import dev.holdfast.database.crate.BackupChores;
import dev.holdfast.spec.ClusterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is said to CrateDB about repositories and snapshots, and what its answers are taken for. */
class SnapshotWorkTest {

    private static final String FIND_REPOSITORY =
            "select type, settings from sys.repositories where name = ? [holdfast]";
    private static final String FIND_SNAPSHOT =
            "select state from sys.snapshots where repository = ? and name = ? [holdfast]";
    private static final String CREATE_S3 =
            "create repository \"holdfast\" type s3 with (access_key = ?, base_path = ?, bucket = ?, secret_key = ?) [AKIA42]";
    private static final String KEYS = "bucket=b, access_key=${secret:aws}, secret_key=${secret:aws-key}";
    private static final String DONE = "[[]]";

    private final Replay replay = Replay.of(Replay.HEALTHY);
    private final TreeMap<String, String> known = new TreeMap<>(Map.of("aws", "AKIA42", "aws-key", "geheim"));
    private final TreeMap<String, String> options = new TreeMap<>();
    private final CrateDriver driver = new CrateDriver(Clock.systemUTC(), new Secrets() {
        @Override
        public Optional<String> value(String name) {
            return Optional.ofNullable(known.get(name));
        }

        @Override
        public String place(String name) {
            return "/data/secrets/" + name;
        }

        @Override
        public Optional<String> certificates(String cluster) {
            return Optional.empty();
        }

        @Override
        public String certificatesPlace(String cluster) {
            return "";
        }

        @Override
        public Optional<Identity> identity(String cluster, String user) {
            return Optional.empty();
        }
    });

    @BeforeEach
    void inADirectory() {
        options.put("backup-repository", "fs");
        options.put("backup-location", "/mnt/backups");
    }

    @AfterEach
    void close() {
        driver.close();
        replay.close();
    }

    private Outcome perform(Chore chore) {
        ClusterView view = replay.view();
        ClusterSpec spec = new ClusterSpec(
                Replay.NAME,
                "crate",
                "6.4.2",
                "",
                "role",
                new TreeMap<>(),
                options,
                new TreeMap<>(),
                new LinkedHashMap<>());
        ClusterView seen =
                new ClusterView(spec, view.nodes(), new TreeMap<>(), Optional.empty(), List.of(), true, Instant.EPOCH);
        return driver.perform(seen, chore, Duration.ofSeconds(10));
    }

    private void inS3(String settings) {
        options.put("backup-repository", "s3");
        options.put("backup-location", "");
        options.put("backup-settings", settings);
    }

    private static Chore repository() {
        return new Chore(BackupChores.REPOSITORY, Optional.empty(), new TreeMap<>());
    }

    private void repositoryIsThere() {
        replay.sayRows("data-0", FIND_REPOSITORY, "[[\"fs\",{\"location\":\"/mnt/backups/orders\"}]]");
    }

    @Test
    void a_repository_that_is_missing_is_made_with_secrets_as_arguments() {
        inS3(KEYS);
        replay.sayRows("data-0", FIND_REPOSITORY, "[]");
        replay.sayRows("data-0", CREATE_S3, DONE);
        Outcome outcome = perform(repository());
        assertThat(outcome.text()).isEqualTo("the repository is made");
        assertThat(outcome.ok()).isTrue();
    }

    @Test
    void what_crate_answers_to_it_is_told_without_secrets() {
        inS3(KEYS);
        replay.sayRows("data-0", FIND_REPOSITORY, "[]");
        replay.sayError("data-0", CREATE_S3, 500, 5000, "no bucket for AKIA42 with geheim");
        Outcome outcome = perform(repository());
        assertThat(outcome.ok()).isFalse();
        assertThat(outcome.text()).contains("no bucket for … with …");
    }

    @Test
    void a_secret_that_cannot_be_had_is_named_with_its_file() {
        inS3(KEYS);
        known.remove("aws-key");
        replay.sayRows("data-0", FIND_REPOSITORY, "[]");
        assertThat(perform(repository()).text())
                .contains("'aws-key' cannot be had")
                .contains("/data/secrets/aws-key");
    }

    @Test
    void one_that_is_there_with_other_settings_is_never_changed() {
        replay.sayRows("data-0", FIND_REPOSITORY, "[[\"fs\",{\"location\":\"/mnt/other\",\"compress\":\"true\"}]]");
        Outcome outcome = perform(repository());
        assertThat(outcome.ok()).isFalse();
        assertThat(outcome.text())
                .contains("location is '/mnt/other', not '/mnt/backups/orders'")
                .contains("drop repository holdfast");
        assertThat(replay.asked).noneMatch(statement -> statement.contains("create repository"));
    }

    @Test
    void one_that_is_there_as_wished_is_left_alone_though_its_secrets_cannot_be_seen() {
        inS3(KEYS);
        replay.sayRows(
                "data-0",
                FIND_REPOSITORY,
                "[[\"s3\",{\"base_path\":\"orders\",\"bucket\":\"b\",\"access_key\":\"xxxxx\",\"secret_key\":\"xxxxx\"}]]");
        assertThat(perform(repository()).text()).isEqualTo("the repository is there");
    }

    @Test
    void a_backup_is_begun_without_waiting_and_its_names_are_quoted() {
        repositoryIsThere();
        replay.sayRows("data-0", FIND_SNAPSHOT, "[]");
        replay.sayRows(
                "data-0",
                "create snapshot \"holdfast\".\"s-1\" table \"doc\".\"or\"\"ders\", \"doc\".\"lines\" with (wait_for_completion = false)",
                DONE);
        Outcome outcome = perform(BackupChores.backup("s-1", List.of("doc.or\"ders", "doc.lines")));
        assertThat(outcome.text()).isEqualTo("s-1 is being made");
        assertThat(outcome.ok()).isTrue();
    }

    @Test
    void a_backup_that_was_begun_is_not_begun_again() {
        repositoryIsThere();
        replay.sayRows("data-0", FIND_SNAPSHOT, "[[\"IN_PROGRESS\"]]");
        assertThat(perform(BackupChores.backup("s-1", List.of())).text()).isEqualTo("s-1 is IN_PROGRESS");
        assertThat(replay.asked).noneMatch(statement -> statement.contains("create snapshot"));
        replay.sayRows("data-0", FIND_SNAPSHOT, "[]");
        replay.sayError(
                "data-0",
                "create snapshot \"holdfast\".\"s-1\" all with (wait_for_completion = false)",
                409,
                4096,
                "InvalidSnapshotNameException[…]");
        assertThat(perform(BackupChores.backup("s-1", List.of())).ok()).isTrue();
    }

    @Test
    void what_crate_refuses_fails_with_its_reason() {
        repositoryIsThere();
        replay.sayRows("data-0", FIND_SNAPSHOT, "[]");
        replay.sayError(
                "data-0",
                "create snapshot \"holdfast\".\"s-1\" all with (wait_for_completion = false)",
                500,
                5000,
                "SnapshotException[Indices don't have primary shards]");
        Outcome outcome = perform(BackupChores.backup("s-1", List.of()));
        assertThat(outcome.ok()).isFalse();
        assertThat(outcome.text()).contains("primary shards");
    }

    @Test
    void what_is_gone_is_dropped() {
        replay.sayRows("data-0", "drop snapshot \"holdfast\".\"a\"", DONE);
        replay.sayError("data-0", "drop snapshot \"holdfast\".\"b\"", 404, 4048, "SnapshotMissingException[…]");
        Chore drop =
                new Chore(BackupChores.DROP, Optional.empty(), new TreeMap<>(Map.of(BackupChores.SNAPSHOTS, "a,b")));
        assertThat(perform(drop).ok()).isTrue();
    }

    @Test
    void a_partition_is_restored_into_another_schema() {
        replay.sayRows(
                "data-0",
                "restore snapshot \"theirs\".\"s\" table \"doc\".\"days\" partition (\"day\" = '2', \"kind\" = 'o''clock')"
                        + " with (wait_for_completion = false, schema_rename_replacement = 'old')",
                DONE);
        SortedMap<String, String> arguments = new TreeMap<>(Map.of(
                BackupChores.IN, "theirs",
                BackupChores.SNAPSHOT, "s",
                BackupChores.TABLES, "doc.days",
                BackupChores.PARTITION, "day=2,kind=o'clock",
                BackupChores.SCHEMA, "old"));
        assertThat(perform(BackupChores.restore(arguments)).text()).isEqualTo("it is being restored");
    }

    @Test
    void a_restore_that_was_begun_is_taken_for_done_only_if_all_its_tables_are_there() {
        String restore = "restore snapshot \"holdfast\".\"s\" tables with (wait_for_completion = false)";
        replay.sayError("data-0", restore, 409, 4093, "RelationAlreadyExists[Relation 'doc.a' already exists.]");
        String tables =
                "select table_schema, table_name from information_schema.tables where table_type = 'BASE TABLE'";
        SortedMap<String, String> arguments =
                new TreeMap<>(Map.of(BackupChores.SNAPSHOT, "s", BackupChores.EXPECTED, "doc.a,doc.b"));
        replay.sayRows("data-0", tables, "[[\"doc\",\"a\"]]");
        assertThat(perform(BackupChores.restore(arguments)).ok()).isFalse();
        replay.sayRows("data-0", tables, "[[\"doc\",\"a\"],[\"doc\",\"b\"]]");
        assertThat(perform(BackupChores.restore(arguments)).ok()).isTrue();
    }
}
