package dev.holdfast.node.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.artifact.Artifact;
import dev.holdfast.artifact.ArtifactCache;
import dev.holdfast.artifact.ArtifactFetcher;
import dev.holdfast.artifact.LockFile;
import dev.holdfast.artifact.LockWriter;
import dev.holdfast.artifact.MavenOptions;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that somebody else wrote, which checks signatures and checksums: S3Proxy, as a process with a class path of its own. */
@Tag("real")
@Tag("long")
class S3ServerRealTest {

    private static final String SERVER = "org.gaul:s3proxy:3.0.0";
    private static final String HOST = "127.0.0.1";
    private static final long LEAST_PART = 5L << 20;

    @TempDir
    private static Path directory = Path.of("");

    private static Optional<Process> server = Optional.empty();
    private static int port;

    @BeforeAll
    static void startServer() throws Exception {
        Path lock = directory.resolve("s3proxy.lock");
        LockWriter.main(new String[] {lock.toString(), SERVER});
        Map<Artifact, Path> files = new ArtifactFetcher(
                        ArtifactCache.open(directory.resolve("cache")), MavenOptions.ofThisProcess())
                .fetch(LockFile.parse("s3proxy", lock.toString(), Files.readString(lock)), progress -> {});
        String classPath = files.values().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        try (ServerSocket free = new ServerSocket()) {
            free.bind(new InetSocketAddress(HOST, 0));
            port = free.getLocalPort();
        }
        Files.createDirectories(directory.resolve("data/backups"));
        Path settings = Files.write(
                directory.resolve("s3proxy.conf"),
                List.of(
                        "s3proxy.authorization=aws-v4",
                        "s3proxy.endpoint=http://" + HOST + ":" + port,
                        "s3proxy.identity=somebody",
                        "s3proxy.credential=a-secret",
                        "jclouds.provider=filesystem-nio2",
                        "jclouds.identity=x",
                        "jclouds.credential=y",
                        "jclouds.filesystem.basedir=" + directory.resolve("data")));
        server = Optional.of(new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx200m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath,
                        "org.gaul.s3proxy.Main",
                        "--properties",
                        settings.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("s3proxy.log").toFile())
                .start());
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(S3ServerRealTest::answers);
    }

    private static boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(HOST, port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @AfterAll
    static void stopServer() {
        server.ifPresent(Process::destroyForcibly);
    }

    private static S3Store store(String secret, String bucket) {
        S3Location location = S3Location.parse("s3://" + bucket + "/rings" + "?endpoint=http://" + HOST + ":" + port);
        S3Keys keys = new S3Keys("somebody", secret, "");
        return new S3Store(
                location, new S3Requests(location, keys, Clock.systemUTC(), Duration.ofMillis(50)), LEAST_PART);
    }

    private static Path random(String name, int bytes) throws IOException {
        byte[] content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        return Files.write(directory.resolve(name), content);
    }

    @Test
    void what_is_put_is_listed_read_and_taken_away() throws Exception {
        S3Store store = store("a-secret", "backups");
        store.write("ring/monday/node-0/manifest", "text ü");
        Path file = random("small", 1000);
        store.put(file, Checksum.of(file), "ring/monday/node-0/files/ks/t/nb-1-big-Data.db");
        assertThat(store.below("ring")).containsExactly("monday");
        assertThat(store.read("ring/monday/node-0/manifest")).contains("text ü");
        assertThat(store.size("ring/monday/node-0/files/ks/t/nb-1-big-Data.db")).isEqualTo(1000);
        assertThat(store.size("ring/tuesday")).isEqualTo(-1);
        store.delete("ring/monday");
        assertThat(store.below("ring")).isEmpty();
        assertThat(store.read("ring/monday/node-0/manifest")).isEmpty();
    }

    @Test
    void a_large_file_comes_back_from_its_parts_as_it_was() throws Exception {
        S3Store store = store("a-secret", "backups");
        Path file = random("large", (int) (2 * LEAST_PART + 12_345));
        store.put(file, Checksum.of(file), "large");
        assertThat(store.size("large")).isEqualTo(Files.size(file));
        Path back = directory.resolve("back");
        store.get("large", back);
        assertThat(Checksum.of(back)).isEqualTo(Checksum.of(file));
    }

    @Test
    void a_file_that_changed_on_its_way_is_not_taken() throws Exception {
        Path file = random("other", 100);
        S3Store store = store("a-secret", "backups");
        assertThatThrownBy(() -> store.put(file, Checksum.of(new byte[] {1}), "changed"))
                .isInstanceOf(RefusedException.class);
        assertThat(store.size("changed")).isEqualTo(-1);
    }

    @Test
    void a_wrong_key_and_a_missing_bucket_are_refused() {
        assertThatThrownBy(() -> store("another", "backups").read("x"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("HTTP 403")
                .hasMessageNotContaining("another");
        assertThatThrownBy(() -> store("a-secret", "nothing").below("x"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("no bucket 'nothing'");
    }
}
