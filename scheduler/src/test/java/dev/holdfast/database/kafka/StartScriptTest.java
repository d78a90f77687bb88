package dev.holdfast.database.kafka;

import static dev.holdfast.database.kafka.Scene.broker;
import static dev.holdfast.database.kafka.Scene.controller;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.model.NodeId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the real script, with what the rules render, in a sandbox whose Java is a stub that only tells how it was called. */
class StartScriptTest {

    private static final long LIMIT_SECONDS = 30;

    /** Formats as the companion does where it is told to, and says how it was called. */
    private static final String JAVA = """
        case " $* " in
            *" -Dholdfast.format.tool="*)
                [ ! -f break-format ] || { echo "no such luck" >&2; exit 78; }
                dir=$(sed -n 's/^log.dirs=//p' kafka/format.properties)
                printf 'cluster.id=%s\\nnode.id=%s\\n' "$(sed -n "s/^cluster_id='\\(.*\\)'/\\1/p" kafka/node.conf)" \
                    "$(sed -n "s/^node_id='\\(.*\\)'/\\1/p" kafka/node.conf)" > "$dir/meta.properties"
                tr '\\n' ' ' < kafka/format.tool >> formatted
                echo >> formatted
                mv "$dir" "$(dirname "$dir")/log"
                : > "$(dirname "$dir")/holdfast-formatted" ;;
        esac
        echo "pid $$"
        echo "java $*"
        """;

    private final Scene scene = new Scene(3, 3);
    private Path home = Path.of("");
    private Path sandbox = Path.of("");
    private Path volume = Path.of("");

    /** Shell words before the command. */
    private String limits = "";

    private final Map<String, String> secrets = new TreeMap<>();

    /** Where programs are searched; empty for this process's own. */
    private String path = "";

    private record Ended(int code, long pid, String out, String err) {}

    @BeforeEach
    void prepare(@TempDir Path directory) throws IOException {
        home = directory;
        sandbox = Files.createDirectories(home.resolve("sandbox"));
        volume = Files.createDirectories(home.resolve("volume"));
        Files.createSymbolicLink(sandbox.resolve("data"), volume);
        install(sandbox);
        scene.everReady = false;
        fresh(broker(0));
        fresh(controller(0));
    }

    private void fresh(NodeId node) {
        scene.put(node, false, false, 0, 1);
    }

    private void install(Path where) throws IOException {
        Files.createDirectories(where.resolve("lib"));
        for (String set : new String[] {"node", "kafka-4.3.1"}) {
            Files.writeString(where.resolve("lib/" + set + ".jar"), "the jar of " + set);
            String path = "lib/" + set + ".jar";
            Files.writeString(where.resolve("lib/" + set + ".classpath"), path + "\n");
            Files.writeString(
                    where.resolve("lib/" + set + ".sha256"), sha256("the jar of " + set) + "  " + path + "\n");
        }
        program(Files.createDirectories(where.resolve("java/jre/bin")).resolve("java"), JAVA);
        Files.writeString(where.resolve("java/jre/release"), "JAVA_VERSION=\"17.0.15\"\n");
    }

