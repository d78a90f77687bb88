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
    void brings_answers_of_status_endpoints_and_knocks_at_controllers_and_at_brokers_without_one() throws Exception {
        try (FakeStatus status = new FakeStatus(200, "{\"incarnation\":7}");
                FakeStatus failing = new FakeStatus(500, "{\"incarnation\":8}");
                ServerSocket kafka = FakeStatus.silent()) {
            List<NodeView> nodes = List.of(
                    Views.node(Views.broker(0), Views.ports("client", kafka.getLocalPort(), status.port())),
                    Views.node(Views.broker(1), Views.ports("client", FakeStatus.closedPort(), failing.port())),
                    Views.node(Views.broker(2), Views.ports("client", kafka.getLocalPort(), failing.port())),
                    Views.node(
                            Views.controller(0),
                            Views.ports("controller", kafka.getLocalPort(), FakeStatus.closedPort())));

            Reach reach = ReachProbe.of(nodes, Deadline.in(Duration.ofSeconds(10)), Duration.ofSeconds(10));

            assertThat(reach.open())
                    .as("who answers for itself is left alone")
                    .doesNotContainKey(Views.broker(0))
                    .containsEntry(Views.broker(1), false)
                    .containsEntry(Views.broker(2), true)
                    .containsEntry(Views.controller(0), true);
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

            Reach reach = ReachProbe.of(nodes, Deadline.in(Duration.ofSeconds(10)), Duration.ofMillis(300));

            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isBetween(Duration.ofMillis(250), Duration.ofSeconds(5));
            assertThat(reach.status()).containsOnlyKeys(Views.broker(1));
            assertThat(reach.isOpen(Views.broker(0))).as("it listens, at least").isTrue();
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

        Reach reach = ReachProbe.of(List.of(unplaced), Deadline.in(Duration.ofSeconds(10)), Duration.ofSeconds(10));

        assertThat(reach.open()).isEmpty();
        assertThat(reach.status()).isEmpty();
    }
}
