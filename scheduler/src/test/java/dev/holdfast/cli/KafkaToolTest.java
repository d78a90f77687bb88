package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.cli.run.Databases;
import dev.holdfast.database.DatabasePackage;
import dev.holdfast.database.kafka.KafkaDescriptor;
import dev.holdfast.database.kafka.KafkaPackage;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class KafkaToolTest {

    private static final SortedMap<String, String> ENDPOINTS = new TreeMap<>(Map.of("bootstrap", "10.0.0.1:9092"));

    @Test
    void addressesAreAddedUnlessTheyAreGiven() {
        KafkaTool topics = KafkaTool.find("topics");

        assertThat(topics.connected(List.of("--list"), "4.3.1", ENDPOINTS))
                .containsExactly("--bootstrap-server", "10.0.0.1:9092", "--list");
        assertThat(topics.connected(List.of("--bootstrap-server=x:1", "--list"), "4.3.1", ENDPOINTS))
                .containsExactly("--bootstrap-server=x:1", "--list");
        assertThat(KafkaTool.find("metadata-quorum")
                        .connected(List.of("--bootstrap-controller", "x:9093", "describe"), "4.3.1", ENDPOINTS))
                .containsExactly("--bootstrap-controller", "x:9093", "describe");
        assertThat(KafkaTool.find("cluster").connected(List.of("unregister", "--id", "7"), "4.3.1", ENDPOINTS))
                .as("this one takes them behind what it is to do")
                .containsExactly("unregister", "--bootstrap-server", "10.0.0.1:9092", "--id", "7");
    }

    @Test
    void olderProducerPerformanceTakesThemAsAProperty() {
        KafkaTool tool = KafkaTool.find("producer-perf-test");

        assertThat(tool.connected(List.of("--topic", "t"), "4.1.2", ENDPOINTS))
                .containsExactly("--topic", "t", "--producer-props", "bootstrap.servers=10.0.0.1:9092");
        assertThat(tool.connected(List.of("--producer-props", "acks=all", "--topic", "t"), "4.0.2", ENDPOINTS))
                .containsExactly("--producer-props", "bootstrap.servers=10.0.0.1:9092", "acks=all", "--topic", "t");
    }

    @Test
    void namesAreTakenAsKafkasScriptsHaveThem() {
        assertThat(KafkaTool.find("kafka-console-consumer.sh").mainClass())
                .isEqualTo("org.apache.kafka.tools.consumer.ConsoleConsumer");
        assertThatThrownBy(() -> KafkaTool.find("topix"))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("topix");
    }

    @Test
    void withoutAnAddressItSaysWhereToLook() {
        assertThatThrownBy(() -> KafkaTool.find("topics").connected(List.of("--list"), "4.3.1", new TreeMap<>()))
                .isInstanceOf(Failure.class)
                .hasMessage("no broker has an address yet");
    }

    @Test
    void everyToolThatThePackageNamesIsKnown() throws Exception {
        try (InputStream in = KafkaPackage.class.getResourceAsStream(KafkaPackage.DESCRIPTOR)) {
            KafkaDescriptor kafka = KafkaDescriptor.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            assertThat(kafka.descriptor().tools()).isNotEmpty();
            kafka.descriptor()
                    .tools()
                    .keySet()
                    .forEach(name -> assertThat(KafkaTool.find(name).name()).isEqualTo(name));
        }
    }

    @Test
    void thePackageTellsOfEveryTool() {
        SortedMap<String, DatabasePackage> packages = Databases.all(Clock.systemUTC());
        DatabasePackage kafka = Optional.ofNullable(packages.get("kafka")).orElseThrow();
        assertThat(kafka.descriptor().tools().keySet()).containsExactlyInAnyOrderElementsOf(KafkaTool.names());
        assertThat(kafka.descriptor().optionTexts().keySet())
                .isEqualTo(kafka.descriptor().options().keySet());
    }
}
