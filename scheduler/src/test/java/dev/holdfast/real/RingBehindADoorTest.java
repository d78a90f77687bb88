package dev.holdfast.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.database.cassandra.ring.CqlTalk;
import dev.holdfast.database.cassandra.ring.CqlTalk.Door;
import dev.holdfast.database.cassandra.ring.CqlTalk.Login;
import dev.holdfast.database.cassandra.ring.Encryption;
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
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A ring that lets nobody in without a password and says nothing to clients in the clear: it comes up, is entered, replicated, loaded, backed up,
 * dropped, restored, restarted; and no secret is found anywhere but where secrets are.
 */
@Tag("real")
@Tag("long")
class RingBehindADoorTest {

    private static final String NETWORK = "127.0.83";
    private static final String CLUSTER = "vault";
    private static final int PORT = 17_650;
    private static final String ROOT = "http://127.0.0.1:" + PORT;
    private static final int DENIED = 7;
    private static final int NODES = Integer.getInteger("real.nodes", 3);
    private static final String COPIES = Integer.toString(NODES);
    private static final String ROWS = Integer.toString(NODES * 1000);
    private static final Duration FIRST_START = Duration.ofMinutes(10);
    private static final Duration CHANGE = Duration.ofMinutes(10);
    private static final Duration STATEMENT = Duration.ofSeconds(20);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void a_ring_with_logins_and_tls_does_all_that_others_do() throws Exception {
        Path root = Path.of(System.getProperty("real.data", System.getProperty("java.io.tmpdir")));
        Files.createDirectories(root);
        Path data = Files.createTempDirectory(root, "holdfast-real-").toRealPath();
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path backups = Files.createDirectories(data.resolve("backups"));
        Files.setPosixFilePermissions(backups, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path secrets = Files.createDirectories(data.resolve("up/secrets"));
        Files.setPosixFilePermissions(secrets, PosixFilePermissions.fromString("rwx------"));
        String password = "known-by-nobody-" + Long.toHexString(System.nanoTime());
        Path file = Files.writeString(secrets.resolve("keeper"), password + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Path spec = Files.writeString(data.resolve("vault.yaml"), spec(backups));
        try (Program program = new Program(data);
                Watch watch = new Watch()) {
            try {
                program.up(
                        "--network", NETWORK, "--port", Integer.toString(PORT), "--agents", "4", "-f", spec.toString());
                tell("up", () -> awaitReady(FIRST_START));
                tell("nothing in the clear", RingBehindADoorTest::refusesWhatIsInTheClear);
                tell("first login", () -> makesTheKeeper(data, password));
                tell("logins", () -> letsInTheKeeper(program, data));
                tell("replicate, repair", () -> {
                    run(program, "replicate", CLUSTER, "--to", "dc1=" + NODES);
                    awaitReady(CHANGE);
                    run(program, "repair", CLUSTER, "--keyspace", "system_auth");
                    awaitReady(CHANGE);
                });
                tell("stress", () -> stress(program));
                tell("backup", () -> {
                    run(program, "backup", CLUSTER, "--name", "first");
                    awaitReady(CHANGE);
                });
                tell("drop, restore", () -> {
                    run(program, "client", CLUSTER, "stress", "write", "-n", "0", "--drop");
                    run(program, "restore", CLUSTER, "first");
                    awaitReady(CHANGE);
                    reads(program);
                });
                if (NODES > 1) { // of one node a restart is an outage
                    tell("restart", () -> {
                        run(program, "restart", CLUSTER);
                        awaitReady(CHANGE);
                        reads(program);
                    });
                }
                staysSecret(data, secrets(data), watch);
            } catch (Exception | AssertionError failure) {
                program.keep();
                throw new AssertionError("see " + data, failure);
            }
        }
    }

    /** What may fail in many ways. */
    private interface Chapter {
        void run() throws Exception;
    }

    private static void tell(String what, Chapter chapter) throws Exception {
        long began = System.nanoTime();
        chapter.run();
        System.out.printf("%-24s %6.1f s%n", what, (System.nanoTime() - began) / 1e9);
    }

    private static String spec(Path backups) {
        return "name: " + CLUSTER + "\npackage: cassandra\nversion: 5.0.9\n"
                + "settings:\n  authenticator: PasswordAuthenticator\n  authorizer: CassandraAuthorizer\n"
                + "options:\n  tls: generated\n  login-user: keeper\n  login-password: ${secret:keeper}\n"
                + "  backup-location: " + backups + "\n  repair-every: never\n"
                + "groups:\n  node:\n    count: " + NODES + "\n    memory: 1024\n    heap: 384\n";
    }

    private static Done run(Program program, String... words) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(1, List.of("--api", ROOT));
        Done done = program.run(all.toArray(String[]::new));
        System.out.print("$ holdfast " + String.join(" ", words) + "\n" + done.out() + done.err());
        assertThat(done.code()).as(done.out() + done.err()).isZero();
        return done;
    }

    private static String contact() {
        return NETWORK + ".2:9042";
    }

    private static void refusesWhatIsInTheClear() {
        Door plain = new Door(contact(), "dc1", Optional.of(new Login("cassandra", "cassandra")), Optional.empty());
        assertThatThrownBy(() -> CqlTalk.open(plain, "one", STATEMENT).close())
                .isInstanceOf(CqlTalk.RefusedException.class);
    }

    private static Door door(Path data, String user, String password) throws IOException {
        String pem = Files.readString(data.resolve("up/certificates/" + CLUSTER + ".pem"));
        return new Door(
                contact(),
                "dc1",
                Optional.of(new Login(user, password)),
                Optional.of(Encryption.believing(Optional.of(pem), "the ring's own")));
    }

    /** As a person does, who then closes the door that Cassandra leaves open. */
    private static void makesTheKeeper(Path data, String password) throws IOException {
        Door first = door(data, "cassandra", "cassandra");
        Awaitility.await("Cassandra's own superuser")
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofSeconds(1))
                .ignoreExceptions()
                .until(() -> {
                    try (CqlTalk talk = CqlTalk.open(first, "one", STATEMENT)) {
                        return !talk.ask("create role if not exists keeper with superuser = true and login = true and"
                                        + " password = '" + password + "'")
                                .more();
                    }
                });
        try (CqlTalk talk = CqlTalk.open(door(data, "keeper", password), "one", STATEMENT)) {
            assertThat(talk.ask("alter role cassandra with superuser = false and login = false")
                            .rows())
                    .isEmpty();
        }
    }

