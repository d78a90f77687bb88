package dev.holdfast.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.model.ClusterName;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.Descriptor;
import dev.holdfast.spec.GroupSpec;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class ExporterTest {

    private static final Descriptor TOY = new Descriptor(
            "toy",
            "Toy",
            List.of("1.0"),
            "1.0",
            Map.of(
                    "data",
                    new Descriptor.Group(
                            "data",
                            1,
                            List.of(),
                            9,
                            1000,
                            512,
                            256,
                            1000,
                            new TreeMap<>(Map.of("client", 9000, Exporter.PORT, 9500)),
                            List.of(),
                            5)),
            new TreeMap<>(),
            new TreeMap<>());

    private static SortedMap<String, Integer> ports(String metrics, Map<String, Integer> named) {
        GroupSpec group = new GroupSpec(
                "data",
                1,
                1000,
                512,
                256,
                1000,
                "root",
                List.of(),
                "",
                new TreeMap<>(named),
                new TreeMap<>(),
                new TreeMap<>(),
                List.of());
        ClusterSpec spec = new ClusterSpec(
                new ClusterName("c"),
                "toy",
                "1.0",
                "",
                "holdfast/c",
                new TreeMap<>(),
                new TreeMap<>(Map.of(Exporter.OPTION, metrics)),
                new TreeMap<>(),
                Map.of("data", group));
        return Exporter.ports(spec, group, TOY);
    }

    @Test
    void onlyWhoWantsItHasThePort() {
        assertThat(ports("false", Map.of("client", 9000, Exporter.PORT, 9500))).containsOnlyKeys("client");
        assertThat(ports("true", Map.of("client", 9000, Exporter.PORT, 9501))).containsEntry(Exporter.PORT, 9501);
    }

    @Test
    void aWishFromBeforeThereWasAnExporterGetsTheUsualPort() {
        assertThat(ports("true", Map.of("client", 9000))).containsEntry(Exporter.PORT, 9500);
    }

    @Test
    void whereAllPortsArePickedSoIsThisOne() {
        assertThat(ports("true", Map.of("client", 0))).containsEntry(Exporter.PORT, 0);
    }

    @Test
    void theLockFilePinsTheJarThatLaunchesName() {
        assertThat(Exporter.lockFile("kafka-4.3.1")).isEmpty();
        String lock = Exporter.lockFile(Exporter.SOFTWARE).orElseThrow();
        assertThat(lock.lines().filter(line -> !line.startsWith("#")))
                .singleElement()
                .asString()
                .matches("io\\.prometheus\\.jmx:jmx_prometheus_javaagent:1\\.0\\.1 [0-9a-f]{64} \\d+");
        assertThat(Exporter.JAR).isEqualTo("lib/jmx_prometheus_javaagent-1.0.1.jar");
    }
}
