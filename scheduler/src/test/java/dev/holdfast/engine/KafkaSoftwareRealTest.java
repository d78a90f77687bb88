package dev.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.artifact.Artifact;
import dev.holdfast.artifact.ArtifactCache;
import dev.holdfast.core.Software;
import dev.holdfast.database.kafka.KafkaPackage;
import dev.holdfast.database.kafka.admin.KafkaDriver;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kafka's real jars, from wherever Maven finds them on this machine. */
@Tag("real")
class KafkaSoftwareRealTest {

    private static final String KAFKA = "kafka-4.3.1";

    @TempDir
    private Path temporary;

    @Test
    void kafkaComesWholeAsLockedAndItsClassesAreSharedFromTheArchiveInAnyOtherDirectory() throws Exception {
        ArtifactCache cache = ArtifactCache.open(temporary.resolve("cache"));
        KafkaPackage kafka = new KafkaPackage(new KafkaDriver(Clock.systemUTC()));
        SoftwareShelf shelf = new SoftwareShelf(cache, temporary.resolve("scratch"), List.of(kafka));
        List<Software> told = new ArrayList<>();

        shelf.prepare(KAFKA, new TreeMap<>(), told::add);

        Software.Ready ready = (Software.Ready) told.get(told.size() - 1);
        assertThat(ready.files()).anyMatch(file -> file.name().equals(KAFKA + ".jsa"));
        Map<Artifact, Path> companion = shelf.fetchCompanion();
        Path sandbox = temporary.resolve("sandbox");
        assertThat(startedWithin(sandbox, cache, companion, ready))
                .as("a class of Kafka's, loaded in a sandbox that has the same jars at the same relative paths")
                .containsPattern("kafka\\.tools\\.StorageTool source: shared objects file");
    }

    private static String startedWithin(
            Path sandbox, ArtifactCache cache, Map<Artifact, Path> companion, Software.Ready ready) throws Exception {
        Path lib = Files.createDirectories(sandbox.resolve("lib"));
        List<String> classPath = new ArrayList<>();
        for (Map.Entry<Artifact, Path> file : companion.entrySet()) {
            Files.createLink(lib.resolve(file.getKey().name()), file.getValue());
            classPath.add("lib/" + file.getKey().name());
        }
        for (Software.File file : ready.files()) {
            Path cached =
                    cache.find(new dev.holdfast.artifact.Sha256(file.sha256())).orElseThrow();
            Files.createLink(sandbox.resolve(file.path()), cached);
            if (file.path().endsWith(".jar")) {
                classPath.add(file.path());
            }
        }
        Path output = sandbox.resolve("output.txt");
        Process process = new ProcessBuilder(
                        "java",
                        "-XX:SharedArchiveFile=lib/" + KAFKA + ".jsa",
                        "-Xlog:class+load",
                        "-cp",
                        String.join(":", classPath),
                        "kafka.tools.StorageTool",
                        "random-uuid")
                .directory(sandbox.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return Files.readString(output, StandardCharsets.UTF_8);
    }
}