    private static void program(Path path, String shell) throws IOException {
        Files.writeString(path, "#!/bin/sh\n" + shell + "\n");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private Ended start(NodeId node) throws IOException, InterruptedException {
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
        if (!path.isEmpty()) {
            builder.environment().put("PATH", path);
        }
        Process process = builder.start();
        assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), process.pid(), Files.readString(out), Files.readString(err));
    }

    private void refused(Ended ended, int code, String cause) {
        assertThat(ended.err()).contains(cause);
        assertThat(ended.code()).isEqualTo(code);
        assertThat(ended.err().lines().filter(line -> line.startsWith("refused: ")))
                .hasSize(1);
        assertThat(ended.err().lines().filter(line -> line.startsWith("remedy: ")))
                .hasSize(1);
        assertThat(ended.out()).doesNotContain("java ");
    }

    @Test
    void a_broker_is_marked_formatted_and_becomes_java_itself() throws Exception {
        Ended ended = start(broker(0));
        assertThat(ended.err()).isEmpty();
        assertThat(ended.code()).isZero();
        assertThat(ended.out())
                .as("no shell stays in between")
                .contains("pid " + ended.pid() + "\n")
                .contains("-cp lib/node.jar:lib/kafka-4.3.1.jar dev.holdfast.node.Companion kafka.Kafka"
                        + " kafka/run.properties");
        Properties meta = new Properties();
        meta.load(Files.newBufferedReader(volume.resolve("log/meta.properties")));
        assertThat(meta)
                .containsEntry("cluster.id", scene.identity.get("cluster.id"))
                .containsEntry("node.id", "0");
        assertThat(meta.getProperty("directory.id")).hasSize(22).doesNotContain("/", "+", "=");
        assertThat(volume.resolve("holdfast-mark")).content().contains("node=broker-0");
        assertThat(sandbox.resolve("kafka/run.properties"))
                .content()
                .contains("log.dirs=" + volume.toRealPath().resolve("log"))
                .contains("node.id=0");
    }

    @Test
    void a_later_launch_keeps_the_disk_as_it_is() throws Exception {
        start(broker(0));
        String meta = Files.readString(volume.resolve("log/meta.properties"));
        scene.put(broker(0), false, true, 1, 1);
        assertThat(start(broker(0)).code()).isZero();
        assertThat(volume.resolve("log/meta.properties")).content().isEqualTo(meta);
    }

    @Test
    void a_first_controller_is_formatted_with_the_quorum_and_a_later_one_without() throws Exception {
        assertThat(start(controller(0)).code()).isZero();
        assertThat(sandbox.resolve("formatted"))
                .content()
                .startsWith("kafka.tools.StorageTool format -t ")
                .contains("--release-version 4.3 --initial-controllers 9000@127.0.0.10:9093:");
        start(controller(0));
        assertThat(sandbox.resolve("formatted")).content().hasLineCount(1);
    }

    @Test
    void a_later_controller_is_formatted_without_initial_controllers() throws Exception {
        scene.everReady = true;
        assertThat(start(controller(0)).code()).isZero();
        assertThat(sandbox.resolve("formatted")).content().contains("--no-initial-controllers");
    }

    /** The proof answers as the file {@code proof} says; without it, that all is well. */
    private void names() throws IOException {
        scene.options("advertise", "names");
        scene.identity = new TreeMap<>(scene.identity);
        scene.identity.put("names", "holdfast.mesos");
        program(sandbox.resolve("java/jre/bin/java"), """
                case " $* " in
                    *" dev.holdfast.node.NamesProof "*)
                        echo "$*" >> proofs
                        [ ! -f proof ] || { cat proof; exit 1; }
                        echo '{"result":"fine"}'
                        exit 0 ;;
                esac
                """ + JAVA);
    }

    @Test
    void a_new_broker_shows_that_names_resolve_before_its_database_starts() throws Exception {
        names();
        Files.writeString(sandbox.resolve("proof"), "{\"result\":\"on agent h broker-0.orders.x is not resolved\"}\n");
        Ended refused = start(broker(0));
        refused(
                refused,
                83,
                "orders/broker-0 shall advertise its name, but on agent h broker-0.orders.x is not resolved");
        assertThat(refused.err()).contains("holdfast set orders options.advertise=addresses");
        assertThat(volume.resolve("log")).doesNotExist();
        Files.delete(sandbox.resolve("proof"));
        assertThat(start(broker(0)).out()).contains("dev.holdfast.node.Companion kafka.Kafka");
        assertThat(sandbox.resolve("proofs"))
                .content()
                .contains("-cp lib/node.jar dev.holdfast.node.NamesProof host-100")
                .contains("broker-1.orders.holdfast.mesos=127.0.0.101");
    }

    @Test
    void what_was_shown_on_a_volume_is_not_asked_again_until_names_are_given_up() throws Exception {
        names();
        start(broker(0));
        start(broker(0));
        assertThat(sandbox.resolve("proofs")).content().hasLineCount(1);
        scene.options();
        start(broker(0));
        names();
        start(broker(0));
        assertThat(sandbox.resolve("proofs")).content().hasLineCount(2);
        start(controller(0));
        assertThat(sandbox.resolve("proofs"))
                .as("whom names do not concern")
                .content()
                .hasLineCount(2);
    }

    @Test
    void nothing_starts_without_its_secrets() throws Exception {
        scene.settings("ssl.key.password", "${secret:store-key}");
        refused(start(broker(0)), 82, "the secret 'store-key' did not reach orders/broker-0");
        secrets.put("HOLDFAST_SECRET_STORE_KEY", "$(hush) \"hush\"");
        Ended ended = start(broker(0));
        assertThat(ended.code()).isZero();
        assertThat(ended.out() + ended.err()).doesNotContain("hush");
        assertThat(sandbox.resolve("kafka/run.properties")).content().contains("${env:HOLDFAST_SECRET_STORE_KEY}");
    }

    @Test
    void a_format_that_failed_leaves_nothing_that_looks_formatted() throws Exception {
        Files.writeString(sandbox.resolve("break-format"), "");
        assertThat(start(controller(0)).code()).isEqualTo(78);
        assertThat(volume.resolve("log")).doesNotExist();
        Files.delete(sandbox.resolve("break-format"));
        assertThat(start(controller(0)).code()).isZero();
    }

    @Test
    void nothing_is_formatted_while_an_address_of_the_first_quorum_is_unknown() throws Exception {
        scene.nodes.remove(controller(2));
        refused(start(controller(0)), 78, "addresses of the controllers");
        assertThat(sandbox.resolve("formatted")).doesNotExist();
    }

    @Test
    void a_missing_volume_is_refused_and_names_the_isolator() throws Exception {
        Files.delete(sandbox.resolve("data"));
        Ended ended = start(broker(0));
        refused(ended, 71, "has no directory 'data'");
        assertThat(ended.err()).contains("volume/sandbox_path");
    }

    @Test
    void an_ordinary_directory_in_the_sandbox_is_no_volume() throws Exception {
        Files.delete(sandbox.resolve("data"));
        Files.createDirectory(sandbox.resolve("data"));
        refused(start(broker(0)), 71, "ordinary directory");
        Files.delete(sandbox.resolve("data"));
        Path parent = Files.createDirectories(home.resolve("slaves/s/executors/e/runs/r/data"));
        Files.createSymbolicLink(sandbox.resolve("data"), parent);
        refused(start(broker(0)), 71, "ordinary directory");
    }

    @Test
    void a_used_volume_without_its_mark_is_refused() throws Exception {
        scene.put(broker(0), false, true, 1, 1);
        refused(start(broker(0)), 73, "has no mark");
        assertThat(volume).isEmptyDirectory();
    }

    @Test
    void a_new_volume_with_somebody_elses_files_is_refused() throws Exception {
        Files.createDirectory(volume.resolve("lost+found"));
        Files.writeString(volume.resolve("precious"), "");
        refused(start(broker(0)), 72, "not empty");
        Files.delete(volume.resolve("precious"));
        assertThat(start(broker(0)).code()).isZero();
    }

    @Test
    void another_nodes_volume_and_another_generation_are_refused() throws Exception {
        start(broker(0));
        fresh(broker(1));
        refused(start(broker(1)), 72, "node=broker-0");
        scene.put(broker(0), false, false, 0, 2);
        refused(start(broker(0)), 72, "generation=2");
    }

    @Test
    void another_clusters_disk_is_refused() throws Exception {
        start(broker(0));
        Path meta = volume.resolve("log/meta.properties");
        Files.writeString(meta, Files.readString(meta).replaceAll("cluster.id=.*", "cluster.id=somebody-elses"));
        refused(start(broker(0)), 74, "belongs to Kafka cluster 'somebody-elses'");
    }

    @Test
    void lost_data_is_never_formatted_over() throws Exception {
        start(broker(0));
        Files.delete(volume.resolve("log/meta.properties"));
        Files.delete(volume.resolve("log"));
        refused(start(broker(0)), 73, "lost data");
        assertThat(volume.resolve("log")).doesNotExist();
    }

    @Test
    void a_damaged_jar_is_refused_by_name() throws Exception {
        Files.writeString(sandbox.resolve("lib/kafka-4.3.1.jar"), "something else");
        refused(start(broker(0)), 75, "lib/kafka-4.3.1.jar");
        assertThat(volume.resolve("log")).doesNotExist();
    }

    @Test
    void an_unsupported_java_is_refused_with_both_bounds() throws Exception {
        for (String version : new String[] {"11.0.2", "1.8.0_392", "26"}) {
            Files.writeString(sandbox.resolve("java/jre/release"), "JAVA_VERSION=\"" + version + "\"\n");
            refused(start(broker(0)), 77, "is Java " + version + ", but Kafka 4.3.1 runs on Java 17 to 25");
        }
        scene.options("any-java", "true");
        assertThat(start(broker(0)).code()).isZero();
    }

    @Test
    void an_agent_without_java_is_refused() throws Exception {
        Files.move(sandbox.resolve("java"), home.resolve("java-elsewhere"));
        Path tools = Files.createDirectory(home.resolve("tools"));
        for (String tool :
                "awk cat cmp cp df dirname find grep head id mkdir mv rm sed sha256sum sh touch tr".split(" ", -1)) {
            Path place = Files.exists(Path.of("/usr/bin", tool)) ? Path.of("/usr/bin", tool) : Path.of("/bin", tool);
            program(tools.resolve(tool), "exec " + place + " \"$@\"");
        }
        path = tools.toString();
        refused(start(broker(0)), 76, "there is no Java on this agent");
    }

    @Test
    void too_few_open_files_are_refused() throws Exception {
        limits = "ulimit -n 200; ";
        refused(start(broker(0)), 79, "may open only 200 files");
    }

    @Test
    void a_full_disk_is_refused_before_anything_is_written() throws Exception {
        Path tools = Files.createDirectory(home.resolve("tools"));
        program(tools.resolve("df"), "echo head; echo disk 1000 900 100 90% /x");
        path = tools + ":" + System.getenv("PATH");
        refused(start(broker(0)), 80, "is full: 100 KB are left");
        assertThat(volume).isEmptyDirectory();
    }

    @Test
    void a_class_data_archive_is_used_where_there_is_one() throws Exception {
        assertThat(start(broker(0)).out()).doesNotContain("SharedArchiveFile");
        Files.writeString(sandbox.resolve("lib/kafka-4.3.1.jsa"), "");
        assertThat(start(broker(0)).out()).contains("-XX:SharedArchiveFile=lib/kafka-4.3.1.jsa");
        assertThat(Files.getLastModifiedTime(sandbox.resolve("lib/node.jar")).toInstant())
                .isEqualTo(java.time.Instant.parse("2000-01-01T00:00:00Z"));
    }

    @Test
    void names_with_quotes_do_not_leave_the_configuration() {
        assertThat(KafkaLaunch.shellQuote("a'b $(c)")).isEqualTo("'a'\\''b $(c)'");
    }

    @Test
    void nothing_is_formatted_once_a_process_on_the_volume_was_seen_alive() throws Exception {
        start(broker(0));
        Files.delete(volume.resolve("log/meta.properties"));
        Files.delete(volume.resolve("log"));
        Files.delete(volume.resolve("holdfast-formatted"));
        scene.put(broker(0), false, true, 1, 1);
        refused(start(broker(0)), 73, "was used before, but");
        assertThat(volume.resolve("log")).doesNotExist();
        assertThat(volume.resolve("log.new")).doesNotExist();
    }
}
