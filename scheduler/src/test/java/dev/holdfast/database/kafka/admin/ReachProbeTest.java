package dev.holdfast.database.kafka.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.NodeView;
import dev.holdfast.model.NodeId;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class ReachProbeTest {

    @Test
    void tells_open_ports_from_closed_ones_and_brings_answers_of_status_endpoints() throws Exception {
        try (FakeStatus status = new FakeStatus(200, "{\"incarnation\":7}");
                FakeStatus failing = new FakeStatus(500, "{\"incarnation\":8}");
                ServerSocket kafka = FakeStatus.silent()) {
            List<NodeView> nodes = List.of(
                    Views.node(Views.broker(0), Views.ports("client", kafka.getLocalPort(), status.port())),
                    Views.node(Views.broker(1), Views.ports("client", FakeStatus.closedPort(), failing.port())),
                    Views.node(
                            Views.controller(0),
                            Views.ports("controller", kafka.getLocalPort(), FakeStatus.closedPort())));

            Reach reach = ReachProbe.of(nodes, Deadline.in(Duration.ofSeconds(10)));

            assertThat(reach.isOpen(Views.broker(0))).isTrue();
            assertThat(reach.isOpen(Views.broker(1))).isFalse();
            assertThat(reach.isOpen(Views.controller(0))).isTrue();
            assertThat(reach.status()).containsOnlyKeys(Views.broker(0)).containsValue("{\"incarnation\":7}");
        }
    }

    @Test
    void a_silent_endpoint_costs_the_deadline_and_hides_no_other_answer() throws Exception {
        try (FakeStatus status = new FakeStatus(200, "{}");
                ServerSocket silent = FakeStatus.silent()) {
            List<NodeView> nodes = List.of(
                    Views.node(Views.broker(0), Views.ports("client", silent.getLocalPort(), silent.getLocalPort())),
                    Views.node(Views.broker(1), Views.ports("client", silent.getLocalPort(), status.port())));
            long begun = System.nanoTime();

            Reach reach = ReachProbe.of(nodes, Deadline.in(Duration.ofMillis(300)));

            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isBetween(Duration.ofMillis(250), Duration.ofSeconds(5));
            assertThat(reach.status()).containsOnlyKeys(Views.broker(1));
        }
    }

    @Test
    void nodes_without_a_place_are_not_knocked_at() {
        NodeView unplaced = new NodeView(
                new NodeId(Views.NAME, "broker", 0),
                false,
                Optional.empty(),
                "",
                "",
                "",
                new TreeMap<>(),
                new TreeMap<>(),
                false,
                false,
                0,
                new TreeMap<>(),
                1);

        Reach reach = ReachProbe.of(List.of(unplaced), Deadline.in(Duration.ofSeconds(10)));

        assertThat(reach.open()).isEmpty();
        assertThat(reach.status()).isEmpty();
    }
}
