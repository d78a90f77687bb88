package dev.holdfast.database.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.ClusterView;
import dev.holdfast.database.kafka.KafkaDetails.Feature;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.GroupSpec;
import dev.holdfast.spec.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KafkaValidationTest {

    private final Scene scene = new Scene(3, 3);

    private List<String> places() {
        return scene.rules.validate(scene.target, Optional.empty()).stream()
                .map(Problem::path)
                .toList();
    }

    private List<Problem> change(ClusterView before) {
        return scene.rules.validate(scene.target, Optional.of(before));
    }

    @Test
    void the_defaults_of_every_release_are_valid() {
        for (String version : scene.data.versions().names()) {
            scene.target = scene.target.withVersion(version);
            assertThat(places()).as(version).isEmpty();
        }
        assertThat(scene.data.descriptor().versions())
                .contains(scene.data.descriptor().defaultVersion());
    }

    @Test
    void all_problems_come_at_once() {
        scene.settings("default.replication.factor", "4", "min.insync.replicas", "9");
        scene.options("rebalance", "perhaps", "throttle", "fast");
        scene.target = scene.target.withVersion("9.9.9");
        assertThat(places())
                .containsExactlyInAnyOrder(
                        "version",
                        "options.rebalance",
                        "options.throttle",
                        "settings.default.replication.factor",
                        "settings.min.insync.replicas");
    }

    private String remedy(String setting, String value) {
        scene.settings(setting, value);
        List<Problem> problems = scene.rules.validate(scene.target, Optional.empty());
        assertThat(problems).extracting(Problem::path).containsExactly("settings." + setting);
        scene.target = scene.target.withSettings(new TreeMap<>());
        return problems.get(0).remedy();
    }

    @Test
    void a_setting_that_kafka_does_not_know_is_refused_with_what_was_meant() {
        assertThat(remedy("num.partition", "3")).startsWith("did you mean 'num.partitions'?");
        assertThat(remedy("rebalance", "true")).isEqualTo("it is an option: write options.rebalance=true");
        assertThat(remedy("retention.ms", "60000")).endsWith("write log.retention.ms");
        assertThat(remedy("broker.num.partitions", "3")).endsWith("written broker.settings.num.partitions=3");
        assertThat(remedy("broker.size", "1GB")).startsWith("a group has count, cpus, memory");
        assertThat(remedy("my.plugin.colour", "red")).endsWith("write options.any-settings=true too");
    }

    @ParameterizedTest
    @CsvSource({
        "num.partitions, abc, a whole number from 1",
        "num.partitions, 0, a whole number from 1",
        "num.io.threads, 2.5, a whole number from 1",
        "log.retention.check.interval.ms, 99999999999999999999, a whole number from 1",
        "auto.create.topics.enable, yes, true or false",
        "log.cleaner.min.cleanable.ratio, 2, a number from 0 up to 1",
        "log.message.timestamp.type, Now, 'one of CreateTime, LogAppendTime'"
    })
    void a_value_that_kafka_cannot_read_is_refused(String setting, String value, String must) {
        assertThat(remedy(setting, value)).isEqualTo("write " + must);
    }

    @Test
    void settings_of_plugins_and_listeners_secrets_and_what_is_in_force_pass() {
        scene.settings("listener.name.client.ssl.keystore.type", "PEM", "num.partitions", "${env:PARTITIONS}");
        scene.settings("auto.create.topics.enable", "FALSE", "super.users", "User:admin", "log.retention.ms", "-1");
        assertThat(places()).isEmpty();
        scene.settings("my.plugin.colour", "red");
        assertThat(places()).containsExactly("settings.my.plugin.colour");
        assertThat(change(scene.view())).as("it is in force").isEmpty();
        scene.options("any-settings", "true");
        assertThat(places()).isEmpty();
    }

    @Test
    void a_heap_needs_memory_beside_it() {
        GroupSpec group = scene.target.group("broker").orElseThrow();
        scene.target = scene.target.with(new GroupSpec(
                "broker",
                3,
                500,
                300,
                256,
                4096,
                "root",
                List.of(),
                "",
                group.ports(),
                new TreeMap<>(),
                new TreeMap<>(),
                List.of()));
        assertThat(places()).containsExactly("groups.broker.memory");
    }

    @Test
    void shrinking_below_a_topics_replicas_is_refused_at_once_and_names_it() {
        scene.topic("events", 2, 0, 1, 2);
        scene.topic("small", 1, 0, 1);
        ClusterView before = scene.view();
        scene.count("broker", 2);
        assertThat(change(before)).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo("groups.broker.count");
            assertThat(problem.message()).contains("events (3 replicas)").doesNotContain("small");
        });
        scene.count("broker", 3);
        assertThat(change(before)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "4.2.1, 4.3.1, 29, true",
        "4.0.2, 4.3.1, 25, true",
        "4.3.1, 4.2.1, 29, true",
        "4.3.1, 4.2.1, 30, false",
        "4.3.1, 4.0.2, 29, false",
        "4.3.1, 4.2.1, 0, false",
        "4.2.1, 4.3.1, 0, true"
    })
    void a_release_may_be_taken_back_until_its_metadata_version_is_finalised(
            String from, String to, int finalised, boolean allowed) {
        scene.target = scene.target.withVersion(from);
        scene.features.clear();
        if (finalised > 0) {
            scene.features.put("metadata.version", new Feature(finalised, 7, 30));
        }
        ClusterView before = scene.view();
        scene.target = scene.target.withVersion(to);
        assertThat(change(before).isEmpty()).isEqualTo(allowed);
    }

    @Test
    void ports_are_kept_for_life() {
        ClusterView before = scene.view();
        GroupSpec group = scene.target.group("broker").orElseThrow();
        scene.target = scene.target.with(new GroupSpec(
                "broker",
                3,
                group.cpusMilli(),
                group.memoryMegabytes(),
                group.heapMegabytes(),
                group.diskMegabytes(),
                "root",
                List.of(),
                "",
                new TreeMap<>(Map.of("client", 19092, "status", 9404)),
                new TreeMap<>(),
                new TreeMap<>(),
                List.of()));
        assertThat(change(before)).extracting(Problem::path).containsExactly("groups.broker.ports.client");
    }

    @Test
    void an_upgrade_says_that_the_metadata_version_waits_for_a_word() {
        scene.target = scene.target.withVersion("4.2.1");
        scene.up(Scene.broker(0));
        scene.features.put("metadata.version", new Feature(29, 7, 30));
        scene.target = scene.target.withVersion("4.3.1");
        assertThat(scene.rules.notes(scene.view()))
                .anyMatch(note -> note.startsWith("binaries go from 4.2.1 to 4.3.1"))
                .anyMatch(note -> note.contains("stays 4.2-IV1") && note.contains("4.3-IV0"));
    }

    @Test
    void a_single_controller_and_broker_are_named_as_outages() {
        Scene alone = new Scene(1, 1);
        assertThat(alone.rules.notes(alone.view())).hasSize(2).allMatch(note -> note.contains("outage"));
    }

    @Test
    void brokers_that_are_added_stay_empty_and_a_note_says_so() {
        scene.count("broker", 5);
        assertThat(scene.rules.notes(scene.view()))
                .anyMatch(note -> note.startsWith("no partitions are moved onto new brokers"));
        scene.options("rebalance", "true");
        assertThat(scene.rules.notes(scene.view())).isEmpty();
    }

    @Test
    void identity_is_protected_for_every_group() {
        ClusterSpec target = scene.target;
        for (String group : target.groups().keySet()) {
            assertThat(scene.data.descriptor().groups().get(group))
                    .satisfies(usual -> assertThat(usual.protectedSettings())
                            .contains("node.id", "listeners", "log.dirs", "metadata.log.dir", "process.roles")
                            .contains("controller.quorum.voters", "controller.quorum.bootstrap.servers"));
        }
    }
}
