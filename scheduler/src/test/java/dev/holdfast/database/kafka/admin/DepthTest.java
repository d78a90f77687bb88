package dev.holdfast.database.kafka.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.ClusterView;
import dev.holdfast.database.NodeView;
import dev.holdfast.model.NodeId;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DepthTest {

    private final Instant start = Instant.parse("2026-01-01T00:00:00Z");

    private static NodeView up(NodeId id) {
        return Views.node(id, Views.ports("client", 9092, 9404));
    }

    @Test
    void whileManyNodesStartMostLooksAreBriefAndOneEveryFewSecondsIsWhole() {
        ClusterView starting = Views.view(up(Views.controller(0)), up(Views.broker(0)), up(Views.broker(1)));
        Depth depth = new Depth();
        assertThat(depth.isBrief(starting, start)).as("the first").isFalse();
        assertThat(depth.isBrief(starting, start.plusMillis(500))).isTrue();
        assertThat(depth.isBrief(starting, start.plusMillis(9_900))).isTrue();
        assertThat(depth.isBrief(starting, start.plusMillis(10_000))).isFalse();
        assertThat(depth.isBrief(starting, start.plusMillis(10_500))).isTrue();
    }

    @Test
    void whileFewNodesStartEveryLookIsWhole() {
        ClusterView calm = Views.view(up(Views.controller(0)), up(Views.broker(0)));
        Depth depth = new Depth();
        assertThat(depth.isBrief(calm, start)).isFalse();
        assertThat(depth.isBrief(calm, start.plusMillis(500))).isFalse();
    }
}
