package dev.holdfast.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.api.wire.ClusterNamesInfo.NamedEndpoint;
import dev.holdfast.cli.run.Databases;
import dev.holdfast.core.View.ClusterPicture;
import dev.holdfast.core.View.NodePicture;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import dev.holdfast.spec.SpecReader;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EndpointNamesTest {

    private static final Instant NOW = Instant.parse("2026-11-22T04:00:00Z");

    private final List<NodePicture> nodes = new ArrayList<>();

    private void node(String group, int index, String address, Map<String, Integer> ports) {
        nodes.add(new NodePicture(
                new NodeId(new ClusterName("orders"), group, index),
                "ready",
                "running",
                NOW,
                "",
                address,
                new TreeMap<>(ports),
                1,
                1,
                true,
                "",
                Optional.empty(),
                "",
                1,
                1,
                1,
                "a",
                "t",
                List.of()));
    }

    private NamedEndpoint of(String value) {
        ClusterPicture picture = new ClusterPicture(
                "orders",
                "kafka",
                "4.3.1",
                1,
                new SpecReader(Databases.specRules(Databases.all(Clock.systemUTC()), "holdfast"))
                        .read("name: orders\npackage: kafka")
                        .spec()
                        .orElseThrow(),
                "ready",
                "",
                Optional.empty(),
                nodes,
                Optional.empty(),
                List.of(),
                List.of(),
                NOW);
        return new EndpointNames(picture, "holdfast.mesos").of("x", value);
    }

    @Test
    void nodesOfOneGroupAreNamedByIt() {
        node("broker", 0, "10.0.0.1", Map.of("client", 9092));
        node("broker", 1, "10.0.0.2", Map.of("client", 9092));
        NamedEndpoint named = of("10.0.0.1:9092,10.0.0.2:9092");
        assertThat(named.value()).isEqualTo("10.0.0.1:9092,10.0.0.2:9092");
        assertThat(named.names()).containsExactly("broker.orders.holdfast.mesos:9092");
        assertThat(named.services()).containsExactly("_client._tcp.broker.orders.holdfast.mesos");
    }

    @Test
    void whatStandsAroundAnAddressStays() {
        node("data", 0, "10.0.0.1", Map.of("http", 4200));
        assertThat(of("http://10.0.0.1:4200/").names()).containsExactly("http://data.orders.holdfast.mesos:4200/");
    }

    @Test
    void portsThatDifferAreNamedNodeByNodeAndByTheService() {
        node("broker", 0, "fd00::1", Map.of("client", 9092));
        node("broker", 1, "10.0.0.1", Map.of("client", 31000));
        NamedEndpoint named = of("[fd00::1]:9092,10.0.0.1:31000");
        assertThat(named.names())
                .containsExactly("broker-0.orders.holdfast.mesos:9092", "broker-1.orders.holdfast.mesos:31000");
        assertThat(named.services()).containsExactly("_client._tcp.broker.orders.holdfast.mesos");
    }

    @Test
    void nodesOfSeveralGroupsAreTheClusters() {
        node("data", 0, "10.0.0.1", Map.of("http", 4200));
        node("master", 0, "10.0.0.2", Map.of("http", 4200));
        assertThat(of("10.0.0.1:4200,10.0.0.2:4200").names()).containsExactly("orders.holdfast.mesos:4200");
    }

    @Test
    void whatIsNoNodesStaysWithoutAName() {
        node("broker", 0, "10.0.0.1", Map.of("client", 9092));
        assertThat(of("10.0.0.9:9092").names()).isEmpty();
        assertThat(of("the same as its name").services()).isEmpty();
    }
}
