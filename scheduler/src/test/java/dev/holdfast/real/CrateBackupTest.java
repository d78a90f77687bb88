package dev.holdfast.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.real.Program.Done;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Rows that are dropped come back from a backup, one is made by itself when it is due, and one is tried in a cluster of its own. */
@Tag("real")
@Tag("long")
class CrateBackupTest {

    private static final String NETWORK = "127.0.58";
    private static final int PORT = 17_500;
    private static final String API = "http://127.0.0.1:" + PORT;
    private static final int ROWS = 3_000;
    private static final Duration START = Duration.ofMinutes(4);
    private static final Duration CHANGE = Duration.ofMinutes(2);

    @TempDir
    private Path tarballs = Path.of("");

    private final CrateSql sql = new CrateSql();
    private final JsonMapper json = JsonMapper.builder().build();

    @ParameterizedTest
    @ValueSource(strings = {CrateLifeTest.MODEL, CrateLifeTest.REAL})
    void what_is_dropped_comes_back_from_a_backup(String kind) throws Exception {
        CrateReleases releases =
                kind.equals(CrateLifeTest.MODEL) ? CrateReleases.ofModel(tarballs) : CrateReleases.ofDistributions();
        Path root = Path.of(System.getProperty("real.data", System.getProperty("java.io.tmpdir")));
        Files.createDirectories(root);
        Path data = Files.createTempDirectory(root, "holdfast-real-").toRealPath();
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path kept = Files.createDirectory(data.resolve("kept"));
        Files.setPosixFilePermissions(kept, PosixFilePermissions.fromString("rwxrwxrwx"));
        try (Program program = new Program(data)) {
            try {
                Path spec = Files.writeString(
                        data.resolve("shop.yaml"),
                        releases.spec("shop", releases.newer(), 2)
                                + "options: {backup-repository: fs, backup-location: " + kept + ", backup-keep: 1}\n");
                program.up(
                        "-f", spec.toString(), "--network", NETWORK, "--port", Integer.toString(PORT), "--agents", "3");
                String endpoint = awaitReady(program);
                fill(endpoint);
                backedUpAndRestored(program, endpoint);
                bySchedule(program);
                tried(program);
            } catch (Exception | AssertionError failure) {
                program.keep();
                throw new AssertionError("see " + data, failure);
            }
        }
    }

    private void fill(String endpoint) {
        sql.sure(
                endpoint,
                "create table doc.orders (id int primary key, v text) clustered into 4 shards with (number_of_replicas = 1)");
        sql.sure(
                endpoint,
                "create table doc.days (id int, day int) partitioned by (day) clustered into 1 shards with (number_of_replicas = 0)");
        sql.sure(endpoint, "insert into doc.orders (id, v) (select g, 'x' from generate_series(1, " + ROWS + ") g)");
        sql.sure(endpoint, "insert into doc.days (id, day) values (1, 1), (2, 2), (3, 2)");
        sql.sure(endpoint, "refresh table doc.orders, doc.days");
    }

    private void backedUpAndRestored(Program program, String endpoint) throws Exception {
        succeeds(program, "backup", "shop", "--name", "first", "--wait");
        Done taken = run(program, "backup", "shop", "--name", "first");
        assertThat(taken.code()).as(taken.err()).isEqualTo(5);
        JsonNode list = json.readTree(succeeds(program, "backups", "shop", "-o", "json"));
        assertThat(list.get(0).path("name").asString()).isEqualTo("first");
        assertThat(list.get(0).path("state").asString()).isEqualTo("SUCCESS");
        assertThat(list.get(0).path("shards").asInt()).isEqualTo(6);
        assertThat(list.get(0).path("scheduled").asBoolean()).isFalse();

        Done there = run(program, "restore", "shop", "first");
        assertThat(there.code()).isEqualTo(5);
        assertThat(there.err())
                .contains("doc.days, doc.orders are there already")
                .contains("--rename-schema");
        assertThat(run(program, "restore", "shop", "second").code()).isEqualTo(4);
        assertThat(run(program, "restore", "shop", "first", "--table", "doc.none")
                        .code())
                .isEqualTo(4);
        assertThat(succeeds(
                        program,
                        "restore",
                        "shop",
                        "first",
                        "--table",
                        "doc.days",
                        "--rename-schema",
                        "old",
                        "--preview"))
                .contains("old.days");

        sql.sure(endpoint, "drop table doc.orders");
        succeeds(program, "restore", "shop", "first", "--table", "doc.orders", "--wait");
        assertThat(rows(endpoint, "doc.orders")).isEqualTo(ROWS);

        Done partition = run(program, "restore", "shop", "first", "--table", "doc.days", "--partition", "day=2");
        assertThat(partition.code()).isEqualTo(5);
        assertThat(partition.err()).contains("the partition doc.days (day=2) is there already");
        sql.sure(endpoint, "delete from doc.days where day = 2");
        assertThat(rows(endpoint, "doc.days")).isEqualTo(1);
        succeeds(program, "restore", "shop", "first", "--table", "doc.days", "--partition", "day=2", "--wait");
        assertThat(rows(endpoint, "doc.days")).isEqualTo(3);

        succeeds(program, "restore", "shop", "first", "--rename-schema", "old", "--wait");
        assertThat(rows(endpoint, "old.orders")).isEqualTo(ROWS);
        sql.sure(endpoint, "drop table old.orders");
        sql.sure(endpoint, "drop table old.days");
    }

