package dev.holdfast.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.crate.sql.SqlClient;
import dev.holdfast.real.Program.Done;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A cluster that lets nobody in without a password, says nothing in the clear, and whose secrets are nowhere to be found. */
@Tag("real")
class CrateUsersTest {

    private static final String NETWORK = "127.0.66";
    private static final int PORT = 17_640;
    private static final String ROOT = "http://127.0.0.1:" + PORT;
    private static final int DENIED = 7;
    private static final Duration FIRST_START = Duration.ofMinutes(5);
    private static final Duration CHANGE = Duration.ofMinutes(6);

    @TempDir
    private Path tarballs = Path.of("");

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @ParameterizedTest
    @ValueSource(strings = {CrateLifeTest.MODEL, CrateLifeTest.REAL})
    void a_cluster_with_an_admin_and_tls_lets_in_who_has_a_password_and_nobody_else(String kind) throws Exception {
        CrateReleases releases =
                kind.equals(CrateLifeTest.MODEL) ? CrateReleases.ofModel(tarballs) : CrateReleases.ofDistributions();
        Path root = Path.of(System.getProperty("real.data", System.getProperty("java.io.tmpdir")));
        Files.createDirectories(root);
        Path data = Files.createTempDirectory(root, "holdfast-real-").toRealPath();
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path spec = Files.writeString(
                data.resolve("shop.yaml"),
                releases.spec("shop", releases.newer(), 3) + "options: { admin: boss, tls: generated }\n");
        try (Program program = new Program(data)) {
            try {
                program.up(
                        "--network", NETWORK, "--port", Integer.toString(PORT), "--agents", "5", "-f", spec.toString());
                awaitReady(3, FIRST_START);
                letsInTheAdminAlone(program, data);
                List<String> secrets = secrets(data);
                assertThat(secrets).hasSize(3);
                staysSecret(data, secrets);
                scales(program);
                takesANewPassword(program, data);
                staysSecret(data, secrets(data));
            } catch (Exception | AssertionError failure) {
                program.keep();
                throw new AssertionError("see " + data, failure);
            }
        }
    }

    private static Done client(Program program, String... words) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("client", "--api", ROOT, "shop"));
        all.addAll(List.of(words));
        return program.run(all.toArray(String[]::new));
    }

    private static void letsInTheAdminAlone(Program program, Path data) throws Exception {
        Done count = client(program, "-o", "json", "-c", "select count(*) as c from sys.nodes");
        assertThat(count.code()).as(count.err()).isZero();
        assertThat(count.out().replaceAll("\\s", "")).isEqualTo("[{\"c\":3}]");
        Path wrong = Files.writeString(data.resolve("wrong"), "guess");
        Done guessed = client(program, "-U", "boss", "--password-file", wrong.toString(), "-c", "select 1");
        assertThat(guessed.code()).isEqualTo(DENIED);
        assertThat(guessed.err()).contains("password authentication failed for user \"boss\"");
        try (SqlClient plain = new SqlClient(NETWORK + ".2", 4200, Optional.empty())) {
            assertThat(plain.ask("select 1", List.of(), CHANGE).problem().orElseThrow())
                    .contains("as a port does that wants TLS");
        }
        Done endpoints = program.run("endpoints", "shop", "--api", ROOT);
        assertThat(endpoints.out())
                .contains("https://" + NETWORK + ".")
                .contains(data.resolve("up/certificates/shop.pem").toString())
                .contains(data.resolve("up/secrets/shop-admin-password").toString());
    }

    /** All that was made up; of the authority, a line of its key. */
    private static List<String> secrets(Path data) throws IOException {
        List<String> secrets = new ArrayList<>();
        try (Stream<Path> files = Files.list(data.resolve("up/secrets"))) {
            for (Path file : files.toList()) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------");
                List<String> lines = Files.readAllLines(file);
                secrets.add(lines.get(0).startsWith("-----") ? lines.get(1) : lines.get(0));
            }
        }
        return secrets;
    }

    /** Not in state, logs, sandboxes or rendered files, not in lists of processes, not in what the API says. */
    private void staysSecret(Path data, List<String> secrets) throws IOException, InterruptedException {
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(file -> !file.startsWith(data.resolve("up/secrets")))
                    .toList()) {
                absent(secrets, read(file), file.toString());
            }
        }
        ProcessHandle.allProcesses()
                .forEach(process -> absent(secrets, process.info().commandLine().orElse(""), "a command line"));
        for (String path : List.of("", "/spec", "/plan", "/events", "/endpoints", "/why")) {
            absent(secrets, get("/v1/clusters/shop" + path), path);
        }
    }

    /** As bytes; a file that is gone by now, as those of a database may be, holds nothing. */
    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    private static void absent(List<String> secrets, String text, String where) {
        for (String secret : secrets) {
            assertThat(text.contains(secret)).as("a secret is in " + where).isFalse();
        }
    }

    private void scales(Program program) throws Exception {
        Done scaled = program.run("scale", "shop", "4", "--api", ROOT);
        assertThat(scaled.code()).as(scaled.err()).isZero();
        awaitReady(4, CHANGE);
    }

    private void takesANewPassword(Program program, Path data) throws Exception {
        Path file = data.resolve("up/secrets/shop-admin-password");
        Path old = Files.copy(file, data.resolve("old"));
        Files.writeString(file, "chosen-by-a-person-42\n");
        Done restarted = program.run("restart", "shop", "--api", ROOT);
        assertThat(restarted.code()).as(restarted.err()).isZero();
        awaitReady(4, CHANGE);
        Done now = client(program, "-c", "select 1");
        assertThat(now.code()).as(now.err()).isZero();
        assertThat(client(program, "-U", "boss", "--password-file", old.toString(), "-c", "select 1")
                        .code())
                .isEqualTo(DENIED);
        Files.delete(old);
    }

    private String get(String path) throws IOException, InterruptedException {
        return http.send(
                        HttpRequest.newBuilder(URI.create(ROOT + path))
                                .timeout(Duration.ofSeconds(30))
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }

    private void awaitReady(int nodes, Duration atMost) {
        Awaitility.await(nodes + " nodes, and nothing left to do")
                .atMost(atMost)
                .pollInterval(Duration.ofMillis(500))
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> {
                    JsonNode cluster = JsonMapper.shared().readTree(get("/v1/clusters/shop"));
                    boolean planned =
                            cluster.path("plan").path("status").asString("").equals("running");
                    return cluster.path("health").asString("").equals("ready")
                            && !planned
                            && cluster.path("nodes").size() == nodes;
                });
    }
}
