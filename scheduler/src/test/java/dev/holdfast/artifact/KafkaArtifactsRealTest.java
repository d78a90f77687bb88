package dev.holdfast.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kafka's files for real, through this machine's own Maven settings, and the archive of a real broker's classes. */
@Tag("real")
final class KafkaArtifactsRealTest {

    private static final String CLUSTER_ID = "q1Sh-9_ISia_zwGINzRvyQ";

    @TempDir
    Path temporary = Path.of("");

    @Test
    void kafkaComesWholeAsLockedAndABrokerStartsFromItsArchive() throws Exception {
        ArtifactSet set = LockFile.load(KafkaArtifactsRealTest.class, "/dev/holdfast/database/kafka/kafka-4.3.1.lock");
        ArtifactCache cache = ArtifactCache.open(temporary.resolve("cache"));
        List<FetchProgress> seen = new CopyOnWriteArrayList<>();

        Map<Artifact, Path> files = new ArtifactFetcher(cache, MavenOptions.ofThisProcess()).fetch(set, seen::add);

        assertThat(files.keySet()).containsExactlyElementsOf(set.artifacts());
        assertThat(seen.get(seen.size() - 1).filesDone())
                .isEqualTo(set.artifacts().size());
        assertThat(seen.get(seen.size() - 1).bytesDone()).isEqualTo(set.totalSize());

        JavaRuntime java = JavaRuntime.describe(Path.of(System.getProperty("java.home"), "bin", "java"));
        ArchiveMaker maker = new ArchiveMaker(cache, temporary.resolve("scratch"));
        ClassDataArchive archive = maker.make(java, recipe(set), files);

        Path sandbox = Files.createDirectories(temporary.resolve("sandbox/lib"))
                .resolveSibling(".")
                .normalize();
        for (Map.Entry<Artifact, Path> file : files.entrySet()) {
            Files.createLink(sandbox.resolve("lib").resolve(file.getKey().name()), file.getValue());
        }
        Path loaded = sandbox.resolve("loaded");
        Process process = new ProcessBuilder(
                        java.command().toString(),
                        "-XX:SharedArchiveFile=" + archive.file(),
                        "-Xlog:class+load:file=" + loaded,
                        "-cp",
                        set.classPath("lib"),
                        "kafka.Kafka",
                        "--version")
                .directory(sandbox.toFile())
                .redirectErrorStream(true)
                .start();
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("4.3.1");
        assertThat(process.waitFor()).isZero();
        // All but the classes that only '--version' needs were loaded by the run that made the archive.
        assertThat(Files.readAllLines(loaded))
                .filteredOn(line -> line.contains(" org.apache.kafka."))
                .filteredOn(line -> line.contains("shared objects file (top)"))
                .hasSizeGreaterThan(10);
    }

    /** One combined broker and controller on two free ports; formatted by hand, since an empty log needs no more. */
    private static ArchiveRecipe recipe(ArtifactSet set) {
        return new ArchiveRecipe(
                set,
                "lib",
                List.of(
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx256m",
                        "-Dlog4j2.configurationFile=log4j2.properties"),
                "kafka.Kafka",
                List.of("server.properties"),
                new TreeMap<>(Map.of(
                        "server.properties", """
                        process.roles=broker,controller
                        node.id=1
                        controller.quorum.voters=1@127.0.0.1:@port1@
                        listeners=PLAINTEXT://127.0.0.1:@port2@,CONTROLLER://127.0.0.1:@port1@
                        controller.listener.names=CONTROLLER
                        log.dirs=@dir@/data
                        offsets.topic.replication.factor=1
                        """, "log4j2.properties", """
                        rootLogger.level=INFO
                        rootLogger.appenderRef.out.ref=OUT
                        appender.out.type=Console
                        appender.out.name=OUT
                        """, "data/meta.properties", """
                            version=1
                            node.id=1
                            cluster.id=%s
                            directory.id=Zm9vYmFyMTIzNDU2Nzg5MA
                            """.formatted(
                                        CLUSTER_ID))),
                Pattern.compile("Kafka Server started"),
                Duration.ofSeconds(60),
                Duration.ofSeconds(60));
    }
}