    private static void letsInTheKeeper(Program program, Path data) throws Exception {
        Done roles = run(
                program,
                "client",
                CLUSTER,
                "cqlsh",
                "-o",
                "json",
                "-c",
                "select role from system_auth.roles where role = 'keeper'");
        assertThat(roles.out().replaceAll("\\s", "")).endsWith("[{\"role\":\"keeper\"}]");
        Path wrong = Files.writeString(data.resolve("wrong"), "guess");
        Done guessed = program.run(
                "client",
                "--api",
                ROOT,
                CLUSTER,
                "cqlsh",
                "--password-file",
                wrong.toString(),
                "-c",
                "select * from system.local");
        assertThat(guessed.code()).as(guessed.err()).isEqualTo(DENIED);
        assertThat(run(program, "endpoints", CLUSTER).out())
                .contains(data.resolve("up/certificates/vault.pem").toString())
                .contains(data.resolve("up/secrets/keeper").toString());
    }

    private static void stress(Program program) throws Exception {
        assertThat(run(
                                program,
                                "client",
                                CLUSTER,
                                "stress",
                                "write",
                                "-n",
                                ROWS,
                                "--threads",
                                "4",
                                "--replication",
                                COPIES)
                        .out())
                .contains(ROWS + " done")
                .contains(" 0 failed");
        reads(program);
    }

    private static void reads(Program program) throws Exception {
        assertThat(run(program, "client", CLUSTER, "stress", "read", "-n", ROWS, "--threads", "4")
                        .out())
                .contains(ROWS + " done")
                .contains(" 0 failed")
                .doesNotContain("found no row");
    }

    /** All that were made up or given; of the authority, a line of its key. */
    private static List<String> secrets(Path data) throws IOException {
        List<String> secrets = new ArrayList<>();
        try (Stream<Path> files = Files.list(data.resolve("up/secrets"))) {
            for (Path file : files.sorted().toList()) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------");
                List<String> lines = Files.readAllLines(file);
                secrets.add(lines.get(0).startsWith("-----") ? lines.get(1) : lines.get(0));
            }
        }
        assertThat(secrets).as("keeper, authority, lock of keystores").hasSize(3);
        return secrets;
    }

    /** Not in state, logs, sandboxes or rendered files, not in any list of processes meanwhile, not in what the API says. */
    private void staysSecret(Path data, List<String> secrets, Watch watch) throws Exception {
        for (Path file : LivingFiles.under(data)) {
            if (!file.startsWith(data.resolve("up/secrets"))) {
                absent(secrets, read(file), file.toString());
            }
        }
        assertThat(watch.seen()).anyMatch(line -> line.contains("BulkLoader"));
        watch.seen().forEach(line -> absent(secrets, line, "a command line"));
        for (String path : List.of("", "/spec", "/plan", "/events", "/endpoints", "/why")) {
            absent(secrets, get("/v1/clusters/" + CLUSTER + path), path);
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

    private String get(String path) throws IOException, InterruptedException {
        return http.send(
                        HttpRequest.newBuilder(URI.create(ROOT + path))
                                .timeout(Duration.ofSeconds(30))
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }

    private void awaitReady(Duration atMost) {
        Awaitility.await("3 nodes, and nothing left to do")
                .atMost(atMost)
                .pollInterval(Duration.ofMillis(500))
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> {
                    JsonNode cluster = JsonMapper.shared().readTree(get("/v1/clusters/" + CLUSTER));
                    String plan = cluster.path("plan").path("status").asString("");
                    assertThat(plan).isNotEqualTo("failed");
                    return cluster.path("health").asString("").equals("ready")
                            && !plan.equals("running")
                            && cluster.path("nodes").size() == NODES;
                });
    }

    /** Looks at command lines all the time: chores beside nodes are short. */
    private static final class Watch implements AutoCloseable {

        private static final long PAUSE_MILLIS = 150;

        private final ConcurrentSkipListSet<String> lines = new ConcurrentSkipListSet<>();
        private final Thread thread = new Thread(this::look, "real-watch");

        Watch() {
            thread.setDaemon(true);
            thread.start();
        }

        private void look() {
            try {
                while (!thread.isInterrupted()) {
                    ProcessHandle.allProcesses().forEach(process -> commandLine(process.pid()));
                    TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
                }
            } catch (InterruptedException ended) {
                // As close asks for.
            }
        }

        /** Whole: what Java tells of a command line ends after 4 KB, in the midst of a class path. */
        private void commandLine(long pid) {
            String line = read(Path.of("/proc", Long.toString(pid), "cmdline")).replace('\0', ' ');
            if (!line.isEmpty()) {
                lines.add(line);
            }
        }

        TreeSet<String> seen() {
            return new TreeSet<>(lines);
        }

        @Override
        public void close() {
            thread.interrupt();
        }
    }
}
