package dev.holdfast.database.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.PackageText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the real script, with what is rendered, in a sandbox whose Java is a stub that only tells how it was called. */
class StartScriptTest {

    private static final long LIMIT_SECONDS = 30;

    private final Scene scene = new Scene(3);
    private final CassandraLaunch launches = new CassandraLaunch(
            CassandraDescriptor.parse(CassandraPackage.resource(CassandraPackage.DESCRIPTOR)),
            CassandraPackage.resource(CassandraPackage.START_SCRIPT),
            PackageText.choreScript());
    private Path home = Path.of("");
    private Path sandbox = Path.of("");
    private Path volume = Path.of("");
    private String limits = "";
    private final Map<String, String> secrets = new TreeMap<>();

    private record Ended(int code, long pid, String out, String err) {}

    @BeforeEach
    void prepare(@TempDir Path directory) throws IOException {
        home = directory;
        sandbox = Files.createDirectories(home.resolve("sand box"));
        volume = Files.createDirectories(home.resolve("volume"));
        Files.createSymbolicLink(sandbox.resolve("data"), volume);
        Files.createDirectories(sandbox.resolve("lib"));
        for (String set : new String[] {"node", "cassandra-5.0.9"}) {
            Files.writeString(sandbox.resolve("lib/" + set + ".jar"), "the jar of " + set);
            String path = "lib/" + set + ".jar";
            Files.writeString(sandbox.resolve("lib/" + set + ".classpath"), path + "\n");
            Files.writeString(
                    sandbox.resolve("lib/" + set + ".sha256"), sha256("the jar of " + set) + "  " + path + "\n");
        }
        Path java = Files.createDirectories(sandbox.resolve("java/jre/bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\necho \"pid $$\"\nfor each in \"$@\"; do echo \"java [$each]\"; done\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        java("17.0.15");
        scene.placed(3);
    }

    private void java(String version) throws IOException {
        Files.writeString(sandbox.resolve("java/jre/release"), "JAVA_VERSION=\"" + version + "\"\n");
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private Ended start(int node) throws IOException, InterruptedException {
        for (Map.Entry<String, String> file :
                launches.launch(scene.view(), Scene.node(node), 1).files().entrySet()) {
            Path place = sandbox.resolve(file.getKey());
            Files.createDirectories(place.getParent());
            Files.writeString(place, file.getValue());
        }
        Path out = home.resolve("out");
        Path err = home.resolve("err");
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", limits + "exec sh cassandra/start.sh")
                .directory(sandbox.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().remove("JAVA_HOME");
        builder.environment().putAll(secrets);
        Process process = builder.start();
        assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), process.pid(), Files.readString(out), Files.readString(err));
    }

    private static void refused(Ended ended, int code, String cause) {
        assertThat(ended.err()).contains(cause);
        assertThat(ended.code()).isEqualTo(code);
        assertThat(ended.err().lines().filter(line -> line.startsWith("refused: ")))
                .hasSize(1);
        assertThat(ended.err().lines().filter(line -> line.startsWith("remedy: ")))
                .hasSize(1);
        assertThat(ended.out()).doesNotContain("java ");
    }

    /** What a node that was a member leaves on its volume. */
    private void data() throws IOException {
        Files.createDirectories(volume.resolve("data/system/local-1"));
        Files.writeString(volume.resolve("data/system/local-1/nb-1-big-Data.db"), "rows");
        Files.writeString(volume.resolve("holdfast-joined"), "host-3\n");
    }

    @Test
    void a_new_node_marks_its_volume_and_becomes_java_itself() throws Exception {
        Ended ended = start(3);
        assertThat(ended.err()).isEmpty();
        assertThat(ended.code()).isZero();
        String real = volume.toRealPath().toString();
        assertThat(ended.out())
                .as("no shell stays in between")
                .contains("pid " + ended.pid() + "\n")
                .contains(
                        "java [@cassandra/jvm.options]\n",
                        "java [-Dcassandra.storagedir=" + real + "]\n",
                        "java [-Dholdfast.directory=" + real + "]\n",
                        "java [-Djava.io.tmpdir=" + sandbox.toRealPath() + "/tmp]\n",
                        "java [lib/node.jar:lib/cassandra-5.0.9.jar]\n")
                .endsWith("java [dev.holdfast.node.Companion]\njava [org.apache.cassandra.service.CassandraDaemon]\n");
        assertThat(volume.resolve("holdfast-mark")).content().contains("cluster=ring\n", "node=node-3\n");
        assertThat(start(3).code()).as("a second try finds its own mark").isZero();
    }

    @Test
    void a_volume_that_was_a_members_is_never_begun_anew() throws Exception {
        start(3);
        data();
        assertThat(start(3).code()).isZero();
        Files.delete(volume.resolve("data/system/local-1/nb-1-big-Data.db"));
        refused(start(3), 73, "was a member's, but there is no data");
        Files.delete(volume.resolve("holdfast-joined"));
        assertThat(start(3).code()).as("it never was one").isZero();
        scene.joining(3);
        scene.at(3).mode = CassandraDetails.Mode.NORMAL;
        scene.at(3).standing = CassandraDetails.Standing.NORMAL;
        scene.notes();
        refused(start(3), 73, "was a member's, but there is no data");
    }

    @Test
    void a_disk_that_left_the_ring_is_never_started_again() throws Exception {
        start(3);
        data();
        Files.writeString(volume.resolve("holdfast-left"), "host-3\n");
        refused(start(3), 88, "has left the ring with this disk");
    }

    @Test
    void the_volume_of_another_node_or_cluster_is_refused() throws Exception {
        Files.writeString(volume.resolve("holdfast-mark"), "cluster=ring\nnode=node-1\ngeneration=1\n");
        refused(start(3), 72, "marked for cluster=ring node=node-1");
        Files.writeString(volume.resolve("holdfast-mark"), "cluster=other\nnode=node-3\ngeneration=1\n");
        refused(start(3), 74, "belongs to another cluster");
        Files.delete(volume.resolve("holdfast-mark"));
        Files.writeString(volume.resolve("photos"), "");
        refused(start(3), 72, "is not empty");
        scene.at(3).incarnation = 1;
        refused(start(3), 73, "no mark, but was used before");
    }

    @Test
    void a_missing_volume_is_refused() throws Exception {
        Files.delete(sandbox.resolve("data"));
        refused(start(3), 71, "no directory 'data'");
        Files.createDirectory(sandbox.resolve("data"));
        refused(start(3), 71, "ordinary directory in the sandbox");
    }

    @Test
    void a_java_that_cassandra_does_not_support_is_refused_with_the_way_out() throws Exception {
        for (String version : new String[] {"11.0.2", "21.0.4", "1.8.0_392", "25"}) {
            java(version);
            Ended ended = start(3);
            refused(ended, 77, "is Java " + version + ", but Cassandra 5.0.9 runs on Java 17 only");
            assertThat(ended.err()).contains("--jre FILE|URL");
        }
    }

    @Test
    void damaged_software_is_refused() throws Exception {
        Files.writeString(sandbox.resolve("lib/cassandra-5.0.9.jar"), "something else");
        refused(start(3), 75, "the software is damaged: lib/cassandra-5.0.9.jar");
    }

    @Test
    void too_few_open_files_and_a_missing_secret_are_refused() throws Exception {
        limits = "ulimit -n 256; ";
        refused(start(3), 79, "only 256 files");
        limits = "";
        scene.target = scene.target.withSettings(new TreeMap<>(Map.of("a.b", "${secret:top-word}")));
        refused(start(3), 82, "the secret 'top-word' did not reach");
        secrets.put("HOLDFAST_SECRET_TOP_WORD", "x");
        assertThat(start(3).code()).isZero();
    }

    @Test
    void a_keystore_comes_as_a_secret_and_is_put_where_nobody_else_reads_it() throws Exception {
        scene.options("tls", "generated");
        refused(start(3), 82, "HOLDFAST_SECRET__KEYSTORE_LOCK, which the scheduler makes, did not reach");
        secrets.put("HOLDFAST_SECRET__KEYSTORE_LOCK", "lock");
        refused(start(3), 82, "HOLDFAST_KEYSTORE, which the scheduler makes, did not reach");
        secrets.put("HOLDFAST_KEYSTORE", "a2V5cw==");
        assertThat(start(3).code()).isZero();
        Path keystore = sandbox.resolve("cassandra/tls/keystore.p12");
        assertThat(keystore).hasContent("keys");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keystore)))
                .isEqualTo("rw-------");
    }

    @Test
    void a_chore_checks_its_tool_and_becomes_java() throws Exception {
        Map<String, String> files = launches.beside(CassandraChores.repair(Scene.node(1)), scene.view())
                .orElseThrow()
                .files();
        for (Map.Entry<String, String> file : files.entrySet()) {
            Files.createDirectories(sandbox.resolve("chore"));
            Files.writeString(sandbox.resolve(file.getKey()), file.getValue());
        }
        Path out = home.resolve("out");
        Process process = new ProcessBuilder("/bin/sh", "-c", "exec sh chore/chore.sh --jmx 127.0.0.11:7199 repair")
                .directory(sandbox.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(out)
                .content()
                .contains("pid " + process.pid())
                .endsWith("java [dev.holdfast.node.RingTool]\njava [--jmx]\njava [127.0.0.11:7199]\njava [repair]\n");
        Files.writeString(sandbox.resolve("lib/node.jar"), "something else");
        Process damaged = new ProcessBuilder("/bin/sh", "chore/chore.sh")
                .directory(sandbox.toFile())
                .redirectOutput(out.toFile())
                .start();
        assertThat(damaged.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(damaged.exitValue()).isEqualTo(75);
        assertThat(out).content().startsWith("{\"result\":\"the software is damaged: lib/node.jar");
    }
}
