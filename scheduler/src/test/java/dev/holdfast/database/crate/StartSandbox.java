package dev.holdfast.database.crate;

import static dev.holdfast.database.crate.Scene.data;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.model.NodeId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Runs the real script, with what the rules render, in a sandbox whose CrateDB is a stub that only tells how it was called. */
class StartSandbox {

    static final long LIMIT_SECONDS = 30;
    static final String TARBALL = "the tarball";

    /** Ends as CrateDB's own script does: in the Java beside it. */
    static final String CRATE = """
        home=$(cd "$(dirname "$0")/.." && pwd)
        echo "heap $CRATE_HEAP_SIZE, gc $CRATE_GC_LOG_DIR"
        eval exec "\\"$home/jdk/bin/java\\"" $CRATE_JAVA_OPTS io.crate.bootstrap.CrateDB "$@"
        """;

    static final String JAVA = """
        echo "pid $$"
        for argument in "$@"; do echo "argument $argument"; done
        """;

    final Scene scene = new Scene(0, 3);
    Path home = Path.of("");
    Path sandbox = Path.of("");
    Path volume = Path.of("");
    Path tools = Path.of("");

    /** Shell words before the command. */
    String limits = "";

    final Map<String, String> secrets = new TreeMap<>();

    record Ended(int code, long pid, String out, String err) {}

    @BeforeEach
    void prepare(@TempDir Path directory) throws IOException {
        home = directory;
        sandbox = Files.createDirectories(home.resolve("sandbox"));
        volume = Files.createDirectories(home.resolve("volume"));
        tools = Files.createDirectories(home.resolve("tools"));
        Files.createSymbolicLink(sandbox.resolve("data"), volume);
        tool("sysctl", "echo 262144");
        // The tests themselves may run as root.
        tool("id", "case $1 in -u) echo 1000 ;; *) echo somebody ;; esac");
        install();
        scene.everReady = false;
        fresh(data(0));
    }

    void fresh(NodeId node) {
        scene.put(node, false, false, 0, 1, "");
    }

    void install() throws IOException {
        Files.createDirectories(sandbox.resolve("lib"));
        Files.writeString(sandbox.resolve("crate-6.4.3.tar.gz"), TARBALL);
        Files.writeString(sandbox.resolve("lib/crate-6.4.3.sha256"), sha256() + "  crate-6.4.3.tar.gz\n");
        program(Files.createDirectories(sandbox.resolve("crate-6.4.3/bin")).resolve("crate"), CRATE);
        program(Files.createDirectories(sandbox.resolve("crate-6.4.3/jdk/bin")).resolve("java"), JAVA);
    }

    void tool(String name, String shell) throws IOException {
        program(tools.resolve(name), shell);
    }

    static void program(Path path, String shell) throws IOException {
        Files.writeString(path, "#!/bin/sh\n" + shell + "\n");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    static String sha256() {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(TARBALL.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    Ended start(NodeId node) throws IOException, InterruptedException {
        for (Map.Entry<String, String> file :
                scene.rules.launch(scene.view(), node, 1).files().entrySet()) {
            Path place = sandbox.resolve(file.getKey());
            Files.createDirectories(place.getParent());
            Files.writeString(place, file.getValue());
        }
        Path out = home.resolve("out");
        Path err = home.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(
                        "/bin/sh",
                        "-c",
                        limits + scene.rules.launch(scene.view(), node, 1).command())
                .directory(sandbox.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().remove("JAVA_HOME");
        builder.environment().putAll(secrets);
        builder.environment().merge("PATH", tools.toString(), (before, mine) -> mine + ":" + before);
        Process process = builder.start();
        assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), process.pid(), Files.readString(out), Files.readString(err));
    }

    /** As CrateDB leaves a disk. */
    void used() throws IOException {
        Files.createDirectories(volume.resolve("data/nodes/0/_state"));
    }

    void refused(Ended ended, int code, String cause) {
        assertThat(ended.err()).contains(cause);
        assertThat(ended.code()).isEqualTo(code);
        assertThat(ended.err().lines().filter(line -> line.startsWith("refused: ")))
                .hasSize(1);
        assertThat(ended.err().lines().filter(line -> line.startsWith("remedy: ")))
                .hasSize(1);
        assertThat(ended.out()).doesNotContain("pid ");
    }
}
