package dev.holdfast.database.kafka;

import static dev.holdfast.database.kafka.Scene.broker;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Exporter;
import dev.holdfast.database.Launch;
import dev.holdfast.database.NodeView;
import dev.holdfast.model.NodeId;
import dev.holdfast.spec.ClusterSpec;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

class KafkaExporterTest {

    private final Scene scene = new Scene(3, 3);

    private Launch launch(boolean wanted, boolean hasPort) {
        ClusterView view = scene.view();
        ClusterSpec old = view.target();
        ClusterSpec target = new ClusterSpec(
                old.name(),
                old.packageName(),
                old.version(),
                old.user(),
                old.role(),
                old.settings(),
                new TreeMap<>(Map.of(Exporter.OPTION, Boolean.toString(wanted))),
                old.artifacts(),
                old.groups());
        SortedMap<NodeId, NodeView> nodes = new TreeMap<>(view.nodes());
        if (hasPort) {
            nodes.put(broker(1), withPort(view.node(broker(1)).orElseThrow()));
        }
        return scene.rules.launch(
                new ClusterView(
                        target, nodes, view.identity(), view.observation(), view.debts(), view.everReady(), view.now()),
                broker(1),
                7);
    }

    private static NodeView withPort(NodeView node) {
        SortedMap<String, Integer> ports = new TreeMap<>(node.ports());
        ports.put(Exporter.PORT, 9414);
        return new NodeView(
                node.id(),
                node.placed(),
                node.agent(),
                node.hostname(),
                node.address(),
                node.zone(),
                node.attributes(),
                ports,
                node.everLaunched(),
                node.processUp(),
                node.incarnation(),
                node.inputs(),
                node.generation());
    }

    private static String options(Launch launch) {
        return launch.files().getOrDefault("kafka/jvm.options", "");
    }

    @Test
    void a_node_with_its_port_listens_on_its_own_address_with_our_rules() {
        Launch launch = launch(true, true);
        assertThat(launch.software()).contains(Exporter.SOFTWARE);
        assertThat(options(launch))
                .contains("\"-Dholdfast.exporter.listen=127.0.0.101:9414\"")
                .contains("\"-Dholdfast.exporter.rules=kafka/exporter.yaml\"")
                .as("the companion looks whether ports are free before the database begins; this one is later")
                .doesNotContain("9092,127.0.0.101:9414");
        assertThat(launch.files().getOrDefault("kafka/node.conf", "")).contains("exporter='" + Exporter.SOFTWARE + "'");
        assertThat(launch.files()).containsEntry("kafka/exporter.yaml", KafkaExporter.RULES);
    }

    @Test
    void one_that_lacks_its_port_or_is_not_to_have_one_starts_as_ever() {
        for (Launch launch : new Launch[] {launch(true, false), launch(false, true), launch(false, false)}) {
            assertThat(launch.software()).doesNotContain(Exporter.SOFTWARE);
            assertThat(options(launch)).doesNotContain("exporter");
            assertThat(launch.files()).doesNotContainKey("kafka/exporter.yaml");
            assertThat(launch.files().getOrDefault("kafka/node.conf", "")).contains("exporter=''");
        }
    }

    @Test
    void only_who_wants_it_is_restarted_for_it() {
        assertThat(scene.rules.inputs(scene.target, broker(1))).doesNotContainKey(Exporter.INPUT);
    }

    @Test
    void each_rule_is_a_pattern_a_name_and_a_help() {
        JsonNode rules = new YAMLMapper().readTree(KafkaExporter.RULES);
        assertThat(rules.path("rules").size()).isGreaterThan(20);
        for (JsonNode rule : rules.path("rules")) {
            assertThat(Pattern.compile(rule.path("pattern").asString()).pattern())
                    .isNotEmpty();
            assertThat(rule.path("name").asString()).matches("kafka_[a-z0-9_]+");
            assertThat(rule.path("help").asString()).isNotEmpty();
            assertThat(rule.path("type").asString().equals("COUNTER"))
                    .as(rule.path("name").asString())
                    .isEqualTo(rule.path("name").asString().endsWith("_total"));
        }
    }
}