    private long rows(String endpoint, String table) {
        sql.sure(endpoint, "refresh table " + table);
        return Long.parseLong(
                sql.column(endpoint, "select count(*) from " + table).get(0));
    }

    /** One made by hand without a name counts as one that was made by itself: the next, a minute later, takes its place. */
    private void bySchedule(Program program) throws Exception {
        succeeds(program, "backup", "shop", "--wait");
        List<String> before = made(program);
        assertThat(before).hasSize(2).contains("first");
        succeeds(program, "set", "shop", "options.backup-schedule=every 1 minutes");
        Awaitility.await("another by itself, and the one before dropped")
                .atMost(CHANGE)
                .pollInterval(Duration.ofSeconds(2))
                .until(() -> {
                    List<String> now = made(program);
                    return now.size() == 2 && now.contains("first") && !now.equals(before);
                });
        succeeds(program, "set", "shop", "options.backup-schedule=\"\"");
        assertThat(succeeds(program, "events", "shop"))
                .contains("by itself: backup")
                .contains("by itself: drop 1 backup");
    }

    private List<String> made(Program program) throws IOException, InterruptedException {
        List<String> names = new ArrayList<>();
        json.readTree(succeeds(program, "backups", "shop", "-o", "json")).forEach(one -> {
            if (one.path("state").asString().equals("SUCCESS")) {
                names.add(one.path("name").asString());
            }
        });
        return names;
    }

    private void tried(Program program) throws Exception {
        JsonNode report =
                json.readTree(succeeds(program, "restore", "shop", "first", "--verify", "--nodes", "1", "-o", "json"));
        assertThat(report.path("good").asBoolean()).isTrue();
        assertThat(report.path("shardsFound").asInt()).isEqualTo(6);
        assertThat(report.path("tables").toString())
                .contains("{\"name\":\"doc.orders\",\"shards\":4,\"rows\":" + ROWS + "}");
        assertThat(run(program, "status", "shop-verify").code()).isEqualTo(4);
        assertThat(made(program)).contains("first");
    }

    private String awaitReady(Program program) throws Exception {
        Awaitility.await("the cluster")
                .atMost(START)
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> run(program, "status", "shop", "-o", "json").out().contains("\"health\" : \"ready\""));
        JsonNode endpoints = json.readTree(succeeds(program, "endpoints", "shop", "-o", "json"));
        Optional<String> http = Optional.empty();
        for (JsonNode endpoint : endpoints) {
            if (endpoint.path("name").asString().equals("http")) {
                http = Optional.of(endpoint.path("value").asString().split(",", -1)[0]);
            }
        }
        return http.orElseThrow();
    }

    private static String succeeds(Program program, String... words) throws IOException, InterruptedException {
        Done done = run(program, words);
        assertThat(done.code())
                .as(String.join(" ", words) + "\n" + done.out() + done.err())
                .isZero();
        return done.out();
    }

    private static Done run(Program program, String... words) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--api", API));
        return program.run(all.toArray(String[]::new));
    }
}
